/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware whose transfers are measured: an application of libisle. Linux calls `down` and `up` with a
 * length; the call ends when the transfer has. */
#include <string.h>

#include <isle/file.h>
#include <isle/ipc.h>

#include "examples/firmware/board.h"

#define WINDOW  256u
#define PIECE   32768u
#define REQUEST 1u

static struct isle_client client;
static struct isle_ipc_request requests[REQUEST];
static uint8_t request_memory[REQUEST * WINDOW], piece[PIECE];
static struct isle_client_config config = { .name = "bench",
					    .role = ISLE_ROLE_CLIENT,
					    .timeout_ms = 20000 };

static uint32_t length_of(const struct isle_ipc_request *request)
{
	uint32_t n = 0;

	memcpy(&n, request->data, request->len < 4 ? request->len : 4);
	return n;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Reads so many bytes of a file, and answers their sum. */
static void down(struct isle_ipc_request *request)
{
	uint32_t left = length_of(request), sum = 0;
	struct isle_file file;
	int n, r = isle_file_open(&client.context, "/down/down", ISLE_O_RDONLY, 0, &file);

	if (r < 0) {
		isle_ipc_fail(request, r);
		return;
	}
	for (; left; left -= (uint32_t)n) {
		n = isle_file_read(&client.context, &file, piece, least(left, PIECE));
		if (n <= 0)
			break;
		for (int i = 0; i < n; i++)
			sum += piece[i];
	}
	isle_file_close(&client.context, &file);
	isle_ipc_reply(request, (int32_t)left, &sum, sizeof(sum));
}

/* Writes so many bytes, two pieces at a time, as an application does that wants the rate. */
static void up(struct isle_ipc_request *request)
{
	uint32_t left = length_of(request), at = 0, busy[2] = { 0, 0 };
	struct isle_op ops[2];
	struct isle_file file;
	unsigned i;
	int r = isle_file_open(&client.context, "/up/file", ISLE_O_WRONLY | ISLE_O_CREAT, 0666,
			       &file);

	if (r < 0) {
		isle_ipc_fail(request, r);
		return;
	}
	for (i = 0; (left || busy[0] || busy[1]) && r >= 0; i = !i) {
		if (busy[i])
			r = isle_op_wait(&ops[i]);
		busy[i] = least(left, PIECE);
		if (!busy[i] || r < 0)
			continue;
		isle_async(&client.context, &ops[i], NULL, NULL);
		r = isle_file_pwrite(&client.context, &file, piece, busy[i], at);
		at += busy[i];
		left -= busy[i];
	}
	left += r < 0;
	isle_file_close(&client.context, &file);
	isle_ipc_reply(request, (int32_t)left, NULL, 0);
}

static const struct isle_ipc_method methods[] = { { "down", down }, { "up", up } };
static struct isle_ipc_service service = {
	.name = "bench", .version = 1, .methods = methods, .methods_n = 2
};

int main(void)
{
	board_init(&config);
	for (uint32_t i = 0; i < PIECE; i++)
		piece[i] = (uint8_t)i;
	if (isle_client_init(&client, &config) < 0)
		return 1;
	isle_ipc_serve(&client, requests, REQUEST, request_memory);
	while (isle_client_connect(&client, 5000) < 0)
		;
	isle_ipc_register(&client.context, &service);
	for (;;)
		board_idle(isle_client_poll(&client));
}
