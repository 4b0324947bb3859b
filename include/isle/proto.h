/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/: do not edit. */
/* clang-format off */
#ifndef ISLE_PROTO_H
#define ISLE_PROTO_H

#include <isle/limits.h>

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Numbers of the wire: enums, flags, services, methods, and where each word of a fixed part lies. */

enum isle_frame_kind {
	ISLE_KIND_HELLO   = 1, /* introduces one end to the other; nothing else is accepted before it */
	ISLE_KIND_CALL    = 2, /* a request */
	ISLE_KIND_REPLY   = 3, /* the one answer of a call */
	ISLE_KIND_DATA    = 4, /* a part of the argument stream, or with ANSWER of the result stream */
	ISLE_KIND_CREDIT  = 5, /* says how far the other end may send */
	ISLE_KIND_CANCEL  = 6, /* the caller gives up a call or resets a channel */
	ISLE_KIND_PING    = 7, /* asks for a PONG */
	ISLE_KIND_PONG    = 8, /* answers a PING with three timestamps */
	ISLE_KIND_PAUSED  = 9, /* the sender will be silent for a while */
	ISLE_KIND_GOODBYE = 10 /* the sender ends the session */
};

/* frame_flags: bits of a word. */
#define ISLE_FLAG_END     0x01u /* last frame of this direction's stream */
#define ISLE_FLAG_EOM     0x02u /* last frame of a message on a channel of messages */
#define ISLE_FLAG_URGENT  0x04u /* may overtake frames that are not urgent */
#define ISLE_FLAG_ANSWER  0x08u /* from the callee to the caller; in HELLO: the answer of the accepting side */
#define ISLE_FLAG_CHANNEL 0x10u /* in CALL: opens a channel */
#define ISLE_FLAG_MESSAGE 0x20u /* in CALL with CHANNEL: of messages */
#define ISLE_FLAG_ALL     0x3fu /* every bit that has a meaning */

enum isle_session_role {
	ISLE_ROLE_CLIENT  = 1, /* a client runtime; the daemon has exactly one; presents its session id */
	ISLE_ROLE_PROGRAM = 2, /* a Linux program, or another daemon; presents */
	ISLE_ROLE_DAEMON  = 3 /* accepts: draws session ids */
};

/* features: bits of a word. */
#define ISLE_FEATURE_CONTEXTS 0x01u /* CONTEXT_OPEN is served */
#define ISLE_FEATURE_BATCH    0x02u /* BATCH is served */
#define ISLE_FEATURE_CHANNELS 0x04u /* channels are served */
#define ISLE_FEATURE_ALL      0x7u /* every bit that has a meaning */

/* batch_flags: bits of a word. */
#define ISLE_BATCH_KEEP 0x01u /* the handle made by this operation outlives the batch */
#define ISLE_BATCH_ALL  0x1u /* every bit that has a meaning */

enum isle_console_stream {
	ISLE_CONSOLE_STDIO  = 0, /* towards the daemon the client's stdout, towards the client its stdin */
	ISLE_CONSOLE_STDERR = 1 /* towards the daemon the client's stderr */
};

/* console_watch_flags: bits of a word. */
#define ISLE_CONSOLE_WATCH_REPLAY 0x01u /* begin with what the ring has kept */
#define ISLE_CONSOLE_WATCH_WRITE  0x02u /* what is sent becomes the client's stdin */
#define ISLE_CONSOLE_WATCH_ALL    0x3u /* every bit that has a meaning */

/* open_flags: bits of a word. */
#define ISLE_O_RDONLY    0x00000001u /* open for reading */
#define ISLE_O_WRONLY    0x00000002u /* open for writing */
#define ISLE_O_RDWR      0x00000003u /* both */
#define ISLE_O_ACCMODE   0x00000003u /* mask of the access mode; 0 is valid with PATH only */
#define ISLE_O_CREAT     0x00000010u /* create the file if it does not exist */
#define ISLE_O_EXCL      0x00000020u /* with CREAT: fail if it exists */
#define ISLE_O_TRUNC     0x00000040u /* cut it to size 0 */
#define ISLE_O_APPEND    0x00000080u /* every write goes to the end */
#define ISLE_O_NONBLOCK  0x00000100u /* EAGAIN instead of waiting */
#define ISLE_O_DIRECTORY 0x00000200u /* fail unless it is a directory */
#define ISLE_O_NOFOLLOW  0x00000400u /* fail if the last component is a symbolic link */
#define ISLE_O_CLOEXEC   0x00000800u /* always in force */
#define ISLE_O_NOCTTY    0x00001000u /* always in force */
#define ISLE_O_SYNC      0x00002000u /* writes return when data and metadata are on the medium */
#define ISLE_O_DSYNC     0x00004000u /* writes return when the data is on the medium */
#define ISLE_O_PATH      0x00008000u /* only name the file */
#define ISLE_O_TMPFILE   0x00010000u /* make a file without a name in that directory */
#define ISLE_O_NOATIME   0x00020000u /* leave the access time alone */
#define ISLE_O_DIRECT    0x00040000u /* no page cache */
#define ISLE_O_ALL       0x7fff3u /* every bit that has a meaning */

enum isle_file_type {
	ISLE_FILE_TYPE_UNKNOWN   = 0, /* not told */
	ISLE_FILE_TYPE_REGULAR   = 1, /* regular file */
	ISLE_FILE_TYPE_DIRECTORY = 2, /* directory */
	ISLE_FILE_TYPE_SYMLINK   = 3, /* symbolic link */
	ISLE_FILE_TYPE_CHAR      = 4, /* character device */
	ISLE_FILE_TYPE_BLOCK     = 5, /* block device */
	ISLE_FILE_TYPE_FIFO      = 6, /* FIFO or pipe */
	ISLE_FILE_TYPE_SOCKET    = 7 /* socket */
};

/* file_traits: bits of a word. */
#define ISLE_FILE_IS_SEEKABLE 0x01u /* has offsets */
#define ISLE_FILE_IS_STREAM   0x02u /* has none: use ISLE_OFFSET_CURRENT */
#define ISLE_FILE_IS_TTY      0x04u /* is a terminal */
#define ISLE_FILE_IS_VIRTUAL  0x08u /* made up by the kernel while it is read (/proc, /sys): its size says nothing */
#define ISLE_FILE_IS_ALL      0xfu /* every bit that has a meaning */

enum isle_whence {
	ISLE_SEEK_SET  = 0, /* from the start */
	ISLE_SEEK_CUR  = 1, /* from the present position; never sent */
	ISLE_SEEK_END  = 2, /* from the end */
	ISLE_SEEK_DATA = 3, /* next data at or after the offset */
	ISLE_SEEK_HOLE = 4 /* next hole at or after the offset */
};

/* access_mode: bits of a word. */
#define ISLE_ACCESS_EXISTS  0x00u /* is it there */
#define ISLE_ACCESS_EXECUTE 0x01u /* may it be executed or searched */
#define ISLE_ACCESS_WRITE   0x02u /* may it be written */
#define ISLE_ACCESS_READ    0x04u /* may it be read */
#define ISLE_ACCESS_ALL     0x7u /* every bit that has a meaning */

/* poll_events: bits of a word. */
#define ISLE_POLL_IN   0x01u /* data can be read */
#define ISLE_POLL_PRI  0x02u /* exceptional condition, for instance a changed sysfs attribute */
#define ISLE_POLL_OUT  0x04u /* data can be written */
#define ISLE_POLL_ERR  0x08u /* error */
#define ISLE_POLL_HUP  0x10u /* the other end is gone */
#define ISLE_POLL_NVAL 0x20u /* no such handle */
#define ISLE_POLL_ALL  0x3fu /* every bit that has a meaning */

/* at_flags: bits of a word. */
#define ISLE_AT_NOFOLLOW 0x01u /* the link itself, if the last component is a symbolic link */
#define ISLE_AT_FOLLOW   0x02u /* in LINK: follow it, if the old path names a symbolic link */
#define ISLE_AT_ALL      0x3u /* every bit that has a meaning */

/* write_flags: bits of a word. */
#define ISLE_WRITE_APPEND 0x01u /* at the end, whatever the offset says */
#define ISLE_WRITE_ALL    0x1u /* every bit that has a meaning */

/* read_result: bits of a word. */
#define ISLE_READ_EOF 0x01u /* the file ended within or right behind this data */
#define ISLE_READ_ALL 0x1u /* every bit that has a meaning */

/* rename_flags: bits of a word. */
#define ISLE_RENAME_NOREPLACE 0x01u /* fail with EEXIST if the new path exists */
#define ISLE_RENAME_ALL       0x1u /* every bit that has a meaning */

/* readdir_flags: bits of a word. */
#define ISLE_READDIR_ATTRS 0x01u /* with the words of struct stat in each entry */
#define ISLE_READDIR_ALL   0x1u /* every bit that has a meaning */

/* fallocate_flags: bits of a word. */
#define ISLE_FALLOCATE_KEEP_SIZE  0x01u /* the size stays, also where the range ends behind it */
#define ISLE_FALLOCATE_PUNCH_HOLE 0x02u /* give the range back, it reads as zero; only with KEEP_SIZE */
#define ISLE_FALLOCATE_ZERO_RANGE 0x04u /* the range reads as zero and stays allocated */
#define ISLE_FALLOCATE_ALL        0x7u /* every bit that has a meaning */

enum isle_lock_kind {
	ISLE_LOCK_NONE  = 0, /* unlock */
	ISLE_LOCK_READ  = 1, /* shared with other readers */
	ISLE_LOCK_WRITE = 2 /* for one alone */
};

/* lock_flags: bits of a word. */
#define ISLE_LOCK_WAIT  0x01u /* wait until it can be had */
#define ISLE_LOCK_WHOLE 0x02u /* the lock that flock() takes, on the whole file; start and length are 0 */
#define ISLE_LOCK_ALL   0x3u /* every bit that has a meaning */

/* xattr_flags: bits of a word. */
#define ISLE_XATTR_CREATE  0x01u /* fail with EEXIST if it exists */
#define ISLE_XATTR_REPLACE 0x02u /* fail with ENODATA if it does not */
#define ISLE_XATTR_ALL     0x3u /* every bit that has a meaning */

