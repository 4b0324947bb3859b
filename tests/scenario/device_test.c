/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests to devices that this machine has: terminals over every link, a disk and a network device by grant. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <isle/device.h>
#include <linux/fs.h>
#include <linux/if_tun.h>
#include <linux/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "bed.h"

struct tty {
	int master;
	char path[64];
	struct isle_file file;
};

/* Returns false when there are none; that is told. */
static bool open_tty(struct bed *bed, struct tty *tty, uint32_t flags)
{
	tty->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (tty->master < 0 || grantpt(tty->master) < 0 || unlockpt(tty->master) < 0 ||
	    ptsname_r(tty->master, tty->path, sizeof(tty->path)) != 0 ||
	    chmod(tty->path, 0666) < 0) {
		bed_skip(bed, "there are no pseudo terminals here");
		return false;
	}
	CHECK_EQ(isle_file_open(bed->ctx, tty->path, flags, 0, &tty->file), 0);
	return true;
}

static void close_tty(struct bed *bed, struct tty *tty)
{
	CHECK_EQ(isle_file_close(bed->ctx, &tty->file), 0);
	close(tty->master);
}

/* ---- terminals ---- */

SCENARIO(tty, "a terminal's settings are told, set, and the same for Linux programs")
{
	struct isle_termios t, again;
	struct termios native;
	struct tty tty;

	if (!open_tty(bed, &tty, ISLE_O_RDWR))
		return;
	CHECK_EQ(isle_tty_get(bed->ctx, &tty.file, &t), 0);
	CHECK_EQ(t.char_bits, 8);
	CHECK_EQ(t.out_speed, 38400);
	CHECK_EQ(t.local & ISLE_TTY_LOCAL_ICANON, ISLE_TTY_LOCAL_ICANON);
	CHECK_EQ(t.intr, 3);
	isle_tty_raw(&t);
	t.out_speed = 115200;
	t.in_speed = 0;
	t.quit = 0;
	t.read_min = 7;
	CHECK_EQ(isle_tty_set(bed->ctx, &tty.file, ISLE_TTY_NOW, &t), 0);
	CHECK_EQ(tcgetattr(tty.master, &native), 0);
	CHECK_EQ(native.c_lflag & (ICANON | ECHO | ISIG), 0);
	CHECK_EQ(native.c_oflag & OPOST, 0);
	CHECK_EQ(native.c_cc[VQUIT], 0);
	CHECK_EQ(native.c_cc[VMIN], 7);
	CHECK_EQ(cfgetospeed(&native), B115200);
	native.c_cflag |= PARENB | CSTOPB;
	native.c_cc[VINTR] = 25;
	CHECK_EQ(tcsetattr(tty.master, TCSANOW, &native), 0);
	CHECK_EQ(isle_tty_get(bed->ctx, &tty.file, &again), 0);
	t.in_speed = 115200;
	t.control |= ISLE_TTY_CTL_CSTOPB | (again.control & ISLE_TTY_CTL_PARENB);
	t.intr = 25;
	CHECK_MEM(&again, &t, sizeof(t));
	t.out_speed = t.in_speed = 31250; /* MIDI: a speed without a name */
	CHECK_EQ(isle_tty_set(bed->ctx, &tty.file, ISLE_TTY_DRAIN, &t), 0);
	CHECK_EQ(isle_tty_get(bed->ctx, &tty.file, &again), 0);
	CHECK_EQ(again.out_speed, 31250);
	t.input |= 0x80000000;
	CHECK_EQ(isle_tty_set(bed->ctx, &tty.file, ISLE_TTY_NOW, &t), -ISLE_EINVAL);
	close_tty(bed, &tty);
}

