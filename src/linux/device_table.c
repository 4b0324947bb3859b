/* SPDX-License-Identifier: BSD-3-Clause */
/* The requests that the daemon knows, by number: one line each. */
#include "linux/device.h"

#include <isle/errors.h>
#include <isle/limits.h>
#include <isle/proto.h>

#include <linux/fs.h>
#include <linux/gpio.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <linux/rtc.h>
#include <linux/serial.h>
#include <linux/spi/spidev.h>
#include <linux/watchdog.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>

/* Headers of older kernels. */
#ifndef RTC_VL_CLR
#define RTC_VL_CLR _IO('p', 0x14)
#endif
#ifndef SPI_TX_OCTAL
#define SPI_TX_OCTAL (1 << 13)
#define SPI_RX_OCTAL (1 << 14)
#endif

/* ---- bits of values ---- */

static const struct isled_ioctl_bit modem_bits[] = {
	{ ISLE_TTY_MODEM_DTR, TIOCM_DTR }, { ISLE_TTY_MODEM_RTS, TIOCM_RTS },
	{ ISLE_TTY_MODEM_CTS, TIOCM_CTS }, { ISLE_TTY_MODEM_CD, TIOCM_CAR },
	{ ISLE_TTY_MODEM_RI, TIOCM_RNG },  { ISLE_TTY_MODEM_DSR, TIOCM_DSR },
	{ ISLE_TTY_MODEM_OUT1, 0x2000 },   { ISLE_TTY_MODEM_OUT2, 0x4000 },
	{ ISLE_TTY_MODEM_LOOP, 0x8000 },   { 0, 0 },
};

static const struct isled_ioctl_bit spi_bits[] = {
	{ ISLE_SPI_CPHA, SPI_CPHA },
	{ ISLE_SPI_CPOL, SPI_CPOL },
	{ ISLE_SPI_CS_HIGH, SPI_CS_HIGH },
	{ ISLE_SPI_LSB_FIRST, SPI_LSB_FIRST },
	{ ISLE_SPI_THREE_WIRE, SPI_3WIRE },
	{ ISLE_SPI_LOOP, SPI_LOOP },
	{ ISLE_SPI_NO_CS, SPI_NO_CS },
	{ ISLE_SPI_READY, SPI_READY },
	{ ISLE_SPI_TX_DUAL, SPI_TX_DUAL },
	{ ISLE_SPI_TX_QUAD, SPI_TX_QUAD },
	{ ISLE_SPI_RX_DUAL, SPI_RX_DUAL },
	{ ISLE_SPI_RX_QUAD, SPI_RX_QUAD },
	{ ISLE_SPI_TX_OCTAL, SPI_TX_OCTAL },
	{ ISLE_SPI_RX_OCTAL, SPI_RX_OCTAL },
	{ 0, 0 },
};

static const struct isled_ioctl_bit watchdog_bits[] = {
	{ ISLE_WATCHDOG_OVERHEAT, WDIOF_OVERHEAT },
	{ ISLE_WATCHDOG_FAN_FAULT, WDIOF_FANFAULT },
	{ ISLE_WATCHDOG_EXTERN1, WDIOF_EXTERN1 },
	{ ISLE_WATCHDOG_EXTERN2, WDIOF_EXTERN2 },
	{ ISLE_WATCHDOG_POWER_UNDER, WDIOF_POWERUNDER },
	{ ISLE_WATCHDOG_CARD_RESET, WDIOF_CARDRESET },
	{ ISLE_WATCHDOG_POWER_OVER, WDIOF_POWEROVER },
	{ ISLE_WATCHDOG_SET_TIMEOUT, WDIOF_SETTIMEOUT },
	{ ISLE_WATCHDOG_MAGIC_CLOSE, WDIOF_MAGICCLOSE },
	{ ISLE_WATCHDOG_PRETIMEOUT, WDIOF_PRETIMEOUT },
	{ ISLE_WATCHDOG_ALARM_ONLY, WDIOF_ALARMONLY },
	{ ISLE_WATCHDOG_KEEPALIVE, WDIOF_KEEPALIVEPING },
	{ 0, 0 },
};

_Static_assert(ISLE_WATCHDOG_DISABLE == WDIOS_DISABLECARD &&
		       ISLE_WATCHDOG_ENABLE == WDIOS_ENABLECARD,
	       "options of a watchdog");

/* ---- fields of structs ---- */

#define FIELD(n, type, member)                                     \
	{                                                          \
		.word = (n), .width = sizeof(((type *)0)->member), \
		.offset = offsetof(type, member)                   \
	}