/* watch_mask: bits of a word. */
#define ISLE_WATCH_ACCESS        0x00000001u /* was read */
#define ISLE_WATCH_MODIFY        0x00000002u /* was written */
#define ISLE_WATCH_ATTRIB        0x00000004u /* attributes changed, a name of it too */
#define ISLE_WATCH_CLOSE_WRITE   0x00000008u /* closed after being open for writing */
#define ISLE_WATCH_CLOSE_NOWRITE 0x00000010u /* closed otherwise */
#define ISLE_WATCH_OPEN          0x00000020u /* was opened */
#define ISLE_WATCH_MOVED_FROM    0x00000040u /* a name left the directory */
#define ISLE_WATCH_MOVED_TO      0x00000080u /* a name came into the directory */
#define ISLE_WATCH_CREATE        0x00000100u /* a name was made in the directory */
#define ISLE_WATCH_DELETE        0x00000200u /* a name was removed from the directory */
#define ISLE_WATCH_DELETE_SELF   0x00000400u /* what is watched was removed */
#define ISLE_WATCH_MOVE_SELF     0x00000800u /* what is watched was moved */
#define ISLE_WATCH_EVENTS        0x00000fffu /* all of these */
#define ISLE_WATCH_ONLYDIR       0x00001000u /* asked: fail with ENOTDIR unless it is a directory */
#define ISLE_WATCH_NOFOLLOW      0x00002000u /* asked: the link itself, if the last component is a symbolic link */
#define ISLE_WATCH_ONESHOT       0x00004000u /* asked: end after one change */
#define ISLE_WATCH_ISDIR         0x00010000u /* told: the change is about a directory */
#define ISLE_WATCH_OVERFLOW      0x00020000u /* told: changes were lost, look at everything again; watch is 0 */
#define ISLE_WATCH_GONE          0x00040000u /* told: this watch has ended; nothing more comes of it */
#define ISLE_WATCH_UNMOUNT       0x00080000u /* told: its file system is gone */
#define ISLE_WATCH_ALL           0xf7fffu /* every bit that has a meaning */

/* statvfs_flags: bits of a word. */
#define ISLE_MOUNT_RDONLY 0x01u /* mounted or exported read-only */
#define ISLE_MOUNT_NOSUID 0x02u /* set-uid bits are ignored */
#define ISLE_MOUNT_NODEV  0x04u /* device nodes are ignored */
#define ISLE_MOUNT_NOEXEC 0x08u /* nothing can be executed */
#define ISLE_MOUNT_ALL    0xfu /* every bit that has a meaning */

/* stat_mask: bits of a word. */
#define ISLE_STAT_HAS_BTIME 0x01u /* btime is known */
#define ISLE_STAT_HAS_ALL   0x1u /* every bit that has a meaning */

enum isle_control_list {
	ISLE_CONTROL_LIST_CONTEXTS = 0, /* contexts of the client */
	ISLE_CONTROL_LIST_SERVICES = 1, /* registered services */
	ISLE_CONTROL_LIST_HANDLES  = 2, /* handles that are open */
	ISLE_CONTROL_LIST_PROGRAMS = 3 /* Linux programs that are attached */
};

/* Below 0x10000 the daemon knows the request and translates it. From 0x10000 on it is what the configuration lists, passed on as it is. */
enum isle_ioctl_request {
	ISLE_IOCTL_READABLE                = 0x0001, /* value out: bytes that can be read at once */
	ISLE_IOCTL_TTY_GET                 = 0x0101, /* out struct termios */
	ISLE_IOCTL_TTY_SET                 = 0x0102, /* value of tty_when, in struct termios; host settings without a canonical name stay */
	ISLE_IOCTL_TTY_SIZE_GET            = 0x0103, /* out struct tty_size */
	ISLE_IOCTL_TTY_SIZE_SET            = 0x0104, /* in struct tty_size */
	ISLE_IOCTL_TTY_MODEM_GET           = 0x0105, /* value out of tty_modem */
	ISLE_IOCTL_TTY_MODEM_SET           = 0x0106, /* value of tty_modem: all of DTR, RTS, OUT1, OUT2 and LOOP as they shall be */
	ISLE_IOCTL_TTY_MODEM_RAISE         = 0x0107, /* value of tty_modem: these on */
	ISLE_IOCTL_TTY_MODEM_LOWER         = 0x0108, /* value of tty_modem: these off */
	ISLE_IOCTL_TTY_BREAK               = 0x0109, /* value: tenths of a second, at most 20; 0 = a quarter of a second */
	ISLE_IOCTL_TTY_BREAK_ON            = 0x010a, /* begin a break */
	ISLE_IOCTL_TTY_BREAK_OFF           = 0x010b, /* end it */
	ISLE_IOCTL_TTY_FLUSH               = 0x010c, /* value of tty_flush */
	ISLE_IOCTL_TTY_FLOW                = 0x010d, /* value of tty_flow */
	ISLE_IOCTL_TTY_DRAIN               = 0x010e, /* wait until all that was written has been sent */
	ISLE_IOCTL_TTY_PENDING             = 0x010f, /* value out: bytes written and not yet sent */
	ISLE_IOCTL_TTY_COUNTERS            = 0x0110, /* out struct tty_counters */
	ISLE_IOCTL_BLOCK_SIZE              = 0x0201, /* out struct block_size */
	ISLE_IOCTL_BLOCK_SECTOR            = 0x0202, /* value out: bytes of a logical sector */
	ISLE_IOCTL_BLOCK_PHYSICAL          = 0x0203, /* value out: bytes of a physical sector */
	ISLE_IOCTL_BLOCK_IO_MIN            = 0x0204, /* value out: smallest good transfer, in bytes */
	ISLE_IOCTL_BLOCK_IO_BEST           = 0x0205, /* value out: best transfer, in bytes; 0 = not told */
	ISLE_IOCTL_BLOCK_READ_ONLY_GET     = 0x0206, /* value out: 1 if it is read-only */
	ISLE_IOCTL_BLOCK_READ_ONLY_SET     = 0x0207, /* value: 1 makes it read-only */
	ISLE_IOCTL_BLOCK_FLUSH             = 0x0208, /* write out and forget what is kept of it in memory */
	ISLE_IOCTL_BLOCK_DISCARD           = 0x0209, /* in struct block_range: these bytes are of no use any more */
	ISLE_IOCTL_BLOCK_ZERO              = 0x020a, /* in struct block_range: these bytes become zero */
	ISLE_IOCTL_RTC_TIME_GET            = 0x0301, /* out struct rtc_time */
	ISLE_IOCTL_RTC_TIME_SET            = 0x0302, /* in struct rtc_time */
	ISLE_IOCTL_RTC_ALARM_GET           = 0x0303, /* out struct rtc_alarm */
	ISLE_IOCTL_RTC_ALARM_SET           = 0x0304, /* in struct rtc_alarm */
	ISLE_IOCTL_RTC_ALARM_IRQ           = 0x0305, /* value: 1 on, 0 off */
	ISLE_IOCTL_RTC_UPDATE_IRQ          = 0x0306, /* value: 1 on, 0 off */
	ISLE_IOCTL_RTC_PERIODIC_IRQ        = 0x0307, /* value: 1 on, 0 off */
	ISLE_IOCTL_RTC_RATE_GET            = 0x0308, /* value out: periodic interrupts per second */
	ISLE_IOCTL_RTC_RATE_SET            = 0x0309, /* value: periodic interrupts per second */
	ISLE_IOCTL_RTC_BATTERY_GET         = 0x030a, /* value out: not 0 if the clock's supply was or is low; bits of the device */
	ISLE_IOCTL_RTC_BATTERY_CLEAR       = 0x030b, /* forget that */
	ISLE_IOCTL_WATCHDOG_INFO           = 0x0401, /* out struct watchdog_info */
	ISLE_IOCTL_WATCHDOG_STATUS         = 0x0402, /* value out of watchdog_bits */
	ISLE_IOCTL_WATCHDOG_BOOT_STATUS    = 0x0403, /* value out of watchdog_bits: why the machine started */
	ISLE_IOCTL_WATCHDOG_KEEPALIVE      = 0x0404, /* begin the timeout anew */
	ISLE_IOCTL_WATCHDOG_TIMEOUT_GET    = 0x0405, /* value out: seconds */
	ISLE_IOCTL_WATCHDOG_TIMEOUT_SET    = 0x0406, /* value: seconds; value out: what the device made of it */
	ISLE_IOCTL_WATCHDOG_PRETIMEOUT_GET = 0x0407, /* value out: seconds before the end */
	ISLE_IOCTL_WATCHDOG_PRETIMEOUT_SET = 0x0408, /* value: seconds; value out: what the device made of it */
	ISLE_IOCTL_WATCHDOG_TIME_LEFT      = 0x0409, /* value out: seconds */
	ISLE_IOCTL_WATCHDOG_OPTIONS        = 0x040a, /* value of watchdog_option */
	ISLE_IOCTL_I2C_FUNCTIONS           = 0x0501, /* value out: what the adapter can do, bits of I2C_FUNC_* of Linux */
	ISLE_IOCTL_I2C_ADDRESS             = 0x0502, /* value: address for plain reads and writes and for I2C_SMBUS */
	ISLE_IOCTL_I2C_ADDRESS_FORCE       = 0x0503, /* the same, also when a driver of Linux uses it */
	ISLE_IOCTL_I2C_TEN_BIT             = 0x0504, /* value: 1 = addresses have ten bits */
	ISLE_IOCTL_I2C_PEC                 = 0x0505, /* value: 1 = SMBus with checksums */
	ISLE_IOCTL_I2C_RETRIES             = 0x0506, /* value: how often to try when the bus is lost */
	ISLE_IOCTL_I2C_TIMEOUT             = 0x0507, /* value: tens of milliseconds */
	ISLE_IOCTL_I2C_TRANSFER            = 0x0508, /* value: messages; in record i2c_message for each, then the bytes of all that write; value out: messages done; out the bytes of all that read */
	ISLE_IOCTL_I2C_SMBUS               = 0x0509, /* in record i2c_smbus, then its bytes; out the bytes read */
	ISLE_IOCTL_SPI_MODE_GET            = 0x0601, /* value out of spi_mode */
	ISLE_IOCTL_SPI_MODE_SET            = 0x0602, /* value of spi_mode */
	ISLE_IOCTL_SPI_BITS_GET            = 0x0603, /* value out: bits of a word; 0 = 8 */
	ISLE_IOCTL_SPI_BITS_SET            = 0x0604, /* value: bits of a word */
	ISLE_IOCTL_SPI_SPEED_GET           = 0x0605, /* value out: Hz */
	ISLE_IOCTL_SPI_SPEED_SET           = 0x0606, /* value: Hz */
	ISLE_IOCTL_SPI_TRANSFER            = 0x0607, /* value: transfers; in record spi_transfer for each, then the bytes of all that send; value out: bytes moved; out the bytes of all that receive */
	ISLE_IOCTL_GPIO_CHIP               = 0x0701, /* out struct gpio_chip, then two texts of 32 bytes each, padded with zeros: name and label */
	ISLE_IOCTL_GPIO_LINE               = 0x0702, /* value: line; out struct gpio_line, then two texts of 32 bytes each: name and consumer */
	ISLE_IOCTL_GPIO_REQUEST            = 0x0703, /* value: lines; in struct gpio_config, struct gpio_exception for each exception, the lines' numbers as words, then the consumer's name of at most 31 bytes; makes a handle */
	ISLE_IOCTL_GPIO_VALUES_GET         = 0x0704, /* on that handle: in struct gpio_values, whose mask counts; out the same */
	ISLE_IOCTL_GPIO_VALUES_SET         = 0x0705, /* on that handle: in struct gpio_values */
	ISLE_IOCTL_GPIO_CONFIG_SET         = 0x0706 /* on that handle: in struct gpio_config, then struct gpio_exception for each exception */
};

enum isle_tty_when {
	ISLE_TTY_NOW   = 0, /* at once */
	ISLE_TTY_DRAIN = 1, /* when all that was written has been sent */
	ISLE_TTY_FLUSH = 2 /* the same, and what has arrived unread is dropped */
};

