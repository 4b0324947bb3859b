# SPDX-License-Identifier: BSD-3-Clause
"""tools/wireshark/isle.lua: a table of the wire, behind it the dissector that walks it."""

import os

HEAD = '''-- SPDX-License-Identifier: BSD-3-Clause
-- Made by tools/islegen from proto/: do not edit.
-- Wireshark dissector: wireshark -X lua_script:isle.lua; on TCP choose it by "Decode As", or set
-- the preference "TCP port" of the protocol ISLE.

'''


def fields(layout):
	return '{' + ', '.join('{"%s", "%s"}' % (f.name, f.type) for f in layout.fields) + '}'


def data(schema):
	out = 'local kinds = {\n'
	frames = {f.name: f for f in schema.frames}
	for v in schema.kinds.values:
		out += '\t[%d] = {name = "%s", fields = %s},\n' % (v.value, v.name, fields(frames[v.name]))
	out += '}\n\nlocal errors = {\n\t[0] = "OK",\n'
	out += ''.join('\t[%d] = "%s",\n' % (v.value, v.name) for v in schema.errors) + '}\n\nlocal flags = {\n'
	table = next(t for t in schema.tables('flags') if t.name == 'frame_flags')
	out += ''.join('\t{0x%02x, "%s"},\n' % (v.value, v.name) for v in table.values)
	out += '}\n\nlocal services = {\n'
	for s in schema.services:
		out += '\t[%d] = {name = "%s", methods = {\n' % (s.number, s.name)
		for m in s.methods:
			out += '\t\t[%d] = {name = "%s", args = %s,\n\t\t\tresults = %s},\n' % (m.number, m.name, fields(m.args), fields(m.results))
		out += '\t}},\n'
	return out + '}\n'


def emit(schema):
	with open(os.path.join(os.path.dirname(__file__), 'lua_dissector.txt'), encoding='utf-8') as f:
		return {'tools/wireshark/isle.lua': HEAD + data(schema) + f.read()}
