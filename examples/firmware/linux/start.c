/* SPDX-License-Identifier: BSD-3-Clause */
/* A process has streams and files. What is left is a thread that answers while the program waits elsewhere. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdlib.h>

#include "../board.h"
#include "../start.h"

#define WINDOW   4096u
#define REQUESTS 2u

static struct isle_client client;
static struct isle_ipc_request requests[REQUESTS];
static uint8_t request_memory[REQUESTS * WINDOW];
static struct isle_client_config config = { .role = ISLE_ROLE_CLIENT, .keepalive_ms = 60000 };

static void *answer(void *unused)
{
	(void)unused;
	for (;;)
		isle_client_poll_wait(&client, 1000);
	return NULL;
}

struct isle_context *firmware_start(const char *name)
{
	pthread_t thread;

	config.name = name;
	board_init(&config);
	config.window = config.frame_max;
	if (isle_client_init(&client, &config) < 0)
		abort();
	isle_ipc_serve(&client, requests, REQUESTS, request_memory);
	while (isle_client_connect(&client, 5000) < 0)
		board_print("firmware: nobody is there yet\n");
	if (pthread_create(&thread, NULL, answer, NULL))
		abort();
	pthread_detach(thread);
	return &client.context;
}