/* tty_input: bits of a word. */
#define ISLE_TTY_IN_IGNBRK  0x0001u /* a break is passed over */
#define ISLE_TTY_IN_BRKINT  0x0002u /* a break is an interrupt */
#define ISLE_TTY_IN_IGNPAR  0x0004u /* bytes with errors are dropped */
#define ISLE_TTY_IN_PARMRK  0x0008u /* bytes with errors are marked */
#define ISLE_TTY_IN_INPCK   0x0010u /* parity is checked */
#define ISLE_TTY_IN_ISTRIP  0x0020u /* the eighth bit is cleared */
#define ISLE_TTY_IN_INLCR   0x0040u /* NL becomes CR */
#define ISLE_TTY_IN_IGNCR   0x0080u /* CR is dropped */
#define ISLE_TTY_IN_ICRNL   0x0100u /* CR becomes NL */
#define ISLE_TTY_IN_IUCLC   0x0200u /* upper case becomes lower */
#define ISLE_TTY_IN_IXON    0x0400u /* STOP and START hold up the output */
#define ISLE_TTY_IN_IXANY   0x0800u /* any byte starts it again */
#define ISLE_TTY_IN_IXOFF   0x1000u /* STOP and START are sent */
#define ISLE_TTY_IN_IMAXBEL 0x2000u /* a bell when the input is full */
#define ISLE_TTY_IN_IUTF8   0x4000u /* erasing knows UTF-8 */
#define ISLE_TTY_IN_ALL     0x7fffu /* every bit that has a meaning */

/* tty_output: bits of a word. */
#define ISLE_TTY_OUT_OPOST  0x0001u /* the output is processed; without it none of the others count */
#define ISLE_TTY_OUT_OLCUC  0x0002u /* lower case becomes upper */
#define ISLE_TTY_OUT_ONLCR  0x0004u /* NL becomes CR NL */
#define ISLE_TTY_OUT_OCRNL  0x0008u /* CR becomes NL */
#define ISLE_TTY_OUT_ONOCR  0x0010u /* no CR at column 0 */
#define ISLE_TTY_OUT_ONLRET 0x0020u /* NL does CR's work */
#define ISLE_TTY_OUT_ALL    0x3fu /* every bit that has a meaning */

/* tty_control: bits of a word. */
#define ISLE_TTY_CTL_CSTOPB  0x0001u /* two stop bits */
#define ISLE_TTY_CTL_CREAD   0x0002u /* the receiver is on */
#define ISLE_TTY_CTL_PARENB  0x0004u /* parity */
#define ISLE_TTY_CTL_PARODD  0x0008u /* odd parity */
#define ISLE_TTY_CTL_HUPCL   0x0010u /* the last close hangs up */
#define ISLE_TTY_CTL_CLOCAL  0x0020u /* modem lines do not matter */
#define ISLE_TTY_CTL_CMSPAR  0x0040u /* the parity bit is always the same */
#define ISLE_TTY_CTL_CRTSCTS 0x0080u /* RTS and CTS hold up the data */
#define ISLE_TTY_CTL_ALL     0xffu /* every bit that has a meaning */

/* tty_local: bits of a word. */
#define ISLE_TTY_LOCAL_ISIG    0x0001u /* bytes make signals */
#define ISLE_TTY_LOCAL_ICANON  0x0002u /* line by line */
#define ISLE_TTY_LOCAL_ECHO    0x0004u /* input is echoed */
#define ISLE_TTY_LOCAL_ECHOE   0x0008u /* ERASE rubs out */
#define ISLE_TTY_LOCAL_ECHOK   0x0010u /* KILL ends the line */
#define ISLE_TTY_LOCAL_ECHONL  0x0020u /* NL is echoed always */
#define ISLE_TTY_LOCAL_NOFLSH  0x0040u /* signals drop nothing */
#define ISLE_TTY_LOCAL_TOSTOP  0x0080u /* writing in the background stops */
#define ISLE_TTY_LOCAL_ECHOCTL 0x0100u /* control bytes are echoed as ^X */
#define ISLE_TTY_LOCAL_ECHOKE  0x0200u /* KILL rubs out the line */
#define ISLE_TTY_LOCAL_IEXTEN  0x0400u /* more editing */
#define ISLE_TTY_LOCAL_ECHOPRT 0x0800u /* what is erased is shown */
#define ISLE_TTY_LOCAL_ALL     0xfffu /* every bit that has a meaning */

/* tty_modem: bits of a word. */
#define ISLE_TTY_MODEM_DTR  0x0001u /* out: ready */
#define ISLE_TTY_MODEM_RTS  0x0002u /* out: may send */
#define ISLE_TTY_MODEM_CTS  0x0004u /* in: may send */
#define ISLE_TTY_MODEM_CD   0x0008u /* in: carrier */
#define ISLE_TTY_MODEM_RI   0x0010u /* in: ring */
#define ISLE_TTY_MODEM_DSR  0x0020u /* in: ready */
#define ISLE_TTY_MODEM_OUT1 0x0040u /* out: first line for any use */
#define ISLE_TTY_MODEM_OUT2 0x0080u /* out: second line for any use */
#define ISLE_TTY_MODEM_LOOP 0x0100u /* out: what is sent is received */
#define ISLE_TTY_MODEM_ALL  0x1ffu /* every bit that has a meaning */

enum isle_tty_flush {
	ISLE_TTY_FLUSH_IN   = 0, /* drop what has arrived unread */
	ISLE_TTY_FLUSH_OUT  = 1, /* drop what has not been sent */
	ISLE_TTY_FLUSH_BOTH = 2 /* both */
};

enum isle_tty_flow {
	ISLE_TTY_FLOW_OUT_STOP = 0, /* hold up the output */
	ISLE_TTY_FLOW_OUT_GO   = 1, /* let it go on */
	ISLE_TTY_FLOW_IN_STOP  = 2, /* send STOP */
	ISLE_TTY_FLOW_IN_GO    = 3 /* send START */
};

/* watchdog_bits: bits of a word. */
#define ISLE_WATCHDOG_OVERHEAT    0x0001u /* the processor was too hot */
#define ISLE_WATCHDOG_FAN_FAULT   0x0002u /* a fan failed */
#define ISLE_WATCHDOG_EXTERN1     0x0004u /* first external relay */
#define ISLE_WATCHDOG_EXTERN2     0x0008u /* second external relay */
#define ISLE_WATCHDOG_POWER_UNDER 0x0010u /* power was bad */
#define ISLE_WATCHDOG_CARD_RESET  0x0020u /* the watchdog reset the machine */
#define ISLE_WATCHDOG_POWER_OVER  0x0040u /* power was above its range */
#define ISLE_WATCHDOG_SET_TIMEOUT 0x0080u /* can: the timeout can be set */
#define ISLE_WATCHDOG_MAGIC_CLOSE 0x0100u /* can: writing V before the close ends it */
#define ISLE_WATCHDOG_PRETIMEOUT  0x0200u /* can: a warning before the end */
#define ISLE_WATCHDOG_ALARM_ONLY  0x0400u /* can: only tells, resets nothing */
#define ISLE_WATCHDOG_KEEPALIVE   0x8000u /* can: is kept alive by request */
#define ISLE_WATCHDOG_ALL         0x87ffu /* every bit that has a meaning */

enum isle_watchdog_option {
	ISLE_WATCHDOG_DISABLE = 1, /* stop it */
	ISLE_WATCHDOG_ENABLE  = 2 /* start it */
};

/* spi_mode: bits of a word. */
#define ISLE_SPI_CPHA       0x0001u /* sample on the second edge */
#define ISLE_SPI_CPOL       0x0002u /* the clock rests high */
#define ISLE_SPI_CS_HIGH    0x0004u /* chip select is active high */
#define ISLE_SPI_LSB_FIRST  0x0008u /* low bit first */
#define ISLE_SPI_THREE_WIRE 0x0010u /* one wire for both directions */
#define ISLE_SPI_LOOP       0x0020u /* loop back */
#define ISLE_SPI_NO_CS      0x0040u /* no chip select */
#define ISLE_SPI_READY      0x0080u /* the device holds up by a line */
#define ISLE_SPI_TX_DUAL    0x0100u /* sends on two wires */
#define ISLE_SPI_TX_QUAD    0x0200u /* sends on four */
#define ISLE_SPI_RX_DUAL    0x0400u /* receives on two wires */
#define ISLE_SPI_RX_QUAD    0x0800u /* receives on four */
#define ISLE_SPI_TX_OCTAL   0x2000u /* sends on eight */
#define ISLE_SPI_RX_OCTAL   0x4000u /* receives on eight */
#define ISLE_SPI_ALL        0x6fffu /* every bit that has a meaning */

/* spi_transfer_flags: bits of a word. */
#define ISLE_SPI_TRANSFER_SEND      0x01u /* its bytes stand in the data */
#define ISLE_SPI_TRANSFER_RECEIVE   0x02u /* its bytes stand in the result */
#define ISLE_SPI_TRANSFER_CS_CHANGE 0x04u /* chip select changes behind it */
#define ISLE_SPI_TRANSFER_ALL       0x7u /* every bit that has a meaning */

/* i2c_flags: bits of a word. */
#define ISLE_I2C_READ              0x0001u /* from the device */
#define ISLE_I2C_TEN_BIT           0x0010u /* ten bits of address */
#define ISLE_I2C_NO_READ_ACK       0x0800u /* no acknowledge while reading */
#define ISLE_I2C_IGNORE_NAK        0x1000u /* go on after a missing acknowledge */
#define ISLE_I2C_REVERSE_DIRECTION 0x2000u /* the direction bit is turned round */
#define ISLE_I2C_NO_START          0x4000u /* no start condition */
#define ISLE_I2C_STOP              0x8000u /* a stop condition behind it */
#define ISLE_I2C_ALL               0xf811u /* every bit that has a meaning */

enum isle_smbus_kind {
	ISLE_SMBUS_QUICK           = 0, /* only the direction bit */
	ISLE_SMBUS_BYTE            = 1, /* a byte without command */
	ISLE_SMBUS_BYTE_DATA       = 2, /* command and byte */
	ISLE_SMBUS_WORD_DATA       = 3, /* command and two bytes, low one first */
	ISLE_SMBUS_PROC_CALL       = 4, /* command, two bytes out, two bytes in */
	ISLE_SMBUS_BLOCK_DATA      = 5, /* command and at most 32 bytes */
	ISLE_SMBUS_BLOCK_PROC_CALL = 7, /* command, bytes out, bytes in */
	ISLE_SMBUS_I2C_BLOCK_DATA  = 8 /* command and bytes, whose number is stated */
};

