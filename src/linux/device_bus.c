/* SPDX-License-Identifier: BSD-3-Clause */
/* I2C, SMBus and SPI: requests whose data holds a list of pieces, and the bytes of each. */
#include "linux/device.h"

#include <isle/errors.h>
#include <isle/limits.h>
#include <isle/proto.h>

#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <linux/spi/spidev.h>
#include <string.h>

/*
 * The list goes in as records, then what is sent, piece after piece; what is received comes out in
 * the same way. Room that the list needs is counted here: bytes of a piece are bounded before they
 * are added up, so no sum overflows.
 */
struct sum {
	uint32_t in, out;
};

static int settle(struct isled_ioctl_call *call, const struct sum *sum)
{
	if (call->in_bytes != sum->in || sum->out > ISLE_IOCTL_BYTES_MAX)
		return -ISLE_EINVAL;
	call->out_bytes = sum->out;
	return 0;
}

/* ---- I2C ---- */

enum { I2C_WORDS = 4, I2C_BYTES = 4 * I2C_WORDS };

#define I2C_FLAGS                                                                        \
	(ISLE_I2C_READ | ISLE_I2C_TEN_BIT | ISLE_I2C_NO_READ_ACK | ISLE_I2C_IGNORE_NAK | \
	 ISLE_I2C_REVERSE_DIRECTION | ISLE_I2C_NO_START | ISLE_I2C_STOP)

_Static_assert(ISLE_I2C_READ == I2C_M_RD && ISLE_I2C_TEN_BIT == I2C_M_TEN &&
		       ISLE_I2C_NO_READ_ACK == I2C_M_NO_RD_ACK &&
		       ISLE_I2C_IGNORE_NAK == I2C_M_IGNORE_NAK &&
		       ISLE_I2C_REVERSE_DIRECTION == I2C_M_REV_DIR_ADDR &&
		       ISLE_I2C_NO_START == I2C_M_NOSTART && ISLE_I2C_STOP == I2C_M_STOP,
	       "flags pass as they are");

static int measure_i2c(struct isled_ioctl_call *call)
{
	struct sum sum = { I2C_BYTES * call->value, 0 };

	if (!call->value || call->value > ISLE_I2C_MESSAGES_MAX || call->in_bytes < sum.in)
		return -ISLE_EINVAL;
	for (uint32_t i = 0; i < call->value; i++) {
		const uint8_t *at = call->in + I2C_BYTES * (size_t)i;
		uint32_t flags = isled_ioctl_word(at, 1), length = isled_ioctl_word(at, 2);

		if (isled_ioctl_word(at, 0) > 0x3ff || flags & ~(uint32_t)I2C_FLAGS ||
		    length > ISLE_I2C_MESSAGE_BYTES_MAX || isled_ioctl_word(at, 3))
			return -ISLE_EINVAL;
		*(flags & ISLE_I2C_READ ? &sum.out : &sum.in) += length;
	}
	return settle(call, &sum);
}

static int run_i2c(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	struct i2c_msg messages[ISLE_I2C_MESSAGES_MAX];
	struct i2c_rdwr_ioctl_data list = { messages, call->value };
	const uint8_t *in = call->in + I2C_BYTES * (size_t)call->value;
	uint8_t *out = call->out;
	int rc;

	for (uint32_t i = 0; i < call->value; i++) {
		const uint8_t *at = call->in + I2C_BYTES * (size_t)i;
		struct i2c_msg *m = &messages[i];

		m->addr = (uint16_t)isled_ioctl_word(at, 0);
		m->flags = (uint16_t)isled_ioctl_word(at, 1);
		m->len = (uint16_t)isled_ioctl_word(at, 2);
		m->buf = m->flags & I2C_M_RD ? out : (uint8_t *)(uintptr_t)in;
		*(m->flags & I2C_M_RD ? (const uint8_t **)&out : &in) += m->len;
	}
	rc = isled_ioctl_ask(fd, what->native, &list);
	call->value = rc < 0 ? 0 : (uint32_t)rc;
	return rc;
}

/* ---- SMBus ---- */

enum { SMBUS_BYTES = 16 };

/* Bytes that go in and come out when it writes, and when it reads; ANY: 1 to 32. */
#define ANY 255

