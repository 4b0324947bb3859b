/* SPDX-License-Identifier: BSD-3-Clause */
/* I2C, SMBus and SPI with their nested buffers, against the kernel's headers. */
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <linux/spi/spidev.h>

#include "seam.h"

/* ---- I2C ---- */

static unsigned served;

/* Two writes and a read in one transfer. */
static int serve_i2c(unsigned long request, void *argument)
{
	const struct i2c_rdwr_ioctl_data *list = argument;

	served++;
	CHECK_EQ(request, I2C_RDWR);
	CHECK_EQ(list->nmsgs, 4);
	CHECK_EQ(list->msgs[0].addr, 0x50);
	CHECK_EQ(list->msgs[0].flags, 0);
	CHECK_EQ(list->msgs[0].len, 2);
	CHECK_MEM(list->msgs[0].buf, "\x01\x02", 2);
	CHECK_EQ(list->msgs[1].flags, I2C_M_RD | I2C_M_NOSTART);
	CHECK_EQ(list->msgs[1].len, 3);
	memcpy(list->msgs[1].buf, "abc", 3);
	CHECK_EQ(list->msgs[2].addr, 0x3ff);
	CHECK_EQ(list->msgs[2].flags, I2C_M_TEN);
	CHECK_EQ(list->msgs[2].len, 1);
	CHECK_MEM(list->msgs[2].buf, "\x03", 1);
	CHECK_EQ(list->msgs[3].len, 1);
	memcpy(list->msgs[3].buf, "d", 1);
	return 4;
}

static uint32_t message(uint8_t *at, uint32_t address, uint32_t flags, uint32_t length)
{
	return seam_words(at, (const uint32_t[]){ address, flags, length, 0 }, 4);
}

TEST(device_i2c, "messages of a transfer come as the kernel's, each with bytes of its own")
{
	struct isled_ioctl_call call;
	uint8_t in[128];
	uint32_t n = 0;

	n += message(in + n, 0x50, 0, 2);
	n += message(in + n, 0x50, ISLE_I2C_READ | ISLE_I2C_NO_START, 3);
	n += message(in + n, 0x3ff, ISLE_I2C_TEN_BIT, 1);
	n += message(in + n, 0x50, ISLE_I2C_READ, 1);
	memcpy(in + n, "\x01\x02\x03", 3);
	n += 3;
	seam_use(0, NULL, 0);
	seam.serve = serve_i2c;
	CHECK_EQ(seam_run(ISLE_IOCTL_I2C_TRANSFER, 4, in, n, &call), 0);
	CHECK_EQ(served, 1);
	CHECK_EQ(call.value, 4);
	CHECK_EQ(call.out_bytes, 4);
	CHECK_MEM(seam_out, "abcd", 4);
	for (uint32_t i = 0; i <= sizeof(in); i++)
		if (i != n)
			CHECK_EQ(seam_run(ISLE_IOCTL_I2C_TRANSFER, 4, in, i, NULL), -ISLE_EINVAL);
	for (uint32_t i = 0; i < 50; i++)
		if (i != 4)
			CHECK_EQ(seam_run(ISLE_IOCTL_I2C_TRANSFER, i, in, n, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_I2C_TRANSFER, 0xffffffff, in, n, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_I2C_TRANSFER, 0x10000004, in, n, NULL), -ISLE_EINVAL);
	CHECK_EQ(served, 1);
}

