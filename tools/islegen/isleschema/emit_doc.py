# SPDX-License-Identifier: BSD-3-Clause
"""docs/protocol.md: the protocol for people."""

from .model import FrameLayout, Service, SharedLayout, Table

OPENING = """<!-- Made by tools/islegen from proto/: do not edit. -->
# The protocol

What two ends of a link say to each other: the frame, and the services that are built in. What applications define
among themselves travels inside ipc calls and is opaque here.

Every number below is fixed for good. A version appends fields, methods and values; none is ever moved or used again.
In C each name begins with `ISLE_`. Offsets count from the first byte of the frame.
"""
TITLES = {'link': 'Frames', 'errors': 'Errors', 'limits': 'Limits'}


def cell(text):
	return text.replace('|', '\\|')


def table(head, rows):
	out = '| %s |\n|%s\n' % (' | '.join(head), '---|' * len(head))
	return out + ''.join('| %s |\n' % ' | '.join(cell(c) for c in row) for row in rows) + '\n'


def kind(field):
	return field.type + (' (%s)' % field.refers if field.refers else '')


def named(item):
	return item.name + (' (since version %d)' % item.since if item.since > 1 else '')


def fields(layout, base, what):
	rows = [(str(base + 4 * f.index), kind(f), named(f), f.prose) for f in layout.fields]
	return table((what, 'type', 'name', 'meaning'), rows) if rows else ''


def paragraph(prose):
	return '\n'.join(prose) + '\n\n' if prose else ''


def table_text(block):
	if block.kind in ('limits', 'errors'):
		title = ''
	else:
		title = '### %s `%s`\n\n' % (block.kind, block.name)
	rows = [('`%s`' % (block.prefix + v.name), v.literal, v.prose) for v in block.values]
	return title + paragraph(block.prose) + table(('name', 'value', 'meaning'), rows)


def shared_text(block):
	return '### %s `%s`\n\n' % ('struct' if block.public else 'record', block.name) + paragraph(block.prose) + \
		fields(block, 0, 'offset') + '%d bytes.\n\n' % (4 * block.words)


def frame_text(block):
	return '### %s\n\n' % block.name + paragraph(block.prose) + fields(block, 16, 'offset')


def method_text(service, m):
	out = '### %s.%s (%d)\n\n' % (service.name, named(m), m.number)
	out += paragraph(m.prose)
	if m.props:
		out += 'Properties: %s.\n\n' % ', '.join('`%s`' % p for p in m.props)
	for what, layout, base, data in (('argument', m.args, 24, m.data_in), ('result', m.results, 16, m.data_out)):
		out += fields(layout, base, '%s at' % what)
		if data:
			out += '%s data: %s.\n\n' % (what.capitalize(), data)
	if m.fails:
		out += 'Fails: %s.\n\n' % ', '.join(m.fails)
	return out


def service_text(service):
	out = '### service `%s`, number %d\n\n' % (service.name, service.number) + paragraph(service.prose)
	return out + ''.join(method_text(service, m) for m in service.methods)


WRITERS = ((Table, table_text), (SharedLayout, shared_text), (FrameLayout, frame_text), (Service, service_text))


def emit(schema):
	out = OPENING
	for file in schema.files:
		out += '\n## %s\n\n' % TITLES.get(file.name, 'Service ' + file.name) + paragraph(file.prose)
		for item in file.items:
			out += next(write for kind_, write in WRITERS if isinstance(item, kind_))(item)
	return {'docs/protocol.md': out.rstrip() + '\n'}
