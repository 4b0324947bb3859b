# SPDX-License-Identifier: BSD-3-Clause
"""The parts of tools/islegen: one module reads proto/*.isle, each other one writes one kind of file."""

from . import emit_c, emit_doc, emit_lua, emit_python, emit_vectors

EMITTERS = (emit_c.emit, emit_doc.emit, emit_lua.emit, emit_python.emit, emit_vectors.emit)
# Folders in which every file is made.
OWN_FOLDERS = ('src/wire/gen', 'proto/vectors')
