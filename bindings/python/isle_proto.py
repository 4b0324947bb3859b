# SPDX-License-Identifier: BSD-3-Clause
# Made by tools/islegen from proto/: do not edit.
"""The wire of isle: its numbers, the layout of every fixed part, and frames to bytes and back.

A layout is a tuple of (type, name); types are u32, i32, u64, i64 and handle.
"""

import enum
from collections import namedtuple

MAGIC = 0x454c5349
VERSION = 1
FRAME_HEADER_BYTES = 16
FRAME_BYTES_MIN = 192
FRAME_BYTES_MAX = 131072
PIPE_LENGTH_BYTES = 4
NAME_BYTES_MAX = 64
CONTEXTS_MAX = 16
CALLS_MAX = 1024
WINDOW_BYTES_MAX = 16777216
NO_DEADLINE = 0xffffffff
BUDGET_MS_MAX = 0x7fffffff
KEEPALIVE_MS_MAX = 3600000
PAUSE_S_MAX = 86400
HOLD_S_MAX = 86400
LINGER_MS = 10000
BATCH_OPS_MAX = 8
BATCH_REF = 0xffffff00
HANDLES_MAX = 4096
PATH_BYTES_MAX = 4095
FILE_NAME_BYTES_MAX = 255
SYMLINKS_MAX = 40
FILE_COUNT_MAX = 0x7ffff000
XATTR_BYTES_MAX = 65536
IOCTL_BYTES_MAX = 65536
I2C_MESSAGES_MAX = 42
I2C_MESSAGE_BYTES_MAX = 8192
SPI_TRANSFERS_MAX = 32
GPIO_LINES_MAX = 64
GPIO_EXCEPTIONS_MAX = 4
OFFSET_CURRENT = 0xffffffffffffffff
TIME_NS_NOW = 0x3fffffff
TIME_NS_OMIT = 0x3ffffffe
SERVICE_NAME_BYTES_MAX = 63
METHOD_NAME_BYTES_MAX = 63
METHODS_MAX = 64
REGISTRATIONS_MAX = 64
BINDINGS_MAX = 256
CONSOLE_RING_BYTES = 65536


class Error(enum.IntEnum):
	OK = 0
	EPERM = 1
	ENOENT = 2
	ESRCH = 3
	EINTR = 4
	EIO = 5
	ENXIO = 6
	E2BIG = 7
	ENOEXEC = 8
	EBADF = 9
	ECHILD = 10
	EAGAIN = 11
	ENOMEM = 12
	EACCES = 13
	EFAULT = 14
	ENOTBLK = 15
	EBUSY = 16
	EEXIST = 17
	EXDEV = 18
	ENODEV = 19
	ENOTDIR = 20
	EISDIR = 21
	EINVAL = 22
	ENFILE = 23
	EMFILE = 24
	ENOTTY = 25
	ETXTBSY = 26
	EFBIG = 27
	ENOSPC = 28
	ESPIPE = 29
	EROFS = 30
	EMLINK = 31
	EPIPE = 32
	EDOM = 33
	ERANGE = 34
	EDEADLK = 35
	ENAMETOOLONG = 36
	ENOLCK = 37
	ENOSYS = 38
	ENOTEMPTY = 39
	ELOOP = 40
	ENOMSG = 41
	EIDRM = 42
	EILSEQ = 43
	EOVERFLOW = 44
	ENOSTR = 45
	ENODATA = 46
	ETIME = 47
	ENOSR = 48
	EREMOTE = 49
	ENOLINK = 50
	ECOMM = 51
	EPROTO = 52
	EMULTIHOP = 53
	EBADMSG = 54
	EBADFD = 55
	EREMCHG = 56
	EUSERS = 57
	ENOTSOCK = 58
	EDESTADDRREQ = 59
	EMSGSIZE = 60
	EPROTOTYPE = 61
	ENOPROTOOPT = 62
	EPROTONOSUPPORT = 63
	ESOCKTNOSUPPORT = 64
	ENOTSUP = 65
	EPFNOSUPPORT = 66
	EAFNOSUPPORT = 67
	EADDRINUSE = 68
	EADDRNOTAVAIL = 69
	ENETDOWN = 70
	ENETUNREACH = 71
	ENETRESET = 72
	ECONNABORTED = 73
	ECONNRESET = 74
	ENOBUFS = 75
	EISCONN = 76
	ENOTCONN = 77
	ESHUTDOWN = 78
	ETOOMANYREFS = 79
	ETIMEDOUT = 80
	ECONNREFUSED = 81
	EHOSTDOWN = 82
	EHOSTUNREACH = 83
	EALREADY = 84
	EINPROGRESS = 85
	ESTALE = 86
	EREMOTEIO = 87
	EDQUOT = 88
	ENOMEDIUM = 89
	EMEDIUMTYPE = 90
	ECANCELED = 91
	EOWNERDEAD = 92
	ENOTRECOVERABLE = 93
	ENOKEY = 94
	EKEYEXPIRED = 95
	EKEYREVOKED = 96
	EKEYREJECTED = 97
	EHWPOISON = 98
	ERFKILL = 99
	ENOTUNIQ = 100
	ENONET = 101
	ENOATTR = 102
	ELINK = 200
	EVERSION = 201
	ENOSERVICE = 202
	EREPLACED = 203
	ESTOPPING = 204
	ESLEEPING = 205
	EGONE = 206


