/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Steps that the tests of the ipc service share.
 */
#ifndef IPC_STEPS_H
#define IPC_STEPS_H

#include <string.h>

#include "fakehost.h"
#include "harness.h"
#include "service/services.h"

static struct isle_party *client, *person;

static inline void ipc_begin(void)
{
	fake_start(&isled_service_ipc);
	client = fake_attach(ISLE_PEER_CLIENT, "mcu");
	person = fake_attach(ISLE_PEER_PROGRAM, "person");
}

static inline struct isle_token *ipc_try_register(struct isle_party *party, const char *data,
						  uint32_t bytes, uint32_t version, uint32_t cookie)
{
	const uint32_t words[] = { version, 0, cookie, 0 };
	struct isle_token *token = fake_token(party, ISLE_IPC_REGISTER);

	fake_call(token, words, 4, data, bytes, true);
	return token;
}

static inline uint32_t ipc_register(struct isle_party *party, const char *name, uint32_t version,
				    uint32_t cookie)
{
	struct isle_token *token =
		ipc_try_register(party, name, (uint32_t)strlen(name), version, cookie);

	CHECK_EQ(token->status, 0);
	return token->words[0];
}

static inline uint32_t ipc_bind(struct isle_party *party, const char *name)
{
	struct isle_token *token = fake_ask(party, ISLE_IPC_BIND, NULL, 0, name);
	uint32_t binding;

	CHECK_EQ(token->status, 0);
	binding = token->words[0];
	fake_free(token);
	return binding;
}

static inline struct isle_token *ipc_call(struct isle_party *party, uint32_t binding,
					  uint32_t method, const char *text)
{
	const uint32_t words[] = { binding, method };

	return fake_ask(party, ISLE_IPC_CALL, words, 2, text);
}

#endif
