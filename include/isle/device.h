/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices behind open files: terminals, disks, clocks, watchdogs, I2C, SPI, GPIO lines, and requests
 * that only a vendor knows. What a request is and what its structs mean stands in proto.h.
 *
 * The file is one of isle_file_open(). Waits, memory and errors as in file.h; and
 * Returns 0 unless something else stands with the function; -ISLE_ENOTTY the device has no such
 * request; -ISLE_EPERM not permitted by the daemon's configuration, or the file is open for reading only and
 * the request changes something; -ISLE_EINVAL a number, bit or length that has no meaning; -ISLE_ENODEV
 * the device is gone; -ISLE_ENXIO, -ISLE_EIO no answer on the bus. In a batch only isle_device_do(),
 * isle_file_ioctl() and what gives a struct without taking one.
 */
#ifndef ISLE_DEVICE_H
#define ISLE_DEVICE_H

#include <isle/file.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- any request ------------------------------------------------------------------------------------ */

/* A request of enum isle_ioctl_request that takes and gives at most a value. ret_value may be NULL. */
int isle_device_do(struct isle_context *ctx, const struct isle_file *file, uint32_t request,
		   uint32_t value, uint32_t *ret_value);

/*
 * A vendor's request, by the number that it has on the daemon's machine, as the configuration lists it. The
 * bytes pass as they are. With in == out the buffer is used for both. Returns the number of bytes at `out`.
 */
int isle_file_ioctl(struct isle_context *ctx, const struct isle_file *file, uint32_t request,
		    const void *in, size_t in_len, void *out, size_t out_len);

/* Under the functions below: a request with a struct in (from, or NULL) or out (ret, or NULL). `shape` is the
 * number of its fields, and from bit 8 on which of them have 64 bits. */
int isle__device_struct(struct isle_context *ctx, const struct isle_file *file, uint32_t request,
			uint32_t value, const void *from, void *ret, uint32_t shape);
#define ISLE__SHAPE(fields, wide) ((uint32_t)(fields) | (uint32_t)(wide) << 8)

/* Bytes that can be read at once. */
static inline int isle_file_readable(struct isle_context *ctx, const struct isle_file *file,
				     uint32_t *ret_bytes)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_READABLE, 0, ret_bytes);
}

/* ---- terminals and serial lines ------------------------------------------------------------------------ */

static inline int isle_tty_get(struct isle_context *ctx, const struct isle_file *file,
			       struct isle_termios *ret_termios)
{
	return isle__device_struct(ctx, file, ISLE_IOCTL_TTY_GET, 0, NULL, ret_termios,
				   ISLE__SHAPE(ISLE_TERMIOS_WORDS, 0));
}

/* `termios` should come from isle_tty_get(). */
static inline int isle_tty_set(struct isle_context *ctx, const struct isle_file *file,
			       enum isle_tty_when when, const struct isle_termios *termios)
{
	return isle__device_struct(ctx, file, ISLE_IOCTL_TTY_SET, (uint32_t)when, termios, NULL,
				   ISLE__SHAPE(ISLE_TERMIOS_WORDS, 0));
}

/* Changes what isle_tty_get() gave so that bytes pass unaltered, eight bits, no echo. Local. */
void isle_tty_raw(struct isle_termios *termios);

static inline int isle_tty_size_get(struct isle_context *ctx, const struct isle_file *file,
				    struct isle_tty_size *ret_size)
{
	return isle__device_struct(ctx, file, ISLE_IOCTL_TTY_SIZE_GET, 0, NULL, ret_size,
				   ISLE__SHAPE(4, 0));
}

static inline int isle_tty_size_set(struct isle_context *ctx, const struct isle_file *file,
				    const struct isle_tty_size *size)
{
	return isle__device_struct(ctx, file, ISLE_IOCTL_TTY_SIZE_SET, 0, size, NULL,
				   ISLE__SHAPE(4, 0));
}

/* Lines are ISLE_TTY_MODEM_*. */
static inline int isle_tty_modem_get(struct isle_context *ctx, const struct isle_file *file,
				     uint32_t *ret_lines)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_TTY_MODEM_GET, 0, ret_lines);
}

static inline int isle_tty_modem_set(struct isle_context *ctx, const struct isle_file *file,
				     uint32_t lines)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_TTY_MODEM_SET, lines, NULL);
}

static inline int isle_tty_modem_raise(struct isle_context *ctx, const struct isle_file *file,
				       uint32_t lines)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_TTY_MODEM_RAISE, lines, NULL);
}

static inline int isle_tty_modem_lower(struct isle_context *ctx, const struct isle_file *file,
				       uint32_t lines)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_TTY_MODEM_LOWER, lines, NULL);
}

/* tenths: of a second, at most 20; 0 = a quarter of a second. */
static inline int isle_tty_break(struct isle_context *ctx, const struct isle_file *file,
				 uint32_t tenths)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_TTY_BREAK, tenths, NULL);
}

static inline int isle_tty_flush(struct isle_context *ctx, const struct isle_file *file,
				 enum isle_tty_flush what)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_TTY_FLUSH, (uint32_t)what, NULL);
}

