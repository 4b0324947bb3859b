# SPDX-License-Identifier: BSD-3-Clause
"""Reads proto/*.isle and refuses what is not sound, naming the line."""

import os
import re

from .model import (CALL_WORDS, HEADER_BYTES, PROPERTIES, WORDS_OF, Field, File, FrameLayout, Layout,
		    Method, Schema, SchemaError, Service, SharedLayout, Table, Value)

LOWER = re.compile(r'[a-z][a-z0-9_]*$')
UPPER = re.compile(r'[A-Z][A-Z0-9_]*$')
ERROR = re.compile(r'E[A-Z0-9]+$')
# Files in the order in which they are explained.
ORDER = ('link', 'errors', 'limits', 'session', 'console', 'file', 'net', 'ipc', 'host', 'debug', 'control')
WORD_MAX = 0xffffffff
# Kinds without which calls cannot be described.
NEEDED_KINDS = ('CALL', 'REPLY', 'DATA', 'CREDIT')
# Words that C or C++ keeps for itself.
RESERVED = set('auto break case char class const default delete do double else enum extern float for goto if inline '
	       'int long new operator private public register return short signed sizeof static struct switch '
	       'template this union unsigned void volatile while'.split())


def number(text, where):
	try:
		return int(text, 0)
	except ValueError:
		raise SchemaError(where, "'%s' is not a number" % text) from None


def split(line, count, where, what):
	"""The first words of a line and the rest of it as prose."""
	parts = line.split(None, count)
	if len(parts) < count:
		raise SchemaError(where, 'expected %s' % what)
	return parts[:count] + [parts[count] if len(parts) > count else '']


def versioned(name, where):
	name, at, since = name.partition('@')
	return name, number(since, where) if at else 1


