/* SPDX-License-Identifier: BSD-3-Clause */
/* What the device face sends, and what it makes of the answer: little-endian bytes, whatever this machine is. */
#include <isle/device.h>
#include <string.h>

#include "client/internal.h"
#include "harness.h"

static struct {
	uint32_t words[3];
	uint8_t sent[8192];
	size_t sent_n;
	const void *answer;
	size_t answer_n, step;
	uint32_t handle, value;
	int calls;
} wire;

static struct isle_client client;

/* Plays the session: takes all that is sent, in small pieces, and answers in small pieces. */
static int play(struct isle_context *ctx, struct isle_op *op)
{
	struct isle_op copy = *op; /* as isle_async() does */
	size_t n;
	bool end = !copy.in_pieces;

	if (op->result < 0)
		return op->result;
	wire.calls++;
	copy.ctx = ctx;
	memcpy(wire.words, copy.words, sizeof(wire.words));
	wire.sent_n = copy.in_pieces ? 0 : copy.call.out_left;
	if (wire.sent_n)
		memcpy(wire.sent, copy.call.out, wire.sent_n);
	while (!end)
		wire.sent_n += isle__op_fill(&copy.call, NULL, wire.sent + wire.sent_n, 7, &end);
	for (size_t at = 0; at < wire.answer_n; at += n) {
		const uint8_t *from = (const uint8_t *)wire.answer + at;

		n = wire.answer_n - at < 5 ? wire.answer_n - at : 5;
		if (copy.call.in)
			memcpy(copy.call.in + at, from, n);
		else if (copy.data)
			copy.data(&copy, from, n);
	}
	copy.call.in_got = (uint32_t)wire.answer_n;
	CHECK(copy.call.in_got <= copy.call.in_room);
	copy.ret[0] = wire.handle;
	copy.ret[1] = wire.value;
	return copy.finish ? copy.finish(&copy) : 0;
}

static struct isle_context ctx = { .client = &client, .take = play };
static const struct isle_file file = { .handle = 9, .epoch = 3 };

static void expect(uint32_t request, uint32_t value, const void *sent, size_t n)
{
	CHECK_EQ(wire.words[0], 9);
	CHECK_EQ(wire.words[1], request);
	CHECK_EQ(wire.words[2], value);
	CHECK_EQ(wire.sent_n, n);
	CHECK_MEM(wire.sent, sent, n);
}

static void answer(const void *bytes, size_t n, uint32_t value)
{
	memset(&wire, 0, sizeof(wire));
	wire.answer = bytes;
	wire.answer_n = n;
	wire.value = value;
}

TEST(device, "structs are little-endian words both ways, 64-bit numbers low word first")
{
	struct isle_block_range range = { 0x1122334455667788ull, 0x99aabbccddeeff00ull };
	struct isle_gpio_values values = { 1, 2 };
	struct isle_block_size size;
	struct isle_rtc_time time;

	answer(NULL, 0, 0);
	CHECK_EQ(isle_block_zero(&ctx, &file, &range), 0);
	expect(ISLE_IOCTL_BLOCK_ZERO, 0,
	       "\x88\x77\x66\x55\x44\x33\x22\x11\x00\xff\xee\xdd\xcc\xbb\xaa\x99", 16);
	answer("\x01\x02\x03\x04\x05\x06\x07\x08", 8, 0);
	CHECK_EQ(isle_block_size(&ctx, &file, &size), 0);
	expect(ISLE_IOCTL_BLOCK_SIZE, 0, "", 0);
	CHECK_EQ(size.size, 0x0807060504030201ull);
	answer("\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5\0\0\0\xea\7\0\0", 24, 0);
	CHECK_EQ(isle_rtc_time_get(&ctx, &file, &time), 0);
	CHECK_EQ(time.second, 1);
	CHECK_EQ(time.month, 5);
	CHECK_EQ(time.year, 2026);
	answer("\3\0\0\0\0\0\0\x80\4\0\0\0\0\0\0\0", 16, 0);
	CHECK_EQ(isle_gpio_get(&ctx, &file, &values), 0);
	expect(ISLE_IOCTL_GPIO_VALUES_GET, 0, "\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0", 16);
	CHECK_EQ(values.bits, 0x8000000000000003ull);
	CHECK_EQ(values.mask, 4);
	answer("\1\0\0", 3, 0);
	CHECK_EQ(isle_rtc_time_get(&ctx, &file, &time), -ISLE_EPROTO);
}

