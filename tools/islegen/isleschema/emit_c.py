# SPDX-License-Identifier: BSD-3-Clause
"""C: public headers, codecs of each schema file, the method table, the error texts."""

from .model import SharedLayout, Table

LICENSE = '/* SPDX-License-Identifier: BSD-3-Clause */\n'
MADE = '/* Made by tools/islegen from proto/%s: do not edit. */\n/* clang-format off */\n'
C_TYPES = {'u32': 'uint32_t', 'i32': 'int32_t', 'u64': 'uint64_t', 'i64': 'int64_t', 'handle': 'uint32_t'}
BITS = ('stream_in', 'stream_out', 'channel', 'messages', 'blocking', 'both', 'authority')


def guarded(guard, source, includes, body):
	"""A header that C and C++ can include alone."""
	return ''.join([
		LICENSE, MADE % source, '#ifndef %s\n#define %s\n\n' % (guard, guard),
		''.join('#include %s\n' % i for i in includes), '\n' if includes else '',
		'#ifdef __cplusplus\nextern "C" {\n#endif\n\n', body,
		'\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n'])


def aligned(rows, indent=''):
	"""Columns separated by blanks; the last is a comment and may be empty."""
	widths = [max(len(r[n]) for r in rows) for n in range(len(rows[0]) - 1)]
	out = []
	for row in rows:
		cells = [c.ljust(w) for c, w in zip(row, widths)]
		comment = ' /* %s */' % row[-1] if row[-1] else ''
		out.append((indent + ' '.join(cells)).rstrip() + comment + '\n')
	return ''.join(out)


def comment(prose, indent=''):
	if not prose:
		return ''
	if len(prose) == 1:
		return '%s/* %s */\n' % (indent, prose[0])
	return indent + '/*\n' + ''.join('%s * %s\n' % (indent, l) for l in prose).replace(' * \n', ' *\n') + indent + ' */\n'


def literal(value):
	suffix = 'ull' if value.value > 0xffffffff else 'u'
	return value.literal + suffix


def errors_h(schema):
	rows = [('\tISLE_OK', '= 0,', 'success')]
	rows += [('\tISLE_' + v.name, '= %d,' % v.value, v.prose) for v in schema.errors]
	body = '/* What can go wrong. Functions return it negative: -ISLE_ENOENT. */\nenum isle_error {\n'
	body += aligned(rows) + '};\n\n'
	body += '#define ISLE_ERROR_MAX %du\n\n' % max(v.value for v in schema.errors)
	body += comment(['Name ("ENOENT") and text of an error, given positive or negative.', 'Waits: never.',
			 'Returns: a string that lasts; for a number without entry "E?" and "unknown error".',
			 'Context: any. A program that calls neither does not carry the tables.'])
	body += 'const char *isle_error_name(int error);\nconst char *isle_error_text(int error);\n\n'
	body += comment(['Number of an error by its name ("ENOENT").', 'Returns: the positive number, 0 for an unknown name.'])
	body += 'int isle_error_by_name(const char *name);\n'
	return guarded('ISLE_ERRORS_H', 'errors.isle', [], body)


def limits_h(schema):
	rows = [('#define ISLE_' + v.name, literal(v), v.prose) for v in schema.limits]
	body = '/* What everything on the wire is bounded by. A peer may allow less, never more. */\n'
	return guarded('ISLE_LIMITS_H', 'limits.isle', [], body + aligned(rows))


def table_block(table):
	name = 'ISLE_' + table.prefix
	if table.kind == 'enum':
		rows = [('\t' + name + v.name, '= %s,' % v.literal, v.prose) for v in table.values]
		rows[-1] = (rows[-1][0], rows[-1][1].rstrip(','), rows[-1][2])
		return comment(table.prose) + 'enum isle_%s {\n' % table.name + aligned(rows) + '};\n\n'
	rows = [('#define ' + name + v.name, literal(v), v.prose) for v in table.values]
	mask = 0
	for v in table.values:
		mask |= v.value
	rows.append(('#define %sALL' % name, '0x%xu' % mask, 'every bit that has a meaning'))
	return comment(table.prose or ['%s: bits of a word.' % table.name]) + aligned(rows) + '\n'