static inline int isle_tty_flow(struct isle_context *ctx, const struct isle_file *file,
				enum isle_tty_flow how)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_TTY_FLOW, (uint32_t)how, NULL);
}

/* Waits until all that was written through this file has been sent. */
static inline int isle_tty_drain(struct isle_context *ctx, const struct isle_file *file)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_TTY_DRAIN, 0, NULL);
}

/* Bytes written and not yet sent. */
static inline int isle_tty_pending(struct isle_context *ctx, const struct isle_file *file,
				   uint32_t *ret_bytes)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_TTY_PENDING, 0, ret_bytes);
}

static inline int isle_tty_counters(struct isle_context *ctx, const struct isle_file *file,
				    struct isle_tty_counters *ret_counters)
{
	return isle__device_struct(ctx, file, ISLE_IOCTL_TTY_COUNTERS, 0, NULL, ret_counters,
				   ISLE__SHAPE(ISLE_TTY_COUNTERS_WORDS, 0));
}

/* ---- disks; sector sizes and the like by isle_device_do() ----------------------------------------------- */

static inline int isle_block_size(struct isle_context *ctx, const struct isle_file *file,
				  struct isle_block_size *ret_size)
{
	return isle__device_struct(ctx, file, ISLE_IOCTL_BLOCK_SIZE, 0, NULL, ret_size,
				   ISLE__SHAPE(1, 1));
}

static inline int isle_block_flush(struct isle_context *ctx, const struct isle_file *file)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_BLOCK_FLUSH, 0, NULL);
}

static inline int isle_block_discard(struct isle_context *ctx, const struct isle_file *file,
				     const struct isle_block_range *range)
{
	return isle__device_struct(ctx, file, ISLE_IOCTL_BLOCK_DISCARD, 0, range, NULL,
				   ISLE__SHAPE(2, 3));
}

static inline int isle_block_zero(struct isle_context *ctx, const struct isle_file *file,
				  const struct isle_block_range *range)
{
	return isle__device_struct(ctx, file, ISLE_IOCTL_BLOCK_ZERO, 0, range, NULL,
				   ISLE__SHAPE(2, 3));
}

/* ---- clocks ------------------------------------------------------------------------------------------------ */

static inline int isle_rtc_time_get(struct isle_context *ctx, const struct isle_file *file,
				    struct isle_rtc_time *ret_time)
{
	return isle__device_struct(ctx, file, ISLE_IOCTL_RTC_TIME_GET, 0, NULL, ret_time,
				   ISLE__SHAPE(6, 0));
}

static inline int isle_rtc_time_set(struct isle_context *ctx, const struct isle_file *file,
				    const struct isle_rtc_time *time)
{
	return isle__device_struct(ctx, file, ISLE_IOCTL_RTC_TIME_SET, 0, time, NULL,
				   ISLE__SHAPE(6, 0));
}

static inline int isle_rtc_alarm_get(struct isle_context *ctx, const struct isle_file *file,
				     struct isle_rtc_alarm *ret_alarm)
{
	return isle__device_struct(ctx, file, ISLE_IOCTL_RTC_ALARM_GET, 0, NULL, ret_alarm,
				   ISLE__SHAPE(8, 0));
}

static inline int isle_rtc_alarm_set(struct isle_context *ctx, const struct isle_file *file,
				     const struct isle_rtc_alarm *alarm)
{
	return isle__device_struct(ctx, file, ISLE_IOCTL_RTC_ALARM_SET, 0, alarm, NULL,
				   ISLE__SHAPE(8, 0));
}

/* request: ISLE_IOCTL_RTC_ALARM_IRQ, _UPDATE_IRQ or _PERIODIC_IRQ. A read of the file waits for one. */
static inline int isle_rtc_irq(struct isle_context *ctx, const struct isle_file *file,
			       uint32_t request, bool on)
{
	return isle_device_do(ctx, file, request, on ? 1 : 0, NULL);
}

/* ---- watchdogs ---------------------------------------------------------------------------------------------- */

struct isle_watchdog_facts {
	struct isle_watchdog_info info;
	char name[32]; /* terminated */
};

int isle_watchdog_info(struct isle_context *ctx, const struct isle_file *file,
		       struct isle_watchdog_facts *ret_facts);

static inline int isle_watchdog_keepalive(struct isle_context *ctx, const struct isle_file *file)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_WATCHDOG_KEEPALIVE, 0, NULL);
}

/* ret_seconds may be NULL: what the device made of it. */
static inline int isle_watchdog_timeout_set(struct isle_context *ctx, const struct isle_file *file,
					    uint32_t seconds, uint32_t *ret_seconds)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_WATCHDOG_TIMEOUT_SET, seconds, ret_seconds);
}

static inline int isle_watchdog_timeout_get(struct isle_context *ctx, const struct isle_file *file,
					    uint32_t *ret_seconds)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_WATCHDOG_TIMEOUT_GET, 0, ret_seconds);
}

