/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Linked into an isled of its own, this stands for devices that a machine seldom has. It answers where the
 * kernel would, in the kernel's structs:
 *   I2C   0x50 a memory of 256 bytes; 0x51 nobody; 0x52 hangs until 0x53 is written; 0x54 is unplugged
 *   SPI   what is sent comes back, each byte inverted
 *   clock, watchdog: state in memory
 *   terminals: each question how much is unsent finds one byte less of what WATCHDOG_PRETIMEOUT_SET said
 *   GPIO  8 lines; a change of an output of edge detection is an event
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <linux/rtc.h>
#include <linux/spi/spidev.h>
#include <linux/watchdog.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "linux/device.h"

/* ---- I2C ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t released = PTHREAD_COND_INITIALIZER;
static uint8_t memory[256], place;
static unsigned releases;

static int hang(void)
{
	unsigned before;

	pthread_mutex_lock(&lock);
	for (before = releases; before == releases;)
		pthread_cond_wait(&released, &lock);
	pthread_mutex_unlock(&lock);
	return 1;
}

static int release(void)
{
	pthread_mutex_lock(&lock);
	releases++;
	pthread_cond_broadcast(&released);
	pthread_mutex_unlock(&lock);
	return 1;
}

static int one_message(const struct i2c_msg *m)
{
	if (m->addr == 0x52)
		return hang();
	if (m->addr == 0x53)
		return release();
	if (m->addr == 0x54)
		return -ENODEV;
	if (m->addr != 0x50)
		return -ENXIO;
	for (unsigned i = 0; i < m->len; i++)
		if (m->flags & I2C_M_RD)
			m->buf[i] = memory[place++];
		else if (i == 0)
			place = m->buf[0];
		else
			memory[place++] = m->buf[i];
	return 1;
}

static int i2c(void *argument)
{
	const struct i2c_rdwr_ioctl_data *list = argument;

	for (unsigned i = 0; i < list->nmsgs; i++) {
		int rc = one_message(&list->msgs[i]);

		if (rc < 0)
			return rc;
	}
	return (int)list->nmsgs;
}

static int smbus(void *argument)
{
	const struct i2c_smbus_ioctl_data *a = argument;

	if (a->size != I2C_SMBUS_BYTE_DATA && a->size != I2C_SMBUS_I2C_BLOCK_DATA)
		return -EOPNOTSUPP;
	if (a->size == I2C_SMBUS_BYTE_DATA && a->read_write == I2C_SMBUS_READ)
		a->data->byte = memory[a->command];
	else if (a->size == I2C_SMBUS_BYTE_DATA)
		memory[a->command] = a->data->byte;
	else if (a->read_write == I2C_SMBUS_READ)
		memcpy(a->data->block + 1, memory + a->command, a->data->block[0]);
	else
		memcpy(memory + a->command, a->data->block + 1, a->data->block[0]);
	return 0;
}

/* ---- SPI ---- */

static int spi(unsigned long request, void *argument)
{
	const struct spi_ioc_transfer *t = argument;
	unsigned n = _IOC_SIZE(request) / sizeof(*t), sum = 0;

	for (; n; n--, t++) {
		const uint8_t *tx = (const uint8_t *)(uintptr_t)t->tx_buf;
		uint8_t *rx = (uint8_t *)(uintptr_t)t->rx_buf;

		for (unsigned i = 0; rx && i < t->len; i++)
			rx[i] = tx ? (uint8_t)~tx[i] : 0xff;
		sum += t->len;
	}
	return (int)sum;
}

/* ---- GPIO ---- */

static struct {
	int events; /* a pipe's end to write to */
	uint64_t bits, flags;
	unsigned lines;
	uint32_t offsets[8], sequence;
} lines;

static int take_lines(struct gpio_v2_line_request *r)
{
	int fds[2];

	for (unsigned i = 0; i < r->num_lines; i++)
		if (r->offsets[i] >= 8 || r->num_lines > 8)
			return -EINVAL;
	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	if (lines.events)
		close(lines.events);
	lines.events = fds[1];
	lines.lines = r->num_lines;
	lines.flags = r->config.flags;
	lines.bits = 0;
	lines.sequence = 0;
	memcpy(lines.offsets, r->offsets, sizeof(lines.offsets));
	r->fd = fds[0];
	return 0;
}