#define WIDE(n, type, member)                                                    \
	{                                                                        \
		.word = (n), .wide = true, .width = sizeof(((type *)0)->member), \
		.offset = offsetof(type, member)                                 \
	}
#define BIASED(n, type, member, by)                                \
	{                                                          \
		.word = (n), .width = sizeof(((type *)0)->member), \
		.offset = offsetof(type, member), .bias = (by)     \
	}

static const struct isled_ioctl_field tty_size[] = {
	FIELD(0, struct winsize, ws_row),
	FIELD(1, struct winsize, ws_col),
	FIELD(2, struct winsize, ws_xpixel),
	FIELD(3, struct winsize, ws_ypixel),
};

static const struct isled_ioctl_field tty_counters[] = {
	FIELD(0, struct serial_icounter_struct, cts),
	FIELD(1, struct serial_icounter_struct, dsr),
	FIELD(2, struct serial_icounter_struct, rng),
	FIELD(3, struct serial_icounter_struct, dcd),
	FIELD(4, struct serial_icounter_struct, rx),
	FIELD(5, struct serial_icounter_struct, tx),
	FIELD(6, struct serial_icounter_struct, frame),
	FIELD(7, struct serial_icounter_struct, overrun),
	FIELD(8, struct serial_icounter_struct, parity),
	FIELD(9, struct serial_icounter_struct, brk),
	FIELD(10, struct serial_icounter_struct, buf_overrun),
};

struct range {
	uint64_t start, length;
};

static const struct isled_ioctl_field block_size[] = { WIDE(0, struct range, start) };
static const struct isled_ioctl_field block_range[] = { WIDE(0, struct range, start),
							WIDE(2, struct range, length) };

#define TIME(n, type, prefix)                                                               \
	FIELD(n, type, prefix tm_sec), FIELD((n) + 1, type, prefix tm_min),                 \
		FIELD((n) + 2, type, prefix tm_hour), FIELD((n) + 3, type, prefix tm_mday), \
		BIASED((n) + 4, type, prefix tm_mon, 1),                                    \
		BIASED((n) + 5, type, prefix tm_year, 1900)

static const struct isled_ioctl_field rtc_time[] = { TIME(0, struct rtc_time, ) };
static const struct isled_ioctl_field rtc_alarm[] = {
	FIELD(0, struct rtc_wkalrm, enabled),
	FIELD(1, struct rtc_wkalrm, pending),
	TIME(2, struct rtc_wkalrm, time.),
};

static const struct isled_ioctl_field watchdog_info[] = {
	FIELD(0, struct watchdog_info, options),
	FIELD(1, struct watchdog_info, firmware_version),
};

static const struct isled_ioctl_field gpio_chip[] = { FIELD(0, struct gpiochip_info, lines) };

static const struct isled_ioctl_field gpio_values[] = {
	WIDE(0, struct gpio_v2_line_values, bits),
	WIDE(2, struct gpio_v2_line_values, mask),
};

/* ---- the requests ---- */

#define CHANGES ISLED_IOCTL_CHANGES
#define QUICK   ISLED_IOCTL_QUICK
#define DRAINS  ISLED_IOCTL_DRAINS

#define OF_ANY     .kind = ISLED_IOCTL_ANY, .grade = ISLED_IOCTL_FREE
#define OF_TTY     .kind = ISLED_IOCTL_TTY, .grade = ISLED_IOCTL_FREE
#define OF_BLOCK   .kind = ISLED_IOCTL_BLOCK, .grade = ISLED_IOCTL_GRANTED
#define OF_CHAR    .kind = ISLED_IOCTL_CHAR, .grade = ISLED_IOCTL_GRANTED
#define LISTED(of) .kind = ISLED_IOCTL_##of, .grade = ISLED_IOCTL_LISTED

#define PLAIN(number, max)                                                 \
	.form = ISLED_IOCTL_PLAIN, .native = (number), .value_max = (max), \
	.direction = ISLED_IOCTL_IN
#define SWITCH(on, off_)                                                           \
	.form = ISLED_IOCTL_SWITCH, .native = (on), .off = (off_), .value_max = 1, \
	.direction = ISLED_IOCTL_IN
#define VALUE(way, type, number)                                                       \
	.form = ISLED_IOCTL_VALUE, .native = (number), .direction = ISLED_IOCTL_##way, \
	.width = sizeof(type)
