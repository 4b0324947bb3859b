/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Canonical device requests against the kernel's own headers: each native struct is built here from
 * them and compared byte for byte with what the kernel would get.
 */
#include <linux/fs.h>
#include <linux/gpio.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <linux/if_tun.h>
#include <linux/rtc.h>
#include <linux/serial.h>
#include <linux/spi/spidev.h>
#include <linux/watchdog.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "seam.h"

/* ---- requests that take or give a value ---- */

static const struct {
	uint32_t request, value;
	unsigned long native;
	unsigned width; /* of the integer that is pointed to; 0: the argument is the number */
	unsigned long in;
	unsigned long out; /* answered, and... */
	uint32_t value_out;
} values[] = {
	{ ISLE_IOCTL_READABLE, 0, FIONREAD, 4, 0, 77, 77 },
	{ ISLE_IOCTL_TTY_MODEM_GET, 0, TIOCMGET, 4, 0, TIOCM_CTS | TIOCM_CAR | TIOCM_RNG | 1,
	  ISLE_TTY_MODEM_CTS | ISLE_TTY_MODEM_CD | ISLE_TTY_MODEM_RI },
	{ ISLE_IOCTL_TTY_MODEM_SET, ISLE_TTY_MODEM_DTR, TIOCMSET, 4, TIOCM_DTR, 0, 0 },
	{ ISLE_IOCTL_TTY_MODEM_RAISE, ISLE_TTY_MODEM_RTS | ISLE_TTY_MODEM_LOOP, TIOCMBIS, 4,
	  TIOCM_RTS | 0x8000, 0, 0 },
	{ ISLE_IOCTL_TTY_MODEM_LOWER, ISLE_TTY_MODEM_OUT1 | ISLE_TTY_MODEM_OUT2, TIOCMBIC, 4,
	  0x6000, 0, 0 },
	{ ISLE_IOCTL_TTY_BREAK, 5, TCSBRKP, 0, 5, 0, 0 },
	{ ISLE_IOCTL_TTY_BREAK_ON, 0, TIOCSBRK, 0, 0, 0, 0 },
	{ ISLE_IOCTL_TTY_BREAK_OFF, 0, TIOCCBRK, 0, 0, 0, 0 },
	{ ISLE_IOCTL_TTY_FLUSH, ISLE_TTY_FLUSH_BOTH, TCFLSH, 0, 2, 0, 0 },
	{ ISLE_IOCTL_TTY_FLOW, ISLE_TTY_FLOW_IN_GO, TCXONC, 0, 3, 0, 0 },
	{ ISLE_IOCTL_TTY_DRAIN, 0, TCSBRK, 0, 1, 0, 0 },
	{ ISLE_IOCTL_TTY_PENDING, 0, TIOCOUTQ, 4, 0, 4095, 4095 },
	{ ISLE_IOCTL_BLOCK_SECTOR, 0, BLKSSZGET, 4, 0, 512, 512 },
	{ ISLE_IOCTL_BLOCK_PHYSICAL, 0, BLKPBSZGET, 4, 0, 4096, 4096 },
	{ ISLE_IOCTL_BLOCK_IO_MIN, 0, BLKIOMIN, 4, 0, 4096, 4096 },
	{ ISLE_IOCTL_BLOCK_IO_BEST, 0, BLKIOOPT, 4, 0, 65536, 65536 },
	{ ISLE_IOCTL_BLOCK_READ_ONLY_GET, 0, BLKROGET, 4, 0, 1, 1 },
	{ ISLE_IOCTL_BLOCK_READ_ONLY_SET, 1, BLKROSET, 4, 1, 0, 0 },
	{ ISLE_IOCTL_BLOCK_FLUSH, 0, BLKFLSBUF, 0, 0, 0, 0 },
	{ ISLE_IOCTL_RTC_ALARM_IRQ, 1, RTC_AIE_ON, 0, 0, 0, 0 },
	{ ISLE_IOCTL_RTC_ALARM_IRQ, 0, RTC_AIE_OFF, 0, 0, 0, 0 },
	{ ISLE_IOCTL_RTC_UPDATE_IRQ, 1, RTC_UIE_ON, 0, 0, 0, 0 },
	{ ISLE_IOCTL_RTC_UPDATE_IRQ, 0, RTC_UIE_OFF, 0, 0, 0, 0 },
	{ ISLE_IOCTL_RTC_PERIODIC_IRQ, 1, RTC_PIE_ON, 0, 0, 0, 0 },
	{ ISLE_IOCTL_RTC_PERIODIC_IRQ, 0, RTC_PIE_OFF, 0, 0, 0, 0 },
	{ ISLE_IOCTL_RTC_RATE_GET, 0, RTC_IRQP_READ, sizeof(long), 0, 64, 64 },
	{ ISLE_IOCTL_RTC_RATE_SET, 128, RTC_IRQP_SET, 0, 128, 0, 0 },
	{ ISLE_IOCTL_RTC_BATTERY_GET, 0, RTC_VL_READ, 4, 0, 2, 2 },
	{ ISLE_IOCTL_RTC_BATTERY_CLEAR, 0, RTC_VL_CLR, 0, 0, 0, 0 },
	{ ISLE_IOCTL_WATCHDOG_STATUS, 0, WDIOC_GETSTATUS, 4, 0, WDIOF_KEEPALIVEPING,
	  ISLE_WATCHDOG_KEEPALIVE },
	{ ISLE_IOCTL_WATCHDOG_BOOT_STATUS, 0, WDIOC_GETBOOTSTATUS, 4, 0,
	  WDIOF_CARDRESET | WDIOF_POWERUNDER,
	  ISLE_WATCHDOG_CARD_RESET | ISLE_WATCHDOG_POWER_UNDER },
	{ ISLE_IOCTL_WATCHDOG_KEEPALIVE, 0, WDIOC_KEEPALIVE, 0, 0, 0, 0 },
	{ ISLE_IOCTL_WATCHDOG_TIMEOUT_GET, 0, WDIOC_GETTIMEOUT, 4, 0, 60, 60 },
	{ ISLE_IOCTL_WATCHDOG_TIMEOUT_SET, 30, WDIOC_SETTIMEOUT, 4, 30, 32, 32 },
	{ ISLE_IOCTL_WATCHDOG_PRETIMEOUT_GET, 0, WDIOC_GETPRETIMEOUT, 4, 0, 5, 5 },
	{ ISLE_IOCTL_WATCHDOG_PRETIMEOUT_SET, 6, WDIOC_SETPRETIMEOUT, 4, 6, 7, 7 },
	{ ISLE_IOCTL_WATCHDOG_TIME_LEFT, 0, WDIOC_GETTIMELEFT, 4, 0, 9, 9 },
	{ ISLE_IOCTL_WATCHDOG_OPTIONS, ISLE_WATCHDOG_DISABLE, WDIOC_SETOPTIONS, 4,
	  WDIOS_DISABLECARD, 0, 0 },
	{ ISLE_IOCTL_I2C_FUNCTIONS, 0, I2C_FUNCS, sizeof(long), 0,
	  I2C_FUNC_I2C | I2C_FUNC_SMBUS_BYTE, I2C_FUNC_I2C | I2C_FUNC_SMBUS_BYTE },
	{ ISLE_IOCTL_I2C_ADDRESS, 0x50, I2C_SLAVE, 0, 0x50, 0, 0 },
	{ ISLE_IOCTL_I2C_ADDRESS_FORCE, 0x51, I2C_SLAVE_FORCE, 0, 0x51, 0, 0 },
	{ ISLE_IOCTL_I2C_TEN_BIT, 1, I2C_TENBIT, 0, 1, 0, 0 },
	{ ISLE_IOCTL_I2C_PEC, 1, I2C_PEC, 0, 1, 0, 0 },
	{ ISLE_IOCTL_I2C_RETRIES, 3, I2C_RETRIES, 0, 3, 0, 0 },
	{ ISLE_IOCTL_I2C_TIMEOUT, 20, I2C_TIMEOUT, 0, 20, 0, 0 },
	{ ISLE_IOCTL_SPI_MODE_GET, 0, SPI_IOC_RD_MODE32, 4, 0, SPI_MODE_3 | SPI_TX_QUAD,
	  ISLE_SPI_CPHA | ISLE_SPI_CPOL | ISLE_SPI_TX_QUAD },
	{ ISLE_IOCTL_SPI_MODE_SET, ISLE_SPI_CPOL | ISLE_SPI_NO_CS | ISLE_SPI_LSB_FIRST,
	  SPI_IOC_WR_MODE32, 4, SPI_MODE_2 | SPI_NO_CS | SPI_LSB_FIRST, 0, 0 },
	{ ISLE_IOCTL_SPI_BITS_GET, 0, SPI_IOC_RD_BITS_PER_WORD, 1, 0, 16, 16 },
	{ ISLE_IOCTL_SPI_BITS_SET, 9, SPI_IOC_WR_BITS_PER_WORD, 1, 9, 0, 0 },
	{ ISLE_IOCTL_SPI_SPEED_GET, 0, SPI_IOC_RD_MAX_SPEED_HZ, 4, 0, 12000000, 12000000 },
	{ ISLE_IOCTL_SPI_SPEED_SET, 500000, SPI_IOC_WR_MAX_SPEED_HZ, 4, 500000, 0, 0 },
};