def struct_block(tag, layout):
	rows = [('\t%s %s;' % (C_TYPES[f.type], f.name), refers(f)) for f in layout.fields]
	return 'struct %s {\n' % tag + aligned(rows) + '};\n'


def refers(field):
	return field.prose + (' (%s)' % field.refers if field.refers else '')


def indices(stem, layout):
	"""Word positions; WORDS is what the fixed part has on the wire."""
	rows = [('#define ISLE_%s_%s' % (stem, f.name.upper()), '%du' % f.index, '') for f in layout.fields]
	rows.append(('#define ISLE_%s_WORDS' % stem, '%du' % layout.words, ''))
	return aligned(rows)


def method_block(service, method):
	stem = '%s_%s' % (service.name.upper(), method.name)
	out = comment(method.prose)
	out += '#define ISLE_%s %du\n' % (stem, method.number)
	for what, layout in (('ARGS', method.args), ('RESULTS', method.results)):
		out += indices(stem + '_' + what, layout)
	return out + '\n'


def proto_h(schema):
	body = '/* Numbers of the wire: enums, flags, services, methods, and where each word of a fixed part lies. */\n\n'
	for table in schema.of(Table):
		if table.kind in ('enum', 'flags'):
			body += table_block(table)
	for layout in schema.layouts:
		if layout.public:
			body += comment(layout.prose) + struct_block('isle_' + layout.name, layout) + '\n'
	body += '/* Words of the fixed part of each frame kind, counted from byte 16. */\n'
	for frame in schema.frames:
		body += indices('FRAME_' + frame.name, frame)
	body += '\n/* Words of shared layouts, counted from their start. */\n'
	for layout in schema.layouts:
		body += indices(layout.name.upper(), layout)
		body += '#define ISLE_%s_BYTES %du\n' % (layout.name.upper(), 4 * layout.words)
	body += '\n/* Services. */\nenum isle_service_number {\n'
	rows = [('\tISLE_SERVICE_' + s.name.upper(), '= %d,' % s.number, s.name) for s in schema.services]
	body += aligned([(a, b, '') for a, b, _ in rows]).rstrip().rstrip(',') + '\n};\n\n'
	body += '/* Methods. ARGS count from word 2 of a CALL, RESULTS from word 0 of a REPLY. */\n\n'
	for service in schema.services:
		for method in service.methods:
			body += method_block(service, method)
	return guarded('ISLE_PROTO_H', '', ['<isle/limits.h>', '', '<stdint.h>'], body.rstrip() + '\n').replace('#include \n', '\n')


def codecs(schema, file):
	"""(tag, stem, layout, prose) of everything in a file that has words."""
	for item in file.items:
		if isinstance(item, SharedLayout):
			yield ('isle_' if item.public else 'isle__') + item.name, 'isle__' + item.name, item, item.prose
	for item in file.items:
		if item in schema.frames and item.fields:
			yield 'isle__' + item.name.lower(), 'isle__' + item.name.lower(), item, item.prose
	for item in file.items:
		for method in getattr(item, 'methods', []):
			for layout in (method.args, method.results):
				if layout.struct:
					yield 'isle_' + layout.struct, 'isle__' + layout.name, layout, None
				elif layout.fields:
					yield 'isle__' + layout.name, 'isle__' + layout.name, layout, []


def shared(schema, layout):
	"""A layout that is one whole struct uses that struct's codec."""
	return getattr(layout, 'struct', None)