static void tell(unsigned i, bool on)
{
	struct gpio_v2_line_event e;
	uint64_t wanted = on ? GPIO_V2_LINE_FLAG_EDGE_RISING : GPIO_V2_LINE_FLAG_EDGE_FALLING;

	if (!(lines.flags & wanted))
		return;
	memset(&e, 0, sizeof(e));
	e.timestamp_ns = 1000u * ++lines.sequence;
	e.id = on ? GPIO_V2_LINE_EVENT_RISING_EDGE : GPIO_V2_LINE_EVENT_FALLING_EDGE;
	e.offset = lines.offsets[i];
	e.seqno = e.line_seqno = lines.sequence;
	if (write(lines.events, &e, sizeof(e)) < 0)
		lines.sequence--;
}

static int set_values(const struct gpio_v2_line_values *v)
{
	for (unsigned i = 0; i < lines.lines; i++) {
		uint64_t bit = 1ull << i;

		if (!(v->mask & bit) || !((lines.bits ^ v->bits) & bit))
			continue;
		lines.bits ^= bit;
		tell(i, lines.bits & bit);
	}
	return 0;
}

/* The last handle is closed: the worker has no descriptor more than before. */
static void forget_lines(void)
{
	if (lines.events)
		close(lines.events);
	lines.events = 0;
}

static int gpio(unsigned long request, void *argument)
{
	struct gpio_v2_line_values *v = argument;
	struct gpiochip_info *chip = argument;

	switch (request) {
	case GPIO_GET_CHIPINFO_IOCTL:
		strcpy(chip->name, "gpiochip9");
		strcpy(chip->label, "fake");
		chip->lines = 8;
		return 0;
	case GPIO_V2_GET_LINE_IOCTL:
		return take_lines(argument);
	case GPIO_V2_LINE_SET_VALUES_IOCTL:
		return set_values(v);
	case GPIO_V2_LINE_GET_VALUES_IOCTL:
		v->bits = lines.bits & v->mask;
		return 0;
	case GPIO_V2_LINE_SET_CONFIG_IOCTL:
		lines.flags = ((struct gpio_v2_line_config *)argument)->flags;
		if (!lines.flags)
			forget_lines();
		return 0;
	default:
		return -ENOTTY;
	}
}

/* ---- clock and watchdog ---- */

static int numbers(unsigned long request, void *argument)
{
	static struct rtc_time time = { .tm_mday = 1, .tm_year = 126 };
	static int timeout = 60, options;
	struct watchdog_info *info = argument;

	switch (request) {
	case RTC_RD_TIME:
		*(struct rtc_time *)argument = time;
		return 0;
	case RTC_SET_TIME:
		time = *(struct rtc_time *)argument;
		return 0;
	case WDIOC_GETSUPPORT:
		memset(info, 0, sizeof(*info));
		info->options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING;
		memset(info->identity, 'w', sizeof(info->identity)); /* not terminated */
		return 0;
	case WDIOC_SETTIMEOUT:
		timeout = *(int *)argument = (*(int *)argument + 9) / 10 * 10;
		return 0;
	case WDIOC_GETTIMEOUT:
		*(int *)argument = timeout;
		return 0;
	case WDIOC_SETOPTIONS:
		options = *(int *)argument;
		return options == WDIOS_DISABLECARD ? 0 : -EINVAL;
	case WDIOC_KEEPALIVE:
		return 0;
	default:
		return -ENOTTY;
	}
}

static int unsent;

static int (*kernel)(int fd, unsigned long request, void *argument);

static int set_unsent(void *argument)
{
	unsent = *(int *)argument;
	return 0;
}

static int answer(int fd, unsigned long request, void *argument)
{
	if (request == WDIOC_SETPRETIMEOUT)
		return set_unsent(argument);
	if (request == I2C_RDWR)
		return i2c(argument);
	if (request == I2C_SMBUS)
		return smbus(argument);
	if (request == I2C_SLAVE)
		return argument == (void *)0x50 ? 0 : -EBUSY;
	if (_IOC_TYPE(request) == SPI_IOC_MAGIC && _IOC_NR(request) == 0)
		return spi(request, argument);
	if (_IOC_TYPE(request) == 0xb4)
		return gpio(request, argument);
	if (_IOC_TYPE(request) == 'p' || _IOC_TYPE(request) == WATCHDOG_IOCTL_BASE)
		return numbers(request, argument);
	if (request == TIOCOUTQ) {
		*(int *)argument = unsent > 0 ? unsent-- : 0;
		return 0;
	}
	return kernel(fd, request, argument);
}

__attribute__((constructor)) static void begin(void)
{
	kernel = isled_ioctl_native;
	isled_ioctl_native = answer;
}