static inline int isle_watchdog_time_left(struct isle_context *ctx, const struct isle_file *file,
					  uint32_t *ret_seconds)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_WATCHDOG_TIME_LEFT, 0, ret_seconds);
}

/* The close of this device, which comes when isled ends or gives the grant up, will not reset the machine:
 * this must be the last that is written to it. Needs MAGIC_CLOSE among what it can do. Returns 1. */
static inline int isle_watchdog_release(struct isle_context *ctx, struct isle_file *file)
{
	return isle_file_write(ctx, file, "V", 1);
}

/* ---- I2C and SMBus -------------------------------------------------------------------------------------------- */

struct isle_i2c_message {
	uint32_t address;
	uint32_t flags; /* ISLE_I2C_READ ... */
	uint32_t length;
	void *data; /* only read from without READ */
};

/* At most ISLE_I2C_MESSAGES_MAX messages as one transfer on the bus. Returns how many were done. */
int isle_i2c_transfer(struct isle_context *ctx, const struct isle_file *file,
		      const struct isle_i2c_message *messages, unsigned n);

/* The address for isle_i2c_smbus(), and for plain reads and writes; it holds for all who use the grant. */
static inline int isle_i2c_address(struct isle_context *ctx, const struct isle_file *file,
				   uint32_t address)
{
	return isle_device_do(ctx, file, ISLE_IOCTL_I2C_ADDRESS, address, NULL);
}

struct isle_smbus {
	uint32_t read; /* 1: from the device */
	uint32_t kind; /* enum isle_smbus_kind */
	uint32_t command;
	uint32_t length;  /* bytes of data that are sent; of I2C_BLOCK_DATA also those to be read */
	uint8_t data[32]; /* both ways */
};

/* Returns the number of bytes received into smbus->data. */
int isle_i2c_smbus(struct isle_context *ctx, const struct isle_file *file,
		   struct isle_smbus *smbus);

/* ---- SPI ------------------------------------------------------------------------------------------------------ */

struct isle_spi_transfer {
	const void *send; /* NULL: zeros */
	void *receive;    /* NULL: dropped */
	uint32_t length;
	bool cs_change; /* chip select changes behind it */
	uint32_t speed; /* Hz; 0 = as set, as all that follow */
	uint32_t bits;
	uint32_t delay_us, word_delay_us;
	uint32_t send_wires, receive_wires;
};

/* At most ISLE_SPI_TRANSFERS_MAX transfers under one chip select. Returns the number of bytes moved. */
int isle_spi_transfer(struct isle_context *ctx, const struct isle_file *file,
		      const struct isle_spi_transfer *transfers, unsigned n);

/* ---- GPIO ------------------------------------------------------------------------------------------------------ */

struct isle_gpio_chip_facts {
	struct isle_gpio_chip chip;
	char name[32], label[32]; /* terminated */
};

int isle_gpio_chip(struct isle_context *ctx, const struct isle_file *file,
		   struct isle_gpio_chip_facts *ret_facts);

struct isle_gpio_line_facts {
	struct isle_gpio_line line;
	char name[32], consumer[32]; /* terminated */
};

int isle_gpio_line(struct isle_context *ctx, const struct isle_file *file, uint32_t line,
		   struct isle_gpio_line_facts *ret_facts);

struct isle_gpio_lines {
	struct isle_gpio_config config;
	const struct isle_gpio_exception *exceptions; /* config.exceptions of them */
	const uint32_t *lines;                        /* numbers on the chip */
	unsigned lines_n;                             /* at most ISLE_GPIO_LINES_MAX */
	const char *consumer; /* shown by others; at most 31 bytes; NULL = none */
};

/* Takes lines for oneself. *ret_lines is for the functions below, is given back by isle_file_close(), and
 * must be read when edges are asked for. */
int isle_gpio_request(struct isle_context *ctx, const struct isle_file *chip,
		      const struct isle_gpio_lines *request, struct isle_file *ret_lines);

/* Sets them differently; of `request` only config and exceptions count, and events_max is 0. */
int isle_gpio_config_set(struct isle_context *ctx, const struct isle_file *lines,
			 const struct isle_gpio_lines *request);

/* In: mask. Out: bits. Bit 0 is the first line of the request. */
static inline int isle_gpio_get(struct isle_context *ctx, const struct isle_file *lines,
				struct isle_gpio_values *values)
{
	return isle__device_struct(ctx, lines, ISLE_IOCTL_GPIO_VALUES_GET, 0, values, values,
				   ISLE__SHAPE(2, 3));
}

static inline int isle_gpio_set(struct isle_context *ctx, const struct isle_file *lines,
				const struct isle_gpio_values *values)
{
	return isle__device_struct(ctx, lines, ISLE_IOCTL_GPIO_VALUES_SET, 0, values, NULL,
				   ISLE__SHAPE(2, 3));
}

/* Waits for the first event. Returns how many there are, at most n. Not for isle_async(). */
int isle_gpio_read(struct isle_context *ctx, struct isle_file *lines,
		   struct isle_gpio_event *ret_events, unsigned n);

#ifdef __cplusplus
}
#endif

#endif