TEST(device_i2c, "more messages, longer ones, unknown flags and no address are EINVAL")
{
	static uint8_t in[43 * 16 + 9000];
	uint32_t n = 0;

	seam_use(0, NULL, 42);
	CHECK_EQ(seam_run(ISLE_IOCTL_I2C_TRANSFER, 1, in, message(in, 0x400, 1, 1), NULL),
		 -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_I2C_TRANSFER, 1, in, message(in, 1, 0x400, 1), NULL),
		 -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_I2C_TRANSFER, 1, in, message(in, 1, 1, 8193), NULL),
		 -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_I2C_TRANSFER, 1, in, message(in, 1, 0, 8193) + 8193, NULL),
		 -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_I2C_TRANSFER, 1, in, message(in, 1, 1, 0xffffffff), NULL),
		 -ISLE_EINVAL);
	for (unsigned i = 0; i < 9; i++) /* 72 KiB to be read */
		n += message(in + n, 1, ISLE_I2C_READ, 8192);
	CHECK_EQ(seam_run(ISLE_IOCTL_I2C_TRANSFER, 9, in, n, NULL), -ISLE_EINVAL);
	for (n = 0; n < 43 * 16;)
		n += message(in + n, 1, ISLE_I2C_READ, 1);
	CHECK_EQ(seam_run(ISLE_IOCTL_I2C_TRANSFER, 43, in, n, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam.n, 0);
	CHECK_EQ(seam_run(ISLE_IOCTL_I2C_TRANSFER, 42, in, 42 * 16, NULL), 0);
	CHECK_EQ(seam.n, 1);
}

/* ---- SMBus ---- */

static struct {
	uint8_t read_write, command;
	uint32_t size;
	union i2c_smbus_data data, answer;
} smbus;

static int serve_smbus(unsigned long request, void *argument)
{
	const struct i2c_smbus_ioctl_data *a = argument;

	CHECK_EQ(request, I2C_SMBUS);
	served++;
	smbus.read_write = a->read_write;
	smbus.command = a->command;
	smbus.size = a->size;
	smbus.data = *a->data;
	*a->data = smbus.answer;
	return 0;
}

static int transfer(uint32_t read, uint32_t kind, uint32_t length, const char *data,
		    uint32_t data_bytes, struct isled_ioctl_call *ret_call)
{
	uint8_t in[80];
	uint32_t n = seam_words(in, (const uint32_t[]){ read, kind, 0x21, length }, 4);

	memcpy(in + n, data, data_bytes);
	return seam_run(ISLE_IOCTL_I2C_SMBUS, 0, in, n + data_bytes, ret_call);
}

TEST(device_smbus, "each kind is the kernel's, with its bytes where the kernel has them")
{
	static const struct {
		uint32_t read, kind, length;
		const char *in;
		uint32_t in_bytes, native;
		const char *out;
		uint32_t out_bytes;
	} kinds[] = {
		{ 0, ISLE_SMBUS_QUICK, 0, "", 0, I2C_SMBUS_QUICK, "", 0 },
		{ 1, ISLE_SMBUS_QUICK, 0, "", 0, I2C_SMBUS_QUICK, "", 0 },
		{ 0, ISLE_SMBUS_BYTE, 0, "", 0, I2C_SMBUS_BYTE, "", 0 },
		{ 1, ISLE_SMBUS_BYTE, 0, "", 0, I2C_SMBUS_BYTE, "B", 1 },
		{ 0, ISLE_SMBUS_BYTE_DATA, 0, "b", 1, I2C_SMBUS_BYTE_DATA, "", 0 },
		{ 1, ISLE_SMBUS_BYTE_DATA, 0, "", 0, I2C_SMBUS_BYTE_DATA, "B", 1 },
		{ 0, ISLE_SMBUS_WORD_DATA, 0, "lh", 2, I2C_SMBUS_WORD_DATA, "", 0 },
		{ 1, ISLE_SMBUS_WORD_DATA, 0, "", 0, I2C_SMBUS_WORD_DATA, "LH", 2 },
		{ 0, ISLE_SMBUS_PROC_CALL, 0, "lh", 2, I2C_SMBUS_PROC_CALL, "LH", 2 },
		{ 0, ISLE_SMBUS_BLOCK_DATA, 0, "block", 5, I2C_SMBUS_BLOCK_DATA, "", 0 },
		{ 1, ISLE_SMBUS_BLOCK_DATA, 0, "", 0, I2C_SMBUS_BLOCK_DATA, "BLK", 3 },
		{ 0, ISLE_SMBUS_BLOCK_PROC_CALL, 0, "pc", 2, I2C_SMBUS_BLOCK_PROC_CALL, "BLK", 3 },
		{ 0, ISLE_SMBUS_I2C_BLOCK_DATA, 0, "xyz", 3, I2C_SMBUS_I2C_BLOCK_DATA, "", 0 },
		{ 1, ISLE_SMBUS_I2C_BLOCK_DATA, 3, "", 0, I2C_SMBUS_I2C_BLOCK_DATA, "BLK", 3 },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct isled_ioctl_call call;

		memset(&smbus, 0, sizeof(smbus));
		if (kinds[i].out_bytes == 1)
			smbus.answer.byte = 'B';
		else if (kinds[i].out_bytes == 2)
			smbus.answer.word = 'L' | 'H' << 8;
		else
			memcpy(smbus.answer.block, "\3BLK", 4);
		seam_use(0, NULL, 0);
		seam.serve = serve_smbus;
		CHECK_EQ(transfer(kinds[i].read, kinds[i].kind, kinds[i].length, kinds[i].in,
				  kinds[i].in_bytes, &call),
			 0);
		CHECK_EQ(smbus.read_write, kinds[i].read ? I2C_SMBUS_READ : I2C_SMBUS_WRITE);
		CHECK_EQ(smbus.command, 0x21);
		CHECK_EQ(smbus.size, kinds[i].native);
		if (kinds[i].native >= I2C_SMBUS_BLOCK_DATA)
			CHECK_EQ(smbus.data.block[0], kinds[i].in_bytes | kinds[i].length);
		if (kinds[i].native >= I2C_SMBUS_BLOCK_DATA)
			CHECK_MEM(smbus.data.block + 1, kinds[i].in, kinds[i].in_bytes);
		else if (kinds[i].in_bytes == 2)
			CHECK_EQ(smbus.data.word, 'l' | 'h' << 8);
		else if (kinds[i].in_bytes == 1)
			CHECK_EQ(smbus.data.byte, 'b');
		CHECK_EQ(call.out_bytes, kinds[i].out_bytes);
		CHECK_MEM(seam_out, kinds[i].out, kinds[i].out_bytes);
	}
}

