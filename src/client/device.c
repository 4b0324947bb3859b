/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Device requests. Structs become words while they are sent, piece by piece in op->ret, which is free until
 * the answer; what comes back lies where the caller wants it and is turned in place.
 */
#include <isle/device.h>

#include <string.h>

#include "client/file.h"

#define IOCTL (ISLE__FILE(IOCTL, 3, 2) | ISLE__ON_FILE)

/* Words of a call that are its own: the arguments are the first three. */
enum { VALUE = 2, SHAPE, STEP, AT, OFFSET };

static void begin(struct isle_op *op, const struct isle_file *file, uint32_t request,
		  uint32_t value)
{
	isle__file_op_init(op, IOCTL, file, request);
	op->words[VALUE] = value;
}

/* The next piece that is sent: words_n words at op->ret. */
static bool send_words(struct isle_op *op, unsigned words_n)
{
	op->part.data = op->ret;
	op->part.len = 4u * words_n;
	return true;
}

static bool send_bytes(struct isle_op *op, const void *data, size_t len)
{
	op->part.data = data;
	op->part.len = len;
	return true;
}

/* ---- structs ----------------------------------------------------------------------------------------- */

/* Fields one after the other, without gaps, to little-endian words. Returns how many words. */
static unsigned pack(const void *from, uint32_t shape, uint8_t *to)
{
	unsigned fields = shape & 255u, words = 0;
	uint32_t wide = shape >> 8, i;

	for (i = 0; i < fields; i++, wide >>= 1) {
		const uint32_t *at = (const uint32_t *)from + words;

		if (wide & 1u) {
			uint64_t value = *(const uint64_t *)(const void *)at;

			isle__le32_put(to + 4 * words, (uint32_t)value);
			isle__le32_put(to + 4 * words + 4, (uint32_t)(value >> 32));
			words++;
		} else {
			isle__le32_put(to + 4 * words, *at);
		}
		words++;
	}
	return words;
}

static unsigned unpack(void *at, uint32_t shape)
{
	unsigned fields = shape & 255u, words = 0;
	uint32_t wide = shape >> 8, i;

	for (i = 0; i < fields; i++, wide >>= 1) {
		uint32_t *to = (uint32_t *)at + words;
		uint64_t value = isle__le32_get((uint8_t *)to);

		if (wide & 1u) {
			value |= (uint64_t)isle__le32_get((uint8_t *)(to + 1)) << 32;
			*(uint64_t *)(void *)to = value;
			words++;
		} else {
			*to = (uint32_t)value;
		}
		words++;
	}
	return words;
}

static bool next_struct(struct isle_op *op)
{
	if (op->words[STEP]++)
		return false;
	return send_words(op, pack(op->parts, op->words[SHAPE], (uint8_t *)op->ret));
}

static uint32_t words_of(uint32_t shape)
{
	uint32_t n = shape & 255u;

	for (shape >>= 8; shape; shape >>= 1)
		n += shape & 1u;
	return n;
}

/* Of what takes no struct the shape is in op->part, which a batch keeps. */
static int finish_struct(struct isle_op *op)
{
	uint32_t shape = op->part.len ? (uint32_t)op->part.len : op->words[SHAPE];

	if (op->call.in && op->call.in_got < 4 * words_of(shape))
		return -ISLE_EPROTO;
	if (op->call.in)
		unpack(op->call.in, shape);
	return 0;
}

static void take_struct(struct isle_op *op, const void *from, void *ret, uint32_t shape)
{
	op->words[SHAPE] = shape;
	if (from) {
		op->parts = (const struct isle_part *)from;
		op->in_pieces = true;
		op->next = next_struct;
	} else {
		op->part.len = shape;
	}
	if (ret) {
		op->call.in = ret;
		op->call.in_room = 4 * words_of(shape);
	}
	op->finish = finish_struct;
}

int isle__device_struct(struct isle_context *ctx, const struct isle_file *file, uint32_t request,
			uint32_t value, const void *from, void *ret, uint32_t shape)
{
	struct isle_op op;

	begin(&op, file, request, value);
	take_struct(&op, from, ret, shape);
	return isle__call(ctx, &op);
}

/* Two words, then one or two texts of 32 bytes. */
static int finish_facts(struct isle_op *op)
{
	uint8_t *at = op->call.in;
	uint32_t end;

	if (op->call.in_got != op->call.in_room)
		return -ISLE_EPROTO;
	unpack(at, ISLE__SHAPE(2, 0));
	for (end = 8 + 32; end <= op->call.in_room; end += 32)
		at[end - 1] = 0;
	return 0;
}

