#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The golden vectors through bindings/python/isle_proto.py."""

import os
import sys

sys.dont_write_bytecode = True
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
sys.path.insert(0, os.path.join(ROOT, 'bindings', 'python'))

import isle_proto as isle  # noqa: E402

HEADER = ('kind', 'flags', 'tag', 'id', 'context', 'service', 'code')


def vectors(name):
	"""(name, header fields, [(word, field)], tail, bytes) of one file."""
	with open(os.path.join(ROOT, 'proto', 'vectors', name), encoding='utf-8') as f:
		for block in f.read().split('\n\n')[1:]:
			head, words, tail, data = {}, [], b'', b''
			for line in block.strip().split('\n'):
				key, value = line.split(' ', 1)
				if key == 'vector':
					title = value
				elif key == 'word':
					word, field = value.split(' ', 1)
					words.append((int(word, 0), field))
				elif key == 'tail':
					tail = bytes.fromhex(value)
				elif key == 'bytes':
					data = bytes.fromhex(value.strip('-'))
				else:
					head[key] = int(value, 0)
			yield title, head, words, tail, data


def frames():
	for name in sorted(os.listdir(os.path.join(ROOT, 'proto', 'vectors'))):
		if name not in ('refused.txt', 'layouts.txt'):
			yield from vectors(name)


def layout_of(title):
	"""The layout behind a vector's name and the word at which it begins."""
	first, _, rest = title.partition('.')
	if first in ('struct', 'record'):
		return isle.LAYOUTS[rest], 0
	name, _, what = rest.partition('.')
	if first == 'link':
		return isle.FRAMES[name], 0
	method = isle.METHODS[first, name]
	return (method.args, 2) if what == 'call' else (method.results, 0)


def decode():
	for title, head, words, tail, data in frames():
		frame = isle.unpack_frame(data)
		assert {k: getattr(frame, k) for k in HEADER} == {k: head[k] for k in HEADER}, title
		assert frame.words == [w for w, _ in words] and frame.tail == tail, title


def encode():
	for title, _, _, _, data in frames():
		assert isle.pack_frame(isle.unpack_frame(data)) == data, title


def refuse():
	for title, _, _, _, data in vectors('refused.txt'):
		try:
			isle.unpack_frame(data)
		except isle.ProtocolError:
			continue
		raise AssertionError(title)


def layouts():
	for title, _, words, _, _ in list(frames()) + list(vectors('layouts.txt')):
		layout, first = layout_of(title)
		numbers = [w for w, _ in words][first:]
		values = isle.unpack_words(layout, numbers)
		for n, (word, field) in enumerate(words[first:]):
			if field in values:
				assert values[field] & 0xffffffff == word, (title, field, n)
		count = isle.words_of(layout)
		assert isle.pack_words(layout, **values) == numbers[:count], title
		assert set(isle.unpack_words(layout, []).values()) <= {0}, title


def pipes():
	whole = [data for _, _, _, _, data in frames()]
	stream = b''.join(isle.pack_pipe(isle.unpack_frame(data)) for data in whole)
	got, rest = [], b''
	for at in range(0, len(stream), 77):
		new, rest = isle.split_pipe(rest + stream[at:at + 77])
		got += new
	assert got == whole and rest == b''
	for bad in (0, 15, isle.FRAME_BYTES_MAX + 1):
		try:
			isle.split_pipe(bad.to_bytes(4, 'little'))
		except isle.ProtocolError:
			continue
		raise AssertionError(bad)


def errors():
	assert len(isle.Error) > 90 and isle.ERROR_TEXT[isle.Error.ENOENT] == 'no such file or directory'


CASES = (
	(decode, 'every golden vector decodes to what it says'),
	(encode, 'every golden vector is encoded to the same bytes'),
	(refuse, 'a frame that breaks a rule is refused'),
	(layouts, 'every message decodes from its vector and encodes to it'),
	(pipes, 'frames come out whole however the pipe cuts them'),
	(errors, 'errors have names and texts'),
)


def main():
	failed = 0
	for case, sentence in CASES:
		try:
			case()
			print('ok - python: ' + sentence)
		except (AssertionError, ValueError, KeyError) as error:
			failed += 1
			print('not ok - python: %s # %r' % (sentence, error))
	print('%d passed, %d failed, 0 skipped' % (len(CASES) - failed, failed))
	return 1 if failed else 0


if __name__ == '__main__':
	sys.exit(main())