ERROR_TEXT = {
	0: 'success',
	1: 'operation not permitted',
	2: 'no such file or directory',
	3: 'no such process',
	4: 'interrupted',
	5: 'input or output error',
	6: 'no such device or address',
	7: 'argument list too long',
	8: 'not an executable format',
	9: 'no such handle, or not opened for that',
	10: 'no child process',
	11: 'not now, try again',
	12: 'out of memory',
	13: 'access refused',
	14: 'bad address',
	15: 'not a block device',
	16: 'busy',
	17: 'exists already',
	18: 'link across file systems',
	19: 'no such device',
	20: 'not a directory',
	21: 'is a directory',
	22: 'invalid argument',
	23: 'too many open files in the system',
	24: 'too many open handles',
	25: 'not a terminal, or unknown ioctl',
	26: 'program file is being executed',
	27: 'file too large',
	28: 'no space left',
	29: 'cannot seek in this kind of file',
	30: 'read-only file system',
	31: 'too many links',
	32: 'nobody reads the other end',
	33: 'argument outside the domain',
	34: 'result out of range',
	35: 'would deadlock',
	36: 'name too long',
	37: 'no locks available',
	38: 'function does not exist',
	39: 'directory not empty',
	40: 'too many symbolic links',
	41: 'no message of that type',
	42: 'identifier removed',
	43: 'invalid byte sequence',
	44: 'value too large for its type',
	45: 'not a stream',
	46: 'no data available',
	47: 'timer expired',
	48: 'out of stream resources',
	49: 'object is remote',
	50: 'link of a file was severed',
	51: 'communication error on send',
	52: 'protocol violation',
	53: 'multihop attempted',
	54: 'not a valid message',
	55: 'handle in a bad state',
	56: 'remote address changed',
	57: 'too many users',
	58: 'not a socket',
	59: 'destination address required',
	60: 'message too long',
	61: 'wrong protocol for this socket',
	62: 'no such protocol option',
	63: 'protocol not supported',
	64: 'socket type not supported',
	65: 'not supported',
	66: 'protocol family not supported',
	67: 'address family not supported',
	68: 'address in use',
	69: 'address not available',
	70: 'network is down',
	71: 'network unreachable',
	72: 'network dropped the connection',
	73: 'connection aborted',
	74: 'connection reset by the peer',
	75: 'no buffer space',
	76: 'already connected',
	77: 'not connected',
	78: 'sending after shutdown',
	79: 'too many references',
	80: 'deadline passed',
	81: 'connection refused',
	82: 'host is down',
	83: 'host unreachable',
	84: 'already in progress',
	85: 'in progress',
	86: 'handle of an earlier session, or the file is no longer the same',
	87: 'remote input or output error',
	88: 'quota exceeded',
	89: 'no medium',
	90: 'wrong medium type',
	91: 'cancelled',
	92: 'owner died',
	93: 'state not recoverable',
	94: 'key not available',
	95: 'key expired',
	96: 'key revoked',
	97: 'key rejected',
	98: 'memory page has a hardware error',
	99: 'radio switched off',
	100: 'name not unique',
	101: 'machine not on the network',
	102: 'no such attribute',
	200: 'link lost while the call was pending',
	201: 'no protocol version in common',
	202: 'no such service, or it is not registered now',
	203: "another connection took over this client's name",
	204: 'the peer is going away',
	205: 'the peer announced a pause',
	206: 'the other side of the channel went away',
}


class FrameKind(enum.IntEnum):
	HELLO = 1
	CALL = 2
	REPLY = 3
	DATA = 4
	CREDIT = 5
	CANCEL = 6
	PING = 7
	PONG = 8
	PAUSED = 9
	GOODBYE = 10


class FrameFlags(enum.IntFlag):
	END = 0x01
	EOM = 0x02
	URGENT = 0x04
	ANSWER = 0x08
	CHANNEL = 0x10
	MESSAGE = 0x20


class SessionRole(enum.IntEnum):
	CLIENT = 1
	PROGRAM = 2
	DAEMON = 3


class Features(enum.IntFlag):
	CONTEXTS = 0x01
	BATCH = 0x02
	CHANNELS = 0x04


class BatchFlags(enum.IntFlag):
	KEEP = 0x01


class ConsoleStream(enum.IntEnum):
	STDIO = 0
	STDERR = 1


class ConsoleWatchFlags(enum.IntFlag):
	REPLAY = 0x01
	WRITE = 0x02


class OpenFlags(enum.IntFlag):
	RDONLY = 0x00000001
	WRONLY = 0x00000002
	RDWR = 0x00000003
	ACCMODE = 0x00000003
	CREAT = 0x00000010
	EXCL = 0x00000020
	TRUNC = 0x00000040
	APPEND = 0x00000080
	NONBLOCK = 0x00000100
	DIRECTORY = 0x00000200
	NOFOLLOW = 0x00000400
	CLOEXEC = 0x00000800
	NOCTTY = 0x00001000
	SYNC = 0x00002000
	DSYNC = 0x00004000
	PATH = 0x00008000
	TMPFILE = 0x00010000
	NOATIME = 0x00020000
	DIRECT = 0x00040000


