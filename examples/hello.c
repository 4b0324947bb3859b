/* SPDX-License-Identifier: BSD-3-Clause */
/* hello.c: shows a file of the Linux side on the client's console. usage: hello [SOCKET] */
#include <isle/console.h>
#include <isle/file.h>

static union isle_link_space link_space;
static uint8_t rx[4104], tx[4104], typed[64], printed[256];
static struct isle_port_posix port;
static struct isle_client client;
static struct isle_console console;
static struct isle_client_config config = {
	.port = &port.port,
	.transport = &isle_transport_unix,
	.address = "/run/m4.link",
	.link = &link_space.link,
	.memory = { rx, sizeof(rx), tx, sizeof(tx) },
	.name = "m4",
	.role = ISLE_ROLE_CLIENT,
	.frame_max = 4096,
};

int main(int argc, char **argv)
{
	char text[256];
	int n;

	if (argc > 1)
		config.address = argv[1];
	isle_port_posix_init(&port);
	if (isle_client_init(&client, &config) < 0 || isle_client_connect(&client, 5000) < 0)
		return 1;
	isle_console_open(&client.context, ISLE_CONSOLE_STDIO, typed, 64, printed, 256, &console);
	n = isle_file_get(&client.context, "/etc/hostname", text, sizeof(text), NULL);
	isle_console_write(&console, text, n > 0 ? (size_t)n : 0);
	isle_console_flush(&console);
	isle_client_close(&client);
	return n < 0;
}
