/* SPDX-License-Identifier: BSD-3-Clause */
/* The program itself: its memory, its environment, its end. A board that has its own _sbrk() or _exit() wins. */
#include <string.h>

#include "port/newlib/system.h"

extern char **environ;

__attribute__((weak)) void *_sbrk(ptrdiff_t bytes)
{
	size_t used = isle_newlib.heap_used;

	if (bytes < 0 ? (size_t)-bytes > used : (size_t)bytes > isle_newlib.heap_bytes - used) {
		isle__newlib_result(-ISLE_ENOMEM);
		return (void *)-1;
	}
	isle_newlib.heap_used = used + (size_t)bytes;
	return (char *)isle_newlib.heap + used;
}

__attribute__((weak)) void _exit(int status)
{
	(void)status;
	if (isle_newlib.console)
		isle_console_flush(isle_newlib.console);
	if (isle_newlib.ctx)
		isle_client_close(isle_newlib.ctx->client);
	for (;;)
		;
}

/* There is one process: a signal, as abort() sends it, is for us and ends us. */
int _kill(int pid, int number)
{
	(void)pid;
	if (number)
		_exit(128 + number);
	return 0;
}

int _getpid(void)
{
	return 1;
}

int isle_newlib_environment(const char *path, char *text, size_t text_bytes, char **table,
			    size_t table_n)
{
	size_t n = 0;
	int r;

	if (!text_bytes || !table_n)
		return -ISLE_EINVAL;
	r = isle_file_get(isle_newlib.ctx, path, text, text_bytes - 1, NULL);
	if (r < 0)
		return r;
	text[r] = 0;
	while (*text && n < table_n - 1) {
		char *end = text + strcspn(text, "\n");
		char *next = *end ? end + 1 : end;

		*end = 0;
		if (*text != '#' && strchr(text, '='))
			table[n++] = text;
		text = next;
	}
	table[n] = NULL;
	environ = table;
	return (int)n;
}