SCENARIO(tty, "a window's size goes both ways")
{
	struct isle_tty_size size = { 50, 132, 0, 0 }, back;
	struct winsize native = { 0 };
	struct tty tty;

	if (!open_tty(bed, &tty, ISLE_O_RDWR))
		return;
	CHECK_EQ(isle_tty_size_set(bed->ctx, &tty.file, &size), 0);
	CHECK_EQ(ioctl(tty.master, TIOCGWINSZ, &native), 0);
	CHECK_EQ(native.ws_row, 50);
	CHECK_EQ(native.ws_col, 132);
	native.ws_row = 51;
	CHECK_EQ(ioctl(tty.master, TIOCSWINSZ, &native), 0);
	CHECK_EQ(isle_tty_size_get(bed->ctx, &tty.file, &back), 0);
	CHECK_EQ(back.rows, 51);
	CHECK_EQ(back.columns, 132);
	size.rows = 65536;
	CHECK_EQ(isle_tty_size_set(bed->ctx, &tty.file, &size), -ISLE_EINVAL);
	close_tty(bed, &tty);
}

SCENARIO(tty, "bytes waiting are counted, flushed, and drained in the order of the writes")
{
	struct isle_termios t;
	uint32_t bytes = 99;
	struct tty tty;
	char text[8];

	if (!open_tty(bed, &tty, ISLE_O_RDWR))
		return;
	CHECK_EQ(isle_tty_get(bed->ctx, &tty.file, &t), 0);
	isle_tty_raw(&t);
	CHECK_EQ(isle_tty_set(bed->ctx, &tty.file, ISLE_TTY_FLUSH, &t), 0);
	CHECK_EQ(isle_file_readable(bed->ctx, &tty.file, &bytes), 0);
	CHECK_EQ(bytes, 0);
	CHECK_EQ(write(tty.master, "typed", 5), 5);
	while (bytes != 5)
		CHECK_EQ(isle_file_readable(bed->ctx, &tty.file, &bytes), 0);
	CHECK_EQ(isle_tty_flush(bed->ctx, &tty.file, ISLE_TTY_FLUSH_IN), 0);
	CHECK_EQ(isle_file_readable(bed->ctx, &tty.file, &bytes), 0);
	CHECK_EQ(bytes, 0);
	CHECK_EQ(isle_file_write(bed->ctx, &tty.file, "shown", 5), 5);
	CHECK_EQ(isle_tty_drain(bed->ctx, &tty.file), 0);
	CHECK_EQ(isle_tty_pending(bed->ctx, &tty.file, &bytes), 0);
	CHECK_EQ(bytes, 0);
	CHECK_EQ(read(tty.master, text, sizeof(text)), 5);
	CHECK_EQ(isle_tty_flow(bed->ctx, &tty.file, ISLE_TTY_FLOW_OUT_STOP), 0);
	CHECK_EQ(isle_tty_flow(bed->ctx, &tty.file, ISLE_TTY_FLOW_OUT_GO), 0);
	CHECK_EQ(isle_tty_break(bed->ctx, &tty.file, 1), 0);
	close_tty(bed, &tty);
}

SCENARIO(tty, "an idle read holds up no request, and a request without a device is ENOTTY")
{
	struct isle_tty_size size;
	struct isle_file file;
	struct isle_op op;
	struct tty tty;
	uint32_t value;
	char text[8];

	if (!open_tty(bed, &tty, ISLE_O_RDWR))
		return;
	isle_async(bed->ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_read(bed->ctx, &tty.file, text, sizeof(text)), 0);
	CHECK_EQ(isle_tty_size_get(bed->ctx, &tty.file, &size), 0);
	CHECK_EQ(isle_tty_drain(bed->ctx, &tty.file), 0);
	CHECK_EQ(isle_device_do(bed->ctx, &tty.file, ISLE_IOCTL_TTY_MODEM_GET, 0, &value),
		 -ISLE_ENOTTY);
	CHECK(!isle_op_finished(&op));
	CHECK_EQ(write(tty.master, "a\n", 2), 2);
	CHECK_EQ(isle_op_wait(&op), 2);
	CHECK_EQ(isle_device_do(bed->ctx, &tty.file, ISLE_IOCTL_BLOCK_SECTOR, 0, &value),
		 -ISLE_ENOTTY);
	CHECK_EQ(isle_device_do(bed->ctx, &tty.file, 0x7fff, 0, &value), -ISLE_ENOTTY);
	CHECK_EQ(isle_file_ioctl(bed->ctx, &tty.file, 0x80045430, NULL, 0, text, 4), -ISLE_ENOTTY);
	close_tty(bed, &tty);
	data_put(&bed->daemon, "f", "x", 1);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDWR, 0, &file), 0);
	CHECK_EQ(isle_tty_size_get(bed->ctx, &file, &size), -ISLE_ENOTTY);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_tty_size_get(bed->ctx, &file, &size), -ISLE_EBADF);
}

