/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/ioctl.isle: do not edit. */
/* clang-format off */
#include "wire/gen/ioctl.h"

#include "wire/words.h"

void isle__termios_get(const uint32_t *words, unsigned n, struct isle_termios *ret)
{
	ret->input = isle__word(words, n, 0);
	ret->output = isle__word(words, n, 1);
	ret->control = isle__word(words, n, 2);
	ret->local = isle__word(words, n, 3);
	ret->char_bits = isle__word(words, n, 4);
	ret->in_speed = isle__word(words, n, 5);
	ret->out_speed = isle__word(words, n, 6);
	ret->read_min = isle__word(words, n, 7);
	ret->read_time = isle__word(words, n, 8);
	ret->intr = isle__word(words, n, 9);
	ret->quit = isle__word(words, n, 10);
	ret->erase = isle__word(words, n, 11);
	ret->kill = isle__word(words, n, 12);
	ret->eof = isle__word(words, n, 13);
	ret->eol = isle__word(words, n, 14);
	ret->eol2 = isle__word(words, n, 15);
	ret->start = isle__word(words, n, 16);
	ret->stop = isle__word(words, n, 17);
	ret->susp = isle__word(words, n, 18);
	ret->reprint = isle__word(words, n, 19);
	ret->werase = isle__word(words, n, 20);
	ret->lnext = isle__word(words, n, 21);
	ret->discard = isle__word(words, n, 22);
	ret->reserved = isle__word(words, n, 23);
}

unsigned isle__termios_put(const struct isle_termios *from, uint32_t *words)
{
	words[0] = from->input;
	words[1] = from->output;
	words[2] = from->control;
	words[3] = from->local;
	words[4] = from->char_bits;
	words[5] = from->in_speed;
	words[6] = from->out_speed;
	words[7] = from->read_min;
	words[8] = from->read_time;
	words[9] = from->intr;
	words[10] = from->quit;
	words[11] = from->erase;
	words[12] = from->kill;
	words[13] = from->eof;
	words[14] = from->eol;
	words[15] = from->eol2;
	words[16] = from->start;
	words[17] = from->stop;
	words[18] = from->susp;
	words[19] = from->reprint;
	words[20] = from->werase;
	words[21] = from->lnext;
	words[22] = from->discard;
	words[23] = from->reserved;
	return 24;
}

void isle__tty_size_get(const uint32_t *words, unsigned n, struct isle_tty_size *ret)
{
	ret->rows = isle__word(words, n, 0);
	ret->columns = isle__word(words, n, 1);
	ret->width = isle__word(words, n, 2);
	ret->height = isle__word(words, n, 3);
}

unsigned isle__tty_size_put(const struct isle_tty_size *from, uint32_t *words)
{
	words[0] = from->rows;
	words[1] = from->columns;
	words[2] = from->width;
	words[3] = from->height;
	return 4;
}

void isle__tty_counters_get(const uint32_t *words, unsigned n, struct isle_tty_counters *ret)
{
	ret->cts = isle__word(words, n, 0);
	ret->dsr = isle__word(words, n, 1);
	ret->ri = isle__word(words, n, 2);
	ret->cd = isle__word(words, n, 3);
	ret->received = isle__word(words, n, 4);
	ret->sent = isle__word(words, n, 5);
	ret->frame_errors = isle__word(words, n, 6);
	ret->overruns = isle__word(words, n, 7);
	ret->parity_errors = isle__word(words, n, 8);
	ret->breaks = isle__word(words, n, 9);
	ret->buffer_overruns = isle__word(words, n, 10);
	ret->reserved = isle__word(words, n, 11);
}

unsigned isle__tty_counters_put(const struct isle_tty_counters *from, uint32_t *words)
{
	words[0] = from->cts;
	words[1] = from->dsr;
	words[2] = from->ri;
	words[3] = from->cd;
	words[4] = from->received;
	words[5] = from->sent;
	words[6] = from->frame_errors;
	words[7] = from->overruns;
	words[8] = from->parity_errors;
	words[9] = from->breaks;
	words[10] = from->buffer_overruns;
	words[11] = from->reserved;
	return 12;
}

