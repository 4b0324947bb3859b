/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The log: one line per event on stderr, in the form the journal reads ("<4>text") when it is
 * the journal that reads, else with a name and a level for people. Lines of one kind beyond the
 * rate are counted and summed up. What services call (isle_log, isle_audit) is in service.h.
 */
#ifndef ISLED_LOG_H
#define ISLED_LOG_H

#include <isle/service.h>

/* Lines per second and kind unless configured. */
#define ISLED_LOG_RATE 20u

/* `ident` is borrowed. Lines above `level` are dropped before they cost anything. */
void isled_log_start(const char *ident, enum isle_level level);
void isled_log_set_rate(uint32_t lines_per_second);

/* Print what was suppressed and not yet said. */
void isled_log_summary(void);
/* `owes` is told when lines begin to be suppressed: time for a summary about a second later. */
void isled_log_on_debt(void (*owes)(void *state), void *state);
bool isled_log_owes(void);
uint64_t isled_log_suppressed(void);

/* For tests: lines go here instead of stderr, the time comes from `now_ms`. NULL: as usual. */
void isled_log_redirect(void (*line)(enum isle_level level, const char *text),
			uint64_t (*now_ms)(void));

#endif
