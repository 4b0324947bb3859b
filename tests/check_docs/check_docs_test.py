#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""tools/check_docs judged on documents made for it."""

import os
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

# (what holds, the document, exit status, what is printed)
CASES = [
    ("a program that is right passes", "```c\nint main(void) { return 0; }\n```\n", 0,
     "ok - docs: README.md:2 compiles and links"),
    ("a program that is wrong fails", "text\n\n```c\nint main(void) { return x; }\n```\n", 1,
     "not ok - docs: README.md:4 compiles and links"),
    ("a warning is a failure", "```c\nint main(void) { int x; return 0; }\n```\n", 1, "not ok"),
    ("a block that names its file is compiled", "```c\n/* a.c */\nint x = y;\n```\n", 1,
     "not ok - docs: README.md:2 compiles #"),
    ("what includes a file of the reader's is compiled, not linked",
     "```c\n/* a.c */\n#include \"mine.h\"\nint main(void) { return far_away(); }\n```\n", 0,
     "ok - docs: README.md:2 compiles\n"),
    ("and only when it is there", "```c\n/* a.c */\n#include \"other.h\"\n```\n", 1, "not ok"),
    ("a piece that cannot be tried is a mistake", "```c\nx = y;\n```\n", 1, "not ok - docs: README.md:2 is whole"),
    ("a block in a list is read without its indentation", "- a\n  ```sh\n  true\n  ```\n", 0,
     "1 passed, 0 failed, 0 skipped"),
    ("shell that is right passes", "```sh\necho 'a'\n```\n", 0, "ok - docs"),
    ("shell that is wrong fails", "```sh\nif true\n```\n", 1, "not ok - docs"),
    ("a configuration that is refused fails", "```ini\nbad\n```\n", 1, "# refused"),
    ("a configuration that is taken passes", "```ini\ngood\n```\n", 0, "ok - docs"),
    ("other languages are left alone", "```\nfoo(\n```\n", 0, "0 passed"),
]

# Stands for the isle program: takes a configuration that says `good`.
ISLE = "#!/bin/sh\n[ \"$1 $2\" = 'policy check' ] && grep -q good \"$3\" || { echo refused; exit 1; }\n"


def prepare(tree, document):
    os.makedirs(os.path.join(tree, "build", "bin"))
    os.makedirs(os.path.join(tree, "build", "src"))
    os.makedirs(os.path.join(tree, "include"))
    os.makedirs(os.path.join(tree, "tests", "ports"))
    with open(os.path.join(tree, "tests", "ports", "mine.h"), "w", encoding="utf-8") as file:
        file.write("int far_away(void);\n")
    isle = os.path.join(tree, "build", "bin", "isle")
    with open(isle, "w", encoding="utf-8") as file:
        file.write(ISLE)
    os.chmod(isle, 0o755)
    with open(os.path.join(tree, "README.md"), "w", encoding="utf-8") as file:
        file.write(document)
    subprocess.run(["ar", "rc", os.path.join(tree, "build", "src", "libisle.a")], check=True,
                   stderr=subprocess.DEVNULL)


def judge(document, status, line):
    with tempfile.TemporaryDirectory() as tree:
        prepare(tree, document)
        done = subprocess.run([sys.executable, os.path.join(TOP, "tools", "check_docs"),
                               os.path.join(tree, "build"), tree],
                              stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode == status and line in done.stdout:
        return None
    return f"exit {done.returncode}: {done.stdout}"


def main():
    failed = 0
    for what, document, status, line in CASES:
        said = judge(document, status, line)
        if said is None:
            print(f"ok - check_docs: {what}")
        else:
            failed += 1
            print(f"not ok - check_docs: {what} # {said.strip()}")
    print(f"{len(CASES) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