TEST(device, "values go in an argument word and come in a result word")
{
	uint32_t value = 0;

	answer(NULL, 0, 0x80000020);
	CHECK_EQ(isle_watchdog_timeout_set(&ctx, &file, 30, &value), 0);
	expect(ISLE_IOCTL_WATCHDOG_TIMEOUT_SET, 30, "", 0);
	CHECK_EQ(value, 0x80000020);
	CHECK_EQ(isle_tty_drain(&ctx, &file), 0);
}

TEST(device, "a raw terminal passes bytes as they are")
{
	struct isle_termios t = { .input = ISLE_TTY_IN_ALL,
				  .output = ISLE_TTY_OUT_ALL,
				  .control = ISLE_TTY_CTL_PARENB,
				  .local = ISLE_TTY_LOCAL_ALL,
				  .char_bits = 7,
				  .out_speed = 9600 };

	isle_tty_raw(&t);
	CHECK_EQ(t.input & (ISLE_TTY_IN_ICRNL | ISLE_TTY_IN_IXON | ISLE_TTY_IN_ISTRIP), 0);
	CHECK_EQ(t.output & ISLE_TTY_OUT_OPOST, 0);
	CHECK_EQ(t.local & (ISLE_TTY_LOCAL_ICANON | ISLE_TTY_LOCAL_ECHO | ISLE_TTY_LOCAL_ISIG), 0);
	CHECK_EQ(t.control, ISLE_TTY_CTL_CREAD);
	CHECK_EQ(t.char_bits, 8);
	CHECK_EQ(t.read_min, 1);
	CHECK_EQ(t.out_speed, 9600);
}

TEST(device, "messages of I2C: the list, then what is written; what is read goes where it belongs")
{
	uint8_t first[3] = { 0 }, second[4] = { 0 };
	const struct isle_i2c_message messages[] = {
		{ 0x50, 0, 2, "ab" },
		{ 0x50, ISLE_I2C_READ, 3, first },
		{ 0x51, ISLE_I2C_READ, 0, NULL },
		{ 0x51, 0, 1, "c" },
		{ 0x51, ISLE_I2C_READ, 4, second },
	};
	static const char sent[] = "\x50\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0"
				   "\x50\0\0\0\1\0\0\0\3\0\0\0\0\0\0\0"
				   "\x51\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0"
				   "\x51\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0"
				   "\x51\0\0\0\1\0\0\0\4\0\0\0\0\0\0\0"
				   "abc";

	answer("1234567", 7, 5);
	CHECK_EQ(isle_i2c_transfer(&ctx, &file, messages, 5), 5);
	expect(ISLE_IOCTL_I2C_TRANSFER, 5, sent, sizeof(sent) - 1);
	CHECK_MEM(first, "123", 3);
	CHECK_MEM(second, "4567", 4);
	answer(NULL, 0, 0);
	CHECK_EQ(isle_i2c_transfer(&ctx, &file, messages, 43), -ISLE_EINVAL);
	CHECK_EQ(wire.calls, 0);
}

