/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The ipc service's table, start and status.
 */
#include "service/ipc/ipc.h"

#include <inttypes.h>
#include <stdlib.h>

#include "service/services.h"

#define REGISTER_DATA_MAX \
	(ISLE_SERVICE_NAME_BYTES_MAX + ISLE_METHODS_MAX * (ISLE_METHOD_NAME_BYTES_MAX + 1))

static void stop(void *service_state)
{
	struct isled_ipc *ipc = service_state;

	isled_ipc_forwards_stop(ipc);
	free(ipc);
}

static int start(struct isle_host *host, void **ret_service_state)
{
	struct isled_ipc *ipc = calloc(1, sizeof(*ipc));
	int error;

	if (!ipc)
		return -ISLE_ENOMEM;
	ipc->host = host;
	error = isled_ipc_forwards_start(ipc);
	if (error) {
		stop(ipc);
		return error;
	}
	*ret_service_state = ipc;
	return 0;
}

static void status(void *service_state, struct isle_party *client, void *out)
{
	struct isled_ipc *ipc = service_state;
	const struct isled_offer *offer;

	(void)client;
	for (offer = ipc->offers; offer; offer = offer->next)
		isle_status_line(out, "service.%s=version %" PRIu32 ", methods %" PRIu32 ", by %s",
				 offer->name, offer->version, offer->methods_n,
				 isle_party_name(offer->party));
	isle_status_line(out, "ipc.calls=%" PRIu64, ipc->calls);
	isle_status_line(out, "ipc.channels=%" PRIu64, ipc->channels);
	isle_status_line(out, "ipc.failed=%" PRIu64, ipc->failed);
	isled_ipc_forwards_status(ipc, out);
}

static const struct isle_method methods[] = {
	{ "REGISTER", ISLE_IPC_REGISTER, 0, REGISTER_DATA_MAX, isled_ipc_register },
	{ "UNREGISTER", ISLE_IPC_UNREGISTER, ISLE_METHOD_HANDLE, 0, isled_ipc_unregister },
	{ "BIND", ISLE_IPC_BIND, 0, ISLE_SERVICE_NAME_BYTES_MAX, isled_ipc_bind },
	{ "UNBIND", ISLE_IPC_UNBIND, ISLE_METHOD_HANDLE, 0, isled_ipc_unbind },
	{ "CALL", ISLE_IPC_CALL, ISLE_METHOD_HANDLE | ISLE_METHOD_STREAM_IN | ISLE_METHOD_NO_BATCH,
	  0, isled_ipc_call },
	{ "CONNECT", ISLE_IPC_CONNECT,
	  ISLE_METHOD_HANDLE | ISLE_METHOD_CHANNEL | ISLE_METHOD_NO_BATCH, 0, isled_ipc_connect },
	{ "LOOKUP_METHOD", ISLE_IPC_LOOKUP_METHOD, ISLE_METHOD_HANDLE, ISLE_METHOD_NAME_BYTES_MAX,
	  isled_ipc_lookup },
};

const struct isle_service isled_service_ipc = {
	.name = "ipc",
	.number = ISLE_SERVICE_IPC,
	.version = 1,
	.methods = methods,
	.method_count = sizeof(methods) / sizeof(methods[0]),
	.start = start,
	.stop = stop,
	.status = status,
};