class Reader:
	"""Reads one file line by line; the depth of a line tells which handler gets it."""

	def __init__(self, path):
		self.path = path
		self.file = File(os.path.splitext(os.path.basename(path))[0])
		self.prose = []
		self.block = None
		self.method = None
		self.blocks = {
			'limits': self.begin_anonymous, 'errors': self.begin_anonymous,
			'enum': self.begin_table, 'flags': self.begin_table,
			'struct': self.begin_shared, 'record': self.begin_shared,
			'frame': self.begin_frame, 'service': self.begin_service,
		}
		self.parts = {'arg': self.add_arg, 'ret': self.add_ret, 'in': self.add_in,
			      'out': self.add_out, 'fails': self.add_fails}

	def read(self, text):
		for n, line in enumerate(text.split('\n'), 1):
			self.line(line, (self.path, n))
		return self.file

	def line(self, line, where):
		body = line.lstrip('\t')
		depth = len(line) - len(body)
		if body != body.lstrip():
			raise SchemaError(where, 'indent with tabs')
		if not body.strip():
			self.settle_prose()
		elif body.startswith('##'):
			self.prose.append(body[2:].strip())
		elif not body.startswith('#'):
			self.item(depth, body.rstrip(), where)

	def settle_prose(self):
		"""Prose that an empty line cuts off from any block introduces the file."""
		if self.prose and self.block is None:
			self.file.prose += self.prose
			self.prose = []

	def item(self, depth, body, where):
		if depth == 0:
			self.begin(body, where)
		elif self.block is None:
			raise SchemaError(where, 'nothing to belong to: a block starts at column 0')
		elif depth == 1:
			self.inside(body, where)
		elif depth == 2 and self.method:
			word, _, rest = body.partition(' ')
			if word not in self.parts:
				raise SchemaError(where, "a method has no '%s'" % word)
			self.parts[word](rest.strip(), where)
		else:
			raise SchemaError(where, 'indented too deep')

	def take_prose(self):
		prose, self.prose = self.prose, []
		return prose

	def begin(self, body, where):
		words = body.split()
		if words[0] not in self.blocks:
			raise SchemaError(where, "unknown block '%s'" % words[0])
		self.method = None
		self.block = self.blocks[words[0]](words, where)
		self.file.items.append(self.block)

	def want(self, words, count, shape, where):
		if len(words) != count:
			raise SchemaError(where, 'expected %s' % shape)

	def begin_anonymous(self, words, where):
		self.want(words, 1, words[0], where)
		return Table(words[0], words[0], '', where, self.take_prose())

	def begin_table(self, words, where):
		self.want(words, 3, '%s NAME PREFIX' % words[0], where)
		self.check_name(LOWER, words[1], where)
		return Table(words[0], words[1], words[2], where, self.take_prose())

	def begin_shared(self, words, where):
		self.want(words, 2, '%s NAME' % words[0], where)
		self.check_name(LOWER, words[1], where)
		return SharedLayout(words[1], where, self.take_prose(), public=words[0] == 'struct')

	def begin_frame(self, words, where):
		self.want(words, 2, 'frame KIND', where)
		self.check_name(UPPER, words[1], where)
		return FrameLayout(words[1], where, self.take_prose())

	def begin_service(self, words, where):
		self.want(words, 3, 'service NAME NUMBER', where)
		self.check_name(LOWER, words[1], where)
		return Service(words[1], number(words[2], where), where, self.take_prose())

	def check_name(self, pattern, name, where):
		if not pattern.match(name) or name in RESERVED:
			raise SchemaError(where, "'%s' is not a name that fits here" % name)

	def inside(self, body, where):
		if isinstance(self.block, Table):
			self.add_value(body, where)
		elif isinstance(self.block, Service):
			self.add_method(body, where)
		else:
			self.add_field(self.block, body, where)

	def add_value(self, body, where):
		name, literal, prose = split(body, 2, where, 'NAME VALUE prose')
		self.check_name(ERROR if self.block.kind == 'errors' else UPPER, name, where)
		if not prose:
			raise SchemaError(where, '%s has no prose' % name)
		self.block.values.append(Value(name, number(literal, where), literal, prose, where))

	def add_field(self, layout, body, where):
		type_, name, prose = split(body, 2, where, 'TYPE NAME prose')
		type_, _, refers = type_.partition(':')
		name, since = versioned(name, where)
		self.check_name(LOWER, name, where)
		if name in ('words', 'bytes'):
			raise SchemaError(where, "'%s' stands for the size of the whole" % name)
		if not prose:
			raise SchemaError(where, '%s has no prose' % name)
		if type_ == 'struct':
			layout.struct = refers
		elif type_ not in WORDS_OF:
			raise SchemaError(where, "unknown type '%s'" % type_)
		layout.fields.append(Field(type_, name, refers or None, since, prose, where))

	def add_method(self, body, where):
		words = body.split()
		if len(words) < 3 or words[0] != 'method':
			raise SchemaError(where, 'expected method NAME NUMBER [property ...]')
		name, since = versioned(words[1], where)
		self.check_name(UPPER, name, where)
		for prop in words[3:]:
			if prop not in PROPERTIES:
				raise SchemaError(where, "unknown property '%s'" % prop)
		stem = '%s_%s' % (self.block.name, name.lower())
		self.method = Method(name, number(words[2], where), since, where, self.take_prose(), words[3:],
				     Layout(stem + '_args', where), Layout(stem + '_results', where))
		self.block.methods.append(self.method)

	def add_arg(self, rest, where):
		self.add_field(self.method.args, rest, where)

	def add_ret(self, rest, where):
		self.add_field(self.method.results, rest, where)

	def add_in(self, rest, where):
		if not rest or self.method.data_in:
			raise SchemaError(where, 'expected one `in` with prose')
		self.method.data_in = rest

	def add_out(self, rest, where):
		if not rest or self.method.data_out:
			raise SchemaError(where, 'expected one `out` with prose')
		self.method.data_out = rest

	def add_fails(self, rest, where):
		self.method.fails += [(name, where) for name in rest.split()]