static int facts(struct isle_context *ctx, const struct isle_file *file, uint32_t request,
		 uint32_t value, void *ret, uint32_t bytes)
{
	struct isle_op op;

	begin(&op, file, request, value);
	op.call.in = ret;
	op.call.in_room = bytes;
	op.finish = finish_facts;
	return isle__call(ctx, &op);
}

int isle_watchdog_info(struct isle_context *ctx, const struct isle_file *file,
		       struct isle_watchdog_facts *ret_facts)
{
	return facts(ctx, file, ISLE_IOCTL_WATCHDOG_INFO, 0, ret_facts, sizeof(*ret_facts));
}

int isle_gpio_chip(struct isle_context *ctx, const struct isle_file *file,
		   struct isle_gpio_chip_facts *ret_facts)
{
	return facts(ctx, file, ISLE_IOCTL_GPIO_CHIP, 0, ret_facts, sizeof(*ret_facts));
}

int isle_gpio_line(struct isle_context *ctx, const struct isle_file *file, uint32_t line,
		   struct isle_gpio_line_facts *ret_facts)
{
	return facts(ctx, file, ISLE_IOCTL_GPIO_LINE, line, ret_facts, sizeof(*ret_facts));
}

/* ---- values and bytes --------------------------------------------------------------------------------- */

static int finish_value(struct isle_op *op)
{
	if (op->target)
		*(uint32_t *)op->target = op->ret[ISLE_FILE_IOCTL_RESULTS_VALUE];
	return 0;
}

int isle_device_do(struct isle_context *ctx, const struct isle_file *file, uint32_t request,
		   uint32_t value, uint32_t *ret_value)
{
	struct isle_op op;

	begin(&op, file, request, value);
	op.finish = finish_value;
	op.target = ret_value;
	return isle__call(ctx, &op);
}

int isle_file_ioctl(struct isle_context *ctx, const struct isle_file *file, uint32_t request,
		    const void *in, size_t in_len, void *out, size_t out_len)
{
	struct isle_op op;

	begin(&op, file, request, 0);
	if (in_len > ISLE_IOCTL_BYTES_MAX)
		op.result = -ISLE_EINVAL;
	op.call.out = (const uint8_t *)in;
	op.call.out_left = (uint32_t)in_len;
	op.call.in = (uint8_t *)out;
	op.call.in_room = out_len < ISLE_IOCTL_BYTES_MAX ? (uint32_t)out_len : ISLE_IOCTL_BYTES_MAX;
	op.finish = isle__finish_bytes;
	return isle__call(ctx, &op);
}

/* ---- terminals ------------------------------------------------------------------------------------------ */

void isle_tty_raw(struct isle_termios *t)
{
	t->input &= (uint32_t)(ISLE_TTY_IN_IUTF8 | ISLE_TTY_IN_IMAXBEL);
	t->output &= ~(uint32_t)ISLE_TTY_OUT_OPOST;
	t->local &=
		~(uint32_t)(ISLE_TTY_LOCAL_ECHO | ISLE_TTY_LOCAL_ECHONL | ISLE_TTY_LOCAL_ICANON |
			    ISLE_TTY_LOCAL_ISIG | ISLE_TTY_LOCAL_IEXTEN);
	t->control &= ~(uint32_t)ISLE_TTY_CTL_PARENB;
	t->control |= ISLE_TTY_CTL_CREAD;
	t->char_bits = 8;
	t->read_min = 1;
	t->read_time = 0;
}

/* ---- I2C ----------------------------------------------------------------------------------------------- */

/* First a record of each message, then the bytes of those that write. */
static bool next_i2c(struct isle_op *op)
{
	uint32_t n = op->words[VALUE], step = op->words[STEP]++;
	const struct isle_i2c_message *m = (const struct isle_i2c_message *)(const void *)op->parts;

	if (step >= 2 * n)
		return false;
	m += step < n ? step : step - n;
	if (step >= n)
		return send_bytes(op, m->data, m->flags & ISLE_I2C_READ ? 0 : m->length);
	isle__le32_put((uint8_t *)op->ret, m->address);
	isle__le32_put((uint8_t *)(op->ret + 1), m->flags);
	isle__le32_put((uint8_t *)(op->ret + 2), m->length);
	op->ret[3] = 0;
	return send_words(op, 4);
}

/* Where bytes that come go: room of the piece that op->words[AT] counts; NULL and *ret_len 0: nowhere. */
static uint8_t *i2c_room(const struct isle_op *op, uint32_t at, uint32_t *ret_len)
{
	const struct isle_i2c_message *m =
		(const struct isle_i2c_message *)(const void *)op->parts + at;

	*ret_len = m->flags & ISLE_I2C_READ ? m->length : 0;
	return (uint8_t *)m->data;
}