/* gpio_flags: bits of a word. */
#define ISLE_GPIO_USED         0x0001u /* told: somebody has it */
#define ISLE_GPIO_ACTIVE_LOW   0x0002u /* low is 1 */
#define ISLE_GPIO_INPUT        0x0004u /* is an input */
#define ISLE_GPIO_OUTPUT       0x0008u /* is an output */
#define ISLE_GPIO_EDGE_RISING  0x0010u /* tells of 0 to 1 */
#define ISLE_GPIO_EDGE_FALLING 0x0020u /* tells of 1 to 0 */
#define ISLE_GPIO_OPEN_DRAIN   0x0040u /* drives low only */
#define ISLE_GPIO_OPEN_SOURCE  0x0080u /* drives high only */
#define ISLE_GPIO_PULL_UP      0x0100u /* with a resistor up */
#define ISLE_GPIO_PULL_DOWN    0x0200u /* with a resistor down */
#define ISLE_GPIO_NO_PULL      0x0400u /* without */
#define ISLE_GPIO_REALTIME     0x0800u /* times of events since 1970 instead of since the start */
#define ISLE_GPIO_ALL          0xfffu /* every bit that has a meaning */

enum isle_gpio_event_kind {
	ISLE_GPIO_EVENT_RISING  = 1, /* 0 to 1 */
	ISLE_GPIO_EVENT_FALLING = 2 /* 1 to 0 */
};

/* What is known about a file. */
struct isle_stat {
	uint64_t dev; /* file system */
	uint64_t ino; /* number in it */
	uint32_t type; /* kind of file (file_type) */
	uint32_t mode; /* permission bits, at most 07777 */
	uint32_t nlink; /* names */
	uint32_t uid; /* owner */
	uint32_t gid; /* group */
	uint32_t blksize; /* preferred size of a transfer, in bytes */
	uint64_t rdev; /* of a device node: major << 32 | minor */
	uint64_t size; /* bytes */
	uint64_t blocks; /* 512-byte blocks in use */
	int64_t atime_s; /* last access: seconds since 1970 */
	uint32_t atime_ns; /* and nanoseconds */
	int64_t mtime_s; /* last change of the contents */
	uint32_t mtime_ns; /* and nanoseconds */
	int64_t ctime_s; /* last change of this record */
	uint32_t ctime_ns; /* and nanoseconds */
	int64_t btime_s; /* birth */
	uint32_t btime_ns; /* and nanoseconds */
	uint32_t mask; /* which optional fields are known (stat_mask) */
	uint32_t reserved; /* 0 */
};

/* What is known about a file system. */
struct isle_statvfs {
	uint32_t bsize; /* preferred size of a transfer, in bytes */
	uint32_t frsize; /* unit of the block counts, in bytes */
	uint64_t blocks; /* size of the file system */
	uint64_t bfree; /* free */
	uint64_t bavail; /* free for the daemon */
	uint64_t files; /* files it can hold */
	uint64_t ffree; /* free */
	uint64_t favail; /* free for the daemon */
	uint64_t fsid; /* its identity */
	uint32_t flags; /* how it is mounted (statvfs_flags) */
	uint32_t namemax; /* longest name, in bytes */
};

/* Settings of a terminal. Control characters are 0 where there is none. */
struct isle_termios {
	uint32_t input; /* an unknown bit is EINVAL (tty_input) */
	uint32_t output; /* an unknown bit is EINVAL (tty_output) */
	uint32_t control; /* an unknown bit is EINVAL (tty_control) */
	uint32_t local; /* an unknown bit is EINVAL (tty_local) */
	uint32_t char_bits; /* 5 to 8 */
	uint32_t in_speed; /* baud, any number; 0 when it is set: as out_speed */
	uint32_t out_speed; /* baud, any number; 0 hangs up */
	uint32_t read_min; /* VMIN */
	uint32_t read_time; /* VTIME, tenths of a second */
	uint32_t intr; /* interrupt */
	uint32_t quit; /* quit */
	uint32_t erase; /* erase a character */
	uint32_t kill; /* erase the line */
	uint32_t eof; /* end of file */
	uint32_t eol; /* end of line */
	uint32_t eol2; /* another end of line */
	uint32_t start; /* go on */
	uint32_t stop; /* hold up */
	uint32_t susp; /* suspend */
	uint32_t reprint; /* show the line again */
	uint32_t werase; /* erase a word */
	uint32_t lnext; /* take the next one as it is */
	uint32_t discard; /* drop output */
	uint32_t reserved; /* 0 */
};

struct isle_tty_size {
	uint32_t rows; /* lines */
	uint32_t columns; /* characters in a line */
	uint32_t width; /* in pixels; 0 = not known */
	uint32_t height; /* in pixels; 0 = not known */
};

/* What has happened on a serial line since the start. */
struct isle_tty_counters {
	uint32_t cts; /* changes of CTS */
	uint32_t dsr; /* changes of DSR */
	uint32_t ri; /* changes of RI */
	uint32_t cd; /* changes of CD */
	uint32_t received; /* bytes */
	uint32_t sent; /* bytes */
	uint32_t frame_errors; /* bytes without a stop bit */
	uint32_t overruns; /* bytes lost in the device */
	uint32_t parity_errors; /* bytes with bad parity */
	uint32_t breaks; /* breaks */
	uint32_t buffer_overruns; /* bytes lost for want of memory */
	uint32_t reserved; /* 0 */
};

struct isle_block_size {
	uint64_t size; /* bytes */
};

struct isle_block_range {
	uint64_t start; /* first byte */
	uint64_t length; /* bytes */
};

struct isle_rtc_time {
	uint32_t second; /* 0 to 59 */
	uint32_t minute; /* 0 to 59 */
	uint32_t hour; /* 0 to 23 */
	uint32_t day; /* 1 to 31 */
	uint32_t month; /* 1 to 12 */
	uint32_t year; /* for instance 2026 */
};

struct isle_rtc_alarm {
	uint32_t enabled; /* 1: it interrupts */
	uint32_t pending; /* 1: it has not been heeded */
	uint32_t second; /* 0 to 59 */
	uint32_t minute; /* 0 to 59 */
	uint32_t hour; /* 0 to 23 */
	uint32_t day; /* 1 to 31 */
	uint32_t month; /* 1 to 12 */
	uint32_t year; /* for instance 2026 */
};

/* The name stands behind it: 32 bytes, padded with zeros. */
struct isle_watchdog_info {
	uint32_t options; /* what it can do (watchdog_bits) */
	uint32_t firmware; /* version */
};

struct isle_gpio_chip {
	uint32_t lines; /* how many it has */
	uint32_t reserved; /* 0 */
};

struct isle_gpio_line {
	uint32_t flags; /* how it is set (gpio_flags) */
	uint32_t debounce_us; /* changes shorter than that are passed over; 0 = none are */
};

/* How lines are to be set; the bits of `values` are those of outputs, in the order of the request. */
struct isle_gpio_config {
	uint32_t flags; /* of the lines that no exception names; an unknown bit is EINVAL (gpio_flags) */
	uint32_t debounce_us; /* the same for all of them; 0 = none */
	uint64_t values; /* of outputs */
	uint32_t events_max; /* GPIO_REQUEST: events kept for the reader; 0 = as many as usual */
	uint32_t exceptions; /* how many follow, at most GPIO_EXCEPTIONS_MAX */
};

struct isle_gpio_exception {
	uint64_t mask; /* bits of the lines it is about */
	uint32_t flags; /* instead of the others (gpio_flags) */
	uint32_t debounce_us; /* instead of the other; 0 = none */
};

struct isle_gpio_values {
	uint64_t bits; /* the lines in the order of the request */
	uint64_t mask; /* those that are meant */
};

/* What reading the handle of GPIO_REQUEST gives: whole events, at least one. */
struct isle_gpio_event {
	uint64_t time_ns; /* since the start of the system, or as REALTIME says */
	uint32_t kind; /* what happened (gpio_event_kind) */
	uint32_t line; /* number on the chip */
	uint32_t sequence; /* counts events of all lines of the request */
	uint32_t line_sequence; /* counts events of this line */
};

/* Words of the fixed part of each frame kind, counted from byte 16. */
#define ISLE_FRAME_HELLO_MAGIC        0u
#define ISLE_FRAME_HELLO_VERSION_MIN  1u
#define ISLE_FRAME_HELLO_VERSION_MAX  2u
#define ISLE_FRAME_HELLO_FEATURES     3u
#define ISLE_FRAME_HELLO_FRAME_MAX    4u
#define ISLE_FRAME_HELLO_WINDOW       5u
#define ISLE_FRAME_HELLO_CALLS_MAX    6u
#define ISLE_FRAME_HELLO_KEEPALIVE_MS 7u
#define ISLE_FRAME_HELLO_ROLE         8u
#define ISLE_FRAME_HELLO_NONCE        9u
#define ISLE_FRAME_HELLO_TAG          10u
#define ISLE_FRAME_HELLO_RESERVED     11u
#define ISLE_FRAME_HELLO_SESSION_ID   12u
#define ISLE_FRAME_HELLO_WORDS        14u
#define ISLE_FRAME_CALL_BUDGET_MS 0u
#define ISLE_FRAME_CALL_WINDOW    1u
#define ISLE_FRAME_CALL_WORDS     2u
#define ISLE_FRAME_REPLY_WORDS 0u
#define ISLE_FRAME_DATA_WORDS 0u
#define ISLE_FRAME_CREDIT_GRANTED 0u
#define ISLE_FRAME_CREDIT_DONE    1u
#define ISLE_FRAME_CREDIT_WORDS   2u
#define ISLE_FRAME_CANCEL_WORDS 0u
#define ISLE_FRAME_PING_T1_US 0u
#define ISLE_FRAME_PING_WORDS 2u
#define ISLE_FRAME_PONG_T1_US 0u
#define ISLE_FRAME_PONG_T2_US 2u
#define ISLE_FRAME_PONG_T3_US 4u
#define ISLE_FRAME_PONG_WORDS 6u
#define ISLE_FRAME_PAUSED_MAX_S    0u
#define ISLE_FRAME_PAUSED_RESERVED 1u
#define ISLE_FRAME_PAUSED_WORDS    2u
#define ISLE_FRAME_GOODBYE_WORDS 0u

