# SPDX-License-Identifier: BSD-3-Clause
"""proto/vectors/: every frame and message with values that differ from each other, as text and as bytes;
tests/wire/messages.c, which tells the C codecs' idea of them; and the dictionary of the fuzz targets."""

from .emit_c import LICENSE, MADE, codecs
from .model import CALL_WORDS, SharedLayout

HEADER = ('kind', 'flags', 'tag', 'id', 'context', 'service', 'code', 'fixed_bytes')
WITH_ID = ('CALL', 'REPLY', 'DATA', 'CREDIT', 'CANCEL')
OPENING = '# Made by tools/islegen from proto/: do not edit. What every implementation must read and write.\n'
TAIL = b'tail\xff'
BUDGET, WINDOW = 5000, 65536


def word_value(n):
	"""Differs in every word and in every byte of a word; the sign bit is set from the eighth on."""
	return (0x01020304 + 0x10101010 * n) & 0xffffffff


def field_value(schema, f):
	if f.name == 'magic':
		return schema.limit('MAGIC')
	value = word_value(f.index)
	if f.words == 2:
		value |= word_value(f.index + 1) << 32
	return value


def layout_words(schema, layout):
	"""(word, name) pairs, padded as on the wire."""
	words = []
	for f in layout.fields:
		value = field_value(schema, f)
		words.append((value & 0xffffffff, f.name))
		if f.words == 2:
			words.append((value >> 32, f.name + ' (high)'))
	return words + [(0, 'padding')] * (layout.words - layout.used)


def le(value, count):
	return value.to_bytes(count, 'little')


def frame_bytes(head, words, tail):
	out = bytes([head['kind'], head['flags']]) + le(head['tag'], 2) + le(head['id'], 4)
	out += bytes([head['context'], head['service']]) + le(head['code'], 2) + le(head['fixed_bytes'], 2) + b'\0\0'
	return out + b''.join(le(w, 4) for w, _ in words) + tail


def header(schema, kind, words, **more):
	head = dict.fromkeys(HEADER, 0)
	head['kind'] = next(v.value for v in schema.kinds.values if v.name == kind)
	head['tag'] = 0 if kind == 'HELLO' else 0x5a17
	head['id'] = 0xc0ffee01 if kind in WITH_ID else 0
	head['context'] = 3 if kind in WITH_ID else 0
	head['fixed_bytes'] = 16 + 4 * len(words)
	head.update(more)
	return head


def vector(name, head, words, tail):
	out = 'vector %s\n' % name
	out += ''.join('%s %s\n' % (k, head[k] if head[k] < 10 else hex(head[k])) for k in HEADER)
	out += ''.join('word 0x%08x %s\n' % w for w in words)
	if tail:
		out += 'tail %s\n' % tail.hex()
	return out + 'bytes %s\n\n' % frame_bytes(head, words, tail).hex()


def frame_vectors(schema):
	for f in schema.frames:
		words = layout_words(schema, f)
		tail = TAIL if f.name in ('HELLO', 'CALL', 'REPLY', 'DATA', 'GOODBYE') else b''
		code = 86 if f.name in ('REPLY', 'CANCEL', 'GOODBYE') else 0
		service = {'service': 2, 'code': 1} if f.name == 'CALL' else {'code': code}
		yield vector('link.' + f.name, header(schema, f.name, words, flags=0x01, **service), words, tail)
		# From a newer peer: two words that nobody knows yet.
		longer = words + [(0xdeadbeef, 'unknown'), (0xfeedface, 'unknown')]
		yield vector('link.%s.longer' % f.name, header(schema, f.name, longer, flags=0x08, **service), longer, tail)


def layout_vectors(schema):
	for l in schema.of(SharedLayout):
		words = layout_words(schema, l)
		yield 'vector %s.%s\n' % ('struct' if l.public else 'record', l.name) + \
			''.join('word 0x%08x %s\n' % w for w in words) + \
			'bytes %s\n\n' % b''.join(le(w, 4) for w, _ in words).hex()


def method_vectors(schema, service):
	for m in service.methods:
		name = '%s.%s' % (service.name, m.name)
		words = [(BUDGET, 'budget_ms'), (WINDOW, 'window')] + layout_words(schema, m.args)
		flags = 0x11 if 'channel' in m.props else 0x01
		yield vector(name + '.call', header(schema, 'CALL', words, flags=flags, service=service.number, code=m.number),
			     words, TAIL if m.data_in else b'')
		words = layout_words(schema, m.results)
		yield vector(name + '.reply', header(schema, 'REPLY', words, flags=0x09), words, TAIL if m.data_out else b'')


