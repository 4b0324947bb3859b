/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Device requests. Two bytes choose one of those that are known, four are the value, the rest is data. Whatever
 * comes is refused or reaches the kernel's place with memory that is there: all of it is read and written.
 */
#include <linux/gpio.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <linux/spi/spidev.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <isle/limits.h>
#include <isle/proto.h>

#include "linux/device.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct isled_ioctl *present;
static volatile uint8_t seen;

static void touch(uint8_t *at, size_t bytes, bool to_write)
{
	for (size_t i = 0; i < bytes; i++) {
		seen ^= at[i];
		if (to_write)
			at[i] = (uint8_t)(i * 37);
	}
}

static int i2c(const struct i2c_rdwr_ioctl_data *list)
{
	if (!list->nmsgs || list->nmsgs > ISLE_I2C_MESSAGES_MAX)
		abort();
	for (unsigned i = 0; i < list->nmsgs; i++) {
		if (list->msgs[i].len > ISLE_I2C_MESSAGE_BYTES_MAX)
			abort();
		touch(list->msgs[i].buf, list->msgs[i].len, list->msgs[i].flags & I2C_M_RD);
	}
	return (int)list->nmsgs;
}

static int spi(const struct spi_ioc_transfer *t, unsigned n)
{
	if (!n || n > ISLE_SPI_TRANSFERS_MAX)
		abort();
	for (; n; n--, t++) {
		if (t->tx_buf)
			touch((uint8_t *)(uintptr_t)t->tx_buf, t->len, false);
		if (t->rx_buf)
			touch((uint8_t *)(uintptr_t)t->rx_buf, t->len, true);
	}
	return 1;
}

static int answer(int fd, unsigned long request, void *argument)
{
	(void)fd;
	if (request == I2C_RDWR)
		return i2c(argument);
	if (request == I2C_SMBUS) {
		touch((uint8_t *)((struct i2c_smbus_ioctl_data *)argument)->data,
		      sizeof(union i2c_smbus_data), true);
		return 0;
	}
	if (_IOC_TYPE(request) == SPI_IOC_MAGIC && _IOC_NR(request) == 0)
		return spi(argument, _IOC_SIZE(request) / sizeof(struct spi_ioc_transfer));
	if (request == GPIO_V2_GET_LINE_IOCTL) {
		struct gpio_v2_line_request *r = argument;

		if (r->consumer[GPIO_MAX_NAME_SIZE - 1] || r->num_lines > GPIO_V2_LINES_MAX ||
		    r->config.num_attrs > GPIO_V2_LINE_NUM_ATTRS_MAX)
			abort();
		r->fd = -1;
		return 0;
	}
	if (present->form == ISLED_IOCTL_PLAIN || present->form == ISLED_IOCTL_SWITCH)
		return 0;
	touch(argument,
	      present->form == ISLED_IOCTL_VALUE  ? present->width
	      : present->form == ISLED_IOCTL_FLAT ? present->bytes
						  : _IOC_SIZE(request),
	      true);
	return 0;
}

/* Request numbers lie in families of at most 256. */
static const struct isled_ioctl *choose(const uint8_t *data)
{
	return isled_ioctl_find((uint32_t)(data[0] % 8) << 8 | (data[1] % 32));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct isled_ioctl_call call = { 0 };
	uint8_t *in, *out;

	if (size < 6 || size - 6 > ISLE_IOCTL_BYTES_MAX)
		return 0;
	present = choose(data);
	if (!present)
		return 0;
	isled_ioctl_native = answer;
	in = malloc(size - 6 + 1); /* exactly as much, for who watches the edges */
	memcpy(in, data + 6, size - 6);
	in = realloc(in, size - 6 ? size - 6 : 1);
	call.value = isled_ioctl_word(data + 2, 0);
	call.in = in;
	call.in_bytes = (uint32_t)(size - 6);
	if (isled_ioctl_measure(present, &call) >= 0) {
		uint32_t room = call.out_bytes;

		if (room > ISLE_IOCTL_BYTES_MAX)
			abort();
		out = malloc(room ? room : 1);
		call.out = out;
		isled_ioctl_run(present, 7, &call);
		if (call.out_bytes > room)
			abort();
		free(out);
	}
	free(in);
	return 0;
}