TEST(device_smbus,
     "other kinds, directions and lengths are EINVAL; a device that lies about a length gives 32")
{
	static const char data[64];
	struct isled_ioctl_call call;

	seam_use(0, NULL, 0);
	seam.serve = serve_smbus;
	CHECK_EQ(transfer(0, 6, 0, data, 1, NULL), -ISLE_EINVAL);
	CHECK_EQ(transfer(0, 9, 0, data, 0, NULL), -ISLE_EINVAL);
	CHECK_EQ(transfer(0, 0xffffffff, 0, data, 0, NULL), -ISLE_EINVAL);
	CHECK_EQ(transfer(2, ISLE_SMBUS_BYTE, 0, data, 0, NULL), -ISLE_EINVAL);
	CHECK_EQ(transfer(1, ISLE_SMBUS_PROC_CALL, 0, data, 2, NULL), -ISLE_EINVAL);
	CHECK_EQ(transfer(0, ISLE_SMBUS_BLOCK_DATA, 0, data, 33, NULL), -ISLE_EINVAL);
	CHECK_EQ(transfer(0, ISLE_SMBUS_BLOCK_DATA, 0, data, 0, NULL), -ISLE_EINVAL);
	CHECK_EQ(transfer(1, ISLE_SMBUS_I2C_BLOCK_DATA, 33, data, 0, NULL), -ISLE_EINVAL);
	CHECK_EQ(transfer(1, ISLE_SMBUS_I2C_BLOCK_DATA, 0, data, 0, NULL), -ISLE_EINVAL);
	CHECK_EQ(transfer(1, ISLE_SMBUS_BYTE_DATA, 0, data, 1, NULL), -ISLE_EINVAL);
	CHECK_EQ(transfer(1, ISLE_SMBUS_BYTE_DATA, 1, data, 0, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_I2C_SMBUS, 0, data, 15, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_I2C_SMBUS, 1, data, 16, NULL), -ISLE_EINVAL);
	CHECK_EQ(served, 0);
	smbus.answer.block[0] = 200;
	CHECK_EQ(transfer(1, ISLE_SMBUS_BLOCK_DATA, 0, data, 0, &call), 0);
	CHECK_EQ(call.out_bytes, 32);
}

/* ---- SPI ---- */