class FileType(enum.IntEnum):
	UNKNOWN = 0
	REGULAR = 1
	DIRECTORY = 2
	SYMLINK = 3
	CHAR = 4
	BLOCK = 5
	FIFO = 6
	SOCKET = 7


class FileTraits(enum.IntFlag):
	SEEKABLE = 0x01
	STREAM = 0x02
	TTY = 0x04
	VIRTUAL = 0x08


class Whence(enum.IntEnum):
	SET = 0
	CUR = 1
	END = 2
	DATA = 3
	HOLE = 4


class AccessMode(enum.IntFlag):
	EXISTS = 0x00
	EXECUTE = 0x01
	WRITE = 0x02
	READ = 0x04


class PollEvents(enum.IntFlag):
	IN = 0x01
	PRI = 0x02
	OUT = 0x04
	ERR = 0x08
	HUP = 0x10
	NVAL = 0x20


class AtFlags(enum.IntFlag):
	NOFOLLOW = 0x01
	FOLLOW = 0x02


class WriteFlags(enum.IntFlag):
	APPEND = 0x01


class ReadResult(enum.IntFlag):
	EOF = 0x01


class RenameFlags(enum.IntFlag):
	NOREPLACE = 0x01


class ReaddirFlags(enum.IntFlag):
	ATTRS = 0x01


class FallocateFlags(enum.IntFlag):
	KEEP_SIZE = 0x01
	PUNCH_HOLE = 0x02
	ZERO_RANGE = 0x04


class LockKind(enum.IntEnum):
	NONE = 0
	READ = 1
	WRITE = 2


class LockFlags(enum.IntFlag):
	WAIT = 0x01
	WHOLE = 0x02


class XattrFlags(enum.IntFlag):
	CREATE = 0x01
	REPLACE = 0x02


class WatchMask(enum.IntFlag):
	ACCESS = 0x00000001
	MODIFY = 0x00000002
	ATTRIB = 0x00000004
	CLOSE_WRITE = 0x00000008
	CLOSE_NOWRITE = 0x00000010
	OPEN = 0x00000020
	MOVED_FROM = 0x00000040
	MOVED_TO = 0x00000080
	CREATE = 0x00000100
	DELETE = 0x00000200
	DELETE_SELF = 0x00000400
	MOVE_SELF = 0x00000800
	EVENTS = 0x00000fff
	ONLYDIR = 0x00001000
	NOFOLLOW = 0x00002000
	ONESHOT = 0x00004000
	ISDIR = 0x00010000
	OVERFLOW = 0x00020000
	GONE = 0x00040000
	UNMOUNT = 0x00080000


class StatvfsFlags(enum.IntFlag):
	RDONLY = 0x01
	NOSUID = 0x02
	NODEV = 0x04
	NOEXEC = 0x08


class StatMask(enum.IntFlag):
	BTIME = 0x01


class ControlList(enum.IntEnum):
	CONTEXTS = 0
	SERVICES = 1
	HANDLES = 2
	PROGRAMS = 3


class IoctlRequest(enum.IntEnum):
	READABLE = 0x0001
	TTY_GET = 0x0101
	TTY_SET = 0x0102
	TTY_SIZE_GET = 0x0103
	TTY_SIZE_SET = 0x0104
	TTY_MODEM_GET = 0x0105
	TTY_MODEM_SET = 0x0106
	TTY_MODEM_RAISE = 0x0107
	TTY_MODEM_LOWER = 0x0108
	TTY_BREAK = 0x0109
	TTY_BREAK_ON = 0x010a
	TTY_BREAK_OFF = 0x010b
	TTY_FLUSH = 0x010c
	TTY_FLOW = 0x010d
	TTY_DRAIN = 0x010e
	TTY_PENDING = 0x010f
	TTY_COUNTERS = 0x0110
	BLOCK_SIZE = 0x0201
	BLOCK_SECTOR = 0x0202
	BLOCK_PHYSICAL = 0x0203
	BLOCK_IO_MIN = 0x0204
	BLOCK_IO_BEST = 0x0205
	BLOCK_READ_ONLY_GET = 0x0206
	BLOCK_READ_ONLY_SET = 0x0207
	BLOCK_FLUSH = 0x0208
	BLOCK_DISCARD = 0x0209
	BLOCK_ZERO = 0x020a
	RTC_TIME_GET = 0x0301
	RTC_TIME_SET = 0x0302
	RTC_ALARM_GET = 0x0303
	RTC_ALARM_SET = 0x0304
	RTC_ALARM_IRQ = 0x0305
	RTC_UPDATE_IRQ = 0x0306
	RTC_PERIODIC_IRQ = 0x0307
	RTC_RATE_GET = 0x0308
	RTC_RATE_SET = 0x0309
	RTC_BATTERY_GET = 0x030a
	RTC_BATTERY_CLEAR = 0x030b
	WATCHDOG_INFO = 0x0401
	WATCHDOG_STATUS = 0x0402
	WATCHDOG_BOOT_STATUS = 0x0403
	WATCHDOG_KEEPALIVE = 0x0404
	WATCHDOG_TIMEOUT_GET = 0x0405
	WATCHDOG_TIMEOUT_SET = 0x0406
	WATCHDOG_PRETIMEOUT_GET = 0x0407
	WATCHDOG_PRETIMEOUT_SET = 0x0408
	WATCHDOG_TIME_LEFT = 0x0409
	WATCHDOG_OPTIONS = 0x040a
	I2C_FUNCTIONS = 0x0501
	I2C_ADDRESS = 0x0502
	I2C_ADDRESS_FORCE = 0x0503
	I2C_TEN_BIT = 0x0504
	I2C_PEC = 0x0505
	I2C_RETRIES = 0x0506
	I2C_TIMEOUT = 0x0507
	I2C_TRANSFER = 0x0508
	I2C_SMBUS = 0x0509
	SPI_MODE_GET = 0x0601
	SPI_MODE_SET = 0x0602
	SPI_BITS_GET = 0x0603
	SPI_BITS_SET = 0x0604
	SPI_SPEED_GET = 0x0605
	SPI_SPEED_SET = 0x0606
	SPI_TRANSFER = 0x0607
	GPIO_CHIP = 0x0701
	GPIO_LINE = 0x0702
	GPIO_REQUEST = 0x0703
	GPIO_VALUES_GET = 0x0704
	GPIO_VALUES_SET = 0x0705
	GPIO_CONFIG_SET = 0x0706