void isle__block_size_get(const uint32_t *words, unsigned n, struct isle_block_size *ret)
{
	ret->size = isle__word64(words, n, 0);
}

unsigned isle__block_size_put(const struct isle_block_size *from, uint32_t *words)
{
	isle__word64_put(words + 0, from->size);
	return 2;
}

void isle__block_range_get(const uint32_t *words, unsigned n, struct isle_block_range *ret)
{
	ret->start = isle__word64(words, n, 0);
	ret->length = isle__word64(words, n, 2);
}

unsigned isle__block_range_put(const struct isle_block_range *from, uint32_t *words)
{
	isle__word64_put(words + 0, from->start);
	isle__word64_put(words + 2, from->length);
	return 4;
}

void isle__rtc_time_get(const uint32_t *words, unsigned n, struct isle_rtc_time *ret)
{
	ret->second = isle__word(words, n, 0);
	ret->minute = isle__word(words, n, 1);
	ret->hour = isle__word(words, n, 2);
	ret->day = isle__word(words, n, 3);
	ret->month = isle__word(words, n, 4);
	ret->year = isle__word(words, n, 5);
}

unsigned isle__rtc_time_put(const struct isle_rtc_time *from, uint32_t *words)
{
	words[0] = from->second;
	words[1] = from->minute;
	words[2] = from->hour;
	words[3] = from->day;
	words[4] = from->month;
	words[5] = from->year;
	return 6;
}

void isle__rtc_alarm_get(const uint32_t *words, unsigned n, struct isle_rtc_alarm *ret)
{
	ret->enabled = isle__word(words, n, 0);
	ret->pending = isle__word(words, n, 1);
	ret->second = isle__word(words, n, 2);
	ret->minute = isle__word(words, n, 3);
	ret->hour = isle__word(words, n, 4);
	ret->day = isle__word(words, n, 5);
	ret->month = isle__word(words, n, 6);
	ret->year = isle__word(words, n, 7);
}

unsigned isle__rtc_alarm_put(const struct isle_rtc_alarm *from, uint32_t *words)
{
	words[0] = from->enabled;
	words[1] = from->pending;
	words[2] = from->second;
	words[3] = from->minute;
	words[4] = from->hour;
	words[5] = from->day;
	words[6] = from->month;
	words[7] = from->year;
	return 8;
}

void isle__watchdog_info_get(const uint32_t *words, unsigned n, struct isle_watchdog_info *ret)
{
	ret->options = isle__word(words, n, 0);
	ret->firmware = isle__word(words, n, 1);
}

unsigned isle__watchdog_info_put(const struct isle_watchdog_info *from, uint32_t *words)
{
	words[0] = from->options;
	words[1] = from->firmware;
	return 2;
}

void isle__i2c_message_get(const uint32_t *words, unsigned n, struct isle__i2c_message *ret)
{
	ret->address = isle__word(words, n, 0);
	ret->flags = isle__word(words, n, 1);
	ret->length = isle__word(words, n, 2);
	ret->reserved = isle__word(words, n, 3);
}

unsigned isle__i2c_message_put(const struct isle__i2c_message *from, uint32_t *words)
{
	words[0] = from->address;
	words[1] = from->flags;
	words[2] = from->length;
	words[3] = from->reserved;
	return 4;
}

void isle__i2c_smbus_get(const uint32_t *words, unsigned n, struct isle__i2c_smbus *ret)
{
	ret->read = isle__word(words, n, 0);
	ret->kind = isle__word(words, n, 1);
	ret->command = isle__word(words, n, 2);
	ret->length = isle__word(words, n, 3);
}

unsigned isle__i2c_smbus_put(const struct isle__i2c_smbus *from, uint32_t *words)
{
	words[0] = from->read;
	words[1] = from->kind;
	words[2] = from->command;
	words[3] = from->length;
	return 4;
}