def gen_h(schema, file):
	body = comment(['Words of %s.isle to structs and back. `words` is in host order.' % file.name, '',
			'_get: Fields beyond the `n` words that are there read as zero, words beyond the fields are skipped.',
			'_put: Returns: how many words were written, always even, ISLE_..._WORDS of proto.h.',
			'Waits: never. Memory: nothing is kept. Context: any.']) + '\n'
	for tag, stem, layout, prose in codecs(schema, file):
		if shared(schema, layout):
			name = 'isle__' + layout.struct
			body += '#define %s_get %s_get\n#define %s_put %s_put\n\n' % (stem, name, stem, name)
			continue
		if tag.startswith('isle__'):
			body += comment(prose) + struct_block(tag, layout)
		body += 'void %s_get(const uint32_t *words, unsigned n, struct %s *ret);\n' % (stem, tag)
		body += 'unsigned %s_put(const struct %s *from, uint32_t *words);\n\n' % (stem, tag)
	return guarded('ISLE_WIRE_GEN_%s_H' % file.name.upper(), file.name + '.isle',
		       ['<isle/proto.h>'], body.rstrip() + '\n')


def get_line(f):
	value = 'isle__word%s(words, n, %d)' % ('64' if f.words == 2 else '', f.index)
	return '\tret->%s = %s%s;\n' % (f.name, '(%s)' % C_TYPES[f.type] if f.signed else '', value)


def put_line(f):
	cast = '(uint%d_t)' % (32 * f.words) if f.signed else ''
	if f.words == 2:
		return '\tisle__word64_put(words + %d, %sfrom->%s);\n' % (f.index, cast, f.name)
	return '\twords[%d] = %sfrom->%s;\n' % (f.index, cast, f.name)


def gen_c(schema, file):
	out = LICENSE + MADE % (file.name + '.isle') + '#include "wire/gen/%s.h"\n\n#include "wire/words.h"\n' % file.name
	for tag, stem, layout, _ in codecs(schema, file):
		if shared(schema, layout):
			continue
		out += '\nvoid %s_get(const uint32_t *words, unsigned n, struct %s *ret)\n{\n' % (stem, tag)
		out += ''.join(map(get_line, layout.fields)) + '}\n'
		out += '\nunsigned %s_put(const struct %s *from, uint32_t *words)\n{\n' % (stem, tag)
		out += ''.join(map(put_line, layout.fields))
		if layout.used % 2:
			out += '\twords[%d] = 0;\n' % layout.used
		out += '\treturn %d;\n}\n' % layout.words
	return out


def bits_of(method):
	bits = [b for b in BITS if b in method.props]
	bits += ['data_in'] * bool(method.data_in) + ['data_out'] * bool(method.data_out)
	bits += ['handle'] * method.args.makes_or_takes_handle + ['makes'] * method.results.makes_or_takes_handle
	return ['ISLE__METHOD_' + b.upper() for b in bits]


METHOD_BITS = (
	('handle', 'the first argument word is a handle'),
	('makes', 'the first result word is a new handle'),
	('data_in', 'has argument data'),
	('data_out', 'has result data'),
	('stream_in', 'argument data may be longer than a frame'),
	('stream_out', 'result data may be longer than a frame'),
	('channel', 'opens a channel'),
	('messages', 'a channel of messages'),
	('blocking', 'may last long by nature: not in a batch'),
	('both', 'either end may call it, else only the daemon serves it'),
	('authority', 'needs authority over the daemon'))


def methods_h(schema):
	rows = [('#define ISLE__METHOD_' + b.upper(), '0x%04xu' % (1 << n), p) for n, (b, p) in enumerate(METHOD_BITS)]
	body = '/* Every built-in method as data. */\n\n' + aligned(rows) + '\n'
	body += 'struct isle__method {\n' + aligned([
		('\tuint8_t service;', ''), ('\tuint8_t arg_words;', 'on the wire: even'), ('\tuint8_t result_words;', 'on the wire: even'),
		('\tuint8_t since;', 'protocol version'), ('\tuint16_t number;', ''), ('\tuint16_t props;', 'ISLE__METHOD_*'),
		('\tconst char *name;', '"OPEN"')]) + '};\n\n'
	count = sum(len(s.methods) for s in schema.services)
	body += 'enum { ISLE__METHODS_N = %d };\n' % count
	body += '/* In the order of services and numbers. */\nextern const struct isle__method isle__methods[ISLE__METHODS_N];\n\n'
	body += comment(['Finds a method. Waits: never. Returns: its entry, NULL when there is none. Context: any.'])
	body += 'const struct isle__method *isle__method_find(unsigned service, unsigned number);\n\n'
	body += comment(['Name of a built-in service ("file"). Waits: never. Returns: NULL when there is none. Context: any.'])
	body += 'const char *isle__service_name(unsigned service);\n'
	return guarded('ISLE_WIRE_GEN_METHODS_H', '', ['<stdint.h>'], body)