/* Words of shared layouts, counted from their start. */
#define ISLE_BATCH_OP_SERVICE    0u
#define ISLE_BATCH_OP_METHOD     1u
#define ISLE_BATCH_OP_FLAGS      2u
#define ISLE_BATCH_OP_WORDS_N    3u
#define ISLE_BATCH_OP_DATA_BYTES 4u
#define ISLE_BATCH_OP_RESERVED   5u
#define ISLE_BATCH_OP_WORDS      6u
#define ISLE_BATCH_OP_BYTES 24u
#define ISLE_BATCH_RESULT_STATUS     0u
#define ISLE_BATCH_RESULT_WORDS_N    1u
#define ISLE_BATCH_RESULT_DATA_BYTES 2u
#define ISLE_BATCH_RESULT_RESERVED   3u
#define ISLE_BATCH_RESULT_WORDS      4u
#define ISLE_BATCH_RESULT_BYTES 16u
#define ISLE_STAT_DEV      0u
#define ISLE_STAT_INO      2u
#define ISLE_STAT_TYPE     4u
#define ISLE_STAT_MODE     5u
#define ISLE_STAT_NLINK    6u
#define ISLE_STAT_UID      7u
#define ISLE_STAT_GID      8u
#define ISLE_STAT_BLKSIZE  9u
#define ISLE_STAT_RDEV     10u
#define ISLE_STAT_SIZE     12u
#define ISLE_STAT_BLOCKS   14u
#define ISLE_STAT_ATIME_S  16u
#define ISLE_STAT_ATIME_NS 18u
#define ISLE_STAT_MTIME_S  19u
#define ISLE_STAT_MTIME_NS 21u
#define ISLE_STAT_CTIME_S  22u
#define ISLE_STAT_CTIME_NS 24u
#define ISLE_STAT_BTIME_S  25u
#define ISLE_STAT_BTIME_NS 27u
#define ISLE_STAT_MASK     28u
#define ISLE_STAT_RESERVED 29u
#define ISLE_STAT_WORDS    30u
#define ISLE_STAT_BYTES 120u
#define ISLE_STATVFS_BSIZE   0u
#define ISLE_STATVFS_FRSIZE  1u
#define ISLE_STATVFS_BLOCKS  2u
#define ISLE_STATVFS_BFREE   4u
#define ISLE_STATVFS_BAVAIL  6u
#define ISLE_STATVFS_FILES   8u
#define ISLE_STATVFS_FFREE   10u
#define ISLE_STATVFS_FAVAIL  12u
#define ISLE_STATVFS_FSID    14u
#define ISLE_STATVFS_FLAGS   16u
#define ISLE_STATVFS_NAMEMAX 17u
#define ISLE_STATVFS_WORDS   18u
#define ISLE_STATVFS_BYTES 72u
#define ISLE_DIRENT_INO        0u
#define ISLE_DIRENT_COOKIE     2u
#define ISLE_DIRENT_TYPE       4u
#define ISLE_DIRENT_NAME_BYTES 5u
#define ISLE_DIRENT_WORDS      6u
#define ISLE_DIRENT_BYTES 24u
#define ISLE_CHANGE_WATCH      0u
#define ISLE_CHANGE_MASK       1u
#define ISLE_CHANGE_COOKIE     2u
#define ISLE_CHANGE_NAME_BYTES 3u
#define ISLE_CHANGE_WORDS      4u
#define ISLE_CHANGE_BYTES 16u
#define ISLE_TERMIOS_INPUT     0u
#define ISLE_TERMIOS_OUTPUT    1u
#define ISLE_TERMIOS_CONTROL   2u
#define ISLE_TERMIOS_LOCAL     3u
#define ISLE_TERMIOS_CHAR_BITS 4u
#define ISLE_TERMIOS_IN_SPEED  5u
#define ISLE_TERMIOS_OUT_SPEED 6u
#define ISLE_TERMIOS_READ_MIN  7u
#define ISLE_TERMIOS_READ_TIME 8u
#define ISLE_TERMIOS_INTR      9u
#define ISLE_TERMIOS_QUIT      10u
#define ISLE_TERMIOS_ERASE     11u
#define ISLE_TERMIOS_KILL      12u
#define ISLE_TERMIOS_EOF       13u
#define ISLE_TERMIOS_EOL       14u
#define ISLE_TERMIOS_EOL2      15u
#define ISLE_TERMIOS_START     16u
#define ISLE_TERMIOS_STOP      17u
#define ISLE_TERMIOS_SUSP      18u
#define ISLE_TERMIOS_REPRINT   19u
#define ISLE_TERMIOS_WERASE    20u
#define ISLE_TERMIOS_LNEXT     21u
#define ISLE_TERMIOS_DISCARD   22u
#define ISLE_TERMIOS_RESERVED  23u
#define ISLE_TERMIOS_WORDS     24u
#define ISLE_TERMIOS_BYTES 96u
#define ISLE_TTY_SIZE_ROWS    0u
#define ISLE_TTY_SIZE_COLUMNS 1u
#define ISLE_TTY_SIZE_WIDTH   2u
#define ISLE_TTY_SIZE_HEIGHT  3u
#define ISLE_TTY_SIZE_WORDS   4u
#define ISLE_TTY_SIZE_BYTES 16u
#define ISLE_TTY_COUNTERS_CTS             0u
#define ISLE_TTY_COUNTERS_DSR             1u
#define ISLE_TTY_COUNTERS_RI              2u
#define ISLE_TTY_COUNTERS_CD              3u
#define ISLE_TTY_COUNTERS_RECEIVED        4u
#define ISLE_TTY_COUNTERS_SENT            5u
#define ISLE_TTY_COUNTERS_FRAME_ERRORS    6u
#define ISLE_TTY_COUNTERS_OVERRUNS        7u
#define ISLE_TTY_COUNTERS_PARITY_ERRORS   8u
#define ISLE_TTY_COUNTERS_BREAKS          9u
#define ISLE_TTY_COUNTERS_BUFFER_OVERRUNS 10u
#define ISLE_TTY_COUNTERS_RESERVED        11u
#define ISLE_TTY_COUNTERS_WORDS           12u
#define ISLE_TTY_COUNTERS_BYTES 48u
#define ISLE_BLOCK_SIZE_SIZE  0u
#define ISLE_BLOCK_SIZE_WORDS 2u
#define ISLE_BLOCK_SIZE_BYTES 8u
#define ISLE_BLOCK_RANGE_START  0u
#define ISLE_BLOCK_RANGE_LENGTH 2u
#define ISLE_BLOCK_RANGE_WORDS  4u
#define ISLE_BLOCK_RANGE_BYTES 16u
#define ISLE_RTC_TIME_SECOND 0u
#define ISLE_RTC_TIME_MINUTE 1u
#define ISLE_RTC_TIME_HOUR   2u
#define ISLE_RTC_TIME_DAY    3u
#define ISLE_RTC_TIME_MONTH  4u
#define ISLE_RTC_TIME_YEAR   5u
#define ISLE_RTC_TIME_WORDS  6u
#define ISLE_RTC_TIME_BYTES 24u
#define ISLE_RTC_ALARM_ENABLED 0u
#define ISLE_RTC_ALARM_PENDING 1u
#define ISLE_RTC_ALARM_SECOND  2u
#define ISLE_RTC_ALARM_MINUTE  3u
#define ISLE_RTC_ALARM_HOUR    4u
#define ISLE_RTC_ALARM_DAY     5u
#define ISLE_RTC_ALARM_MONTH   6u
#define ISLE_RTC_ALARM_YEAR    7u
#define ISLE_RTC_ALARM_WORDS   8u
#define ISLE_RTC_ALARM_BYTES 32u
#define ISLE_WATCHDOG_INFO_OPTIONS  0u
#define ISLE_WATCHDOG_INFO_FIRMWARE 1u
#define ISLE_WATCHDOG_INFO_WORDS    2u
#define ISLE_WATCHDOG_INFO_BYTES 8u
#define ISLE_I2C_MESSAGE_ADDRESS  0u
#define ISLE_I2C_MESSAGE_FLAGS    1u
#define ISLE_I2C_MESSAGE_LENGTH   2u
#define ISLE_I2C_MESSAGE_RESERVED 3u
#define ISLE_I2C_MESSAGE_WORDS    4u
#define ISLE_I2C_MESSAGE_BYTES 16u
#define ISLE_I2C_SMBUS_READ    0u
#define ISLE_I2C_SMBUS_KIND    1u
#define ISLE_I2C_SMBUS_COMMAND 2u
#define ISLE_I2C_SMBUS_LENGTH  3u
#define ISLE_I2C_SMBUS_WORDS   4u
#define ISLE_I2C_SMBUS_BYTES 16u
#define ISLE_SPI_TRANSFER_LENGTH        0u
#define ISLE_SPI_TRANSFER_FLAGS         1u
#define ISLE_SPI_TRANSFER_SPEED         2u
#define ISLE_SPI_TRANSFER_BITS          3u
#define ISLE_SPI_TRANSFER_DELAY_US      4u
#define ISLE_SPI_TRANSFER_WORD_DELAY_US 5u
#define ISLE_SPI_TRANSFER_SEND_WIRES    6u
#define ISLE_SPI_TRANSFER_RECEIVE_WIRES 7u
#define ISLE_SPI_TRANSFER_WORDS         8u
#define ISLE_SPI_TRANSFER_BYTES 32u
#define ISLE_GPIO_CHIP_LINES    0u
#define ISLE_GPIO_CHIP_RESERVED 1u
#define ISLE_GPIO_CHIP_WORDS    2u
#define ISLE_GPIO_CHIP_BYTES 8u
#define ISLE_GPIO_LINE_FLAGS       0u
#define ISLE_GPIO_LINE_DEBOUNCE_US 1u
#define ISLE_GPIO_LINE_WORDS       2u
#define ISLE_GPIO_LINE_BYTES 8u
#define ISLE_GPIO_CONFIG_FLAGS       0u
#define ISLE_GPIO_CONFIG_DEBOUNCE_US 1u
#define ISLE_GPIO_CONFIG_VALUES      2u
#define ISLE_GPIO_CONFIG_EVENTS_MAX  4u
#define ISLE_GPIO_CONFIG_EXCEPTIONS  5u
#define ISLE_GPIO_CONFIG_WORDS       6u
#define ISLE_GPIO_CONFIG_BYTES 24u
#define ISLE_GPIO_EXCEPTION_MASK        0u
#define ISLE_GPIO_EXCEPTION_FLAGS       2u
#define ISLE_GPIO_EXCEPTION_DEBOUNCE_US 3u
#define ISLE_GPIO_EXCEPTION_WORDS       4u
#define ISLE_GPIO_EXCEPTION_BYTES 16u
#define ISLE_GPIO_VALUES_BITS  0u
#define ISLE_GPIO_VALUES_MASK  2u
#define ISLE_GPIO_VALUES_WORDS 4u
#define ISLE_GPIO_VALUES_BYTES 16u
#define ISLE_GPIO_EVENT_TIME_NS       0u
#define ISLE_GPIO_EVENT_KIND          2u
#define ISLE_GPIO_EVENT_LINE          3u
#define ISLE_GPIO_EVENT_SEQUENCE      4u
#define ISLE_GPIO_EVENT_LINE_SEQUENCE 5u
#define ISLE_GPIO_EVENT_WORDS         6u
#define ISLE_GPIO_EVENT_BYTES 24u

/* Services. */
enum isle_service_number {
	ISLE_SERVICE_SESSION = 0,
	ISLE_SERVICE_CONSOLE = 1,
	ISLE_SERVICE_FILE    = 2,
	ISLE_SERVICE_IPC     = 4,
	ISLE_SERVICE_CONTROL = 7
};

/* Methods. ARGS count from word 2 of a CALL, RESULTS from word 0 of a REPLY. */

/* Makes an application inside the client known: it gets its own handles, working directory and share. */
#define ISLE_SESSION_CONTEXT_OPEN 1u
#define ISLE_SESSION_CONTEXT_OPEN_ARGS_WORDS 0u
#define ISLE_SESSION_CONTEXT_OPEN_RESULTS_CONTEXT 0u
#define ISLE_SESSION_CONTEXT_OPEN_RESULTS_WORDS   2u

/* Frees everything the context owns; its pending calls end with ECANCELED. Context 0 cannot be closed. */
#define ISLE_SESSION_CONTEXT_CLOSE 2u
#define ISLE_SESSION_CONTEXT_CLOSE_ARGS_CONTEXT 0u
#define ISLE_SESSION_CONTEXT_CLOSE_ARGS_WORDS   2u
#define ISLE_SESSION_CONTEXT_CLOSE_RESULTS_WORDS 0u

