/* SPDX-License-Identifier: BSD-3-Clause */
/* What an ordinary program takes on a board: a client, a console, and the C library over both. */
#include <stdlib.h>

#include <isle/newlib.h>

#include "board.h"
#include "start.h"

#define WINDOW   512u
#define REQUESTS 2u

extern char board_heap_start[], board_heap_end[]; /* of the linker script */

static struct isle_client client;
static struct isle_console console;
static struct isle_ipc_request requests[REQUESTS];
static uint8_t request_memory[REQUESTS * WINDOW], typed[64], printed[1024];
static struct isle_file files[8];
static struct isle_newlib_dir dirs[4];
static char environment[256], *variables[8];

static struct isle_client_config config = {
	.role = ISLE_ROLE_CLIENT,
	.window = WINDOW,
	.keepalive_ms = 60000,     /* isled's, which is less, counts */
	.callbacks_in_poll = true, /* handlers may print */
};

struct isle_newlib isle_newlib = {
	.files = files,
	.files_n = sizeof(files) / sizeof(files[0]),
	.dirs = dirs,
	.dirs_n = sizeof(dirs) / sizeof(dirs[0]),
	.hear = isle_newlib_lines,
};

struct isle_context *firmware_start(const char *name)
{
	config.name = name;
	board_init(&config);
	if (isle_client_init(&client, &config) < 0)
		abort();
	isle_ipc_serve(&client, requests, REQUESTS, request_memory);
	while (isle_client_connect(&client, 5000) < 0)
		board_print("firmware: nobody is there yet\n");
	isle_console_open(&client.context, ISLE_CONSOLE_STDIO, typed, sizeof(typed), printed,
			  sizeof(printed), &console);
	isle_newlib.heap = board_heap_start;
	isle_newlib.heap_bytes = (size_t)(board_heap_end - board_heap_start);
	isle_newlib.ctx = &client.context;
	isle_newlib.console = &console;
	isle_newlib_clock();
	isle_newlib_environment("/data/environment", environment, sizeof(environment), variables,
				sizeof(variables) / sizeof(variables[0]));
	return &client.context;
}

/* What was printed leaves, and isled is told. */
void board_end(int status)
{
	exit(status);
}
