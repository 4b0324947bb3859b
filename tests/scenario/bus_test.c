/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Buses, lines, clocks and watchdogs over every link, against an isled whose kernel is played by
 * fake_devices.c. What the kernel itself would get is compared byte for byte in tests/linux.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <isle/device.h>
#include <isle/watch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bed.h"

/* A granted character device; that it is the null device only the fake knows. */
#define GRANTED "[grants]\ngrant = /dev/null rw\nioctl = WATCHDOG_OPTIONS /dev/n*\n"

static const struct daemon_options fake = { .more = GRANTED, .program = "isled_fake" };

static struct isle_file device(struct bed *bed)
{
	struct isle_file file;

	CHECK_EQ(isle_file_open(bed->ctx, "/dev/null", ISLE_O_RDWR, 0, &file), 0);
	return file;
}

SCENARIO_WITH(i2c, "messages are written and read in one transfer, each into its own memory", &fake,
	      NULL)
{
	static uint8_t big[256], back[256];
	struct isle_file file = device(bed);
	struct isle_i2c_message messages[] = {
		{ 0x50, 0, 1, "\x10" },           { 0x50, ISLE_I2C_READ, 3, back },
		{ 0x50, ISLE_I2C_READ, 0, NULL }, { 0x50, ISLE_I2C_READ, 252, back + 3 },
		{ 0x50, 0, 1, "\x0f" },           { 0x50, ISLE_I2C_READ, 1, back + 255 },
	};
	struct isle_i2c_message write = { 0x50, 0, 256, big };

	pattern_fill(big, sizeof(big), 5);
	big[0] = 0x10;
	CHECK_EQ(isle_i2c_transfer(bed->ctx, &file, &write, 1), 1);
	CHECK_EQ(isle_i2c_transfer(bed->ctx, &file, messages, 6), 6);
	CHECK_MEM(back, big + 1, 255);
	CHECK_EQ(isle_i2c_transfer(bed->ctx, &file, messages, 0), -ISLE_EINVAL);
	CHECK_EQ(isle_i2c_transfer(bed->ctx, &file, messages, 43), -ISLE_EINVAL);
	messages[0].address = 0x51;
	CHECK_EQ(isle_i2c_transfer(bed->ctx, &file, messages, 2), -ISLE_ENXIO);
	messages[0].address = 0x54;
	CHECK_EQ(isle_i2c_transfer(bed->ctx, &file, messages, 2), -ISLE_ENODEV);
	messages[1].length = 8193;
	CHECK_EQ(isle_i2c_transfer(bed->ctx, &file, messages, 2), -ISLE_EINVAL);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

SCENARIO_WITH(i2c, "SMBus reads what it wrote", &fake, NULL)
{
	struct isle_file file = device(bed);
	struct isle_smbus s = { 0, ISLE_SMBUS_I2C_BLOCK_DATA, 0x40, 5, "hello" };
	struct isle_smbus byte = { 1, ISLE_SMBUS_BYTE_DATA, 0x41, 0, "" };
	struct isle_smbus word = { 1, ISLE_SMBUS_WORD_DATA, 0x41, 0, "" };

	CHECK_EQ(isle_i2c_address(bed->ctx, &file, 0x50), 0);
	CHECK_EQ(isle_i2c_address(bed->ctx, &file, 0x51), -ISLE_EBUSY);
	CHECK_EQ(isle_i2c_smbus(bed->ctx, &file, &s), 0);
	memset(s.data, 0, sizeof(s.data));
	s.read = 1;
	s.length = 4;
	CHECK_EQ(isle_i2c_smbus(bed->ctx, &file, &s), 4);
	CHECK_MEM(s.data, "hell", 5);
	CHECK_EQ(isle_i2c_smbus(bed->ctx, &file, &byte), 1);
	CHECK_EQ(byte.data[0], 'e');
	CHECK_EQ(isle_i2c_smbus(bed->ctx, &file, &word), -ISLE_ENOTSUP);
	s.length = 33;
	CHECK_EQ(isle_i2c_smbus(bed->ctx, &file, &s), -ISLE_EINVAL);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

SCENARIO_WITH(i2c, "a device that hangs ends by the deadline and holds up neither others nor files",
	      &fake, NULL)
{
	struct isle_file stuck = device(bed), other = device(bed);
	struct isle_i2c_message hang = { 0x52, 0, 1, "x" }, release = { 0x53, 0, 1, "x" };
	struct isle_i2c_message good = { 0x50, 0, 1, "x" };
	uint32_t timeout_ms = bed->ctx->timeout_ms;
	struct isle_op behind;
	uint8_t text[4];

	bed->ctx->timeout_ms = 300;
	CHECK_EQ(isle_i2c_transfer(bed->ctx, &stuck, &hang, 1), -ISLE_ETIMEDOUT);
	CHECK_EQ(isle_i2c_transfer(bed->ctx, &stuck, &good, 1), -ISLE_ETIMEDOUT); /* in order */
	bed->ctx->timeout_ms = timeout_ms;
	CHECK_EQ(isle_i2c_transfer(bed->ctx, &other, &good, 1), 1);
	data_put(&bed->daemon, "f", "abc", 3);
	CHECK_EQ(isle_file_get(bed->ctx, "/data/f", text, 4, NULL), 3);
	isle_async(bed->ctx, &behind, NULL, NULL);
	CHECK_EQ(isle_i2c_transfer(bed->ctx, &stuck, &good, 1), 0);
	CHECK_EQ(isle_i2c_transfer(bed->ctx, &other, &release, 1), 1);
	CHECK_EQ(isle_op_wait(&behind), 1);
	CHECK_EQ(isle_file_close(bed->ctx, &stuck), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &other), 0);
}

SCENARIO_WITH(spi, "transfers of a message send and receive, each its own bytes", &fake, NULL)
{
	static uint8_t send[5000], receive[5000], more[3];
	struct isle_file file = device(bed);
	struct isle_spi_transfer list[] = {
		{ .send = send, .receive = receive, .length = sizeof(send) },
		{ .send = send, .length = 7, .cs_change = true, .speed = 1000000 },
		{ .receive = more, .length = 3 },
	};

	pattern_fill(send, sizeof(send), 9);
	CHECK_EQ(isle_spi_transfer(bed->ctx, &file, list, 3), sizeof(send) + 10);
	for (size_t i = 0; i < sizeof(send); i++)
		CHECK_EQ(receive[i], (uint8_t)~send[i]);
	CHECK_MEM(more, "\xff\xff\xff", 3);
	CHECK_EQ(isle_spi_transfer(bed->ctx, &file, list, 33), -ISLE_EINVAL);
	list[0].bits = 256;
	CHECK_EQ(isle_spi_transfer(bed->ctx, &file, list, 1), -ISLE_EINVAL);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

SCENARIO_WITH(gpio, "lines are taken, set, read, and tell their edges", &fake, NULL)
{
	static const uint32_t numbers[] = { 5, 3 };
	struct isle_file chip = device(bed), lines;
	struct isle_gpio_lines request = {
		.config = { .flags = ISLE_GPIO_OUTPUT | ISLE_GPIO_EDGE_RISING |
				     ISLE_GPIO_EDGE_FALLING },
		.lines = numbers,
		.lines_n = 2,
		.consumer = "test",
	};
	struct isle_gpio_exception exception = { 2, ISLE_GPIO_INPUT, 100 };
	struct isle_gpio_values values = { 3, 3 };
	struct isle_gpio_chip_facts facts;
	struct isle_gpio_event events[4];
	struct isle_op op;

	CHECK_EQ(isle_gpio_chip(bed->ctx, &chip, &facts), 0);
	CHECK_EQ(facts.chip.lines, 8);
	CHECK_STR(facts.name, "gpiochip9");
	CHECK_STR(facts.label, "fake");
	CHECK_EQ(isle_gpio_request(bed->ctx, &chip, &request, &lines), 0);
	isle_async(bed->ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_read(bed->ctx, &lines, events, sizeof(events[0])), 0);
	CHECK_EQ(isle_gpio_set(bed->ctx, &lines, &values), 0);
	CHECK_EQ(isle_op_wait(&op), sizeof(events[0]));
	CHECK_EQ(isle_file_poll(bed->ctx, &lines, ISLE_POLL_IN), ISLE_POLL_IN);
	CHECK_EQ(events[0].line, 5);
	CHECK_EQ(isle_gpio_read(bed->ctx, &lines, events, 4), 1);
	CHECK_EQ(events[0].kind, ISLE_GPIO_EVENT_RISING);
	CHECK_EQ(events[0].line, 3);
	CHECK_EQ(events[0].sequence, 2);
	CHECK_EQ(events[0].time_ns, 2000);
	values.bits = 0;
	values.mask = 2;
	CHECK_EQ(isle_gpio_get(bed->ctx, &lines, &values), 0);
	CHECK_EQ(values.bits, 2);
	values.bits = 0;
	CHECK_EQ(isle_gpio_set(bed->ctx, &lines, &values), 0);
	CHECK_EQ(isle_gpio_read(bed->ctx, &lines, events, 4), 1);
	CHECK_EQ(events[0].kind, ISLE_GPIO_EVENT_FALLING);
	request.config.exceptions = 1;
	request.exceptions = &exception;
	request.config.flags = 0; /* the fake lets go of them at that */
	CHECK_EQ(isle_gpio_config_set(bed->ctx, &lines, &request), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &lines), 0);
	request.lines_n = 65;
	CHECK_EQ(isle_gpio_request(bed->ctx, &chip, &request, &lines), -ISLE_EINVAL);
	CHECK_EQ(isle_file_close(bed->ctx, &chip), 0);
}

SCENARIO_WITH(clock, "a clock keeps the time that it was given", &fake, NULL)
{
	struct isle_rtc_time time = { 1, 2, 3, 4, 5, 2027 }, back;
	struct isle_file file = device(bed);

	CHECK_EQ(isle_rtc_time_set(bed->ctx, &file, &time), 0);
	CHECK_EQ(isle_rtc_time_get(bed->ctx, &file, &back), 0);
	CHECK_MEM(&back, &time, sizeof(time));
	CHECK_EQ(isle_rtc_irq(bed->ctx, &file, ISLE_IOCTL_RTC_UPDATE_IRQ, true), -ISLE_ENOTTY);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

SCENARIO_WITH(watchdog,
	      "a watchdog is kept alive, told its timeout, and stopped where a line permits it",
	      &fake, NULL)
{
	struct isle_watchdog_facts facts;
	struct isle_file file = device(bed);
	uint32_t seconds = 0;

	CHECK_EQ(isle_watchdog_info(bed->ctx, &file, &facts), 0);
	CHECK_EQ(facts.info.options, ISLE_WATCHDOG_SET_TIMEOUT | ISLE_WATCHDOG_KEEPALIVE);
	CHECK_EQ(strlen(facts.name), 31);
	CHECK_EQ(isle_watchdog_keepalive(bed->ctx, &file), 0);
	CHECK_EQ(isle_watchdog_timeout_set(bed->ctx, &file, 25, &seconds), 0);
	CHECK_EQ(seconds, 30);
	CHECK_EQ(isle_watchdog_timeout_get(bed->ctx, &file, &seconds), 0);
	CHECK_EQ(seconds, 30);
	CHECK_EQ(isle_device_do(bed->ctx, &file, ISLE_IOCTL_WATCHDOG_OPTIONS, ISLE_WATCHDOG_DISABLE,
				NULL),
		 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

/* ---- output that takes its time ---- */

SCENARIO_WITH(
	drain,
	"draining waits in the order of the writes, holds up no read, and ends by its deadline",
	&fake, NULL)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct isle_op drained, written, read_op;
	struct isle_file tty, dog = device(bed);
	uint32_t timeout_ms = bed->ctx->timeout_ms;
	struct isle_batch batch;
	char text[8], path[64];
	uint8_t room[512];

	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 ||
	    ptsname_r(master, path, sizeof(path)) != 0 || chmod(path, 0666) < 0) {
		bed_skip(bed, "there are no pseudo terminals here");
		return;
	}
	CHECK_EQ(isle_file_open(bed->ctx, path, ISLE_O_RDWR, 0, &tty), 0);
	CHECK_EQ(isle_device_do(bed->ctx, &dog, ISLE_IOCTL_WATCHDOG_PRETIMEOUT_SET, 1000000, NULL),
		 0);
	isle_batch_begin(&batch, bed->ctx, room, sizeof(room));
	isle_tty_drain(bed->ctx, &tty);
	CHECK_EQ(isle_batch_run(&batch), -ISLE_EAGAIN);
	bed->ctx->timeout_ms = 100;
	CHECK_EQ(isle_tty_drain(bed->ctx, &tty), -ISLE_ETIMEDOUT);
	bed->ctx->timeout_ms = timeout_ms;
	isle_async(bed->ctx, &drained, NULL, NULL);
	CHECK_EQ(isle_tty_drain(bed->ctx, &tty), 0);
	isle_async(bed->ctx, &written, NULL, NULL);
	CHECK_EQ(isle_file_write(bed->ctx, &tty, "out", 3), 0);
	isle_async(bed->ctx, &read_op, NULL, NULL);
	CHECK_EQ(isle_file_read(bed->ctx, &tty, text, sizeof(text)), 0);
	CHECK_EQ(write(master, "in\n", 3), 3);
	CHECK_EQ(isle_op_wait(&read_op), 3);
	CHECK_EQ(isle_tty_flush(bed->ctx, &tty, ISLE_TTY_FLUSH_IN), 0); /* not behind it */
	CHECK(!isle_op_finished(&drained));
	CHECK(!isle_op_finished(&written));
	CHECK_EQ(isle_device_do(bed->ctx, &dog, ISLE_IOCTL_WATCHDOG_PRETIMEOUT_SET, 3, NULL), 0);
	CHECK_EQ(isle_op_wait(&drained), 0);
	CHECK_EQ(isle_op_wait(&written), 3);
	CHECK_EQ(isle_file_close(bed->ctx, &tty), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &dog), 0);
	close(master);
}
