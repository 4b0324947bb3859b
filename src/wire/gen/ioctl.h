/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/ioctl.isle: do not edit. */
/* clang-format off */
#ifndef ISLE_WIRE_GEN_IOCTL_H
#define ISLE_WIRE_GEN_IOCTL_H

#include <isle/proto.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Words of ioctl.isle to structs and back. `words` is in host order.
 *
 * _get: Fields beyond the `n` words that are there read as zero, words beyond the fields are skipped.
 * _put: Returns: how many words were written, always even, ISLE_..._WORDS of proto.h.
 * Waits: never. Memory: nothing is kept. Context: any.
 */

void isle__termios_get(const uint32_t *words, unsigned n, struct isle_termios *ret);
unsigned isle__termios_put(const struct isle_termios *from, uint32_t *words);

void isle__tty_size_get(const uint32_t *words, unsigned n, struct isle_tty_size *ret);
unsigned isle__tty_size_put(const struct isle_tty_size *from, uint32_t *words);

void isle__tty_counters_get(const uint32_t *words, unsigned n, struct isle_tty_counters *ret);
unsigned isle__tty_counters_put(const struct isle_tty_counters *from, uint32_t *words);

void isle__block_size_get(const uint32_t *words, unsigned n, struct isle_block_size *ret);
unsigned isle__block_size_put(const struct isle_block_size *from, uint32_t *words);

void isle__block_range_get(const uint32_t *words, unsigned n, struct isle_block_range *ret);
unsigned isle__block_range_put(const struct isle_block_range *from, uint32_t *words);

void isle__rtc_time_get(const uint32_t *words, unsigned n, struct isle_rtc_time *ret);
unsigned isle__rtc_time_put(const struct isle_rtc_time *from, uint32_t *words);

void isle__rtc_alarm_get(const uint32_t *words, unsigned n, struct isle_rtc_alarm *ret);
unsigned isle__rtc_alarm_put(const struct isle_rtc_alarm *from, uint32_t *words);

void isle__watchdog_info_get(const uint32_t *words, unsigned n, struct isle_watchdog_info *ret);
unsigned isle__watchdog_info_put(const struct isle_watchdog_info *from, uint32_t *words);

struct isle__i2c_message {
	uint32_t address; /* of the device */
	uint32_t flags; /* an unknown bit is EINVAL (i2c_flags) */
	uint32_t length; /* bytes, at most I2C_MESSAGE_BYTES_MAX */
	uint32_t reserved; /* 0 */
};
void isle__i2c_message_get(const uint32_t *words, unsigned n, struct isle__i2c_message *ret);
unsigned isle__i2c_message_put(const struct isle__i2c_message *from, uint32_t *words);

struct isle__i2c_smbus {
	uint32_t read; /* 1 reads, 0 writes */
	uint32_t kind; /* what crosses the bus (smbus_kind) */
	uint32_t command; /* at most 255 */
	uint32_t length; /* bytes to read, of I2C_BLOCK_DATA only; else 0 */
};
void isle__i2c_smbus_get(const uint32_t *words, unsigned n, struct isle__i2c_smbus *ret);
unsigned isle__i2c_smbus_put(const struct isle__i2c_smbus *from, uint32_t *words);

struct isle__spi_transfer {
	uint32_t length; /* bytes */
	uint32_t flags; /* an unknown bit is EINVAL (spi_transfer_flags) */
	uint32_t speed; /* Hz; 0 = as set */
	uint32_t bits; /* of a word; 0 = as set */
	uint32_t delay_us; /* behind it */
	uint32_t word_delay_us; /* behind each word */
	uint32_t send_wires; /* 1, 2, 4, 8; 0 = 1 */
	uint32_t receive_wires; /* 1, 2, 4, 8; 0 = 1 */
};
void isle__spi_transfer_get(const uint32_t *words, unsigned n, struct isle__spi_transfer *ret);
unsigned isle__spi_transfer_put(const struct isle__spi_transfer *from, uint32_t *words);

void isle__gpio_chip_get(const uint32_t *words, unsigned n, struct isle_gpio_chip *ret);
unsigned isle__gpio_chip_put(const struct isle_gpio_chip *from, uint32_t *words);

void isle__gpio_line_get(const uint32_t *words, unsigned n, struct isle_gpio_line *ret);
unsigned isle__gpio_line_put(const struct isle_gpio_line *from, uint32_t *words);

void isle__gpio_config_get(const uint32_t *words, unsigned n, struct isle_gpio_config *ret);
unsigned isle__gpio_config_put(const struct isle_gpio_config *from, uint32_t *words);

void isle__gpio_exception_get(const uint32_t *words, unsigned n, struct isle_gpio_exception *ret);
unsigned isle__gpio_exception_put(const struct isle_gpio_exception *from, uint32_t *words);

void isle__gpio_values_get(const uint32_t *words, unsigned n, struct isle_gpio_values *ret);
unsigned isle__gpio_values_put(const struct isle_gpio_values *from, uint32_t *words);

void isle__gpio_event_get(const uint32_t *words, unsigned n, struct isle_gpio_event *ret);
unsigned isle__gpio_event_put(const struct isle_gpio_event *from, uint32_t *words);

#ifdef __cplusplus
}
#endif

#endif