/*
 * Runs up to 8 operations in order and stops behind the first that fails. A handle argument of ISLE_BATCH_REF + n stands
 * for the handle made by operation n. Handles made here and not marked KEEP are closed when the batch ends.
 */
#define ISLE_SESSION_BATCH 3u
#define ISLE_SESSION_BATCH_ARGS_OPS   0u
#define ISLE_SESSION_BATCH_ARGS_WORDS 2u
#define ISLE_SESSION_BATCH_RESULTS_DONE  0u
#define ISLE_SESSION_BATCH_RESULTS_WORDS 2u

/* Returns what it was given: for measuring and for tests. */
#define ISLE_SESSION_ECHO 4u
#define ISLE_SESSION_ECHO_ARGS_WORDS 0u
#define ISLE_SESSION_ECHO_RESULTS_WORDS 0u

/* Opens one of the client's streams. The daemon never lets it stall because nobody reads the console. */
#define ISLE_CONSOLE_ATTACH 1u
#define ISLE_CONSOLE_ATTACH_ARGS_STREAM 0u
#define ISLE_CONSOLE_ATTACH_ARGS_WORDS  2u
#define ISLE_CONSOLE_ATTACH_RESULTS_WORDS 0u

/* For Linux programs: sees the client's output from now on, and may type. */
#define ISLE_CONSOLE_WATCH 2u
#define ISLE_CONSOLE_WATCH_ARGS_FLAGS 0u
#define ISLE_CONSOLE_WATCH_ARGS_WORDS 2u
#define ISLE_CONSOLE_WATCH_RESULTS_WORDS 0u

/* CLOEXEC and NOCTTY are always in force. Without NONBLOCK, opening a FIFO for writing waits for a reader, and the first read for a writer. */
#define ISLE_FILE_OPEN 1u
#define ISLE_FILE_OPEN_ARGS_FLAGS 0u
#define ISLE_FILE_OPEN_ARGS_MODE  1u
#define ISLE_FILE_OPEN_ARGS_WORDS 2u
#define ISLE_FILE_OPEN_RESULTS_HANDLE   0u
#define ISLE_FILE_OPEN_RESULTS_TYPE     1u
#define ISLE_FILE_OPEN_RESULTS_SIZE     2u
#define ISLE_FILE_OPEN_RESULTS_TRAITS   4u
#define ISLE_FILE_OPEN_RESULTS_RESERVED 5u
#define ISLE_FILE_OPEN_RESULTS_WORDS    6u

/* Reports an error of earlier writes, as far as the file system tells; the handle is gone in any case. */
#define ISLE_FILE_CLOSE 2u
#define ISLE_FILE_CLOSE_ARGS_HANDLE 0u
#define ISLE_FILE_CLOSE_ARGS_WORDS  2u
#define ISLE_FILE_CLOSE_RESULTS_WORDS 0u

/* Sends what can be read as result data: at most `count` bytes, less at the end of the file or when a stream has no more now. */
#define ISLE_FILE_PREAD 3u
#define ISLE_FILE_PREAD_ARGS_HANDLE 0u
#define ISLE_FILE_PREAD_ARGS_COUNT  1u
#define ISLE_FILE_PREAD_ARGS_OFFSET 2u
#define ISLE_FILE_PREAD_ARGS_WORDS  4u
#define ISLE_FILE_PREAD_RESULTS_COUNT 0u
#define ISLE_FILE_PREAD_RESULTS_FLAGS 1u
#define ISLE_FILE_PREAD_RESULTS_WORDS 2u

/* One call is one write as far as the file can tell it: virtual files and streams get all bytes at once. */
#define ISLE_FILE_PWRITE 4u
#define ISLE_FILE_PWRITE_ARGS_HANDLE 0u
#define ISLE_FILE_PWRITE_ARGS_FLAGS  1u
#define ISLE_FILE_PWRITE_ARGS_OFFSET 2u
#define ISLE_FILE_PWRITE_ARGS_COUNT  4u
#define ISLE_FILE_PWRITE_ARGS_WORDS  6u
#define ISLE_FILE_PWRITE_RESULTS_COUNT 0u
#define ISLE_FILE_PWRITE_RESULTS_WORDS 2u

#define ISLE_FILE_FSYNC 5u
#define ISLE_FILE_FSYNC_ARGS_HANDLE    0u
#define ISLE_FILE_FSYNC_ARGS_DATA_ONLY 1u
#define ISLE_FILE_FSYNC_ARGS_WORDS     2u
#define ISLE_FILE_FSYNC_RESULTS_WORDS 0u

#define ISLE_FILE_FTRUNCATE 6u
#define ISLE_FILE_FTRUNCATE_ARGS_HANDLE 0u
#define ISLE_FILE_FTRUNCATE_ARGS_SIZE   1u
#define ISLE_FILE_FTRUNCATE_ARGS_WORDS  4u
#define ISLE_FILE_FTRUNCATE_RESULTS_WORDS 0u

#define ISLE_FILE_TRUNCATE 7u
#define ISLE_FILE_TRUNCATE_ARGS_SIZE  0u
#define ISLE_FILE_TRUNCATE_ARGS_WORDS 2u
#define ISLE_FILE_TRUNCATE_RESULTS_WORDS 0u

#define ISLE_FILE_STAT 8u
#define ISLE_FILE_STAT_ARGS_FLAGS 0u
#define ISLE_FILE_STAT_ARGS_WORDS 2u
#define ISLE_FILE_STAT_RESULTS_DEV      0u
#define ISLE_FILE_STAT_RESULTS_INO      2u
#define ISLE_FILE_STAT_RESULTS_TYPE     4u
#define ISLE_FILE_STAT_RESULTS_MODE     5u
#define ISLE_FILE_STAT_RESULTS_NLINK    6u
#define ISLE_FILE_STAT_RESULTS_UID      7u
#define ISLE_FILE_STAT_RESULTS_GID      8u
#define ISLE_FILE_STAT_RESULTS_BLKSIZE  9u
#define ISLE_FILE_STAT_RESULTS_RDEV     10u
#define ISLE_FILE_STAT_RESULTS_SIZE     12u
#define ISLE_FILE_STAT_RESULTS_BLOCKS   14u
#define ISLE_FILE_STAT_RESULTS_ATIME_S  16u
#define ISLE_FILE_STAT_RESULTS_ATIME_NS 18u
#define ISLE_FILE_STAT_RESULTS_MTIME_S  19u
#define ISLE_FILE_STAT_RESULTS_MTIME_NS 21u
#define ISLE_FILE_STAT_RESULTS_CTIME_S  22u
#define ISLE_FILE_STAT_RESULTS_CTIME_NS 24u
#define ISLE_FILE_STAT_RESULTS_BTIME_S  25u
#define ISLE_FILE_STAT_RESULTS_BTIME_NS 27u
#define ISLE_FILE_STAT_RESULTS_MASK     28u
#define ISLE_FILE_STAT_RESULTS_RESERVED 29u
#define ISLE_FILE_STAT_RESULTS_WORDS    30u

#define ISLE_FILE_FSTAT 9u
#define ISLE_FILE_FSTAT_ARGS_HANDLE 0u
#define ISLE_FILE_FSTAT_ARGS_WORDS  2u
#define ISLE_FILE_FSTAT_RESULTS_DEV      0u
#define ISLE_FILE_FSTAT_RESULTS_INO      2u
#define ISLE_FILE_FSTAT_RESULTS_TYPE     4u
#define ISLE_FILE_FSTAT_RESULTS_MODE     5u
#define ISLE_FILE_FSTAT_RESULTS_NLINK    6u
#define ISLE_FILE_FSTAT_RESULTS_UID      7u
#define ISLE_FILE_FSTAT_RESULTS_GID      8u
#define ISLE_FILE_FSTAT_RESULTS_BLKSIZE  9u
#define ISLE_FILE_FSTAT_RESULTS_RDEV     10u
#define ISLE_FILE_FSTAT_RESULTS_SIZE     12u
#define ISLE_FILE_FSTAT_RESULTS_BLOCKS   14u
#define ISLE_FILE_FSTAT_RESULTS_ATIME_S  16u
#define ISLE_FILE_FSTAT_RESULTS_ATIME_NS 18u
#define ISLE_FILE_FSTAT_RESULTS_MTIME_S  19u
#define ISLE_FILE_FSTAT_RESULTS_MTIME_NS 21u
#define ISLE_FILE_FSTAT_RESULTS_CTIME_S  22u
#define ISLE_FILE_FSTAT_RESULTS_CTIME_NS 24u
#define ISLE_FILE_FSTAT_RESULTS_BTIME_S  25u
#define ISLE_FILE_FSTAT_RESULTS_BTIME_NS 27u
#define ISLE_FILE_FSTAT_RESULTS_MASK     28u
#define ISLE_FILE_FSTAT_RESULTS_RESERVED 29u
#define ISLE_FILE_FSTAT_RESULTS_WORDS    30u

#define ISLE_FILE_CHMOD 10u
#define ISLE_FILE_CHMOD_ARGS_MODE  0u
#define ISLE_FILE_CHMOD_ARGS_FLAGS 1u
#define ISLE_FILE_CHMOD_ARGS_WORDS 2u
#define ISLE_FILE_CHMOD_RESULTS_WORDS 0u

#define ISLE_FILE_FCHMOD 11u
#define ISLE_FILE_FCHMOD_ARGS_HANDLE 0u
#define ISLE_FILE_FCHMOD_ARGS_MODE   1u
#define ISLE_FILE_FCHMOD_ARGS_WORDS  2u
#define ISLE_FILE_FCHMOD_RESULTS_WORDS 0u

/* Nanoseconds may be ISLE_TIME_NS_NOW or ISLE_TIME_NS_OMIT. */
#define ISLE_FILE_UTIMENS 12u
#define ISLE_FILE_UTIMENS_ARGS_FLAGS    0u
#define ISLE_FILE_UTIMENS_ARGS_ATIME_S  1u
#define ISLE_FILE_UTIMENS_ARGS_ATIME_NS 3u
#define ISLE_FILE_UTIMENS_ARGS_MTIME_S  4u
#define ISLE_FILE_UTIMENS_ARGS_MTIME_NS 6u
#define ISLE_FILE_UTIMENS_ARGS_WORDS    8u
#define ISLE_FILE_UTIMENS_RESULTS_WORDS 0u

#define ISLE_FILE_FUTIMENS 13u
#define ISLE_FILE_FUTIMENS_ARGS_HANDLE   0u
#define ISLE_FILE_FUTIMENS_ARGS_ATIME_S  1u
#define ISLE_FILE_FUTIMENS_ARGS_ATIME_NS 3u
#define ISLE_FILE_FUTIMENS_ARGS_MTIME_S  4u
#define ISLE_FILE_FUTIMENS_ARGS_MTIME_NS 6u
#define ISLE_FILE_FUTIMENS_ARGS_WORDS    8u
#define ISLE_FILE_FUTIMENS_RESULTS_WORDS 0u

