/* SPDX-License-Identifier: BSD-3-Clause */
/* Standard input as a terminal gathers it. */
#include "port/newlib/system.h"

#define END    4 /* ^D */
#define DELETE 0x7f

int isle_newlib_lines(char *buf, int len)
{
	int n = 0, r;

	while (n < len) {
		char *key = buf + n;

		r = isle__newlib_hear(key, 1);
		if (r <= 0)
			return n ? n : r;
		if (*key == '\r')
			*key = '\n';
		if (*key == END && !n)
			return 0;
		if (*key == DELETE || *key == '\b') {
			if (n && n-- > 0)
				isle__newlib_say("\b \b", 3);
			continue;
		}
		isle__newlib_say(key, 1);
		n++;
		if (*key == '\n')
			break;
	}
	return n;
}
