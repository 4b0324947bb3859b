# SPDX-License-Identifier: BSD-3-Clause
"""The parts of tools/islegen: one module reads proto/*.isle, each other one writes one kind of file."""

from . import emit_c

EMITTERS = (emit_c.emit,)
# Folders in which every file is made.
OWN_FOLDERS = ('src/wire/gen',)