class TtyWhen(enum.IntEnum):
	NOW = 0
	DRAIN = 1
	FLUSH = 2


class TtyInput(enum.IntFlag):
	IGNBRK = 0x0001
	BRKINT = 0x0002
	IGNPAR = 0x0004
	PARMRK = 0x0008
	INPCK = 0x0010
	ISTRIP = 0x0020
	INLCR = 0x0040
	IGNCR = 0x0080
	ICRNL = 0x0100
	IUCLC = 0x0200
	IXON = 0x0400
	IXANY = 0x0800
	IXOFF = 0x1000
	IMAXBEL = 0x2000
	IUTF8 = 0x4000


class TtyOutput(enum.IntFlag):
	OPOST = 0x0001
	OLCUC = 0x0002
	ONLCR = 0x0004
	OCRNL = 0x0008
	ONOCR = 0x0010
	ONLRET = 0x0020


class TtyControl(enum.IntFlag):
	CSTOPB = 0x0001
	CREAD = 0x0002
	PARENB = 0x0004
	PARODD = 0x0008
	HUPCL = 0x0010
	CLOCAL = 0x0020
	CMSPAR = 0x0040
	CRTSCTS = 0x0080


class TtyLocal(enum.IntFlag):
	ISIG = 0x0001
	ICANON = 0x0002
	ECHO = 0x0004
	ECHOE = 0x0008
	ECHOK = 0x0010
	ECHONL = 0x0020
	NOFLSH = 0x0040
	TOSTOP = 0x0080
	ECHOCTL = 0x0100
	ECHOKE = 0x0200
	IEXTEN = 0x0400
	ECHOPRT = 0x0800


class TtyModem(enum.IntFlag):
	DTR = 0x0001
	RTS = 0x0002
	CTS = 0x0004
	CD = 0x0008
	RI = 0x0010
	DSR = 0x0020
	OUT1 = 0x0040
	OUT2 = 0x0080
	LOOP = 0x0100


class TtyFlush(enum.IntEnum):
	IN = 0
	OUT = 1
	BOTH = 2


class TtyFlow(enum.IntEnum):
	OUT_STOP = 0
	OUT_GO = 1
	IN_STOP = 2
	IN_GO = 3


class WatchdogBits(enum.IntFlag):
	OVERHEAT = 0x0001
	FAN_FAULT = 0x0002
	EXTERN1 = 0x0004
	EXTERN2 = 0x0008
	POWER_UNDER = 0x0010
	CARD_RESET = 0x0020
	POWER_OVER = 0x0040
	SET_TIMEOUT = 0x0080
	MAGIC_CLOSE = 0x0100
	PRETIMEOUT = 0x0200
	ALARM_ONLY = 0x0400
	KEEPALIVE = 0x8000


class WatchdogOption(enum.IntEnum):
	DISABLE = 1
	ENABLE = 2


class SpiMode(enum.IntFlag):
	CPHA = 0x0001
	CPOL = 0x0002
	CS_HIGH = 0x0004
	LSB_FIRST = 0x0008
	THREE_WIRE = 0x0010
	LOOP = 0x0020
	NO_CS = 0x0040
	READY = 0x0080
	TX_DUAL = 0x0100
	TX_QUAD = 0x0200
	RX_DUAL = 0x0400
	RX_QUAD = 0x0800
	TX_OCTAL = 0x2000
	RX_OCTAL = 0x4000