static void integer(void *to, unsigned width, unsigned long number)
{
	uint8_t u8 = (uint8_t)number;
	uint32_t u32 = (uint32_t)number;

	memcpy(to, width == 1 ? (void *)&u8 : width == 4 ? (void *)&u32 : (void *)&number, width);
}

TEST(device, "a value becomes the argument, or the integer that the kernel is pointed to")
{
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		uint8_t want[8] = { 0 }, answer[8] = { 0 };
		struct isled_ioctl_call call;

		integer(want, values[i].width, values[i].in);
		integer(answer, values[i].width, values[i].out);
		seam_use(values[i].width, answer, 0);
		CHECK_EQ(seam_run(values[i].request, values[i].value, NULL, 0, &call), 0);
		CHECK_EQ(seam.n, 1);
		CHECK_EQ(seam.calls[0].fd, 7);
		CHECK_EQ(seam.calls[0].request, values[i].native);
		if (values[i].width)
			CHECK_MEM(seam.calls[0].bytes, want, values[i].width);
		else
			CHECK_EQ((uintptr_t)seam.calls[0].argument, values[i].in);
		CHECK_EQ(call.value, values[i].value_out);
		CHECK_EQ(call.out_bytes, 0);
		CHECK_EQ(call.made, -1);
	}
}