class Checker:
	"""Everything that needs the whole schema: references, duplicates, ranges, word positions."""

	def __init__(self, schema):
		self.schema = schema
		self.structs = {l.name: l for l in schema.layouts if l.public}
		self.sets = {t.name: t for t in schema.of(Table) if t.kind in ('enum', 'flags')}
		self.constants = {}

	def check(self):
		for table in self.schema.of(Table):
			self.check_table(table)
		self.unique([(s.number, s) for s in self.schema.services], 'service number')
		self.unique([(l.name, l) for l in self.schema.of(SharedLayout)], 'name')
		self.unique([(l.name, l) for l in self.schema.frames], 'frame')
		for layout in self.schema.layouts + self.schema.frames:
			self.place(layout)
		self.check_frames()
		for layout in self.schema.layouts:
			if not layout.fields or layout.used % 2:
				raise SchemaError(layout.where, '%s is not a multiple of 8 bytes' % layout.name)
		for service in self.schema.services:
			self.check_service(service)

	def unique(self, pairs, what):
		seen = {}
		for key, item in pairs:
			if key in seen:
				raise SchemaError(item.where, '%s %s was used at %s:%d' % ((what, key) + seen[key].where))
			seen[key] = item

	def check_table(self, table):
		self.check_constants(table)
		for value in table.values:
			self.check_value(table, value)
		if table.kind in ('errors', 'enum'):
			self.unique([(v.value, v) for v in table.values], 'value')
		if not table.values:
			raise SchemaError(table.where, '%s is empty' % table.name)

	def check_constants(self, table):
		for value in table.values:
			name = table.prefix + value.name
			other = self.constants.setdefault(name, value)
			if other is not value:
				raise SchemaError(value.where, 'ISLE_%s was used at %s:%d' % ((name,) + other.where))

	def check_value(self, table, value):
		most = {'errors': 0xffff, 'limits': 0xffffffffffffffff}.get(table.kind, WORD_MAX)
		least = 1 if table.kind == 'errors' else 0
		if not least <= value.value <= most:
			raise SchemaError(value.where, '%s is out of range' % value.name)

	def place(self, layout):
		"""Opens shared structs and gives each field its word."""
		fields, since = [], 1
		for field in layout.fields:
			fields += self.opened(layout, field)
		layout.fields = fields
		self.unique([(f.name, f) for f in fields], 'field')
		at = 0
		for n, field in enumerate(fields):
			if field.type == 'handle' and n:
				raise SchemaError(field.where, 'a handle must come first')
			if field.since < since:
				raise SchemaError(field.where, 'a newer field stands before %s: append fields' % field.name)
			if field.refers and field.refers not in self.sets:
				raise SchemaError(field.where, "no enum or flags '%s'" % field.refers)
			since, field.index, at = field.since, at, at + field.words
		self.check_room(layout)

	def opened(self, layout, field):
		if field.type != 'struct':
			return [field]
		if field.refers not in self.structs:
			raise SchemaError(field.where, "no struct '%s'" % field.refers)
		if len(layout.fields) != 1:
			raise SchemaError(field.where, 'a struct must be the only field')
		return [Field(f.type, f.name, f.refers, f.since, f.prose, field.where)
			for f in self.structs[field.refers].fields]

	def check_room(self, layout):
		most = self.schema.limit('FRAME_BYTES_MIN')
		if HEADER_BYTES + 4 * (CALL_WORDS + layout.words) > most:
			raise SchemaError(layout.where, '%s does not fit into the smallest frame' % layout.name)

	def check_frames(self):
		described = {f.name: f for f in self.schema.frames}
		for name in NEEDED_KINDS:
			if name not in described:
				raise SchemaError(self.schema.kinds.where, 'no frame %s' % name)
		for value in self.schema.kinds.values:
			if value.name not in described:
				raise SchemaError(value.where, 'no frame %s' % value.name)
		for frame in self.schema.frames:
			if frame.name not in [v.name for v in self.schema.kinds.values]:
				raise SchemaError(frame.where, 'no such kind in enum frame_kind')
			if frame.used % 2:
				raise SchemaError(frame.where, '%s is not a multiple of 8 bytes' % frame.name)

	def check_service(self, service):
		if not 0 <= service.number <= 0xff:
			raise SchemaError(service.where, '%s is out of range' % service.name)
		self.unique([(m.number, m) for m in service.methods], 'method number')
		self.unique([(m.name, m) for m in service.methods], 'method')
		for method in service.methods:
			self.check_method(method)

	def check_method(self, method):
		errors = [v.name for v in self.schema.errors]
		if not 1 <= method.number <= 0xffff:
			raise SchemaError(method.where, '%s is out of range' % method.name)
		for name, where in method.fails:
			if name not in errors:
				raise SchemaError(where, "no error '%s'" % name)
		method.fails = [name for name, _ in method.fails]
		self.place(method.args)
		self.place(method.results)
		for prop, needs in (('stream_in', method.data_in), ('stream_out', method.data_out),
				    ('messages', 'channel' in method.props)):
			if prop in method.props and not needs:
				raise SchemaError(method.where, '%s has nothing to be %s' % (method.name, prop))


def read_schema(folder):
	"""All of folder/*.isle, checked. Paths in messages are relative to the folder's parent."""
	names = sorted((n for n in os.listdir(folder) if n.endswith('.isle')),
		       key=lambda n: (ORDER.index(n[:-5]) if n[:-5] in ORDER else len(ORDER), n))
	files = []
	for name in names:
		with open(os.path.join(folder, name), encoding='utf-8') as f:
			files.append(Reader(os.path.basename(folder) + '/' + name).read(f.read()))
	schema = Schema(files)
	for needed in ('limits', 'errors'):
		if not schema.tables(needed):
			raise SchemaError((os.path.basename(folder), 0), 'no %s block' % needed)
	Checker(schema).check()
	return schema