def refused(schema):
	"""What no implementation may take for a frame."""
	good = {f.name: layout_words(schema, f) for f in schema.frames}

	def bad(why, kind='DATA', words=None, cut=None, **more):
		words = good[kind] if words is None else words
		data = frame_bytes(header(schema, kind, words, **more), words, b'')
		return 'vector refused.%s\nbytes %s\n\n' % (why, data[:cut].hex() or '-')

	yield bad('empty', cut=0)
	yield bad('header_cut_off', cut=15)
	yield bad('fixed_below_header', fixed_bytes=8)
	yield bad('fixed_zero', fixed_bytes=0)
	yield bad('fixed_beyond_frame', fixed_bytes=24)
	yield bad('fixed_huge', fixed_bytes=0xfff8)
	for fixed in (17, 18, 20):
		yield bad('fixed_not_multiple_of_8_%d' % fixed, words=[(0, '')] * 2, fixed_bytes=fixed)
	yield bad_kind(schema, 0)
	yield bad_kind(schema, 0, '_without_id', id=0)
	yield bad_kind(schema, max(v.value for v in schema.kinds.values) + 1)
	yield bad_kind(schema, 255)
	yield bad('unknown_flag', flags=0x40)
	yield bad('context_16', context=16)
	for f in schema.frames:
		if f.name in WITH_ID:
			yield bad('%s_without_id' % f.name, kind=f.name, id=0)
		else:
			yield bad('%s_with_id' % f.name, kind=f.name, id=1)
		if f.words:
			yield bad('%s_too_few_words' % f.name, kind=f.name, words=good[f.name][:-2])


def bad_kind(schema, kind, suffix='', **more):
	head = header(schema, 'DATA', [], **more)
	head['kind'] = kind
	return 'vector refused.kind_%d%s\nbytes %s\n\n' % (kind, suffix, frame_bytes(head, [], b'').hex())


def c_value(schema, f):
	value = field_value(schema, f)
	bits = 32 * f.words
	if f.signed and value >> (bits - 1):
		value -= 1 << bits
	return '%d%s' % (value, 'll' if f.signed else 'ull')


def message_cases(schema):
	"""(vector, first word, codec stem, struct tag, layout) of everything the C codecs know."""
	for file in schema.files:
		stems = {stem: (tag, layout) for tag, stem, layout, _ in codecs(schema, file)}
		for item in file.items:
			if isinstance(item, SharedLayout):
				yield ('struct.' if item.public else 'record.') + item.name, 0, 'isle__' + item.name, stems
			elif item in schema.frames and item.fields:
				yield 'link.' + item.name, 0, 'isle__' + item.name.lower(), stems
			for m in getattr(item, 'methods', []):
				name = '%s.%s' % (item.name, m.name)
				yield name + '.call', CALL_WORDS, 'isle__' + m.args.name, stems
				yield name + '.reply', 0, 'isle__' + m.results.name, stems


def messages_c(schema):
	names = [f.name for f in schema.files if list(codecs(schema, f))]
	out = LICENSE + MADE % '' + '#include "tests/wire/messages.h"\n\n'
	out += ''.join('#include "wire/gen/%s.h"\n' % n for n in names)
	rows = ''
	for name, first, stem, stems in message_cases(schema):
		if stem not in stems:
			continue
		tag, layout = stems[stem]
		short = stem[len('isle__'):]
		out += '\nstatic const char *%s_wrong(const uint32_t *words, unsigned n)\n{\n\tstruct %s m;\n\n' % (short, tag)
		out += '\t%s_get(words, n, &m);\n' % stem
		out += ''.join('\tif (m.%s != %s)\n\t\treturn "%s";\n' % (f.name, c_value(schema, f), f.name) for f in layout.fields)
		out += '\treturn 0;\n}\n'
		out += ('\nstatic unsigned %s_copy(const uint32_t *words, unsigned n, uint32_t *ret)\n{\n\tstruct %s m;\n\n'
			'\t%s_get(words, n, &m);\n\treturn %s_put(&m, ret);\n}\n' % (short, tag, stem, stem))
		rows += '\t{"%s", %d, %s_wrong, %s_copy},\n' % (name, first, short, short)
	out += '\nconst struct message_case message_cases[] = {\n' + rows + '\t{0, 0, 0, 0},\n};\n'
	return out


def dictionary(schema):
	out = '# Made by tools/islegen from proto/: do not edit.\n'

	def entry(name, data):
		return '%s="%s"\n' % (name, ''.join('\\x%02x' % b for b in data))

	out += entry('magic', le(schema.limit('MAGIC'), 4)) + entry('batch_ref', le(schema.limit('BATCH_REF'), 4))
	for f in schema.frames:
		head = header(schema, f.name, [0] * f.words)
		out += entry('frame_' + f.name.lower(), frame_bytes(head, [], b''))
	for s in schema.services:
		for m in s.methods:
			out += entry('method_%s_%s' % (s.name, m.name.lower()), bytes([s.number]) + le(m.number, 2))
	return out


def emit(schema):
	out = {'proto/vectors/link.txt': OPENING + '\n' + ''.join(frame_vectors(schema)),
	       'proto/vectors/layouts.txt': OPENING + '\n' + ''.join(layout_vectors(schema)),
	       'proto/vectors/refused.txt': OPENING + '\n' + ''.join(refused(schema))}
	for s in schema.services:
		out['proto/vectors/%s.txt' % s.name] = OPENING + '\n' + ''.join(method_vectors(schema, s))
	out = {name: text.rstrip('\n') + '\n' for name, text in out.items()}
	out['tests/wire/messages.c'] = messages_c(schema)
	out['fuzz/isle.dict'] = dictionary(schema)
	return out
