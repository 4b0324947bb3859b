/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices of a real kernel, by grants, through a worker that is nobody. What is not there is skipped, so the
 * list runs on a board as well.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <isle/device.h>
#include <linux/loop.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tests/scenario/bed.h"

static struct bed bed;

static void begin(const char *path, const char *rights, const char *lines)
{
	static char more[300];
	static struct daemon_options options;

	if (access(path, F_OK) < 0)
		SKIP("there is no such device");
	snprintf(more, sizeof(more), "[grants]\ngrant = %s %s\n%s", path, rights, lines);
	options.more = more;
	bed_start(&bed, &bed_links[BED_UNIX], &options, NULL);
}

static struct isle_file device(const char *path, uint32_t flags)
{
	struct isle_file file;

	CHECK_EQ(isle_file_open(bed.ctx, path, flags, 0, &file), 0);
	return file;
}

static void end(struct isle_file *file)
{
	CHECK_EQ(isle_file_close(bed.ctx, file), 0);
	bed_stop(&bed);
}

TEST(clock, "a clock tells the time, its alarm and its rate, and ticks")
{
	struct isle_rtc_alarm alarm;
	struct isle_rtc_time time;
	struct isle_file file;
	unsigned long event = 0;
	uint32_t rate = 0;

	begin("/dev/rtc0", "rw", "");
	file = device("/dev/rtc0", ISLE_O_RDWR);
	CHECK_EQ(isle_rtc_time_get(bed.ctx, &file, &time), 0);
	CHECK(time.year >= 2020 && time.month >= 1 && time.month <= 12 && time.day >= 1);
	CHECK(time.hour < 24 && time.minute < 60 && time.second < 60);
	CHECK_EQ(isle_rtc_alarm_get(bed.ctx, &file, &alarm), 0);
	CHECK_EQ(isle_device_do(bed.ctx, &file, ISLE_IOCTL_RTC_RATE_GET, 0, &rate), 0);
	CHECK(rate > 0);
	CHECK_EQ(isle_rtc_irq(bed.ctx, &file, ISLE_IOCTL_RTC_UPDATE_IRQ, true), 0);
	CHECK_EQ(isle_file_read(bed.ctx, &file, &event, sizeof(event)), sizeof(event));
	CHECK(event >> 8 >= 1); /* the kernel's own number: how many, and which interrupts */
	CHECK_EQ(isle_rtc_irq(bed.ctx, &file, ISLE_IOCTL_RTC_UPDATE_IRQ, false), 0);
	CHECK_EQ(isle_rtc_time_set(bed.ctx, &file, &time), -ISLE_EACCES); /* CAP_SYS_TIME */
	end(&file);
}

TEST(watchdog, "a watchdog is measured, fed, kept over a reload, and stopped")
{
	struct isle_watchdog_facts facts;
	struct isle_file file;
	uint32_t seconds = 0;
	int r;

	begin("/dev/watchdog0", "rw", "ioctl = WATCHDOG_OPTIONS /dev/watchdog0\n");
	file = device("/dev/watchdog0", ISLE_O_RDWR);
	CHECK_EQ(isle_watchdog_info(bed.ctx, &file, &facts), 0);
	CHECK(facts.info.options & ISLE_WATCHDOG_MAGIC_CLOSE);
	CHECK(strlen(facts.name) > 3);
	CHECK_EQ(isle_watchdog_timeout_set(bed.ctx, &file, 45, &seconds), 0);
	CHECK_EQ(seconds, 45);
	CHECK_EQ(isle_watchdog_timeout_get(bed.ctx, &file, &seconds), 0);
	CHECK_EQ(seconds, 45);
	CHECK_EQ(isle_watchdog_keepalive(bed.ctx, &file), 0);
	r = isle_watchdog_time_left(bed.ctx, &file, &seconds);
	CHECK(r == -ISLE_ENOTSUP || (r == 0 && seconds > 30 && seconds <= 45));
	CHECK_EQ(isle_device_do(bed.ctx, &file, ISLE_IOCTL_WATCHDOG_BOOT_STATUS, 0, &seconds), 0);
	kill(bed.daemon.pid, SIGHUP); /* others get EBUSY; the supervisor has it already */
	daemon_wait_ready(&bed.daemon);
	bed.daemon.fds = 0;
	bed.daemon.first = daemon_worker(&bed.daemon);
	while (isle_file_open(bed.ctx, "/dev/watchdog0", ISLE_O_RDWR, 0, &file) < 0)
		sleep_ms(10);
	CHECK(!daemon_log_has(&bed.daemon, "busy"));
	CHECK_EQ(isle_watchdog_timeout_get(bed.ctx, &file, &seconds), 0);
	CHECK_EQ(seconds, 45);
	CHECK_EQ(isle_device_do(bed.ctx, &file, ISLE_IOCTL_WATCHDOG_OPTIONS, ISLE_WATCHDOG_DISABLE,
				NULL),
		 0);
	CHECK_EQ(isle_watchdog_release(bed.ctx, &file), 1);
	end(&file);
}

