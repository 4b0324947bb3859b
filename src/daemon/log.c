/* SPDX-License-Identifier: BSD-3-Clause */
#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define KINDS_MAX 32
#define LINE_MAX_ 1024

struct kind {
	const char *name;
	uint64_t refilled_ms;
	uint32_t tokens; /* thousandths of a line */
	uint32_t suppressed;
};

static struct {
	const char *ident;
	enum isle_level level;
	bool journal;
	uint32_t rate;
	uint64_t suppressed;
	struct kind kinds[KINDS_MAX];
	unsigned kinds_n;
	void (*line)(enum isle_level level, const char *text);
	uint64_t (*now_ms)(void);
	void (*owes)(void *state);
	void *owes_state;
} log_ = { .ident = "isled", .level = ISLE_LOG_INFO, .rate = ISLED_LOG_RATE };

static const char *const level_names[] = {
	[ISLE_LOG_ERROR] = "error", [ISLE_LOG_WARNING] = "warning", [ISLE_LOG_NOTICE] = "notice",
	[ISLE_LOG_INFO] = "info",   [ISLE_LOG_DEBUG] = "debug",
};

void isled_log_start(const char *ident, enum isle_level level)
{
	log_.ident = ident;
	log_.level = level;
	log_.journal = getenv("JOURNAL_STREAM") != NULL;
}

void isled_log_set_rate(uint32_t lines_per_second)
{
	log_.rate = lines_per_second;
}

void isled_log_redirect(void (*line)(enum isle_level level, const char *text),
			uint64_t (*now_ms)(void))
{
	log_.line = line;
	log_.now_ms = now_ms;
	log_.kinds_n = 0;
	log_.suppressed = 0;
}

static uint64_t now_ms(void)
{
	struct timespec now;

	if (log_.now_ms)
		return log_.now_ms();
	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* One write per line, so that lines of two processes do not mix. */
static void put(enum isle_level level, const char *text)
{
	char line[LINE_MAX_ + 128];
	int n;

	if (log_.line) {
		log_.line(level, text);
		return;
	}
	if (log_.journal)
		n = snprintf(line, sizeof(line), "<%d>%s\n", (int)level, text);
	else
		n = snprintf(line, sizeof(line), "%s[%d]: %s: %s\n", log_.ident, (int)getpid(),
			     level_names[level], text);
	if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0)
		return; /* nobody to tell */
}

static struct kind *find_kind(const char *name, uint64_t now)
{
	struct kind *kind;

	for (unsigned i = 0; i < log_.kinds_n; i++)
		if (log_.kinds[i].name == name || strcmp(log_.kinds[i].name, name) == 0)
			return &log_.kinds[i];
	if (log_.kinds_n == KINDS_MAX)
		return &log_.kinds[KINDS_MAX - 1];
	kind = &log_.kinds[log_.kinds_n++];
	*kind = (struct kind){ .name = name, .refilled_ms = now, .tokens = log_.rate * 1000 };
	return kind;
}

/* A token bucket that holds one second's lines. */
static bool take(struct kind *kind, uint64_t now)
{
	uint64_t tokens = kind->tokens + (now - kind->refilled_ms) * log_.rate;
	uint64_t full = (uint64_t)log_.rate * 1000;

	kind->tokens = (uint32_t)(tokens < full ? tokens : full);
	kind->refilled_ms = now;
	if (kind->tokens < 1000) {
		log_.suppressed++;
		if (kind->suppressed++ == 0 && log_.owes)
			log_.owes(log_.owes_state);
		return false;
	}
	kind->tokens -= 1000;
	return true;
}

static void sum_up(struct kind *kind)
{
	char text[128];

	if (!kind->suppressed)
		return;
	snprintf(text, sizeof(text), "%s: %u more lines suppressed", kind->name, kind->suppressed);
	kind->suppressed = 0;
	put(ISLE_LOG_WARNING, text);
}

void isled_log_on_debt(void (*owes)(void *state), void *state)
{
	log_.owes = owes;
	log_.owes_state = state;
}

void isled_log_summary(void)
{
	for (unsigned i = 0; i < log_.kinds_n; i++)
		sum_up(&log_.kinds[i]);
}

bool isled_log_owes(void)
{
	for (unsigned i = 0; i < log_.kinds_n; i++)
		if (log_.kinds[i].suppressed)
			return true;
	return false;
}

uint64_t isled_log_suppressed(void)
{
	return log_.suppressed;
}

/* The last wall before the terminal: no control byte reaches it, whoever formed the line. */
static void blank_controls(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

void isle_log(enum isle_level level, const char *kind_name, const char *format, ...)
{
	char text[LINE_MAX_];
	struct kind *kind;
	uint64_t now;
	va_list args;
	size_t at;

	if (level > log_.level)
		return;
	now = now_ms();
	kind = find_kind(kind_name, now);
	if (!take(kind, now))
		return;
	sum_up(kind);
	at = (size_t)snprintf(text, sizeof(text), "%s: ", kind_name);
	if (at >= sizeof(text))
		return;
	va_start(args, format);
	vsnprintf(text + at, sizeof(text) - at, format, args);
	va_end(args);
	blank_controls(text);
	put(level, text);
}