def methods_c(schema):
	out = LICENSE + MADE % '' + '#include "wire/gen/methods.h"\n\n#include <stddef.h>\n\n'
	out += 'const struct isle__method isle__methods[ISLE__METHODS_N] = {\n'
	for s in sorted(schema.services, key=lambda s: s.number):
		for m in sorted(s.methods, key=lambda m: m.number):
			out += '\t{%d, %d, %d, %d, %d, %s, "%s"},\n' % (
				s.number, m.args.words, m.results.words, m.since, m.number, ' | '.join(bits_of(m)) or '0', m.name)
	out += '};\n\n'
	out += ('const struct isle__method *isle__method_find(unsigned service, unsigned number)\n{\n'
		'\tunsigned i;\n\n\tfor (i = 0; i < ISLE__METHODS_N; i++)\n'
		'\t\tif (isle__methods[i].service == service && isle__methods[i].number == number)\n'
		'\t\t\treturn &isle__methods[i];\n\treturn NULL;\n}\n\n')
	out += 'const char *isle__service_name(unsigned service)\n{\n\tstatic const char *const names[] = {\n'
	numbers = {s.number: s.name for s in schema.services}
	for n in range(max(numbers) + 1):
		out += '\t\t%s,\n' % ('"%s"' % numbers[n] if n in numbers else 'NULL')
	return out + '\t};\n\n\treturn service < sizeof(names) / sizeof(names[0]) ? names[service] : NULL;\n}\n'


def errors_c(schema):
	out = LICENSE + MADE % 'errors.isle' + '#include <isle/errors.h>\n\n#include <stddef.h>\n#include <string.h>\n\n'
	out += 'struct entry {\n\tint number;\n\tconst char *name;\n\tconst char *text;\n};\n\n'
	out += 'static const struct entry entries[] = {\n\t{0, "OK", "success"},\n'
	out += ''.join('\t{%d, "%s", "%s"},\n' % (v.value, v.name, v.prose) for v in schema.errors) + '};\n\n'
	out += '#define ENTRIES_N (sizeof(entries) / sizeof(entries[0]))\n\n'
	out += ('static const struct entry *find(int error)\n{\n\tsize_t i;\n\n\tfor (i = 0; i < ENTRIES_N; i++)\n'
		'\t\tif (entries[i].number == error || entries[i].number == -(long)error)\n\t\t\treturn &entries[i];\n'
		'\treturn NULL;\n}\n\n')
	for what, missing in (('name', 'E?'), ('text', 'unknown error')):
		out += ('const char *isle_error_%s(int error)\n{\n\tconst struct entry *entry = find(error);\n\n'
			'\treturn entry ? entry->%s : "%s";\n}\n\n' % (what, what, missing))
	return out + ('int isle_error_by_name(const char *name)\n{\n\tsize_t i;\n\n\tfor (i = 0; i < ENTRIES_N; i++)\n'
		      '\t\tif (strcmp(entries[i].name, name) == 0)\n\t\t\treturn entries[i].number;\n\treturn 0;\n}\n')


def emit(schema):
	out = {
		'include/isle/errors.h': errors_h(schema),
		'include/isle/limits.h': limits_h(schema),
		'include/isle/proto.h': proto_h(schema),
		'src/wire/gen/errors.c': errors_c(schema),
		'src/wire/gen/methods.h': methods_h(schema),
		'src/wire/gen/methods.c': methods_c(schema),
	}
	for file in schema.files:
		if list(codecs(schema, file)):
			out['src/wire/gen/%s.h' % file.name] = gen_h(schema, file)
			out['src/wire/gen/%s.c' % file.name] = gen_c(schema, file)
	return out