static const struct {
	uint8_t native;
	bool known, writes, reads;
	uint8_t in, out, read; /* read: out of a read */
} smbus_kinds[] = {
	[ISLE_SMBUS_QUICK] = { I2C_SMBUS_QUICK, true, true, true, 0, 0, 0 },
	[ISLE_SMBUS_BYTE] = { I2C_SMBUS_BYTE, true, true, true, 0, 0, 1 },
	[ISLE_SMBUS_BYTE_DATA] = { I2C_SMBUS_BYTE_DATA, true, true, true, 1, 0, 1 },
	[ISLE_SMBUS_WORD_DATA] = { I2C_SMBUS_WORD_DATA, true, true, true, 2, 0, 2 },
	[ISLE_SMBUS_PROC_CALL] = { I2C_SMBUS_PROC_CALL, true, true, false, 2, 2, 0 },
	[ISLE_SMBUS_BLOCK_DATA] = { I2C_SMBUS_BLOCK_DATA, true, true, true, ANY, 0, ANY },
	[ISLE_SMBUS_BLOCK_PROC_CALL] = { I2C_SMBUS_BLOCK_PROC_CALL, true, true, false, ANY, ANY,
					 0 },
	[ISLE_SMBUS_I2C_BLOCK_DATA] = { I2C_SMBUS_I2C_BLOCK_DATA, true, true, true, ANY, 0, ANY },
};

#define SMBUS_KINDS (sizeof(smbus_kinds) / sizeof(smbus_kinds[0]))

static int measure_smbus(struct isled_ioctl_call *call)
{
	uint32_t read, kind, length, data, in, out;

	if (call->value || call->in_bytes < SMBUS_BYTES)
		return -ISLE_EINVAL;
	read = isled_ioctl_word(call->in, 0);
	kind = isled_ioctl_word(call->in, 1);
	length = isled_ioctl_word(call->in, 3);
	if (read > 1 || kind >= SMBUS_KINDS || !smbus_kinds[kind].known ||
	    isled_ioctl_word(call->in, 2) > 255 || (read && !smbus_kinds[kind].reads))
		return -ISLE_EINVAL;
	if (kind == ISLE_SMBUS_I2C_BLOCK_DATA && read ? !length || length > I2C_SMBUS_BLOCK_MAX
						      : length)
		return -ISLE_EINVAL;
	data = call->in_bytes - SMBUS_BYTES;
	in = read ? 0 : smbus_kinds[kind].in;
	out = read ? smbus_kinds[kind].read : smbus_kinds[kind].out;
	if (in == ANY ? !data || data > I2C_SMBUS_BLOCK_MAX : data != in)
		return -ISLE_EINVAL;
	call->out_bytes = out == ANY ? I2C_SMBUS_BLOCK_MAX : out;
	return 0;
}

static void fill_smbus(uint32_t kind, const uint8_t *in, uint32_t bytes, union i2c_smbus_data *data)
{
	if (smbus_kinds[kind].in == ANY) {
		data->block[0] = (uint8_t)bytes;
		memcpy(&data->block[1], in, bytes);
	} else if (bytes == 2) {
		data->word = (uint16_t)(in[0] | in[1] << 8);
	} else if (bytes == 1) {
		data->byte = in[0];
	}
}

static void take_smbus(const union i2c_smbus_data *data, bool block, struct isled_ioctl_call *call)
{
	if (block) {
		call->out_bytes = data->block[0] < I2C_SMBUS_BLOCK_MAX ? data->block[0]
								       : I2C_SMBUS_BLOCK_MAX;
		memcpy(call->out, &data->block[1], call->out_bytes);
	} else if (call->out_bytes == 2) {
		call->out[0] = (uint8_t)data->word;
		call->out[1] = (uint8_t)(data->word >> 8);
	} else if (call->out_bytes == 1) {
		call->out[0] = data->byte;
	}
}