/* The adapter of i2c-stub has a chip at 0x50 that keeps what is written. */
static bool is_stub(const char *name)
{
	char path[64], text[64] = "";
	int fd;

	snprintf(path, sizeof(path), "/sys/class/i2c-dev/%s/name", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && read(fd, text, sizeof(text) - 1) < 0)
		text[0] = 0;
	close(fd);
	return strstr(text, "stub");
}

TEST(i2c, "SMBus reads from a chip what was written to it, byte, word and block")
{
	struct isle_smbus byte = { 0, ISLE_SMBUS_BYTE_DATA, 0x10, 1, "\x5a" };
	struct isle_smbus word = { 0, ISLE_SMBUS_WORD_DATA, 0x20, 2, "\x12\x34" };
	struct isle_smbus block = { 0, ISLE_SMBUS_I2C_BLOCK_DATA, 0x30, 5, "hello" };
	struct isle_i2c_message message = { 0x50, ISLE_I2C_READ, 1, block.data };
	char name[16], path[32];
	struct isle_file file;
	uint32_t functions;
	unsigned i;

	for (i = 0; i < 16; i++) {
		snprintf(name, sizeof(name), "i2c-%u", i);
		if (is_stub(name))
			break;
	}
	snprintf(path, sizeof(path), "/dev/i2c-%u", i);
	begin(path, "rw", "");
	file = device(path, ISLE_O_RDWR);
	CHECK_EQ(isle_device_do(bed.ctx, &file, ISLE_IOCTL_I2C_FUNCTIONS, 0, &functions), 0);
	CHECK(functions & 0x00180000); /* I2C_FUNC_SMBUS_BYTE_DATA */
	CHECK_EQ(isle_i2c_address(bed.ctx, &file, 0x50), 0);
	CHECK_EQ(isle_i2c_smbus(bed.ctx, &file, &byte), 0);
	CHECK_EQ(isle_i2c_smbus(bed.ctx, &file, &word), 0);
	CHECK_EQ(isle_i2c_smbus(bed.ctx, &file, &block), 0);
	byte.read = word.read = block.read = 1;
	byte.length = word.length = 0;
	memset(byte.data, 0, 32);
	memset(word.data, 0, 32);
	memset(block.data, 0, 32);
	CHECK_EQ(isle_i2c_smbus(bed.ctx, &file, &byte), 1);
	CHECK_EQ(byte.data[0], 0x5a);
	CHECK_EQ(isle_i2c_smbus(bed.ctx, &file, &word), 2);
	CHECK_MEM(word.data, "\x12\x34", 2);
	CHECK_EQ(isle_i2c_smbus(bed.ctx, &file, &block), 5);
	CHECK_MEM(block.data, "hello", 5);
	CHECK_EQ(isle_i2c_transfer(bed.ctx, &file, &message, 1), -ISLE_ENOTSUP); /* a stub */
	CHECK_EQ(isle_i2c_address(bed.ctx, &file, 0x51), 0);
	CHECK_EQ(isle_i2c_smbus(bed.ctx, &file, &byte), -ISLE_ENODEV); /* nobody */
	end(&file);
}

