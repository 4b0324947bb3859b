# SPDX-License-Identifier: BSD-3-Clause
# Made by tools/islegen from proto/: do not edit.
"""The wire of isle: its numbers, the layout of every fixed part, and frames to bytes and back.

A layout is a tuple of (type, name); types are u32, i32, u64, i64 and handle.
"""

import enum
from collections import namedtuple

MAGIC = 0x454c5349
BATCH_REF = 0xffffff00
FRAME_BYTES_MIN = 64
OFFSET = 0x1ffffffff


class Error(enum.IntEnum):
	OK = 0
	ENOENT = 2
	EIO = 300


ERROR_TEXT = {
	0: 'success',
	2: 'not there',
	300: 'broken',
}


class FrameKind(enum.IntEnum):
	CALL = 2
	REPLY = 3
	DATA = 4
	CREDIT = 5
	PING = 7


class FrameFlags(enum.IntFlag):
	END = 0x01
	ANSWER = 0x08


class Colour(enum.IntEnum):
	RED = 0
	BLUE = 1


FRAMES = {
	'PING': (
		('u64', 't1_us'),),
	'CALL': (
		('u32', 'budget_ms'),
		('u32', 'window'),),
	'REPLY': (),
	'DATA': (),
	'CREDIT': (
		('u32', 'granted'),
		('u32', 'done'),),
}

LAYOUTS = {
	'point': (
		('i32', 'x'),
		('i64', 'y'),
		('u32', 'z'),),
	'entry': (
		('u32', 'colour'),
		('u32', 'name_bytes'),),
}

SERVICES = {'demo': 5}

Method = namedtuple('Method', 'service number props args results')

METHODS = {
	('demo', 'MAKE'): Method(5, 1, ('both',),
		(
			('u32', 'colour'),),
		(
			('handle', 'thing'),
			('u64', 'size'),)),
	('demo', 'LOOK'): Method(5, 2, ('stream_out',),
		(
			('handle', 'thing'),),
		(
			('i32', 'x'),
			('i64', 'y'),
			('u32', 'z'),)),
	('demo', 'TALK'): Method(5, 9, ('channel', 'messages', 'blocking', 'authority'),
		(
			('i64', 'since'),),
		()),
}

Frame = namedtuple('Frame', 'kind flags tag id context service code words tail')

_WORDS = {'u32': 1, 'i32': 1, 'u64': 2, 'i64': 2, 'handle': 1}
_WITH_ID = (FrameKind.CALL, FrameKind.REPLY, FrameKind.DATA, FrameKind.CREDIT, FrameKind.CANCEL)
_FLAGS = sum(FrameFlags)


class ProtocolError(ValueError):
	"""Bytes that are not a frame."""


def words_of(layout):
	"""Words that a layout takes on the wire."""
	return (sum(_WORDS[type_] for type_, _ in layout) + 1) & ~1


def pack_words(layout, **values):
	"""The words of a layout; fields that are not given are 0."""
	words = []
	unknown = set(values) - {name for _, name in layout}
	if unknown:
		raise TypeError('no field ' + ', '.join(sorted(unknown)))
	for type_, name in layout:
		value = int(values.get(name, 0)) & (1 << 32 * _WORDS[type_]) - 1
		words += [value >> 32 * n & 0xffffffff for n in range(_WORDS[type_])]
	return words + [0] * (len(words) & 1)


def unpack_words(layout, words):
	"""The fields of a layout as a dictionary; words that are missing read as 0."""
	words = list(words)
	values, at = {}, 0
	for type_, name in layout:
		count = _WORDS[type_]
		part = (words[at:at + count] + [0, 0])[:count]
		value = sum(word << 32 * n for n, word in enumerate(part))
		if type_[0] == 'i' and value >> 32 * count - 1:
			value -= 1 << 32 * count
		values[name] = value
		at += count
	return values


def pack_frame(frame):
	"""A frame's bytes; an odd number of words gets a zero behind it."""
	words = list(frame.words) + [0] * (len(frame.words) & 1)
	fixed = FRAME_HEADER_BYTES + 4 * len(words)
	head = bytes([frame.kind, frame.flags]) + frame.tag.to_bytes(2, 'little') + frame.id.to_bytes(4, 'little')
	head += bytes([frame.context, frame.service]) + frame.code.to_bytes(2, 'little')
	head += fixed.to_bytes(2, 'little') + bytes(2)
	return head + b''.join(word.to_bytes(4, 'little') for word in words) + bytes(frame.tail)


def unpack_frame(data):
	"""A frame from its bytes; raises ProtocolError when they break a rule."""
	data = bytes(data)
	if not FRAME_HEADER_BYTES <= len(data) <= FRAME_BYTES_MAX:
		raise ProtocolError('length')
	number = lambda at, count: int.from_bytes(data[at:at + count], 'little')
	fixed = number(12, 2)
	if fixed % 8 or not FRAME_HEADER_BYTES <= fixed <= len(data):
		raise ProtocolError('fixed_bytes')
	if data[0] not in list(FrameKind):
		raise ProtocolError('kind')
	kind = FrameKind(data[0])
	if fixed < FRAME_HEADER_BYTES + 4 * words_of(FRAMES[kind.name]):
		raise ProtocolError('too few words')
	if data[1] & ~_FLAGS or data[8] >= CONTEXTS_MAX or (number(4, 4) != 0) != (kind in _WITH_ID):
		raise ProtocolError('header')
	words = [number(at, 4) for at in range(FRAME_HEADER_BYTES, fixed, 4)]
	return Frame(kind, data[1], number(2, 2), number(4, 4), data[8], data[9], number(10, 2), words, data[fixed:])


def pack_pipe(frame):
	"""A frame's bytes with the length before them, for a byte pipe."""
	data = pack_frame(frame)
	return len(data).to_bytes(PIPE_LENGTH_BYTES, 'little') + data


def split_pipe(data, frame_max=FRAME_BYTES_MAX):
	"""The whole frames at the start of what a byte pipe gave, and the rest."""
	frames = []
	while len(data) >= PIPE_LENGTH_BYTES:
		size = int.from_bytes(data[:PIPE_LENGTH_BYTES], 'little')
		if not FRAME_HEADER_BYTES <= size <= frame_max:
			raise ProtocolError('length')
		if len(data) - PIPE_LENGTH_BYTES < size:
			break
		frames.append(data[PIPE_LENGTH_BYTES:PIPE_LENGTH_BYTES + size])
		data = data[PIPE_LENGTH_BYTES + size:]
	return frames, data
