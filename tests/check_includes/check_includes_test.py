#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""tools/check_includes judged on trees made for it: each rule once kept and once broken."""

import os
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

# What every tree holds, so that includes find their files.
THERE = [
    "include/isle/errors.h", "include/isle/transport.h", "include/isle/file.h",
    "include/isle/session.h", "src/wire/frame.h", "src/wire/gen/file.h", "src/session/call.h",
    "src/client/client.h", "src/transport/unix/unix.h", "src/transport/tcp/tcp.h",
    "src/linux/path.h", "src/service/file/file.h", "src/service/service.h", "src/daemon/loop.h",
    "src/port/posix/port.h", "tests/harness/harness.h"]

# (file, include, what the complaint says or None)
CASES = [
    ("include/isle/a.h", "<stdint.h>", None),
    ("include/isle/a.h", "<stdlib.h>", "<stdlib.h> is not allowed"),
    ("include/isle/a.h", '"wire/frame.h"', "src/wire/frame.h is not allowed"),
    ("src/wire/a.c", '"frame.h"', None),
    ("src/wire/a.c", "<isle/errors.h>", None),
    ("src/wire/a.c", "<stdlib.h>", "<stdlib.h> is not allowed"),
    ("src/wire/a.c", '"session/call.h"', "src/session/call.h is not allowed"),
    ("src/session/a.c", '"wire/gen/file.h"', None),
    ("src/session/a.c", "<unistd.h>", "<unistd.h> is not allowed"),
    ("src/session/a.c", '"client/client.h"', "src/client/client.h is not allowed"),
    ("src/transport/unix/a.c", '"wire/frame.h"', None),
    ("src/transport/unix/a.c", '"wire/gen/file.h"', "src/wire/gen/file.h is not allowed"),
    ("src/transport/unix/a.c", "<sys/socket.h>", "<sys/socket.h> is not allowed"),
    ("src/transport/unix/a_linux.c", "<sys/socket.h>", None),
    ("src/transport/unix/a_linux.c", '"unix.h"', None),
    ("src/transport/unix/a_linux.c", '"transport/tcp/tcp.h"', "tcp.h is not allowed"),
    ("src/transport/unix/a_linux.c", "<isle/session.h>", "session.h is not allowed"),
    ("src/client/a.c", '"session/call.h"', None),
    ("src/client/a.c", "<sys/stat.h>", "<sys/stat.h> is not allowed"),
    ("src/client/a.c", '"linux/path.h"', "src/linux/path.h is not allowed"),
    ("src/port/posix/a.c", "<pthread.h>", None),
    ("src/port/posix/a.c", '"wire/frame.h"', "src/wire/frame.h is not allowed"),
    ("src/service/file/a.c", '"linux/path.h"', None),
    ("src/service/file/a.c", '"service/service.h"', None),
    ("src/service/ipc/a.c", '"service/file/file.h"', "src/service/file/file.h is not allowed"),
    ("src/service/file/a.c", "<sys/stat.h>", "<sys/stat.h> is not allowed"),
    ("src/service/file/a.c", '"daemon/loop.h"', "src/daemon/loop.h is not allowed"),
    ("src/linux/a.c", "<sys/stat.h>", None),
    ("src/linux/a.c", "<isle/file.h>", None),
    ("src/linux/a.c", "<isle/session.h>", "include/isle/session.h is not allowed"),
    ("src/linux/a.c", '"wire/gen/file.h"', "src/wire/gen/file.h is not allowed"),
    ("src/daemon/a.c", '"session/call.h"', None),
    ("src/daemon/a.c", '"client/client.h"', "src/client/client.h is not allowed"),
    ("tools/isle/a.c", "<isle/session.h>", None),
    ("tools/isle/a.c", '"wire/frame.h"', "src/wire/frame.h is not allowed"),
    ("examples/a.c", '"session/call.h"', "src/session/call.h is not allowed"),
    ("tests/wire/a.c", '"session/call.h"', None),
    ("tests/wire/a.c", '"harness.h"', None),
    ("src/wire/a.c", '"gone.h"', "is not found"),
    ("src/wire/a.c", "<isle/gone.h>", "does not exist"),
    ("src/common/a.c", "<stdint.h>", "stands in no room"),
]


def write(tree, path, text):
    path = os.path.join(tree, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def judge(source, include, expected):
    """None when the tool says what is expected, else what it said."""
    with tempfile.TemporaryDirectory() as tree:
        for path in THERE:
            write(tree, path, "")
        write(tree, source, f"/* two lines\n */\n#include {include}\n")
        run = subprocess.run([sys.executable, os.path.join(TOP, "tools/check_includes"), tree],
                             stdout=subprocess.PIPE, text=True, check=False)
    if expected is None:
        return run.stdout or None
    if run.returncode != 1 or expected not in run.stdout or run.stdout.count("\n") != 1:
        return f"exit {run.returncode}: {run.stdout}"
    if not run.stdout.startswith(f"{source}:"):
        return f"does not begin with the file: {run.stdout}"
    return None


def main():
    failed = 0
    for source, include, expected in CASES:
        said = judge(source, include, expected)
        words = "may include" if expected is None else "may not include"
        if said is None:
            print(f"ok - check_includes: {source} {words} {include}")
        else:
            print(f"not ok - check_includes: {source} {words} {include} # {said.strip()}")
            failed += 1
    print(f"{len(CASES) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
