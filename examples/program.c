/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * program.c: a Linux program calls a service of the client, through isled's door.
 * usage: program /run/isled/NAME.sock SERVICE METHOD [TEXT]
 */
#include <isle/ipc.h>

#include <stdio.h>
#include <string.h>

static union isle_link_space link_space;
static uint8_t rx[4104], tx[4104];
static struct isle_port_posix port;
static struct isle_client client;
static struct isle_client_config config = {
	.port = &port.port,
	.transport = &isle_transport_unix,
	.link = &link_space.link,
	.memory = { rx, sizeof(rx), tx, sizeof(tx) },
	.name = "program",
	.role = ISLE_ROLE_PROGRAM,
	.frame_max = 4096,
};

int main(int argc, char **argv)
{
	struct isle_ipc_binding binding;
	const char *text = argc > 4 ? argv[4] : "";
	char answer[4096];
	int32_t status = 0;
	int r, method;

	if (argc < 4) {
		fprintf(stderr, "usage: program /run/isled/NAME.sock SERVICE METHOD [TEXT]\n");
		return 2;
	}
	config.address = argv[1];
	isle_port_posix_init(&port);
	r = isle_client_init(&client, &config);
	if (!r)
		r = isle_client_connect(&client, 5000);
	if (!r)
		r = isle_ipc_bind(&client.context, argv[2], 0, &binding);
	method = r ? r : isle_ipc_method(&client.context, &binding, argv[3]);
	r = method < 0 ? method
		       : isle_ipc_call(&client.context, &binding, (uint32_t)method, text,
				       strlen(text), answer, sizeof(answer), &status);
	if (r < 0)
		fprintf(stderr, "program: %s\n", isle_error_text(r));
	else
		fwrite(answer, 1, (size_t)r, stdout);
	isle_client_fini(&client);
	return r < 0 || status;
}