#define ISLE_FILE_STATVFS 14u
#define ISLE_FILE_STATVFS_ARGS_WORDS 0u
#define ISLE_FILE_STATVFS_RESULTS_BSIZE   0u
#define ISLE_FILE_STATVFS_RESULTS_FRSIZE  1u
#define ISLE_FILE_STATVFS_RESULTS_BLOCKS  2u
#define ISLE_FILE_STATVFS_RESULTS_BFREE   4u
#define ISLE_FILE_STATVFS_RESULTS_BAVAIL  6u
#define ISLE_FILE_STATVFS_RESULTS_FILES   8u
#define ISLE_FILE_STATVFS_RESULTS_FFREE   10u
#define ISLE_FILE_STATVFS_RESULTS_FAVAIL  12u
#define ISLE_FILE_STATVFS_RESULTS_FSID    14u
#define ISLE_FILE_STATVFS_RESULTS_FLAGS   16u
#define ISLE_FILE_STATVFS_RESULTS_NAMEMAX 17u
#define ISLE_FILE_STATVFS_RESULTS_WORDS   18u

#define ISLE_FILE_FSTATVFS 15u
#define ISLE_FILE_FSTATVFS_ARGS_HANDLE 0u
#define ISLE_FILE_FSTATVFS_ARGS_WORDS  2u
#define ISLE_FILE_FSTATVFS_RESULTS_BSIZE   0u
#define ISLE_FILE_FSTATVFS_RESULTS_FRSIZE  1u
#define ISLE_FILE_FSTATVFS_RESULTS_BLOCKS  2u
#define ISLE_FILE_FSTATVFS_RESULTS_BFREE   4u
#define ISLE_FILE_FSTATVFS_RESULTS_BAVAIL  6u
#define ISLE_FILE_FSTATVFS_RESULTS_FILES   8u
#define ISLE_FILE_FSTATVFS_RESULTS_FFREE   10u
#define ISLE_FILE_FSTATVFS_RESULTS_FAVAIL  12u
#define ISLE_FILE_FSTATVFS_RESULTS_FSID    14u
#define ISLE_FILE_FSTATVFS_RESULTS_FLAGS   16u
#define ISLE_FILE_FSTATVFS_RESULTS_NAMEMAX 17u
#define ISLE_FILE_FSTATVFS_RESULTS_WORDS   18u

#define ISLE_FILE_OPENDIR 16u
#define ISLE_FILE_OPENDIR_ARGS_WORDS 0u
#define ISLE_FILE_OPENDIR_RESULTS_HANDLE 0u
#define ISLE_FILE_OPENDIR_RESULTS_WORDS  2u

/* As many entries as fit into the window that the caller stated, at most `entries_max`. Not even one fits: EMSGSIZE. */
#define ISLE_FILE_READDIR 17u
#define ISLE_FILE_READDIR_ARGS_HANDLE      0u
#define ISLE_FILE_READDIR_ARGS_FLAGS       1u
#define ISLE_FILE_READDIR_ARGS_COOKIE      2u
#define ISLE_FILE_READDIR_ARGS_ENTRIES_MAX 4u
#define ISLE_FILE_READDIR_ARGS_WORDS       6u
#define ISLE_FILE_READDIR_RESULTS_ENTRIES 0u
#define ISLE_FILE_READDIR_RESULTS_EOF     1u
#define ISLE_FILE_READDIR_RESULTS_COOKIE  2u
#define ISLE_FILE_READDIR_RESULTS_WORDS   4u

#define ISLE_FILE_MKDIR 18u
#define ISLE_FILE_MKDIR_ARGS_MODE  0u
#define ISLE_FILE_MKDIR_ARGS_WORDS 2u
#define ISLE_FILE_MKDIR_RESULTS_WORDS 0u

#define ISLE_FILE_RMDIR 19u
#define ISLE_FILE_RMDIR_ARGS_WORDS 0u
#define ISLE_FILE_RMDIR_RESULTS_WORDS 0u

#define ISLE_FILE_UNLINK 20u
#define ISLE_FILE_UNLINK_ARGS_WORDS 0u
#define ISLE_FILE_UNLINK_RESULTS_WORDS 0u

#define ISLE_FILE_RENAME 21u
#define ISLE_FILE_RENAME_ARGS_FLAGS     0u
#define ISLE_FILE_RENAME_ARGS_OLD_BYTES 1u
#define ISLE_FILE_RENAME_ARGS_WORDS     2u
#define ISLE_FILE_RENAME_RESULTS_WORDS 0u

#define ISLE_FILE_LINK 22u
#define ISLE_FILE_LINK_ARGS_FLAGS     0u
#define ISLE_FILE_LINK_ARGS_OLD_BYTES 1u
#define ISLE_FILE_LINK_ARGS_WORDS     2u
#define ISLE_FILE_LINK_RESULTS_WORDS 0u

#define ISLE_FILE_SYMLINK 23u
#define ISLE_FILE_SYMLINK_ARGS_TARGET_BYTES 0u
#define ISLE_FILE_SYMLINK_ARGS_WORDS        2u
#define ISLE_FILE_SYMLINK_RESULTS_WORDS 0u

#define ISLE_FILE_READLINK 24u
#define ISLE_FILE_READLINK_ARGS_WORDS 0u
#define ISLE_FILE_READLINK_RESULTS_WORDS 0u

#define ISLE_FILE_ACCESS 25u
#define ISLE_FILE_ACCESS_ARGS_MODE  0u
#define ISLE_FILE_ACCESS_ARGS_FLAGS 1u
#define ISLE_FILE_ACCESS_ARGS_WORDS 2u
#define ISLE_FILE_ACCESS_RESULTS_WORDS 0u

#define ISLE_FILE_GETCWD 26u
#define ISLE_FILE_GETCWD_ARGS_WORDS 0u
#define ISLE_FILE_GETCWD_RESULTS_WORDS 0u

#define ISLE_FILE_CHDIR 27u
#define ISLE_FILE_CHDIR_ARGS_WORDS 0u
#define ISLE_FILE_CHDIR_RESULTS_WORDS 0u

/* A whole small file at once: open, read, close. */
#define ISLE_FILE_GETFILE 28u
#define ISLE_FILE_GETFILE_ARGS_COUNT 0u
#define ISLE_FILE_GETFILE_ARGS_WORDS 2u
#define ISLE_FILE_GETFILE_RESULTS_COUNT 0u
#define ISLE_FILE_GETFILE_RESULTS_FLAGS 1u
#define ISLE_FILE_GETFILE_RESULTS_WORDS 2u

/* A whole small file at once: open, write, close. Existing contents are replaced. */
#define ISLE_FILE_PUTFILE 29u
#define ISLE_FILE_PUTFILE_ARGS_FLAGS      0u
#define ISLE_FILE_PUTFILE_ARGS_MODE       1u
#define ISLE_FILE_PUTFILE_ARGS_PATH_BYTES 2u
#define ISLE_FILE_PUTFILE_ARGS_COUNT      3u
#define ISLE_FILE_PUTFILE_ARGS_WORDS      4u
#define ISLE_FILE_PUTFILE_RESULTS_COUNT 0u
#define ISLE_FILE_PUTFILE_RESULTS_WORDS 2u

/* What only the daemon can tell: the position lives in the client. */
#define ISLE_FILE_LSEEK 30u
#define ISLE_FILE_LSEEK_ARGS_HANDLE 0u
#define ISLE_FILE_LSEEK_ARGS_WHENCE 1u
#define ISLE_FILE_LSEEK_ARGS_OFFSET 2u
#define ISLE_FILE_LSEEK_ARGS_WORDS  4u
#define ISLE_FILE_LSEEK_RESULTS_OFFSET 0u
#define ISLE_FILE_LSEEK_RESULTS_WORDS  2u

/* Everything that was written through this daemon. */
#define ISLE_FILE_SYNC 31u
#define ISLE_FILE_SYNC_ARGS_WORDS 0u
#define ISLE_FILE_SYNC_RESULTS_WORDS 0u

#define ISLE_FILE_DUP 32u
#define ISLE_FILE_DUP_ARGS_HANDLE 0u
#define ISLE_FILE_DUP_ARGS_WORDS  2u
#define ISLE_FILE_DUP_RESULTS_HANDLE 0u
#define ISLE_FILE_DUP_RESULTS_WORDS  2u

#define ISLE_FILE_GETFL 33u
#define ISLE_FILE_GETFL_ARGS_HANDLE 0u
#define ISLE_FILE_GETFL_ARGS_WORDS  2u
#define ISLE_FILE_GETFL_RESULTS_FLAGS    0u
#define ISLE_FILE_GETFL_RESULTS_RESERVED 1u
#define ISLE_FILE_GETFL_RESULTS_WORDS    2u

/* Sets what can be set of an open file, for every handle that DUP made of it; the access mode and what counts only at OPEN is passed over. */
#define ISLE_FILE_SETFL 34u
#define ISLE_FILE_SETFL_ARGS_HANDLE 0u
#define ISLE_FILE_SETFL_ARGS_FLAGS  1u
#define ISLE_FILE_SETFL_ARGS_WORDS  2u
#define ISLE_FILE_SETFL_RESULTS_WORDS 0u

/*
 * Waits until one of these holds. ERR, HUP and NVAL are told also when not asked for. A regular file is always ready.
 * For an attribute of sysfs: read it, then ask for PRI, which comes when it changed since.
 */
#define ISLE_FILE_POLL 35u
#define ISLE_FILE_POLL_ARGS_HANDLE 0u
#define ISLE_FILE_POLL_ARGS_EVENTS 1u
#define ISLE_FILE_POLL_ARGS_WORDS  2u
#define ISLE_FILE_POLL_RESULTS_EVENTS   0u
#define ISLE_FILE_POLL_RESULTS_RESERVED 1u
#define ISLE_FILE_POLL_RESULTS_WORDS    2u

/*
 * Locks belong to the open file (all handles that DUP made of it), and are gone with its last handle. They hold against
 * other handles and against Linux programs. In a batch WAIT does not wait.
 */
#define ISLE_FILE_LOCK 36u
#define ISLE_FILE_LOCK_ARGS_HANDLE 0u
#define ISLE_FILE_LOCK_ARGS_KIND   1u
#define ISLE_FILE_LOCK_ARGS_FLAGS  2u
#define ISLE_FILE_LOCK_ARGS_START  3u
#define ISLE_FILE_LOCK_ARGS_LENGTH 5u
#define ISLE_FILE_LOCK_ARGS_WORDS  8u
#define ISLE_FILE_LOCK_RESULTS_WORDS 0u

/* Who stands in the way of such a lock. */
#define ISLE_FILE_GETLOCK 37u
#define ISLE_FILE_GETLOCK_ARGS_HANDLE 0u
#define ISLE_FILE_GETLOCK_ARGS_KIND   1u
#define ISLE_FILE_GETLOCK_ARGS_START  2u
#define ISLE_FILE_GETLOCK_ARGS_LENGTH 4u
#define ISLE_FILE_GETLOCK_ARGS_WORDS  6u
#define ISLE_FILE_GETLOCK_RESULTS_KIND   0u
#define ISLE_FILE_GETLOCK_RESULTS_PID    1u
#define ISLE_FILE_GETLOCK_RESULTS_START  2u
#define ISLE_FILE_GETLOCK_RESULTS_LENGTH 4u
#define ISLE_FILE_GETLOCK_RESULTS_WORDS  6u