class SpiTransferFlags(enum.IntFlag):
	SEND = 0x01
	RECEIVE = 0x02
	CS_CHANGE = 0x04


class I2cFlags(enum.IntFlag):
	READ = 0x0001
	TEN_BIT = 0x0010
	NO_READ_ACK = 0x0800
	IGNORE_NAK = 0x1000
	REVERSE_DIRECTION = 0x2000
	NO_START = 0x4000
	STOP = 0x8000


class SmbusKind(enum.IntEnum):
	QUICK = 0
	BYTE = 1
	BYTE_DATA = 2
	WORD_DATA = 3
	PROC_CALL = 4
	BLOCK_DATA = 5
	BLOCK_PROC_CALL = 7
	I2C_BLOCK_DATA = 8


class GpioFlags(enum.IntFlag):
	USED = 0x0001
	ACTIVE_LOW = 0x0002
	INPUT = 0x0004
	OUTPUT = 0x0008
	EDGE_RISING = 0x0010
	EDGE_FALLING = 0x0020
	OPEN_DRAIN = 0x0040
	OPEN_SOURCE = 0x0080
	PULL_UP = 0x0100
	PULL_DOWN = 0x0200
	NO_PULL = 0x0400
	REALTIME = 0x0800


class GpioEventKind(enum.IntEnum):
	RISING = 1
	FALLING = 2


FRAMES = {
	'HELLO': (
		('u32', 'magic'),
		('u32', 'version_min'),
		('u32', 'version_max'),
		('u32', 'features'),
		('u32', 'frame_max'),
		('u32', 'window'),
		('u32', 'calls_max'),
		('u32', 'keepalive_ms'),
		('u32', 'role'),
		('u32', 'nonce'),
		('u32', 'tag'),
		('u32', 'reserved'),
		('u64', 'session_id'),),
	'CALL': (
		('u32', 'budget_ms'),
		('u32', 'window'),),
	'REPLY': (),
	'DATA': (),
	'CREDIT': (
		('u32', 'granted'),
		('u32', 'done'),),
	'CANCEL': (),
	'PING': (
		('u64', 't1_us'),),
	'PONG': (
		('u64', 't1_us'),
		('u64', 't2_us'),
		('u64', 't3_us'),),
	'PAUSED': (
		('u32', 'max_s'),
		('u32', 'reserved'),),
	'GOODBYE': (),
}

LAYOUTS = {
	'batch_op': (
		('u32', 'service'),
		('u32', 'method'),
		('u32', 'flags'),
		('u32', 'words_n'),
		('u32', 'data_bytes'),
		('u32', 'reserved'),),
	'batch_result': (
		('u32', 'status'),
		('u32', 'words_n'),
		('u32', 'data_bytes'),
		('u32', 'reserved'),),
	'stat': (
		('u64', 'dev'),
		('u64', 'ino'),
		('u32', 'type'),
		('u32', 'mode'),
		('u32', 'nlink'),
		('u32', 'uid'),
		('u32', 'gid'),
		('u32', 'blksize'),
		('u64', 'rdev'),
		('u64', 'size'),
		('u64', 'blocks'),
		('i64', 'atime_s'),
		('u32', 'atime_ns'),
		('i64', 'mtime_s'),
		('u32', 'mtime_ns'),
		('i64', 'ctime_s'),
		('u32', 'ctime_ns'),
		('i64', 'btime_s'),
		('u32', 'btime_ns'),
		('u32', 'mask'),
		('u32', 'reserved'),),
	'statvfs': (
		('u32', 'bsize'),
		('u32', 'frsize'),
		('u64', 'blocks'),
		('u64', 'bfree'),
		('u64', 'bavail'),
		('u64', 'files'),
		('u64', 'ffree'),
		('u64', 'favail'),
		('u64', 'fsid'),
		('u32', 'flags'),
		('u32', 'namemax'),),
	'dirent': (
		('u64', 'ino'),
		('u64', 'cookie'),
		('u32', 'type'),
		('u32', 'name_bytes'),),
	'change': (
		('u32', 'watch'),
		('u32', 'mask'),
		('u32', 'cookie'),
		('u32', 'name_bytes'),),
	'termios': (
		('u32', 'input'),
		('u32', 'output'),
		('u32', 'control'),
		('u32', 'local'),
		('u32', 'char_bits'),
		('u32', 'in_speed'),
		('u32', 'out_speed'),
		('u32', 'read_min'),
		('u32', 'read_time'),
		('u32', 'intr'),
		('u32', 'quit'),
		('u32', 'erase'),
		('u32', 'kill'),
		('u32', 'eof'),
		('u32', 'eol'),
		('u32', 'eol2'),
		('u32', 'start'),
		('u32', 'stop'),
		('u32', 'susp'),
		('u32', 'reprint'),
		('u32', 'werase'),
		('u32', 'lnext'),
		('u32', 'discard'),
		('u32', 'reserved'),),
	'tty_size': (
		('u32', 'rows'),
		('u32', 'columns'),
		('u32', 'width'),
		('u32', 'height'),),
	'tty_counters': (
		('u32', 'cts'),
		('u32', 'dsr'),
		('u32', 'ri'),
		('u32', 'cd'),
		('u32', 'received'),
		('u32', 'sent'),
		('u32', 'frame_errors'),
		('u32', 'overruns'),
		('u32', 'parity_errors'),
		('u32', 'breaks'),
		('u32', 'buffer_overruns'),
		('u32', 'reserved'),),
	'block_size': (
		('u64', 'size'),),
	'block_range': (
		('u64', 'start'),
		('u64', 'length'),),
	'rtc_time': (
		('u32', 'second'),
		('u32', 'minute'),
		('u32', 'hour'),
		('u32', 'day'),
		('u32', 'month'),
		('u32', 'year'),),
	'rtc_alarm': (
		('u32', 'enabled'),
		('u32', 'pending'),
		('u32', 'second'),
		('u32', 'minute'),
		('u32', 'hour'),
		('u32', 'day'),
		('u32', 'month'),
		('u32', 'year'),),
	'watchdog_info': (
		('u32', 'options'),
		('u32', 'firmware'),),
	'i2c_message': (
		('u32', 'address'),
		('u32', 'flags'),
		('u32', 'length'),
		('u32', 'reserved'),),
	'i2c_smbus': (
		('u32', 'read'),
		('u32', 'kind'),
		('u32', 'command'),
		('u32', 'length'),),
	'spi_transfer': (
		('u32', 'length'),
		('u32', 'flags'),
		('u32', 'speed'),
		('u32', 'bits'),
		('u32', 'delay_us'),
		('u32', 'word_delay_us'),
		('u32', 'send_wires'),
		('u32', 'receive_wires'),),
	'gpio_chip': (
		('u32', 'lines'),
		('u32', 'reserved'),),
	'gpio_line': (
		('u32', 'flags'),
		('u32', 'debounce_us'),),
	'gpio_config': (
		('u32', 'flags'),
		('u32', 'debounce_us'),
		('u64', 'values'),
		('u32', 'events_max'),
		('u32', 'exceptions'),),
	'gpio_exception': (
		('u64', 'mask'),
		('u32', 'flags'),
		('u32', 'debounce_us'),),
	'gpio_values': (
		('u64', 'bits'),
		('u64', 'mask'),),
	'gpio_event': (
		('u64', 'time_ns'),
		('u32', 'kind'),
		('u32', 'line'),
		('u32', 'sequence'),
		('u32', 'line_sequence'),),
}