void isle__spi_transfer_get(const uint32_t *words, unsigned n, struct isle__spi_transfer *ret)
{
	ret->length = isle__word(words, n, 0);
	ret->flags = isle__word(words, n, 1);
	ret->speed = isle__word(words, n, 2);
	ret->bits = isle__word(words, n, 3);
	ret->delay_us = isle__word(words, n, 4);
	ret->word_delay_us = isle__word(words, n, 5);
	ret->send_wires = isle__word(words, n, 6);
	ret->receive_wires = isle__word(words, n, 7);
}

unsigned isle__spi_transfer_put(const struct isle__spi_transfer *from, uint32_t *words)
{
	words[0] = from->length;
	words[1] = from->flags;
	words[2] = from->speed;
	words[3] = from->bits;
	words[4] = from->delay_us;
	words[5] = from->word_delay_us;
	words[6] = from->send_wires;
	words[7] = from->receive_wires;
	return 8;
}

void isle__gpio_chip_get(const uint32_t *words, unsigned n, struct isle_gpio_chip *ret)
{
	ret->lines = isle__word(words, n, 0);
	ret->reserved = isle__word(words, n, 1);
}

unsigned isle__gpio_chip_put(const struct isle_gpio_chip *from, uint32_t *words)
{
	words[0] = from->lines;
	words[1] = from->reserved;
	return 2;
}

void isle__gpio_line_get(const uint32_t *words, unsigned n, struct isle_gpio_line *ret)
{
	ret->flags = isle__word(words, n, 0);
	ret->debounce_us = isle__word(words, n, 1);
}

unsigned isle__gpio_line_put(const struct isle_gpio_line *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = from->debounce_us;
	return 2;
}

void isle__gpio_config_get(const uint32_t *words, unsigned n, struct isle_gpio_config *ret)
{
	ret->flags = isle__word(words, n, 0);
	ret->debounce_us = isle__word(words, n, 1);
	ret->values = isle__word64(words, n, 2);
	ret->events_max = isle__word(words, n, 4);
	ret->exceptions = isle__word(words, n, 5);
}

unsigned isle__gpio_config_put(const struct isle_gpio_config *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = from->debounce_us;
	isle__word64_put(words + 2, from->values);
	words[4] = from->events_max;
	words[5] = from->exceptions;
	return 6;
}

void isle__gpio_exception_get(const uint32_t *words, unsigned n, struct isle_gpio_exception *ret)
{
	ret->mask = isle__word64(words, n, 0);
	ret->flags = isle__word(words, n, 2);
	ret->debounce_us = isle__word(words, n, 3);
}

unsigned isle__gpio_exception_put(const struct isle_gpio_exception *from, uint32_t *words)
{
	isle__word64_put(words + 0, from->mask);
	words[2] = from->flags;
	words[3] = from->debounce_us;
	return 4;
}

void isle__gpio_values_get(const uint32_t *words, unsigned n, struct isle_gpio_values *ret)
{
	ret->bits = isle__word64(words, n, 0);
	ret->mask = isle__word64(words, n, 2);
}

unsigned isle__gpio_values_put(const struct isle_gpio_values *from, uint32_t *words)
{
	isle__word64_put(words + 0, from->bits);
	isle__word64_put(words + 2, from->mask);
	return 4;
}

void isle__gpio_event_get(const uint32_t *words, unsigned n, struct isle_gpio_event *ret)
{
	ret->time_ns = isle__word64(words, n, 0);
	ret->kind = isle__word(words, n, 2);
	ret->line = isle__word(words, n, 3);
	ret->sequence = isle__word(words, n, 4);
	ret->line_sequence = isle__word(words, n, 5);
}

unsigned isle__gpio_event_put(const struct isle_gpio_event *from, uint32_t *words)
{
	isle__word64_put(words + 0, from->time_ns);
	words[2] = from->kind;
	words[3] = from->line;
	words[4] = from->sequence;
	words[5] = from->line_sequence;
	return 6;
}