TEST(device, "a value where none is taken, an unknown bit, a value too large, data: EINVAL")
{
	static const uint32_t wrong[][2] = {
		{ ISLE_IOCTL_READABLE, 1 },
		{ ISLE_IOCTL_TTY_MODEM_GET, 1 },
		{ ISLE_IOCTL_TTY_MODEM_SET, 0x200 },
		{ ISLE_IOCTL_TTY_MODEM_RAISE, 0x80000000 },
		{ ISLE_IOCTL_TTY_BREAK, 21 },
		{ ISLE_IOCTL_TTY_DRAIN, 1 },
		{ ISLE_IOCTL_TTY_FLUSH, 3 },
		{ ISLE_IOCTL_TTY_FLOW, 4 },
		{ ISLE_IOCTL_BLOCK_READ_ONLY_SET, 2 },
		{ ISLE_IOCTL_RTC_ALARM_IRQ, 2 },
		{ ISLE_IOCTL_WATCHDOG_KEEPALIVE, 1 },
		{ ISLE_IOCTL_WATCHDOG_OPTIONS, 4 },
		{ ISLE_IOCTL_I2C_ADDRESS, 0x400 },
		{ ISLE_IOCTL_I2C_PEC, 2 },
		{ ISLE_IOCTL_SPI_MODE_SET, 0x1000 },
		{ ISLE_IOCTL_SPI_BITS_SET, 256 },
	};

	seam_use(0, NULL, 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK_EQ(seam_run(wrong[i][0], wrong[i][1], NULL, 0, NULL), -ISLE_EINVAL);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		CHECK_EQ(seam_run(values[i].request, values[i].value, "x", 1, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam.n, 0);
}

TEST(device, "what the kernel says comes back in canonical form, each request has a name")
{
	static const struct {
		int host, error;
	} errors[] = { { 19, -ISLE_ENODEV }, { 25, -ISLE_ENOTTY }, { 6, -ISLE_ENXIO } };

	for (size_t i = 0; i < 3; i++) {
		seam_use(0, NULL, -errors[i].host);
		CHECK_EQ(seam_run(ISLE_IOCTL_RTC_BATTERY_CLEAR, 0, NULL, 0, NULL), errors[i].error);
	}
	CHECK(isled_ioctl_find(0) == NULL && isled_ioctl_find(0x111) == NULL);
	CHECK(isled_ioctl_find(0x80086301) == NULL);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		const struct isled_ioctl *what = isled_ioctl_find(values[i].request);

		CHECK(isled_ioctl_find_name(what->name) == what);
	}
	CHECK(isled_ioctl_find_name("TIOCSTI") == NULL);
}

/* ---- flat structs ---- */

/* One request with these words in, or out, or both, for this struct of the kernel. */
static void flat(uint32_t request, const uint32_t *words, unsigned words_n, unsigned long number,
		 const void *native, size_t bytes, int direction)
{
	uint8_t in[128], zero[512] = { 0 };
	uint32_t in_bytes = direction & ISLED_IOCTL_IN ? seam_words(in, words, words_n) : 0;
	struct isled_ioctl_call call;

	seam_use(bytes, direction & ISLED_IOCTL_OUT ? native : NULL, 0);
	CHECK_EQ(seam_run(request, 0, in, in_bytes, &call), 0);
	CHECK_EQ(seam.n, 1);
	CHECK_EQ(seam.calls[0].request, number);
	CHECK_MEM(seam.calls[0].bytes, direction & ISLED_IOCTL_IN ? native : zero, bytes);
	CHECK_EQ(call.out_bytes >= (direction & ISLED_IOCTL_OUT ? 4 * words_n : 0), 1);
	if (direction & ISLED_IOCTL_OUT)
		for (unsigned i = 0; i < words_n; i++)
			CHECK_EQ(seam_word(i), words[i]);
	seam_use(bytes, NULL, 0);
	for (uint32_t n = 0; n < 2 * sizeof(in); n++)
		if (n != in_bytes)
			CHECK_EQ(seam_run(request, 0, zero, n, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam_run(request, 1, in, in_bytes, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam.n, 0);
}

TEST(device, "window sizes and counters of terminals are the kernel's")
{
	const uint32_t size[] = { 24, 80, 640, 65535 };
	const uint32_t counters[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0 };
	struct winsize native = { .ws_row = 24, .ws_col = 80, .ws_xpixel = 640, .ws_ypixel = 65535 };
	struct serial_icounter_struct count = { .cts = 1,
						.dsr = 2,
						.rng = 3,
						.dcd = 4,
						.rx = 5,
						.tx = 6,
						.frame = 7,
						.overrun = 8,
						.parity = 9,
						.brk = 10,
						.buf_overrun = 11 };
	uint8_t in[16];
	uint32_t words[4] = { 65536, 1, 1, 1 };

	flat(ISLE_IOCTL_TTY_SIZE_GET, size, 4, TIOCGWINSZ, &native, sizeof(native),
	     ISLED_IOCTL_OUT);
	flat(ISLE_IOCTL_TTY_SIZE_SET, size, 4, TIOCSWINSZ, &native, sizeof(native), ISLED_IOCTL_IN);
	flat(ISLE_IOCTL_TTY_COUNTERS, counters, 12, TIOCGICOUNT, &count, sizeof(count),
	     ISLED_IOCTL_OUT);
	CHECK_EQ(seam_run(ISLE_IOCTL_TTY_SIZE_SET, 0, in, seam_words(in, words, 4), NULL),
		 -ISLE_EINVAL);
}

TEST(device, "sizes and ranges of disks are the kernel's 64-bit numbers")
{
	const uint32_t size[] = { 0x89abcdef, 0x1234567 }, range[] = { 512, 1, 4096, 2 };
	const uint64_t native = 0x123456789abcdefull;
	const uint64_t pair[] = { 0x100000200ull, 0x200001000ull };

	flat(ISLE_IOCTL_BLOCK_SIZE, size, 2, BLKGETSIZE64, &native, 8, ISLED_IOCTL_OUT);
	flat(ISLE_IOCTL_BLOCK_DISCARD, range, 4, BLKDISCARD, pair, 16, ISLED_IOCTL_IN);
	flat(ISLE_IOCTL_BLOCK_ZERO, range, 4, BLKZEROOUT, pair, 16, ISLED_IOCTL_IN);
}

TEST(device, "times and alarms of clocks are the kernel's, months from 1 and years in full")
{
	const uint32_t time[] = { 59, 58, 23, 31, 12, 2026 };
	const uint32_t alarm[] = { 1, 0, 1, 2, 3, 4, 1, 1970 };
	struct rtc_time native = { .tm_sec = 59,
				   .tm_min = 58,
				   .tm_hour = 23,
				   .tm_mday = 31,
				   .tm_mon = 11,
				   .tm_year = 126 };
	struct rtc_wkalrm wake;
	uint32_t words[6] = { 0, 0, 0, 1, 0, 2026 };
	uint8_t in[24];

	memset(&wake, 0, sizeof(wake));
	wake.enabled = 1;
	wake.time = (struct rtc_time){
		.tm_sec = 1, .tm_min = 2, .tm_hour = 3, .tm_mday = 4, .tm_year = 70
	};
	flat(ISLE_IOCTL_RTC_TIME_GET, time, 6, RTC_RD_TIME, &native, sizeof(native),
	     ISLED_IOCTL_OUT);
	flat(ISLE_IOCTL_RTC_TIME_SET, time, 6, RTC_SET_TIME, &native, sizeof(native),
	     ISLED_IOCTL_IN);
	flat(ISLE_IOCTL_RTC_ALARM_GET, alarm, 8, RTC_WKALM_RD, &wake, sizeof(wake),
	     ISLED_IOCTL_OUT);
	flat(ISLE_IOCTL_RTC_ALARM_SET, alarm, 8, RTC_WKALM_SET, &wake, sizeof(wake),
	     ISLED_IOCTL_IN);
	CHECK_EQ(seam_run(ISLE_IOCTL_RTC_TIME_SET, 0, in, seam_words(in, words, 6), NULL),
		 -ISLE_EINVAL); /* month 0 */
	words[4] = 1;
	words[5] = 1899;
	CHECK_EQ(seam_run(ISLE_IOCTL_RTC_TIME_SET, 0, in, seam_words(in, words, 6), NULL),
		 -ISLE_EINVAL);
}

TEST(device, "a watchdog's and a GPIO chip's facts come with their names")
{
	struct watchdog_info dog = { .options = WDIOF_MAGICCLOSE,
				     .firmware_version = 3,
				     .identity = "Software Watchdog" };
	struct gpiochip_info chip = { .name = "gpiochip0", .label = "bcm", .lines = 54 };
	const uint32_t dog_words[] = { ISLE_WATCHDOG_MAGIC_CLOSE, 3 }, chip_words[] = { 54, 0 };

	flat(ISLE_IOCTL_WATCHDOG_INFO, dog_words, 2, WDIOC_GETSUPPORT, &dog, sizeof(dog),
	     ISLED_IOCTL_OUT);
	seam_use(sizeof(dog), &dog, 0);
	CHECK_EQ(seam_run(ISLE_IOCTL_WATCHDOG_INFO, 0, NULL, 0, NULL), 0);
	CHECK_MEM(seam_out + 8, dog.identity, 32);
	flat(ISLE_IOCTL_GPIO_CHIP, chip_words, 2, GPIO_GET_CHIPINFO_IOCTL, &chip, sizeof(chip),
	     ISLED_IOCTL_OUT);
	seam_use(sizeof(chip), &chip, 0);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_CHIP, 0, NULL, 0, NULL), 0);
	CHECK_MEM(seam_out + 8, chip.name, 32);
	CHECK_MEM(seam_out + 40, chip.label, 32);
}

TEST(device, "values of GPIO lines go in and come out by one struct")
{
	const uint32_t words[] = { 5, 0x80000000, 7, 0xc0000000 };
	struct gpio_v2_line_values native = { .bits = 0x8000000000000005ull,
					      .mask = 0xc000000000000007ull };

	flat(ISLE_IOCTL_GPIO_VALUES_GET, words, 4, GPIO_V2_LINE_GET_VALUES_IOCTL, &native,
	     sizeof(native), ISLED_IOCTL_INOUT);
	flat(ISLE_IOCTL_GPIO_VALUES_SET, words, 4, GPIO_V2_LINE_SET_VALUES_IOCTL, &native,
	     sizeof(native), ISLED_IOCTL_IN);
}

/* ---- a vendor's ---- */

TEST(vendor, "flat bytes pass as they are, in the direction and size that the number says")
{
	struct isled_ioctl what;
	struct isled_ioctl_call call = { .in = (const uint8_t *)"0123456789abcdef",
					 .in_bytes = 16,
					 .out = seam_out };
	const uint32_t number = (uint32_t)_IOWR('U', 0x12, char[16]);

	CHECK_EQ(isled_ioctl_vendor(number, ISLED_IOCTL_INOUT, 16, false, &what), 0);
	CHECK_EQ(isled_ioctl_measure(&what, &call), 0);
	CHECK_EQ(call.out_bytes, 16);
	seam_use(16, "fedcba9876543210", 0);
	CHECK_EQ(isled_ioctl_run(&what, 7, &call), 0);
	CHECK_EQ(seam.calls[0].request, number);
	CHECK_MEM(seam.calls[0].bytes, "0123456789abcdef", 16);
	CHECK_MEM(seam_out, "fedcba9876543210", 16);
	call.in_bytes = 15;
	CHECK_EQ(isled_ioctl_measure(&what, &call), -ISLE_EINVAL);
	call.in_bytes = 16;
	call.value = 1;
	CHECK_EQ(isled_ioctl_measure(&what, &call), -ISLE_EINVAL);
}

TEST(vendor, "without data the client's value is the argument only when the line says so")
{
	const uint32_t number = 0x40005501;
	struct isled_ioctl_call call = { .value = 0x1234 };
	struct isled_ioctl what;

	CHECK_EQ(isled_ioctl_vendor(number, 0, 0, true, &what), 0);
	seam_use(0, NULL, 0);
	CHECK_EQ(isled_ioctl_measure(&what, &call), 0);
	CHECK_EQ(isled_ioctl_run(&what, 7, &call), 0);
	CHECK_EQ((uintptr_t)seam.calls[0].argument, 0x1234);
	CHECK_EQ(isled_ioctl_vendor(number, 0, 0, false, &what), 0);
	call.value = 1;
	CHECK_EQ(isled_ioctl_measure(&what, &call), -ISLE_EINVAL);
}

TEST(vendor,
     "a number that says otherwise, or is isle's own, is refused; what is never permitted is EPERM")
{
	const uint32_t number = (uint32_t)_IOWR('U', 0x12, char[16]);
	struct isled_ioctl what;

	CHECK_EQ(isled_ioctl_vendor(number, ISLED_IOCTL_IN, 16, false, &what), -ISLE_EINVAL);
	CHECK_EQ(isled_ioctl_vendor(number, ISLED_IOCTL_INOUT, 8, false, &what), -ISLE_EINVAL);
	CHECK_EQ(isled_ioctl_vendor(number, 0, 0, false, &what), -ISLE_EINVAL);
	CHECK_EQ(isled_ioctl_vendor(0xffff, ISLED_IOCTL_IN, 4, false, &what), -ISLE_EINVAL);
	CHECK_EQ(isled_ioctl_vendor(TIOCSTI, ISLED_IOCTL_IN, 1, false, &what), -ISLE_EINVAL);
	CHECK_EQ(isled_ioctl_vendor((uint32_t)SPI_IOC_MESSAGE(2), ISLED_IOCTL_IN, 64, false, &what),
		 -ISLE_EPERM);
	CHECK_EQ(isled_ioctl_vendor(0x12345, ISLED_IOCTL_IN, 65537, false, &what), -ISLE_EMSGSIZE);
	CHECK_EQ(isled_ioctl_vendor((uint32_t)TUNGETFEATURES, ISLED_IOCTL_OUT, 4, false, &what), 0);
}
