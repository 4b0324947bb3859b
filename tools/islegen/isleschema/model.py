# SPDX-License-Identifier: BSD-3-Clause
"""What a schema consists of once it has been read and found sound."""

from dataclasses import dataclass, field
from typing import List, Optional

HEADER_BYTES = 16
# Words of a CALL's fixed part that stand before the method's own.
CALL_WORDS = 2
WORDS_OF = {'u32': 1, 'i32': 1, 'u64': 2, 'i64': 2, 'handle': 1}
PROPERTIES = ('stream_in', 'stream_out', 'channel', 'messages', 'blocking', 'both', 'authority')


class SchemaError(Exception):
	"""A mistake in a schema, at a line."""

	def __init__(self, where, text):
		super().__init__('%s:%d: error: %s' % (where[0], where[1], text))


@dataclass
class Value:
	"""NAME VALUE prose: an enumerator, a flag, an error or a limit."""
	name: str
	value: int
	literal: str
	prose: str
	where: tuple


@dataclass
class Field:
	"""One value of a fixed part; index is its first word."""
	type: str
	name: str
	refers: Optional[str]
	since: int
	prose: str
	where: tuple
	index: int = 0

	@property
	def words(self):
		return WORDS_OF[self.type]

	@property
	def signed(self):
		return self.type[0] == 'i'


@dataclass
class Layout:
	"""An array of words: a struct, a record, a frame's own words, a method's arguments or results."""
	name: str
	where: tuple
	prose: List[str] = field(default_factory=list)
	fields: List[Field] = field(default_factory=list)
	# Set when all words come from one shared struct.
	struct: Optional[str] = None

	@property
	def used(self):
		return sum(f.words for f in self.fields)

	@property
	def words(self):
		"""Words on the wire: a fixed part is a multiple of 8 bytes."""
		return (self.used + 1) & ~1

	@property
	def makes_or_takes_handle(self):
		return bool(self.fields) and self.fields[0].type == 'handle'


@dataclass
class Table:
	"""A block of values: limits, errors, enum or flags."""
	kind: str
	name: str
	prefix: str
	where: tuple
	prose: List[str]
	values: List[Value] = field(default_factory=list)


@dataclass
class Method:
	name: str
	number: int
	since: int
	where: tuple
	prose: List[str]
	props: List[str]
	args: Layout
	results: Layout
	data_in: Optional[str] = None
	data_out: Optional[str] = None
	fails: List[str] = field(default_factory=list)


@dataclass
class Service:
	name: str
	number: int
	where: tuple
	prose: List[str]
	methods: List[Method] = field(default_factory=list)


@dataclass
class File:
	"""One proto/NAME.isle; items keeps the order of its blocks."""
	name: str
	prose: List[str] = field(default_factory=list)
	items: List[object] = field(default_factory=list)


@dataclass
class Schema:
	files: List[File]

	def of(self, kind):
		return [i for f in self.files for i in f.items if isinstance(i, kind)]

	def tables(self, kind):
		return [t for t in self.of(Table) if t.kind == kind]

	@property
	def limits(self):
		return [v for t in self.tables('limits') for v in t.values]

	@property
	def errors(self):
		return [v for t in self.tables('errors') for v in t.values]

	@property
	def services(self):
		return self.of(Service)

	@property
	def layouts(self):
		return [l for l in self.of(SharedLayout)]

	@property
	def frames(self):
		return self.of(FrameLayout)

	def limit(self, name):
		return next(v.value for v in self.limits if v.name == name)

	@property
	def kinds(self):
		return next(t for t in self.of(Table) if t.name == 'frame_kind')


@dataclass
class SharedLayout(Layout):
	"""struct (users see it) or record (inside a data tail)."""
	public: bool = False


@dataclass
class FrameLayout(Layout):
	"""The words of one frame kind."""