static uint8_t *spi_room(const struct isle_op *op, uint32_t at, uint32_t *ret_len)
{
	const struct isle_spi_transfer *t =
		(const struct isle_spi_transfer *)(const void *)op->parts + at;

	*ret_len = t->receive ? t->length : 0;
	return (uint8_t *)t->receive;
}

static void scatter(struct isle_op *op, const uint8_t *data, size_t len,
		    uint8_t *(*room)(const struct isle_op *op, uint32_t at, uint32_t *ret_len))
{
	while (len && op->words[AT] < op->words[VALUE]) {
		uint32_t there, n;
		uint8_t *to = room(op, op->words[AT], &there);

		n = there - op->words[OFFSET];
		if (n > len)
			n = (uint32_t)len;
		if (n)
			memcpy(to + op->words[OFFSET], data, n);
		op->words[OFFSET] += n;
		data += n;
		len -= n;
		if (op->words[OFFSET] == there) {
			op->words[AT]++;
			op->words[OFFSET] = 0;
		}
	}
}

static void i2c_data(struct isle_op *op, const uint8_t *data, size_t len)
{
	scatter(op, data, len, i2c_room);
}

static void spi_data(struct isle_op *op, const uint8_t *data, size_t len)
{
	scatter(op, data, len, spi_room);
}

static int finish_list(struct isle_op *op)
{
	uint32_t n = op->ret[ISLE_FILE_IOCTL_RESULTS_VALUE];

	return n > INT32_MAX ? -ISLE_EPROTO : (int)n;
}

static uint32_t room_of(const struct isle_op *op,
			uint8_t *(*room)(const struct isle_op *op, uint32_t at, uint32_t *ret_len))
{
	uint32_t i, len, sum = 0;

	for (i = 0; i < op->words[VALUE] && sum <= ISLE_IOCTL_BYTES_MAX; i++) {
		room(op, i, &len);
		sum += len < ISLE_IOCTL_BYTES_MAX ? len : ISLE_IOCTL_BYTES_MAX;
	}
	return sum;
}

int isle_i2c_transfer(struct isle_context *ctx, const struct isle_file *file,
		      const struct isle_i2c_message *messages, unsigned n)
{
	struct isle_op op;

	begin(&op, file, ISLE_IOCTL_I2C_TRANSFER, n);
	op.parts = (const struct isle_part *)(const void *)messages;
	if (n > ISLE_I2C_MESSAGES_MAX)
		op.result = -ISLE_EINVAL;
	else
		op.call.in_room = room_of(&op, i2c_room);
	op.in_pieces = true;
	op.next = next_i2c;
	op.data = i2c_data;
	op.finish = finish_list;
	return isle__call(ctx, &op);
}

static bool next_smbus(struct isle_op *op)
{
	const struct isle_smbus *s = (const struct isle_smbus *)(const void *)op->parts;
	uint32_t step = op->words[STEP]++;

	if (step)
		return step == 1 && send_bytes(op, s->data, s->read ? 0 : s->length);
	isle__le32_put((uint8_t *)op->ret, s->read);
	isle__le32_put((uint8_t *)(op->ret + 1), s->kind);
	isle__le32_put((uint8_t *)(op->ret + 2), s->command);
	isle__le32_put((uint8_t *)(op->ret + 3), s->read ? s->length : 0);
	return send_words(op, 4);
}

int isle_i2c_smbus(struct isle_context *ctx, const struct isle_file *file, struct isle_smbus *smbus)
{
	struct isle_op op;

	begin(&op, file, ISLE_IOCTL_I2C_SMBUS, 0);
	op.parts = (const struct isle_part *)(const void *)smbus;
	if (smbus->length > sizeof(smbus->data))
		op.result = -ISLE_EINVAL;
	op.in_pieces = true;
	op.next = next_smbus;
	op.call.in = smbus->data;
	op.call.in_room = sizeof(smbus->data);
	op.finish = isle__finish_bytes;
	return isle__call(ctx, &op);
}

/* ---- SPI ----------------------------------------------------------------------------------------------- */