static int run_smbus(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	uint32_t read = isled_ioctl_word(call->in, 0), kind = isled_ioctl_word(call->in, 1);
	uint32_t bytes = call->in_bytes - SMBUS_BYTES;
	union i2c_smbus_data data;
	struct i2c_smbus_ioctl_data native = {
		.read_write = read ? I2C_SMBUS_READ : I2C_SMBUS_WRITE,
		.command = (uint8_t)isled_ioctl_word(call->in, 2),
		.size = smbus_kinds[kind].native,
		.data = &data,
	};
	int rc;

	memset(&data, 0, sizeof(data));
	if (!read)
		fill_smbus(kind, call->in + SMBUS_BYTES, bytes, &data);
	else if (kind == ISLE_SMBUS_I2C_BLOCK_DATA)
		data.block[0] = (uint8_t)isled_ioctl_word(call->in, 3);
	rc = isled_ioctl_ask(fd, what->native, &native);
	if (rc >= 0)
		take_smbus(&data, (read ? smbus_kinds[kind].read : smbus_kinds[kind].out) == ANY,
			   call);
	return rc;
}

/* ---- SPI ---- */

enum { SPI_WORDS = 8, SPI_BYTES = 4 * SPI_WORDS };

#define SPI_FLAGS (ISLE_SPI_TRANSFER_SEND | ISLE_SPI_TRANSFER_RECEIVE | ISLE_SPI_TRANSFER_CS_CHANGE)

/* Of each word of a record. */
static const uint32_t spi_max[SPI_WORDS] = {
	ISLE_IOCTL_BYTES_MAX, SPI_FLAGS, UINT32_MAX, 255, 65535, 255, 8, 8
};

static int measure_spi(struct isled_ioctl_call *call)
{
	struct sum sum = { SPI_BYTES * call->value, 0 };

	if (!call->value || call->value > ISLE_SPI_TRANSFERS_MAX || call->in_bytes < sum.in)
		return -ISLE_EINVAL;
	for (uint32_t i = 0; i < call->value; i++) {
		const uint8_t *at = call->in + SPI_BYTES * (size_t)i;
		uint32_t length = isled_ioctl_word(at, 0), flags = isled_ioctl_word(at, 1);

		for (unsigned k = 0; k < SPI_WORDS; k++)
			if (isled_ioctl_word(at, k) > spi_max[k])
				return -ISLE_EINVAL;
		sum.in += flags & ISLE_SPI_TRANSFER_SEND ? length : 0;
		sum.out += flags & ISLE_SPI_TRANSFER_RECEIVE ? length : 0;
	}
	return settle(call, &sum);
}

static int run_spi(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	struct spi_ioc_transfer list[ISLE_SPI_TRANSFERS_MAX];
	const uint8_t *in = call->in + SPI_BYTES * (size_t)call->value;
	uint32_t n = call->value;
	uint8_t *out = call->out;
	int rc;

	(void)what;
	memset(list, 0, sizeof(list));
	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *at = call->in + SPI_BYTES * (size_t)i;
		uint32_t flags = isled_ioctl_word(at, 1);
		struct spi_ioc_transfer *t = &list[i];

		t->len = isled_ioctl_word(at, 0);
		t->speed_hz = isled_ioctl_word(at, 2);
		t->bits_per_word = (uint8_t)isled_ioctl_word(at, 3);
		t->delay_usecs = (uint16_t)isled_ioctl_word(at, 4);
		t->word_delay_usecs = (uint8_t)isled_ioctl_word(at, 5);
		t->tx_nbits = (uint8_t)isled_ioctl_word(at, 6);
		t->rx_nbits = (uint8_t)isled_ioctl_word(at, 7);
		t->cs_change = flags & ISLE_SPI_TRANSFER_CS_CHANGE ? 1 : 0;
		if (flags & ISLE_SPI_TRANSFER_SEND) {
			t->tx_buf = (uintptr_t)in;
			in += t->len;
		}
		if (flags & ISLE_SPI_TRANSFER_RECEIVE) {
			t->rx_buf = (uintptr_t)out;
			out += t->len;
		}
	}
	rc = isled_ioctl_ask(fd, SPI_IOC_MESSAGE(n), list);
	call->value = rc < 0 ? 0 : (uint32_t)rc;
	return rc;
}

const struct isled_ioctl_nested isled_ioctl_i2c = { measure_i2c, run_i2c };
const struct isled_ioctl_nested isled_ioctl_smbus = { measure_smbus, run_smbus };
const struct isled_ioctl_nested isled_ioctl_spi = { measure_spi, run_spi };