SERVICES = {'session': 0, 'console': 1, 'file': 2, 'ipc': 4, 'control': 7}

Method = namedtuple('Method', 'service number props args results')

METHODS = {
	('session', 'CONTEXT_OPEN'): Method(0, 1, (),
		(),
		(
			('u32', 'context'),)),
	('session', 'CONTEXT_CLOSE'): Method(0, 2, (),
		(
			('u32', 'context'),),
		()),
	('session', 'BATCH'): Method(0, 3, (),
		(
			('u32', 'ops'),),
		(
			('u32', 'done'),)),
	('session', 'ECHO'): Method(0, 4, ('both',),
		(),
		()),
	('console', 'ATTACH'): Method(1, 1, ('channel',),
		(
			('u32', 'stream'),),
		()),
	('console', 'WATCH'): Method(1, 2, ('channel', 'authority'),
		(
			('u32', 'flags'),),
		()),
	('file', 'OPEN'): Method(2, 1, (),
		(
			('u32', 'flags'),
			('u32', 'mode'),),
		(
			('handle', 'handle'),
			('u32', 'type'),
			('u64', 'size'),
			('u32', 'traits'),
			('u32', 'reserved'),)),
	('file', 'CLOSE'): Method(2, 2, (),
		(
			('handle', 'handle'),),
		()),
	('file', 'PREAD'): Method(2, 3, ('stream_out',),
		(
			('handle', 'handle'),
			('u32', 'count'),
			('u64', 'offset'),),
		(
			('u32', 'count'),
			('u32', 'flags'),)),
	('file', 'PWRITE'): Method(2, 4, ('stream_in',),
		(
			('handle', 'handle'),
			('u32', 'flags'),
			('u64', 'offset'),
			('u32', 'count'),),
		(
			('u32', 'count'),)),
	('file', 'FSYNC'): Method(2, 5, (),
		(
			('handle', 'handle'),
			('u32', 'data_only'),),
		()),
	('file', 'FTRUNCATE'): Method(2, 6, (),
		(
			('handle', 'handle'),
			('u64', 'size'),),
		()),
	('file', 'TRUNCATE'): Method(2, 7, (),
		(
			('u64', 'size'),),
		()),
	('file', 'STAT'): Method(2, 8, (),
		(
			('u32', 'flags'),),
		(
			('u64', 'dev'),
			('u64', 'ino'),
			('u32', 'type'),
			('u32', 'mode'),
			('u32', 'nlink'),
			('u32', 'uid'),
			('u32', 'gid'),
			('u32', 'blksize'),
			('u64', 'rdev'),
			('u64', 'size'),
			('u64', 'blocks'),
			('i64', 'atime_s'),
			('u32', 'atime_ns'),
			('i64', 'mtime_s'),
			('u32', 'mtime_ns'),
			('i64', 'ctime_s'),
			('u32', 'ctime_ns'),
			('i64', 'btime_s'),
			('u32', 'btime_ns'),
			('u32', 'mask'),
			('u32', 'reserved'),)),
	('file', 'FSTAT'): Method(2, 9, (),
		(
			('handle', 'handle'),),
		(
			('u64', 'dev'),
			('u64', 'ino'),
			('u32', 'type'),
			('u32', 'mode'),
			('u32', 'nlink'),
			('u32', 'uid'),
			('u32', 'gid'),
			('u32', 'blksize'),
			('u64', 'rdev'),
			('u64', 'size'),
			('u64', 'blocks'),
			('i64', 'atime_s'),
			('u32', 'atime_ns'),
			('i64', 'mtime_s'),
			('u32', 'mtime_ns'),
			('i64', 'ctime_s'),
			('u32', 'ctime_ns'),
			('i64', 'btime_s'),
			('u32', 'btime_ns'),
			('u32', 'mask'),
			('u32', 'reserved'),)),
	('file', 'CHMOD'): Method(2, 10, (),
		(
			('u32', 'mode'),
			('u32', 'flags'),),
		()),
	('file', 'FCHMOD'): Method(2, 11, (),
		(
			('handle', 'handle'),
			('u32', 'mode'),),
		()),
	('file', 'UTIMENS'): Method(2, 12, (),
		(
			('u32', 'flags'),
			('i64', 'atime_s'),
			('u32', 'atime_ns'),
			('i64', 'mtime_s'),
			('u32', 'mtime_ns'),),
		()),
	('file', 'FUTIMENS'): Method(2, 13, (),
		(
			('handle', 'handle'),
			('i64', 'atime_s'),
			('u32', 'atime_ns'),
			('i64', 'mtime_s'),
			('u32', 'mtime_ns'),),
		()),
	('file', 'STATVFS'): Method(2, 14, (),
		(),
		(
			('u32', 'bsize'),
			('u32', 'frsize'),
			('u64', 'blocks'),
			('u64', 'bfree'),
			('u64', 'bavail'),
			('u64', 'files'),
			('u64', 'ffree'),
			('u64', 'favail'),
			('u64', 'fsid'),
			('u32', 'flags'),
			('u32', 'namemax'),)),
	('file', 'FSTATVFS'): Method(2, 15, (),
		(
			('handle', 'handle'),),
		(
			('u32', 'bsize'),
			('u32', 'frsize'),
			('u64', 'blocks'),
			('u64', 'bfree'),
			('u64', 'bavail'),
			('u64', 'files'),
			('u64', 'ffree'),
			('u64', 'favail'),
			('u64', 'fsid'),
			('u32', 'flags'),
			('u32', 'namemax'),)),
	('file', 'OPENDIR'): Method(2, 16, (),
		(),
		(
			('handle', 'handle'),)),
	('file', 'READDIR'): Method(2, 17, ('stream_out',),
		(
			('handle', 'handle'),
			('u32', 'flags'),
			('u64', 'cookie'),
			('u32', 'entries_max'),),
		(
			('u32', 'entries'),
			('u32', 'eof'),
			('u64', 'cookie'),)),
	('file', 'MKDIR'): Method(2, 18, (),
		(
			('u32', 'mode'),),
		()),
	('file', 'RMDIR'): Method(2, 19, (),
		(),
		()),
	('file', 'UNLINK'): Method(2, 20, (),
		(),
		()),
	('file', 'RENAME'): Method(2, 21, (),
		(
			('u32', 'flags'),
			('u32', 'old_bytes'),),
		()),
	('file', 'LINK'): Method(2, 22, (),
		(
			('u32', 'flags'),
			('u32', 'old_bytes'),),
		()),
	('file', 'SYMLINK'): Method(2, 23, (),
		(
			('u32', 'target_bytes'),),
		()),
	('file', 'READLINK'): Method(2, 24, (),
		(),
		()),
	('file', 'ACCESS'): Method(2, 25, (),
		(
			('u32', 'mode'),
			('u32', 'flags'),),
		()),
	('file', 'GETCWD'): Method(2, 26, (),
		(),
		()),
	('file', 'CHDIR'): Method(2, 27, (),
		(),
		()),
	('file', 'GETFILE'): Method(2, 28, ('stream_out',),
		(
			('u32', 'count'),),
		(
			('u32', 'count'),
			('u32', 'flags'),)),
	('file', 'PUTFILE'): Method(2, 29, ('stream_in',),
		(
			('u32', 'flags'),
			('u32', 'mode'),
			('u32', 'path_bytes'),
			('u32', 'count'),),
		(
			('u32', 'count'),)),
	('file', 'LSEEK'): Method(2, 30, (),
		(
			('handle', 'handle'),
			('u32', 'whence'),
			('i64', 'offset'),),
		(
			('u64', 'offset'),)),
	('file', 'SYNC'): Method(2, 31, (),
		(),
		()),
	('file', 'DUP'): Method(2, 32, (),
		(
			('handle', 'handle'),),
		(
			('handle', 'handle'),)),
	('file', 'GETFL'): Method(2, 33, (),
		(
			('handle', 'handle'),),
		(
			('u32', 'flags'),
			('u32', 'reserved'),)),
	('file', 'SETFL'): Method(2, 34, (),
		(
			('handle', 'handle'),
			('u32', 'flags'),),
		()),
	('file', 'POLL'): Method(2, 35, ('blocking',),
		(
			('handle', 'handle'),
			('u32', 'events'),),
		(
			('u32', 'events'),
			('u32', 'reserved'),)),
	('file', 'LOCK'): Method(2, 36, (),
		(
			('handle', 'handle'),
			('u32', 'kind'),
			('u32', 'flags'),
			('u64', 'start'),
			('u64', 'length'),),
		()),
	('file', 'GETLOCK'): Method(2, 37, (),
		(
			('handle', 'handle'),
			('u32', 'kind'),
			('u64', 'start'),
			('u64', 'length'),),
		(
			('u32', 'kind'),
			('u32', 'pid'),
			('u64', 'start'),
			('u64', 'length'),)),
	('file', 'CHOWN'): Method(2, 38, (),
		(
			('u32', 'uid'),
			('u32', 'gid'),
			('u32', 'flags'),),
		()),
	('file', 'FCHOWN'): Method(2, 39, (),
		(
			('handle', 'handle'),
			('u32', 'uid'),
			('u32', 'gid'),),
		()),
	('file', 'MKNOD'): Method(2, 40, (),
		(
			('u32', 'type'),
			('u32', 'mode'),
			('u64', 'rdev'),),
		()),
	('file', 'FALLOCATE'): Method(2, 41, (),
		(
			('handle', 'handle'),
			('u32', 'flags'),
			('u64', 'offset'),
			('u64', 'length'),),
		()),
	('file', 'COPY'): Method(2, 42, (),
		(
			('handle', 'handle'),
			('u32', 'to_handle'),
			('u64', 'offset'),
			('u64', 'to_offset'),
			('u64', 'count'),),
		(
			('u64', 'count'),)),
	('file', 'GETXATTR'): Method(2, 43, (),
		(
			('u32', 'flags'),
			('u32', 'path_bytes'),),
		(
			('u32', 'count'),
			('u32', 'reserved'),)),
	('file', 'SETXATTR'): Method(2, 44, (),
		(
			('u32', 'flags'),
			('u32', 'how'),
			('u32', 'path_bytes'),
			('u32', 'name_bytes'),),
		()),
	('file', 'LISTXATTR'): Method(2, 45, (),
		(
			('u32', 'flags'),),
		(
			('u32', 'count'),
			('u32', 'reserved'),)),
	('file', 'REMOVEXATTR'): Method(2, 46, (),
		(
			('u32', 'flags'),
			('u32', 'path_bytes'),),
		()),
	('file', 'REALPATH'): Method(2, 47, (),
		(),
		()),
	('file', 'WATCH'): Method(2, 48, (),
		(
			('u32', 'flags'),),
		(
			('handle', 'handle'),)),
	('file', 'WATCH_ADD'): Method(2, 49, (),
		(
			('handle', 'handle'),
			('u32', 'mask'),),
		(
			('u32', 'watch'),)),
	('file', 'WATCH_REMOVE'): Method(2, 50, (),
		(
			('handle', 'handle'),
			('u32', 'watch'),),
		()),
	('file', 'IOCTL'): Method(2, 51, (),
		(
			('handle', 'handle'),
			('u32', 'request'),
			('u32', 'value'),),
		(
			('handle', 'handle'),
			('u32', 'value'),)),
	('ipc', 'REGISTER'): Method(4, 1, (),
		(
			('u32', 'version'),
			('u32', 'flags'),
			('u32', 'cookie'),),
		(
			('handle', 'registration'),)),
	('ipc', 'UNREGISTER'): Method(4, 2, (),
		(
			('handle', 'registration'),),
		()),
	('ipc', 'BIND'): Method(4, 3, (),
		(
			('u32', 'version_min'),
			('u32', 'wait_ms'),),
		(
			('handle', 'binding'),
			('u32', 'version'),
			('u32', 'methods'),)),
	('ipc', 'UNBIND'): Method(4, 4, (),
		(
			('handle', 'binding'),),
		()),
	('ipc', 'CALL'): Method(4, 5, ('both', 'blocking', 'stream_in', 'stream_out'),
		(
			('handle', 'target'),
			('u32', 'method'),),
		(
			('i32', 'status'),)),
	('ipc', 'CONNECT'): Method(4, 6, ('both', 'channel'),
		(
			('handle', 'target'),),
		()),
	('ipc', 'LOOKUP_METHOD'): Method(4, 7, (),
		(
			('handle', 'binding'),),
		(
			('u32', 'method'),)),
	('control', 'STATUS'): Method(7, 1, ('authority',),
		(),
		()),
	('control', 'HOLD'): Method(7, 2, ('authority',),
		(
			('u32', 'on'),
			('u32', 'seconds'),),
		()),
	('control', 'LIST'): Method(7, 3, ('authority',),
		(
			('u32', 'what'),),
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