TEST(serial, "a real line has modem lines, counters, breaks and any speed, and loops back")
{
	struct isle_tty_counters before, after;
	struct isle_termios t;
	struct isle_file file;
	uint32_t lines = 0;
	char text[8];

	begin("/dev/ttyS1", "rw", "");
	file = device("/dev/ttyS1", ISLE_O_RDWR);
	CHECK_EQ(isle_tty_get(bed.ctx, &file, &t), 0);
	isle_tty_raw(&t);
	t.control |= ISLE_TTY_CTL_CLOCAL;
	t.out_speed = 115200;
	t.in_speed = 0;
	CHECK_EQ(isle_tty_set(bed.ctx, &file, ISLE_TTY_FLUSH, &t), 0);
	CHECK_EQ(isle_tty_modem_get(bed.ctx, &file, &lines), 0);
	CHECK_EQ(isle_tty_modem_lower(bed.ctx, &file, ISLE_TTY_MODEM_RTS), 0);
	CHECK_EQ(isle_tty_modem_get(bed.ctx, &file, &lines), 0);
	CHECK_EQ(lines & ISLE_TTY_MODEM_RTS, 0);
	CHECK_EQ(isle_tty_modem_raise(bed.ctx, &file,
				      ISLE_TTY_MODEM_RTS | ISLE_TTY_MODEM_DTR |
					      ISLE_TTY_MODEM_LOOP),
		 0);
	CHECK_EQ(isle_tty_modem_get(bed.ctx, &file, &lines), 0);
	CHECK_EQ(lines & (ISLE_TTY_MODEM_RTS | ISLE_TTY_MODEM_DTR | ISLE_TTY_MODEM_LOOP),
		 ISLE_TTY_MODEM_RTS | ISLE_TTY_MODEM_DTR | ISLE_TTY_MODEM_LOOP);
	CHECK_EQ(isle_tty_counters(bed.ctx, &file, &before), 0);
	CHECK_EQ(isle_file_write(bed.ctx, &file, "loop", 4), 4);
	CHECK_EQ(isle_tty_drain(bed.ctx, &file), 0);
	for (int n = 0; n < 4;) {
		int r = isle_file_read(bed.ctx, &file, text + n, sizeof(text) - (size_t)n);

		CHECK(r > 0);
		n += r;
	}
	CHECK_MEM(text, "loop", 4);
	CHECK_EQ(isle_tty_counters(bed.ctx, &file, &after), 0);
	CHECK_EQ(after.sent - before.sent, 4);
	CHECK_EQ(after.received - before.received, 4);
	CHECK_EQ(isle_tty_break(bed.ctx, &file, 1), 0);
	t.out_speed = 28800; /* of 115200: the chip's divisor is 4 */
	CHECK_EQ(isle_tty_set(bed.ctx, &file, ISLE_TTY_DRAIN, &t), 0);
	CHECK_EQ(isle_tty_get(bed.ctx, &file, &t), 0);
	CHECK_EQ(t.out_speed, 28800);
	end(&file);
}

TEST(disk, "a disk is measured, written, zeroed and discarded")
{
	struct isle_block_range range = { 4096, 4096 };
	struct isle_block_size size;
	struct isle_file file;
	uint8_t block[4096];
	uint32_t value = 9;
	int fd, backing;

	fd = open("/dev/loop0", O_RDWR | O_CLOEXEC);
	backing = open("/tmp/image", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || backing < 0 || ftruncate(backing, 1 << 20) < 0 ||
	    ioctl(fd, LOOP_SET_FD, backing) < 0)
		SKIP("no loop device can be made");
	close(backing);
	begin("/dev/loop0", "rw",
	      "ioctl = BLOCK_DISCARD BLOCK_ZERO BLOCK_READ_ONLY_SET /dev/loop*\n");
	file = device("/dev/loop0", ISLE_O_RDWR);
	CHECK_EQ(isle_block_size(bed.ctx, &file, &size), 0);
	CHECK_EQ(size.size, 1 << 20);
	memset(block, 0x5a, sizeof(block));
	CHECK_EQ(isle_file_pwrite(bed.ctx, &file, block, sizeof(block), 4096), 4096);
	CHECK_EQ(isle_block_discard(bed.ctx, &file, &range), 0);
	CHECK_EQ(isle_file_pread(bed.ctx, &file, block, sizeof(block), 4096), 4096);
	CHECK_EQ(block[0] | block[4095], 0);
	CHECK_EQ(isle_block_zero(bed.ctx, &file, &range), 0);
	CHECK_EQ(isle_device_do(bed.ctx, &file, ISLE_IOCTL_BLOCK_READ_ONLY_GET, 0, &value), 0);
	CHECK_EQ(value, 0);
	/* The kernel wants CAP_SYS_ADMIN of who asks. */
	CHECK_EQ(isle_block_flush(bed.ctx, &file), -ISLE_EACCES);
	CHECK_EQ(isle_device_do(bed.ctx, &file, ISLE_IOCTL_BLOCK_READ_ONLY_SET, 1, NULL),
		 -ISLE_EACCES);
	end(&file);
	CHECK_EQ(ioctl(fd, LOOP_CLR_FD, 0), 0);
	close(fd);
}