TEST(device, "SMBus and SPI send their records and bytes, and receive theirs")
{
	struct isle_smbus write = { 0, ISLE_SMBUS_BLOCK_DATA, 7, 3, "xyz" };
	struct isle_smbus read = { 1, ISLE_SMBUS_I2C_BLOCK_DATA, 7, 3, "" };
	uint8_t back[2] = { 0 };
	const struct isle_spi_transfer spi[] = {
		{ .send = "ab", .receive = back, .length = 2, .speed = 0x01020304, .bits = 9 },
		{ .send = "c", .length = 1, .cs_change = true, .send_wires = 4 },
	};
	static const char sent[] =
		"\2\0\0\0\3\0\0\0\4\3\2\1\11\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		"\1\0\0\0\5\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0"
		"abc";

	answer(NULL, 0, 0);
	CHECK_EQ(isle_i2c_smbus(&ctx, &file, &write), 0);
	expect(ISLE_IOCTL_I2C_SMBUS, 0, "\0\0\0\0\5\0\0\0\7\0\0\0\0\0\0\0xyz", 19);
	answer("123", 3, 0);
	CHECK_EQ(isle_i2c_smbus(&ctx, &file, &read), 3);
	expect(ISLE_IOCTL_I2C_SMBUS, 0, "\1\0\0\0\10\0\0\0\7\0\0\0\3\0\0\0", 16);
	CHECK_MEM(read.data, "123", 3);
	answer("AB", 2, 3);
	CHECK_EQ(isle_spi_transfer(&ctx, &file, spi, 2), 3);
	expect(ISLE_IOCTL_SPI_TRANSFER, 2, sent, sizeof(sent) - 1);
	CHECK_MEM(back, "AB", 2);
}

TEST(device, "a request of lines sends settings, exceptions, numbers and name, and makes a file")
{
	static const uint32_t numbers[] = { 17, 0x01020304 };
	const struct isle_gpio_exception exception = { 0x8000000000000002ull, 4, 5 };
	const struct isle_gpio_lines request = {
		.config = { .flags = 8,
			    .debounce_us = 6,
			    .values = 0x0102030405060708ull,
			    .events_max = 7,
			    .exceptions = 1 },
		.exceptions = &exception,
		.lines = numbers,
		.lines_n = 2,
		.consumer = "me",
	};
	static const char config[] = "\10\0\0\0\6\0\0\0\10\7\6\5\4\3\2\1\7\0\0\0\1\0\0\0"
				     "\2\0\0\0\0\0\0\x80\4\0\0\0\5\0\0\0";
	static const char sent[] = "\x11\0\0\0\4\3\2\1me";
	struct isle_file lines;

	client.epoch = 3;
	answer(NULL, 0, 0);
	wire.handle = 77;
	CHECK_EQ(isle_gpio_request(&ctx, &file, &request, &lines), 0);
	expect(ISLE_IOCTL_GPIO_REQUEST, 2, wire.sent, sizeof(config) - 1 + sizeof(sent) - 1);
	CHECK_MEM(wire.sent, config, sizeof(config) - 1);
	CHECK_MEM(wire.sent + sizeof(config) - 1, sent, sizeof(sent) - 1);
	CHECK_EQ(lines.handle, 77);
	CHECK_EQ(lines.epoch, 3);
	CHECK_EQ(lines.traits, ISLE_FILE_IS_STREAM);
	CHECK_EQ(isle_gpio_config_set(&ctx, &file, &request), 0);
	expect(ISLE_IOCTL_GPIO_CONFIG_SET, 0, config, sizeof(config) - 1);
}

TEST(device, "facts come with terminated names; a vendor's bytes as they are")
{
	struct isle_gpio_line_facts facts;
	char bytes[8 + 64], out[4];

	memset(bytes, 'n', sizeof(bytes));
	memcpy(bytes, "\1\2\3\4\5\0\0\0", 8);
	answer(bytes, sizeof(bytes), 0);
	CHECK_EQ(isle_gpio_line(&ctx, &file, 6, &facts), 0);
	expect(ISLE_IOCTL_GPIO_LINE, 6, "", 0);
	CHECK_EQ(facts.line.flags, 0x04030201);
	CHECK_EQ(facts.line.debounce_us, 5);
	CHECK_EQ(strlen(facts.name), 31);
	CHECK_EQ(strlen(facts.consumer), 31);
	answer("pong", 4, 0);
	CHECK_EQ(isle_file_ioctl(&ctx, &file, 0xc0045501, "ping", 4, out, 4), 4);
	expect(0xc0045501, 0, "ping", 4);
	CHECK_MEM(out, "pong", 4);
}