/* All ones leaves an identity as it is. The client has one identity at Linux: giving files away is EPERM. */
#define ISLE_FILE_CHOWN 38u
#define ISLE_FILE_CHOWN_ARGS_UID   0u
#define ISLE_FILE_CHOWN_ARGS_GID   1u
#define ISLE_FILE_CHOWN_ARGS_FLAGS 2u
#define ISLE_FILE_CHOWN_ARGS_WORDS 4u
#define ISLE_FILE_CHOWN_RESULTS_WORDS 0u

#define ISLE_FILE_FCHOWN 39u
#define ISLE_FILE_FCHOWN_ARGS_HANDLE 0u
#define ISLE_FILE_FCHOWN_ARGS_UID    1u
#define ISLE_FILE_FCHOWN_ARGS_GID    2u
#define ISLE_FILE_FCHOWN_ARGS_WORDS  4u
#define ISLE_FILE_FCHOWN_RESULTS_WORDS 0u

/* Which types policy allows stands in the configuration. */
#define ISLE_FILE_MKNOD 40u
#define ISLE_FILE_MKNOD_ARGS_TYPE  0u
#define ISLE_FILE_MKNOD_ARGS_MODE  1u
#define ISLE_FILE_MKNOD_ARGS_RDEV  2u
#define ISLE_FILE_MKNOD_ARGS_WORDS 4u
#define ISLE_FILE_MKNOD_RESULTS_WORDS 0u

#define ISLE_FILE_FALLOCATE 41u
#define ISLE_FILE_FALLOCATE_ARGS_HANDLE 0u
#define ISLE_FILE_FALLOCATE_ARGS_FLAGS  1u
#define ISLE_FILE_FALLOCATE_ARGS_OFFSET 2u
#define ISLE_FILE_FALLOCATE_ARGS_LENGTH 4u
#define ISLE_FILE_FALLOCATE_ARGS_WORDS  6u
#define ISLE_FILE_FALLOCATE_RESULTS_WORDS 0u

/* Copies between two open files inside the daemon. Less than asked means that the source ended, or that the budget is nearly used up. */
#define ISLE_FILE_COPY 42u
#define ISLE_FILE_COPY_ARGS_HANDLE    0u
#define ISLE_FILE_COPY_ARGS_TO_HANDLE 1u
#define ISLE_FILE_COPY_ARGS_OFFSET    2u
#define ISLE_FILE_COPY_ARGS_TO_OFFSET 4u
#define ISLE_FILE_COPY_ARGS_COUNT     6u
#define ISLE_FILE_COPY_ARGS_WORDS     8u
#define ISLE_FILE_COPY_RESULTS_COUNT 0u
#define ISLE_FILE_COPY_RESULTS_WORDS 2u

/* The names a client may use begin with "user.". */
#define ISLE_FILE_GETXATTR 43u
#define ISLE_FILE_GETXATTR_ARGS_FLAGS      0u
#define ISLE_FILE_GETXATTR_ARGS_PATH_BYTES 1u
#define ISLE_FILE_GETXATTR_ARGS_WORDS      2u
#define ISLE_FILE_GETXATTR_RESULTS_COUNT    0u
#define ISLE_FILE_GETXATTR_RESULTS_RESERVED 1u
#define ISLE_FILE_GETXATTR_RESULTS_WORDS    2u

#define ISLE_FILE_SETXATTR 44u
#define ISLE_FILE_SETXATTR_ARGS_FLAGS      0u
#define ISLE_FILE_SETXATTR_ARGS_HOW        1u
#define ISLE_FILE_SETXATTR_ARGS_PATH_BYTES 2u
#define ISLE_FILE_SETXATTR_ARGS_NAME_BYTES 3u
#define ISLE_FILE_SETXATTR_ARGS_WORDS      4u
#define ISLE_FILE_SETXATTR_RESULTS_WORDS 0u

#define ISLE_FILE_LISTXATTR 45u
#define ISLE_FILE_LISTXATTR_ARGS_FLAGS 0u
#define ISLE_FILE_LISTXATTR_ARGS_WORDS 2u
#define ISLE_FILE_LISTXATTR_RESULTS_COUNT    0u
#define ISLE_FILE_LISTXATTR_RESULTS_RESERVED 1u
#define ISLE_FILE_LISTXATTR_RESULTS_WORDS    2u

#define ISLE_FILE_REMOVEXATTR 46u
#define ISLE_FILE_REMOVEXATTR_ARGS_FLAGS      0u
#define ISLE_FILE_REMOVEXATTR_ARGS_PATH_BYTES 1u
#define ISLE_FILE_REMOVEXATTR_ARGS_WORDS      2u
#define ISLE_FILE_REMOVEXATTR_RESULTS_WORDS 0u

/* The absolute path without links, as the client sees the tree. */
#define ISLE_FILE_REALPATH 47u
#define ISLE_FILE_REALPATH_ARGS_WORDS 0u
#define ISLE_FILE_REALPATH_RESULTS_WORDS 0u

/* A handle that tells of changes: PREAD with ISLE_OFFSET_CURRENT gives records of struct change and waits for the first one. */
#define ISLE_FILE_WATCH 48u
#define ISLE_FILE_WATCH_ARGS_FLAGS 0u
#define ISLE_FILE_WATCH_ARGS_WORDS 2u
#define ISLE_FILE_WATCH_RESULTS_HANDLE 0u
#define ISLE_FILE_WATCH_RESULTS_WORDS  2u

/* Watches a file or a directory with the names in it, not what lies below. Again for the same: the new mask replaces the old one. */
#define ISLE_FILE_WATCH_ADD 49u
#define ISLE_FILE_WATCH_ADD_ARGS_HANDLE 0u
#define ISLE_FILE_WATCH_ADD_ARGS_MASK   1u
#define ISLE_FILE_WATCH_ADD_ARGS_WORDS  2u
#define ISLE_FILE_WATCH_ADD_RESULTS_WATCH 0u
#define ISLE_FILE_WATCH_ADD_RESULTS_WORDS 2u

#define ISLE_FILE_WATCH_REMOVE 50u
#define ISLE_FILE_WATCH_REMOVE_ARGS_HANDLE 0u
#define ISLE_FILE_WATCH_REMOVE_ARGS_WATCH  1u
#define ISLE_FILE_WATCH_REMOVE_ARGS_WORDS  2u
#define ISLE_FILE_WATCH_REMOVE_RESULTS_WORDS 0u

/* Requests, their values and their data stand in enum ioctl_request; what policy does not list is EPERM, what neither it nor the daemon knows ENOTTY. */
#define ISLE_FILE_IOCTL 51u
#define ISLE_FILE_IOCTL_ARGS_HANDLE  0u
#define ISLE_FILE_IOCTL_ARGS_REQUEST 1u
#define ISLE_FILE_IOCTL_ARGS_VALUE   2u
#define ISLE_FILE_IOCTL_ARGS_WORDS   4u
#define ISLE_FILE_IOCTL_RESULTS_HANDLE 0u
#define ISLE_FILE_IOCTL_RESULTS_VALUE  1u
#define ISLE_FILE_IOCTL_RESULTS_WORDS  2u

/* Offers a service. The registrar is called with ipc CALL and CONNECT, its cookie in the place of the handle. */
#define ISLE_IPC_REGISTER 1u
#define ISLE_IPC_REGISTER_ARGS_VERSION 0u
#define ISLE_IPC_REGISTER_ARGS_FLAGS   1u
#define ISLE_IPC_REGISTER_ARGS_COOKIE  2u
#define ISLE_IPC_REGISTER_ARGS_WORDS   4u
#define ISLE_IPC_REGISTER_RESULTS_REGISTRATION 0u
#define ISLE_IPC_REGISTER_RESULTS_WORDS        2u

/* Calls in flight may still be answered, new ones are refused. */
#define ISLE_IPC_UNREGISTER 2u
#define ISLE_IPC_UNREGISTER_ARGS_REGISTRATION 0u
#define ISLE_IPC_UNREGISTER_ARGS_WORDS        2u
#define ISLE_IPC_UNREGISTER_RESULTS_WORDS 0u

/* Finds a service. It may go and come back while bound. */
#define ISLE_IPC_BIND 3u
#define ISLE_IPC_BIND_ARGS_VERSION_MIN 0u
#define ISLE_IPC_BIND_ARGS_WAIT_MS     1u
#define ISLE_IPC_BIND_ARGS_WORDS       2u
#define ISLE_IPC_BIND_RESULTS_BINDING 0u
#define ISLE_IPC_BIND_RESULTS_VERSION 1u
#define ISLE_IPC_BIND_RESULTS_METHODS 2u
#define ISLE_IPC_BIND_RESULTS_WORDS   4u

#define ISLE_IPC_UNBIND 4u
#define ISLE_IPC_UNBIND_ARGS_BINDING 0u
#define ISLE_IPC_UNBIND_ARGS_WORDS   2u
#define ISLE_IPC_UNBIND_RESULTS_WORDS 0u

/* Calls a method of the service; payload and result are opaque. */
#define ISLE_IPC_CALL 5u
#define ISLE_IPC_CALL_ARGS_TARGET 0u
#define ISLE_IPC_CALL_ARGS_METHOD 1u
#define ISLE_IPC_CALL_ARGS_WORDS  2u
#define ISLE_IPC_CALL_RESULTS_STATUS 0u
#define ISLE_IPC_CALL_RESULTS_WORDS  2u

/* Opens a byte channel to the service. */
#define ISLE_IPC_CONNECT 6u
#define ISLE_IPC_CONNECT_ARGS_TARGET 0u
#define ISLE_IPC_CONNECT_ARGS_WORDS  2u
#define ISLE_IPC_CONNECT_RESULTS_WORDS 0u

#define ISLE_IPC_LOOKUP_METHOD 7u
#define ISLE_IPC_LOOKUP_METHOD_ARGS_BINDING 0u
#define ISLE_IPC_LOOKUP_METHOD_ARGS_WORDS   2u
#define ISLE_IPC_LOOKUP_METHOD_RESULTS_METHOD 0u
#define ISLE_IPC_LOOKUP_METHOD_RESULTS_WORDS  2u

#define ISLE_CONTROL_STATUS 1u
#define ISLE_CONTROL_STATUS_ARGS_WORDS 0u
#define ISLE_CONTROL_STATUS_RESULTS_WORDS 0u

/* Suspends the expiry of the client's session and calls, for instance while a debugger halts it. */
#define ISLE_CONTROL_HOLD 2u
#define ISLE_CONTROL_HOLD_ARGS_ON      0u
#define ISLE_CONTROL_HOLD_ARGS_SECONDS 1u
#define ISLE_CONTROL_HOLD_ARGS_WORDS   2u
#define ISLE_CONTROL_HOLD_RESULTS_WORDS 0u

#define ISLE_CONTROL_LIST 3u
#define ISLE_CONTROL_LIST_ARGS_WHAT  0u
#define ISLE_CONTROL_LIST_ARGS_WORDS 2u
#define ISLE_CONTROL_LIST_RESULTS_WORDS 0u

#ifdef __cplusplus
}
#endif

#endif