SCENARIO(tty, "a terminal that is gone fails each request at once")
{
	struct isle_termios t;
	struct tty tty;
	int r;

	if (!open_tty(bed, &tty, ISLE_O_RDWR))
		return;
	close(tty.master);
	r = isle_tty_get(bed->ctx, &tty.file, &t);
	CHECK(r == 0 || r == -ISLE_EIO);
	CHECK_EQ(isle_tty_drain(bed->ctx, &tty.file), r);
	tty.master = -1;
	close_tty(bed, &tty);
}

SCENARIO(device,
	 "what only granted files have is EPERM elsewhere, and nothing that the kernel hears of")
{
	struct isle_i2c_message message = { 0x50, ISLE_I2C_READ, 1, &message };
	struct isle_file file;
	uint32_t value;

	CHECK_EQ(isle_file_open(bed->ctx, "/dev/null", ISLE_O_RDWR, 0, &file), 0);
	CHECK_EQ(isle_device_do(bed->ctx, &file, ISLE_IOCTL_WATCHDOG_OPTIONS, 1, NULL),
		 -ISLE_EPERM);
	CHECK_EQ(isle_device_do(bed->ctx, &file, ISLE_IOCTL_RTC_RATE_GET, 0, &value), -ISLE_EPERM);
	CHECK_EQ(isle_i2c_transfer(bed->ctx, &file, &message, 1), -ISLE_EPERM);
	CHECK_EQ(isle_file_readable(bed->ctx, &file, &value), -ISLE_ENOTTY);
	CHECK(daemon_log_has(&bed->daemon, "ioctl"));
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

/* ---- grants: opened by the supervisor, used by a worker that could not ---- */

static void with_grants(const struct bed_link *link, const char *more, void (*use)(struct bed *bed))
{
	struct daemon_options options = { .more = more };
	struct bed bed = { 0 };

	bed_start(&bed, link, &options, NULL);
	use(&bed);
	bed_stop(&bed);
}

static void need_root(void)
{
	if (geteuid() != 0)
		SKIP("only root can grant what others may not open");
}

static void use_tun(struct bed *bed)
{
	struct isle_file file, null;
	uint32_t features = 0, native = 0;
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	CHECK_EQ(ioctl(fd, TUNGETFEATURES, &native), 0);
	close(fd);
	CHECK_EQ(isle_file_open(bed->ctx, "/dev/net/tun", ISLE_O_RDWR, 0, &file), 0);
	CHECK_EQ(isle_file_ioctl(bed->ctx, &file, TUNGETFEATURES, NULL, 0, &features, 4), 4);
	CHECK_EQ(features, native);
	CHECK(features & IFF_TUN);
	CHECK_EQ(isle_file_ioctl(bed->ctx, &file, TUNGETFEATURES, "x", 1, &features, 4),
		 -ISLE_EINVAL);
	CHECK_EQ(isle_file_ioctl(bed->ctx, &file, TUNGETFEATURES, NULL, 0, &features, 3),
		 -ISLE_EMSGSIZE);
	CHECK_EQ(isle_file_ioctl(bed->ctx, &file, TUNSETIFF, "x", 1, NULL, 0), -ISLE_ENOTTY);
	CHECK_EQ(isle_device_do(bed->ctx, &file, ISLE_IOCTL_WATCHDOG_OPTIONS, 1, NULL),
		 -ISLE_EPERM); /* no line lists it */
	CHECK_EQ(isle_file_open(bed->ctx, "/dev/null", ISLE_O_RDWR, 0, &null), 0);
	CHECK_EQ(isle_file_ioctl(bed->ctx, &null, TUNGETFEATURES, NULL, 0, &features, 4),
		 -ISLE_EPERM); /* listed, but not for this one */
	CHECK_EQ(isle_file_close(bed->ctx, &null), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

TEST(grants,
     "a vendor's flat request is one line of the configuration, and the worker need not be root")
{
	char more[200];

	need_root();
	if (access("/dev/net/tun", F_OK) < 0)
		SKIP("there is no /dev/net/tun");
	snprintf(more, sizeof(more),
		 "[grants]\ngrant = /dev/net/tun rw\nioctl = 0x%08lx out 4 /dev/net/tu*\n",
		 (unsigned long)TUNGETFEATURES);
	with_grants(&bed_links[BED_SERIAL], more, use_tun);
}

/* A loop device of 1 MiB that vanishes with its last user. Returns its descriptor, or -1. */
static int make_loop(char *ret_path, size_t max)
{
	struct loop_config config = { .info.lo_flags = LO_FLAGS_AUTOCLEAR };
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC), n, fd;
	int backing = open(test_folder(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);

	n = control < 0 ? -1 : ioctl(control, LOOP_CTL_GET_FREE);
	close(control);
	if (n < 0 || backing < 0)
		return -1;
	CHECK_EQ(ftruncate(backing, 1 << 20), 0);
	snprintf(ret_path, max, "/dev/loop%d", n);
	fd = open(ret_path, O_RDWR | O_CLOEXEC);
	config.fd = (uint32_t)backing;
	if (fd >= 0 && ioctl(fd, LOOP_CONFIGURE, &config) < 0) {
		close(fd);
		fd = -1;
	}
	close(backing);
	return fd;
}

static char loop_path[64];

static void use_loop(struct bed *bed)
{
	struct isle_block_range range = { 4096, 8192 };
	struct isle_block_size size;
	uint8_t block[4096], back[4096];
	struct isle_file file;
	uint32_t value;
	int r;

	CHECK_EQ(isle_file_open(bed->ctx, loop_path, ISLE_O_RDWR, 0, &file), 0);
	CHECK_EQ(file.type, ISLE_FILE_TYPE_BLOCK);
	CHECK_EQ(isle_block_size(bed->ctx, &file, &size), 0);
	CHECK_EQ(size.size, 1 << 20);
	CHECK_EQ(isle_device_do(bed->ctx, &file, ISLE_IOCTL_BLOCK_SECTOR, 0, &value), 0);
	CHECK_EQ(value, 512);
	CHECK_EQ(isle_device_do(bed->ctx, &file, ISLE_IOCTL_BLOCK_READ_ONLY_GET, 0, &value), 0);
	CHECK_EQ(value, 0);
	memset(block, 0x5a, sizeof(block));
	CHECK_EQ(isle_file_pwrite(bed->ctx, &file, block, sizeof(block), 4096), 4096);
	CHECK_EQ(isle_file_fsync(bed->ctx, &file), 0);
	CHECK_EQ(isle_file_pread(bed->ctx, &file, back, sizeof(back), 4096), 4096);
	CHECK_MEM(back, block, sizeof(block));
	CHECK_EQ(isle_block_zero(bed->ctx, &file, &range), 0);
	memset(block, 0, sizeof(block));
	CHECK_EQ(isle_file_pread(bed->ctx, &file, back, sizeof(back), 4096), 4096);
	CHECK_MEM(back, block, sizeof(block));
	CHECK_EQ(isle_block_discard(bed->ctx, &file, &range), -ISLE_EPERM); /* not listed */
	r = isle_block_flush(bed->ctx, &file);
	CHECK(r == 0 || r == -ISLE_EACCES); /* the kernel wants CAP_SYS_ADMIN of who asks */
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

TEST(grants, "a disk is read, written, measured and zeroed by a worker that may not open it")
{
	char more[200];
	int fd;

	need_root();
	fd = make_loop(loop_path, sizeof(loop_path));
	if (fd < 0)
		SKIP("no loop device can be made here");
	snprintf(more, sizeof(more), "[grants]\ngrant = %s rw\nioctl = BLOCK_ZERO /dev/loop*\n",
		 loop_path);
	with_grants(&bed_links[BED_UNIX], more, use_loop);
	close(fd);
}

static void use_loop_ro(struct bed *bed)
{
	struct isle_block_range range = { 0, 4096 };
	struct isle_block_size size;
	struct isle_file file;

	CHECK_EQ(isle_file_open(bed->ctx, loop_path, ISLE_O_RDWR, 0, &file), -ISLE_EACCES);
	CHECK_EQ(isle_file_open(bed->ctx, loop_path, ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_block_size(bed->ctx, &file, &size), 0);
	CHECK_EQ(isle_block_zero(bed->ctx, &file, &range), -ISLE_EPERM);
	CHECK_EQ(isle_block_flush(bed->ctx, &file), -ISLE_EPERM);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

TEST(grants, "a grant to read alone changes nothing")
{
	char more[200];
	int fd;

	need_root();
	fd = make_loop(loop_path, sizeof(loop_path));
	if (fd < 0)
		SKIP("no loop device can be made here");
	snprintf(more, sizeof(more), "[grants]\ngrant = %s ro\nioctl = BLOCK_ZERO /dev/loop*\n",
		 loop_path);
	with_grants(&bed_links[BED_SEQPACKET], more, use_loop_ro);
	close(fd);
}

static char granted_path[512];

static void use_attribute(struct bed *bed)
{
	char text[64], again[64];
	struct isle_file file;
	int n;

	CHECK_EQ(isle_file_open(bed->ctx, granted_path, ISLE_O_RDWR, 0, &file), 0);
	n = isle_file_pread(bed->ctx, &file, text, sizeof(text), 0);
	CHECK(n > 0);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &file, text, (size_t)n, 0), n);
	CHECK_EQ(isle_file_pread(bed->ctx, &file, again, sizeof(again), 0), n);
	CHECK_MEM(again, text, (size_t)n);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

TEST(grants, "an attribute of /sys that only root may write is written by a worker that is not")
{
	static const char *const names[] = {
		"/sys/kernel/mm/ksm/sleep_millisecs",
		"/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs"
	};
	char more[600];
	size_t i;
	int fd;

	need_root();
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		fd = open(names[i], O_RDWR | O_CLOEXEC);
		if (fd >= 0)
			break;
	}
	if (i == sizeof(names) / sizeof(names[0]))
		SKIP("no attribute of /sys can be written here");
	close(fd);
	snprintf(granted_path, sizeof(granted_path), "%s", names[i]);
	snprintf(more, sizeof(more), "[grants]\ngrant = %s rw\n", granted_path);
	with_grants(&bed_links[BED_SMALLEST], more, use_attribute);
}

static void use_secret(struct bed *bed)
{
	struct isle_file file;
	char text[16];

	CHECK_EQ(isle_file_open(bed->ctx, granted_path, ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_pread(bed->ctx, &file, text, sizeof(text), 0), 6);
	CHECK_MEM(text, "secret", 6);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

TEST(grants, "a file that only root may read is read by a worker that is not")
{
	char more[600];
	int fd;

	need_root();
	snprintf(granted_path, sizeof(granted_path), "%s/secret", test_folder());
	fd = open(granted_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	CHECK(fd >= 0 && write(fd, "secret", 6) == 6);
	close(fd);
	snprintf(more, sizeof(more), "[grants]\ngrant = %s ro\n", granted_path);
	with_grants(&bed_links[BED_TCP], more, use_secret);
}
