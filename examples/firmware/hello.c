/* SPDX-License-Identifier: BSD-3-Clause */
/* hello.c: the first firmware */
#include <isle/console.h>
#include <isle/file.h>

#include "board.h"

static struct isle_client client;
static struct isle_console console;
static uint8_t typed[64], printed[256];
static struct isle_client_config config = { .name = "hello",
					    .role = ISLE_ROLE_CLIENT,
					    .keepalive_ms = 2000 };

/* Shows a file of Linux on the console. */
static void greet(void)
{
	char name[64];
	int n = isle_file_get(&client.context, "/etc/hostname", name, sizeof(name), NULL);

	isle_console_puts(&console, "hello from the firmware to ");
	if (n > 0)
		isle_console_write(&console, name, (size_t)n);
	else
		isle_console_puts(&console, isle_error_text(n));
}

int main(void)
{
	char text[32];
	int n;

	board_init(&config); /* port, transport, memory: what depends on the board */
	if (isle_client_init(&client, &config) < 0)
		return 1;
	while (isle_client_connect(&client, 5000) < 0)
		board_print("hello: nobody is there yet\n");
	isle_console_open(&client.context, ISLE_CONSOLE_STDIO, typed, sizeof(typed), printed,
			  sizeof(printed), &console);
	greet();
	for (;;) {
		uint32_t due_ms = isle_client_poll(&client);

		/* The rest of the firmware stands here. Ours sends back what was typed. */
		n = isle_console_read(&console, text, sizeof(text), 0);
		if (n > 0)
			isle_console_write(&console, text, (size_t)n);
		else
			board_idle(due_ms);
	}
}