static bool next_spi(struct isle_op *op)
{
	uint32_t n = op->words[VALUE], step = op->words[STEP]++;
	const struct isle_spi_transfer *t =
		(const struct isle_spi_transfer *)(const void *)op->parts;
	uint32_t words[8];

	if (step >= 2 * n)
		return false;
	t += step < n ? step : step - n;
	if (step >= n)
		return send_bytes(op, t->send, t->send ? t->length : 0);
	words[0] = t->length;
	words[1] = (t->send ? (uint32_t)ISLE_SPI_TRANSFER_SEND : 0) |
		   (t->receive ? (uint32_t)ISLE_SPI_TRANSFER_RECEIVE : 0) |
		   (t->cs_change ? (uint32_t)ISLE_SPI_TRANSFER_CS_CHANGE : 0);
	words[2] = t->speed;
	words[3] = t->bits;
	words[4] = t->delay_us;
	words[5] = t->word_delay_us;
	words[6] = t->send_wires;
	words[7] = t->receive_wires;
	return send_words(op, pack(words, ISLE__SHAPE(8, 0), (uint8_t *)op->ret));
}

int isle_spi_transfer(struct isle_context *ctx, const struct isle_file *file,
		      const struct isle_spi_transfer *transfers, unsigned n)
{
	struct isle_op op;

	begin(&op, file, ISLE_IOCTL_SPI_TRANSFER, n);
	op.parts = (const struct isle_part *)(const void *)transfers;
	if (n > ISLE_SPI_TRANSFERS_MAX)
		op.result = -ISLE_EINVAL;
	else
		op.call.in_room = room_of(&op, spi_room);
	op.in_pieces = true;
	op.next = next_spi;
	op.data = spi_data;
	op.finish = finish_list;
	return isle__call(ctx, &op);
}

/* ---- GPIO ----------------------------------------------------------------------------------------------- */

/* The configuration, each exception, each line's number, the consumer's name. */
static bool next_gpio(struct isle_op *op)
{
	const struct isle_gpio_lines *r = (const struct isle_gpio_lines *)(const void *)op->parts;
	uint32_t step = op->words[STEP]++, n = op->words[VALUE];
	uint8_t *to = (uint8_t *)op->ret;

	if (!step)
		return send_words(op, pack(&r->config, ISLE__SHAPE(5, 4), to));
	step--;
	if (step < r->config.exceptions)
		return send_words(op, pack(&r->exceptions[step], ISLE__SHAPE(3, 1), to));
	step -= r->config.exceptions;
	if (step < n)
		return send_words(op, pack(&r->lines[step], ISLE__SHAPE(1, 0), to));
	if (step > n || !n || !r->consumer)
		return false;
	return send_bytes(op, r->consumer, strlen(r->consumer));
}

static int finish_lines(struct isle_op *op)
{
	struct isle_file *file = (struct isle_file *)op->target;

	memset(file, 0, sizeof(*file));
	file->handle = op->ret[ISLE_FILE_IOCTL_RESULTS_HANDLE];
	file->type = ISLE_FILE_TYPE_CHAR;
	file->traits = ISLE_FILE_IS_STREAM;
	file->flags = ISLE_O_RDONLY;
	file->epoch = op->ctx->client->epoch;
	return 0;
}

static void gpio_begin(struct isle_op *op, const struct isle_file *file, uint32_t request,
		       uint32_t lines_n, const struct isle_gpio_lines *what)
{
	begin(op, file, request, lines_n);
	op->parts = (const struct isle_part *)(const void *)what;
	if (lines_n > ISLE_GPIO_LINES_MAX || what->config.exceptions > ISLE_GPIO_EXCEPTIONS_MAX)
		op->result = -ISLE_EINVAL;
	op->in_pieces = true;
	op->next = next_gpio;
}

int isle_gpio_request(struct isle_context *ctx, const struct isle_file *chip,
		      const struct isle_gpio_lines *request, struct isle_file *ret_lines)
{
	struct isle_op op;

	gpio_begin(&op, chip, ISLE_IOCTL_GPIO_REQUEST, request->lines_n, request);
	op.makes_handle = true;
	op.finish = finish_lines;
	op.target = ret_lines;
	return isle__call(ctx, &op);
}

int isle_gpio_config_set(struct isle_context *ctx, const struct isle_file *lines,
			 const struct isle_gpio_lines *request)
{
	struct isle_op op;

	gpio_begin(&op, lines, ISLE_IOCTL_GPIO_CONFIG_SET, 0, request);
	return isle__call(ctx, &op);
}

int isle_gpio_read(struct isle_context *ctx, struct isle_file *lines,
		   struct isle_gpio_event *ret_events, unsigned n)
{
	int r = isle_file_read(ctx, lines, ret_events, n * sizeof(*ret_events)), i;

	if (r < 0)
		return r;
	r /= (int)sizeof(*ret_events);
	for (i = 0; i < r; i++)
		unpack(&ret_events[i], ISLE__SHAPE(5, 1));
	return r;
}
