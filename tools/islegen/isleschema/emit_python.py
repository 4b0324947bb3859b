# SPDX-License-Identifier: BSD-3-Clause
"""bindings/python/isle_proto.py: constants, layouts, and frames to bytes and back."""

import os

from .model import SharedLayout, Table

HEAD = '''# SPDX-License-Identifier: BSD-3-Clause
# Made by tools/islegen from proto/: do not edit.
"""The wire of isle: its numbers, the layout of every fixed part, and frames to bytes and back.

A layout is a tuple of (type, name); types are u32, i32, u64, i64 and handle.
"""

import enum
from collections import namedtuple

'''


def enums(schema):
	out = 'class Error(enum.IntEnum):\n\tOK = 0\n'
	out += ''.join('\t%s = %d\n' % (v.name, v.value) for v in schema.errors)
	out += '\n\nERROR_TEXT = {\n\t0: \'success\',\n'
	out += ''.join('\t%d: %r,\n' % (v.value, v.prose) for v in schema.errors) + '}\n'
	for t in schema.of(Table):
		if t.kind in ('enum', 'flags'):
			base = 'IntEnum' if t.kind == 'enum' else 'IntFlag'
			out += '\n\nclass %s(enum.%s):\n' % (''.join(w.capitalize() for w in t.name.split('_')), base)
			out += ''.join('\t%s = %s\n' % (v.name, v.literal) for v in t.values)
	return out


def layout(fields, depth):
	if not fields:
		return '()'
	pad = '\n' + '\t' * depth
	return '(' + ''.join('%s(%r, %r),' % (pad, f.type, f.name) for f in fields) + ')'


def layouts(schema):
	out = 'FRAMES = {\n'
	for f in schema.frames:
		out += '\t%r: %s,\n' % (f.name, layout(f.fields, 2))
	out += '}\n\nLAYOUTS = {\n'
	for l in schema.of(SharedLayout):
		out += '\t%r: %s,\n' % (l.name, layout(l.fields, 2))
	return out + '}\n'


def methods(schema):
	out = 'SERVICES = {%s}\n\n' % ', '.join('%r: %d' % (s.name, s.number) for s in schema.services)
	out += "Method = namedtuple('Method', 'service number props args results')\n\nMETHODS = {\n"
	for s in schema.services:
		for m in s.methods:
			out += '\t(%r, %r): Method(%d, %d, %r,\n\t\t%s,\n\t\t%s),\n' % (
				s.name, m.name, s.number, m.number, tuple(m.props), layout(m.args.fields, 3), layout(m.results.fields, 3))
	return out + '}\n'


def emit(schema):
	# Names, values and methods come from the schema, the functions from a file beside this one.
	with open(os.path.join(os.path.dirname(__file__), 'python_frames.txt'), encoding='utf-8') as f:
		functions = f.read()
	out = HEAD + ''.join('%s = %s\n' % (v.name, v.literal) for v in schema.limits) + '\n\n'
	out += enums(schema) + '\n\n' + layouts(schema) + '\n' + methods(schema) + functions
	return {'bindings/python/isle_proto.py': out}