static int serve_spi(unsigned long request, void *argument)
{
	struct spi_ioc_transfer *list = argument, want[3];

	served++;
	CHECK_EQ(request, SPI_IOC_MESSAGE(3));
	memset(want, 0, sizeof(want));
	want[0].tx_buf = list[0].tx_buf;
	want[0].len = 2;
	want[0].speed_hz = 1000000;
	want[0].bits_per_word = 16;
	want[0].delay_usecs = 300;
	want[0].word_delay_usecs = 9;
	want[0].tx_nbits = 4;
	want[0].rx_nbits = 2;
	want[1].rx_buf = list[1].rx_buf;
	want[1].len = 3;
	want[1].cs_change = 1;
	want[2].tx_buf = list[2].tx_buf;
	want[2].rx_buf = list[2].rx_buf;
	want[2].len = 1;
	CHECK_MEM(list, want, sizeof(want));
	CHECK_MEM((const void *)(uintptr_t)list[0].tx_buf, "\x01\x02", 2);
	CHECK_MEM((const void *)(uintptr_t)list[2].tx_buf, "\x03", 1);
	memcpy((void *)(uintptr_t)list[1].rx_buf, "abc", 3);
	memcpy((void *)(uintptr_t)list[2].rx_buf, "d", 1);
	return 6;
}

static uint32_t piece(uint8_t *at, uint32_t length, uint32_t flags, uint32_t third)
{
	const uint32_t words[8] = { length, flags, third };

	return seam_words(at, words, 8);
}

TEST(device_spi, "transfers of a message come as the kernel's, each with bytes of its own")
{
	static const uint32_t first[] = { 2, ISLE_SPI_TRANSFER_SEND, 1000000, 16, 300, 9, 4, 2 };
	struct isled_ioctl_call call;
	uint8_t in[160];
	uint32_t n = seam_words(in, first, 8);

	n += piece(in + n, 3, ISLE_SPI_TRANSFER_RECEIVE | ISLE_SPI_TRANSFER_CS_CHANGE, 0);
	n += piece(in + n, 1, ISLE_SPI_TRANSFER_SEND | ISLE_SPI_TRANSFER_RECEIVE, 0);
	memcpy(in + n, "\x01\x02\x03", 3);
	n += 3;
	seam_use(0, NULL, 0);
	seam.serve = serve_spi;
	CHECK_EQ(seam_run(ISLE_IOCTL_SPI_TRANSFER, 3, in, n, &call), 0);
	CHECK_EQ(served, 1);
	CHECK_EQ(call.value, 6);
	CHECK_EQ(call.out_bytes, 4);
	CHECK_MEM(seam_out, "abcd", 4);
	for (uint32_t i = 0; i <= sizeof(in); i++)
		if (i != n)
			CHECK_EQ(seam_run(ISLE_IOCTL_SPI_TRANSFER, 3, in, i, NULL), -ISLE_EINVAL);
	for (uint32_t i = 0; i < 50; i++)
		if (i != 3)
			CHECK_EQ(seam_run(ISLE_IOCTL_SPI_TRANSFER, i, in, n, NULL), -ISLE_EINVAL);
	CHECK_EQ(served, 1);
}

TEST(device_spi, "numbers that do not fit the kernel's fields are EINVAL")
{
	static uint8_t in[33 * 32];

	seam_use(0, NULL, 0);
	for (unsigned word = 3; word < 8; word++) {
		uint32_t words[8] = { 0 };

		words[word] = 65536;
		CHECK_EQ(seam_run(ISLE_IOCTL_SPI_TRANSFER, 1, in, seam_words(in, words, 8), NULL),
			 -ISLE_EINVAL);
	}
	CHECK_EQ(seam_run(ISLE_IOCTL_SPI_TRANSFER, 1, in, piece(in, 1, 8, 0), NULL), -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_SPI_TRANSFER, 1, in, piece(in, 65537, 2, 0), NULL),
		 -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_SPI_TRANSFER, 2, in,
			  piece(in, 65536, 2, 0) + piece(in + 32, 1, 2, 0), NULL),
		 -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_SPI_TRANSFER, 33, in, sizeof(in), NULL), -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_SPI_TRANSFER, 0x08000001, in, 32, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam.n, 0);
}