#define FLAT(way, map, type, number, canonical)                                             \
	.form = ISLED_IOCTL_FLAT, .native = (number), .direction = ISLED_IOCTL_##way,       \
	.fields = (map), .fields_n = sizeof(map) / sizeof((map)[0]), .bytes = sizeof(type), \
	.words = ISLE_##canonical##_WORDS
#define NESTED(functions, number) \
	.form = ISLED_IOCTL_NESTED, .native = (number), .nested = &(functions)
#define REQUEST(name_) .request = ISLE_IOCTL_##name_, .name = #name_

static const struct isled_ioctl table[] = {
	{ REQUEST(READABLE), OF_ANY, VALUE(OUT, int, FIONREAD), .properties = QUICK },
	{ REQUEST(TTY_GET), OF_TTY, NESTED(isled_ioctl_tty_get, 0), .properties = QUICK },
	{ REQUEST(TTY_SET), OF_TTY, NESTED(isled_ioctl_tty_set, 0), .properties = CHANGES },
	{ REQUEST(TTY_SIZE_GET), OF_TTY, FLAT(OUT, tty_size, struct winsize, TIOCGWINSZ, TTY_SIZE),
	  .properties = QUICK },
	{ REQUEST(TTY_SIZE_SET), OF_TTY, FLAT(IN, tty_size, struct winsize, TIOCSWINSZ, TTY_SIZE),
	  .properties = CHANGES | QUICK },
	{ REQUEST(TTY_MODEM_GET), OF_TTY, VALUE(OUT, int, TIOCMGET), .bits = modem_bits },
	{ REQUEST(TTY_MODEM_SET), OF_TTY, VALUE(IN, int, TIOCMSET), .bits = modem_bits,
	  .properties = CHANGES },
	{ REQUEST(TTY_MODEM_RAISE), OF_TTY, VALUE(IN, int, TIOCMBIS), .bits = modem_bits,
	  .properties = CHANGES },
	{ REQUEST(TTY_MODEM_LOWER), OF_TTY, VALUE(IN, int, TIOCMBIC), .bits = modem_bits,
	  .properties = CHANGES },
	{ REQUEST(TTY_BREAK), OF_TTY, PLAIN(TCSBRKP, 20), .properties = CHANGES | DRAINS },
	{ REQUEST(TTY_BREAK_ON), OF_TTY, PLAIN(TIOCSBRK, 0), .properties = CHANGES | DRAINS },
	{ REQUEST(TTY_BREAK_OFF), OF_TTY, PLAIN(TIOCCBRK, 0), .properties = CHANGES },
	{ REQUEST(TTY_FLUSH), OF_TTY, PLAIN(TCFLSH, 2), .properties = CHANGES },
	{ REQUEST(TTY_FLOW), OF_TTY, PLAIN(TCXONC, 3), .properties = CHANGES },
	{ REQUEST(TTY_DRAIN), OF_TTY, PLAIN(TCSBRK, 0), .off = 1, .properties = DRAINS },
	{ REQUEST(TTY_PENDING), OF_TTY, VALUE(OUT, int, TIOCOUTQ), .properties = QUICK },
	{ REQUEST(TTY_COUNTERS), OF_TTY,
	  FLAT(OUT, tty_counters, struct serial_icounter_struct, TIOCGICOUNT, TTY_COUNTERS) },
	{ REQUEST(BLOCK_SIZE), OF_BLOCK, FLAT(OUT, block_size, uint64_t, BLKGETSIZE64, BLOCK_SIZE),
	  .properties = QUICK },
	{ REQUEST(BLOCK_SECTOR), OF_BLOCK, VALUE(OUT, int, BLKSSZGET), .properties = QUICK },
	{ REQUEST(BLOCK_PHYSICAL), OF_BLOCK, VALUE(OUT, int, BLKPBSZGET), .properties = QUICK },
	{ REQUEST(BLOCK_IO_MIN), OF_BLOCK, VALUE(OUT, int, BLKIOMIN), .properties = QUICK },
	{ REQUEST(BLOCK_IO_BEST), OF_BLOCK, VALUE(OUT, int, BLKIOOPT), .properties = QUICK },
	{ REQUEST(BLOCK_READ_ONLY_GET), OF_BLOCK, VALUE(OUT, int, BLKROGET), .properties = QUICK },
	{ REQUEST(BLOCK_READ_ONLY_SET), LISTED(BLOCK), VALUE(IN, int, BLKROSET), .value_max = 1,
	  .properties = CHANGES },
	{ REQUEST(BLOCK_FLUSH), OF_BLOCK, PLAIN(BLKFLSBUF, 0), .properties = CHANGES },
	{ REQUEST(BLOCK_DISCARD), LISTED(BLOCK),
	  FLAT(IN, block_range, struct range, BLKDISCARD, BLOCK_RANGE), .properties = CHANGES },
	{ REQUEST(BLOCK_ZERO), LISTED(BLOCK),
	  FLAT(IN, block_range, struct range, BLKZEROOUT, BLOCK_RANGE), .properties = CHANGES },
	{ REQUEST(RTC_TIME_GET), OF_CHAR,
	  FLAT(OUT, rtc_time, struct rtc_time, RTC_RD_TIME, RTC_TIME) },
	{ REQUEST(RTC_TIME_SET), OF_CHAR,
	  FLAT(IN, rtc_time, struct rtc_time, RTC_SET_TIME, RTC_TIME), .properties = CHANGES },
	{ REQUEST(RTC_ALARM_GET), OF_CHAR,
	  FLAT(OUT, rtc_alarm, struct rtc_wkalrm, RTC_WKALM_RD, RTC_ALARM) },
	{ REQUEST(RTC_ALARM_SET), OF_CHAR,
	  FLAT(IN, rtc_alarm, struct rtc_wkalrm, RTC_WKALM_SET, RTC_ALARM), .properties = CHANGES },
	{ REQUEST(RTC_ALARM_IRQ), OF_CHAR, SWITCH(RTC_AIE_ON, RTC_AIE_OFF) },
	{ REQUEST(RTC_UPDATE_IRQ), OF_CHAR, SWITCH(RTC_UIE_ON, RTC_UIE_OFF) },
	{ REQUEST(RTC_PERIODIC_IRQ), OF_CHAR, SWITCH(RTC_PIE_ON, RTC_PIE_OFF) },
	{ REQUEST(RTC_RATE_GET), OF_CHAR, VALUE(OUT, unsigned long, RTC_IRQP_READ) },
	{ REQUEST(RTC_RATE_SET), OF_CHAR, PLAIN(RTC_IRQP_SET, UINT32_MAX), .properties = CHANGES },
	{ REQUEST(RTC_BATTERY_GET), OF_CHAR, VALUE(OUT, int, RTC_VL_READ) },
	{ REQUEST(RTC_BATTERY_CLEAR), OF_CHAR, PLAIN(RTC_VL_CLR, 0), .properties = CHANGES },
	{ REQUEST(WATCHDOG_INFO), OF_CHAR,
	  FLAT(OUT, watchdog_info, struct watchdog_info, WDIOC_GETSUPPORT, WATCHDOG_INFO),
	  .tail = offsetof(struct watchdog_info, identity), .tail_bytes = 32 },
	{ REQUEST(WATCHDOG_STATUS), OF_CHAR, VALUE(OUT, int, WDIOC_GETSTATUS),
	  .bits = watchdog_bits },
	{ REQUEST(WATCHDOG_BOOT_STATUS), OF_CHAR, VALUE(OUT, int, WDIOC_GETBOOTSTATUS),
	  .bits = watchdog_bits },
	{ REQUEST(WATCHDOG_KEEPALIVE), OF_CHAR, PLAIN(WDIOC_KEEPALIVE, 0), .properties = CHANGES },
	{ REQUEST(WATCHDOG_TIMEOUT_GET), OF_CHAR, VALUE(OUT, int, WDIOC_GETTIMEOUT) },
	{ REQUEST(WATCHDOG_TIMEOUT_SET), OF_CHAR, VALUE(INOUT, int, WDIOC_SETTIMEOUT),
	  .properties = CHANGES },
	{ REQUEST(WATCHDOG_PRETIMEOUT_GET), OF_CHAR, VALUE(OUT, int, WDIOC_GETPRETIMEOUT) },
	{ REQUEST(WATCHDOG_PRETIMEOUT_SET), OF_CHAR, VALUE(INOUT, int, WDIOC_SETPRETIMEOUT),
	  .properties = CHANGES },
	{ REQUEST(WATCHDOG_TIME_LEFT), OF_CHAR, VALUE(OUT, int, WDIOC_GETTIMELEFT) },
	{ REQUEST(WATCHDOG_OPTIONS), LISTED(CHAR), VALUE(IN, int, WDIOC_SETOPTIONS), .value_max = 3,
	  .properties = CHANGES },
	{ REQUEST(I2C_FUNCTIONS), OF_CHAR, VALUE(OUT, unsigned long, I2C_FUNCS) },
	{ REQUEST(I2C_ADDRESS), OF_CHAR, PLAIN(I2C_SLAVE, 0x3ff), .properties = CHANGES },
	{ REQUEST(I2C_ADDRESS_FORCE), LISTED(CHAR), PLAIN(I2C_SLAVE_FORCE, 0x3ff),
	  .properties = CHANGES },
	{ REQUEST(I2C_TEN_BIT), OF_CHAR, PLAIN(I2C_TENBIT, 1), .properties = CHANGES },
	{ REQUEST(I2C_PEC), OF_CHAR, PLAIN(I2C_PEC, 1), .properties = CHANGES },
	{ REQUEST(I2C_RETRIES), OF_CHAR, PLAIN(I2C_RETRIES, 100), .properties = CHANGES },
	{ REQUEST(I2C_TIMEOUT), OF_CHAR, PLAIN(I2C_TIMEOUT, 6000), .properties = CHANGES },
	{ REQUEST(I2C_TRANSFER), OF_CHAR, NESTED(isled_ioctl_i2c, I2C_RDWR),
	  .properties = CHANGES },
	{ REQUEST(I2C_SMBUS), OF_CHAR, NESTED(isled_ioctl_smbus, I2C_SMBUS),
	  .properties = CHANGES },
	{ REQUEST(SPI_MODE_GET), OF_CHAR, VALUE(OUT, uint32_t, SPI_IOC_RD_MODE32),
	  .bits = spi_bits },
	{ REQUEST(SPI_MODE_SET), OF_CHAR, VALUE(IN, uint32_t, SPI_IOC_WR_MODE32), .bits = spi_bits,
	  .properties = CHANGES },
	{ REQUEST(SPI_BITS_GET), OF_CHAR, VALUE(OUT, uint8_t, SPI_IOC_RD_BITS_PER_WORD) },
	{ REQUEST(SPI_BITS_SET), OF_CHAR, VALUE(IN, uint8_t, SPI_IOC_WR_BITS_PER_WORD),
	  .value_max = 255, .properties = CHANGES },
	{ REQUEST(SPI_SPEED_GET), OF_CHAR, VALUE(OUT, uint32_t, SPI_IOC_RD_MAX_SPEED_HZ) },
	{ REQUEST(SPI_SPEED_SET), OF_CHAR, VALUE(IN, uint32_t, SPI_IOC_WR_MAX_SPEED_HZ),
	  .properties = CHANGES },
	{ REQUEST(SPI_TRANSFER), OF_CHAR, NESTED(isled_ioctl_spi, 0), .properties = CHANGES },
	{ REQUEST(GPIO_CHIP), OF_CHAR,
	  FLAT(OUT, gpio_chip, struct gpiochip_info, GPIO_GET_CHIPINFO_IOCTL, GPIO_CHIP),
	  .tail = offsetof(struct gpiochip_info, name), .tail_bytes = 64 },
	{ REQUEST(GPIO_LINE), OF_CHAR, NESTED(isled_ioctl_gpio_line, GPIO_V2_GET_LINEINFO_IOCTL) },
	{ REQUEST(GPIO_REQUEST), OF_CHAR, NESTED(isled_ioctl_gpio_request, GPIO_V2_GET_LINE_IOCTL),
	  .properties = CHANGES },
	{ REQUEST(GPIO_VALUES_GET), OF_CHAR,
	  FLAT(INOUT, gpio_values, struct gpio_v2_line_values, GPIO_V2_LINE_GET_VALUES_IOCTL,
	       GPIO_VALUES) },
	{ REQUEST(GPIO_VALUES_SET), OF_CHAR,
	  FLAT(IN, gpio_values, struct gpio_v2_line_values, GPIO_V2_LINE_SET_VALUES_IOCTL,
	       GPIO_VALUES),
	  .properties = CHANGES },
	{ REQUEST(GPIO_CONFIG_SET), OF_CHAR,
	  NESTED(isled_ioctl_gpio_config, GPIO_V2_LINE_SET_CONFIG_IOCTL), .properties = CHANGES },
};

#define TABLE_N (sizeof(table) / sizeof(table[0]))

const struct isled_ioctl *isled_ioctl_find(uint32_t request)
{
	for (size_t i = 0; i < TABLE_N; i++)
		if (table[i].request == request)
			return &table[i];
	return NULL;
}

const struct isled_ioctl *isled_ioctl_find_name(const char *name)
{
	for (size_t i = 0; i < TABLE_N; i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}
