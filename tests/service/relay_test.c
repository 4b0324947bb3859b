/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "ipc_steps.h"

static uint32_t binding;

static void begin(void)
{
	ipc_begin();
	ipc_register(client, "svc", 1, 7);
	binding = ipc_bind(person, "svc");
}

static uint8_t *pattern(uint32_t bytes)
{
	uint8_t *data = malloc(bytes);

	for (uint32_t i = 0; i < bytes; i++)
		data[i] = (uint8_t)(i * 7 + i / 256);
	return data;
}

static struct isle_token *start_call(bool end, const void *data, uint32_t bytes)
{
	const uint32_t words[] = { binding, 3 };
	struct isle_token *token = fake_token(person, ISLE_IPC_CALL);

	fake_call(token, words, 2, data, bytes, end);
	return token;
}

TEST(ipc_call, "a cancelled call is cancelled at the registrar")
{
	struct isle_token *call;

	begin();
	call = ipc_call(person, binding, 0, "x");
	fake_cancel(call, -ISLE_ECANCELED);
	CHECK_EQ(fake_outcall(0)->cancelled, -ISLE_ECANCELED);
	fake_stop();
}

TEST(ipc_call, "a registrar lost in mid-call is ELINK, before that it is ENOSERVICE")
{
	struct isle_token *call;

	begin();
	call = ipc_call(person, binding, 0, "x");
	fake_leave(client);
	CHECK_EQ(call->status, -ISLE_ELINK);
	CHECK_EQ(ipc_call(person, binding, 0, "x")->status, -ISLE_ENOSERVICE);
	fake_stop();
}

TEST(ipc_call, "a call that was under way is answered though the service was unregistered")
{
	struct isle_token *call, *registration;
	uint32_t handle;

	ipc_begin();
	registration = ipc_try_register(client, "svc", 3, 1, 7);
	handle = registration->words[0];
	binding = ipc_bind(person, "svc");
	call = ipc_call(person, binding, 0, "x");
	fake_ask(client, ISLE_IPC_UNREGISTER, &handle, 1, NULL);
	fake_done(fake_outcall(0), 0, NULL, 0, "ok", 2);
	CHECK_EQ(call->status, 0);
	CHECK_MEM(call->out, "ok", 2);
	fake_stop();
}

TEST(ipc_call, "the registrar's errors reach the caller")
{
	struct isle_token *call;

	begin();
	call = ipc_call(person, binding, 0, "x");
	fake_done(fake_outcall(0), -ISLE_ENOTSUP, NULL, 0, NULL, 0);
	CHECK_EQ(call->status, -ISLE_ENOTSUP);
	call = ipc_call(person, binding, 0, "x");
	fake_done(fake_outcall(1), -ISLE_ETIMEDOUT, NULL, 0, NULL, 0);
	CHECK_EQ(call->status, -ISLE_ETIMEDOUT);
	fake_stop();
}

TEST(ipc_call, "too many calls in flight is an error of that call only")
{
	begin();
	fake_outcall_error = -ISLE_EAGAIN;
	CHECK_EQ(ipc_call(person, binding, 0, "x")->status, -ISLE_EAGAIN);
	fake_outcall_error = 0;
	CHECK(!ipc_call(person, binding, 0, "x")->answered);
	fake_stop();
}

TEST(ipc_call, "the registrar may not answer more than the caller takes")
{
	const uint32_t words[] = { binding, 3 };
	struct isle_token *call;

	begin();
	call = fake_token(person, ISLE_IPC_CALL);
	call->window = 4;
	fake_call(call, (uint32_t[]){ binding, words[1] }, 2, "x", 1, true);
	CHECK_EQ(fake_outcall(0)->args.window, 4);
	fake_tail_apart = true;
	fake_done(fake_outcall(0), 0, NULL, 0, "12345", 5);
	CHECK_EQ(call->status, -ISLE_EMSGSIZE);
	fake_stop();
}

TEST(ipc_call, "the urgent lane and the registrar's context are kept")
{
	struct isle_token *call, *registration;

	ipc_begin();
	fake_context(client, 2);
	registration = fake_token(client, ISLE_IPC_REGISTER);
	registration->context = &client->contexts[2];
	fake_call(registration, (uint32_t[]){ 1, 0, 8, 0 }, 4, "svc", 3, true);
	call = fake_token(person, ISLE_IPC_CALL);
	call->urgent = true;
	fake_call(call, (uint32_t[]){ ipc_bind(person, "svc"), 0 }, 2, NULL, 0, true);
	CHECK_EQ(fake_outcall(0)->args.context, 2);
	CHECK_EQ(fake_outcall(0)->args.flags, ISLE_OUTCALL_URGENT);
	fake_stop();
}

TEST(ipc_call, "long arguments flow under the registrar's credit")
{
	uint8_t *data = pattern(200000);
	struct isle_token *call;
	struct isle_outcall *out;
	uint32_t at = 0;

	begin();
	call = start_call(false, data, 1000);
	at = 1000;
	out = fake_outcall(0);
	CHECK_EQ(out->out_bytes, 1000);
	CHECK(!out->ended);
	out->room = 500;
	while (at < 200000) {
		uint32_t n = call->in_window - (call->sent - call->consumed);

		n = n < 9000 ? n : 9000;
		n = n < 200000 - at ? n : 200000 - at;
		if (n)
			fake_data(call, data + at, n, at + n == 200000 ? ISLE_PIECE_END : 0);
		at += n;
		fake_outcall_room(out, 3000);
	}
	fake_outcall_room(out, UINT32_MAX);
	CHECK_EQ(out->out_bytes, 200000);
	CHECK(out->ended);
	CHECK_EQ(call->consumed, 200000);
	CHECK_MEM(out->out, data, 200000);
	fake_done(out, 0, NULL, 0, "k", 1);
	CHECK_EQ(call->status, 0);
	CHECK_EQ(call->out_bytes, 1);
	free(data);
	fake_stop();
}

TEST(ipc_call, "an end without data is passed on when there is room for it")
{
	struct isle_token *call;
	struct isle_outcall *out;

	begin();
	call = start_call(false, "ab", 2);
	out = fake_outcall(0);
	out->room = 0;
	fake_data(call, NULL, 0, ISLE_PIECE_END);
	CHECK(!out->ended);
	fake_outcall_room(out, 1);
	CHECK(out->ended);
	fake_stop();
}

TEST(ipc_call, "long results flow as they come, and the last byte of credit is kept for the end")
{
	uint8_t *data = pattern(60000);
	struct isle_token *call;
	struct isle_outcall *out;

	begin();
	call = start_call(true, "x", 1);
	call->window = 60000;
	out = fake_outcall(0);
	fake_result(out, data, 40000, 0);
	CHECK_EQ(call->out_bytes, 40000);
	fake_result(out, data + 40000, 20000, 0);
	CHECK_EQ(call->out_bytes, 59999);
	CHECK(!call->answered);
	fake_done(out, 0, (uint32_t[]){ 5, 0 }, 2, NULL, 0);
	CHECK(call->answered);
	CHECK_EQ(call->status, 0);
	CHECK_EQ(call->words[0], 5);
	CHECK_EQ(call->out_bytes, 60000);
	CHECK_MEM(call->out, data, 60000);
	free(data);
	fake_stop();
}

TEST(ipc_call, "a stream of results that breaks off ends with the reason")
{
	uint8_t *data = pattern(1000);
	struct isle_token *call;

	begin();
	call = start_call(true, "x", 1);
	fake_result(fake_outcall(0), data, 1000, 0);
	fake_leave(client);
	CHECK(call->answered);
	CHECK_EQ(call->status, -ISLE_ELINK);
	free(data);
	fake_stop();
}

TEST(ipc_call, "a caller that goes in the middle of results ends the registrar's call")
{
	uint8_t *data = pattern(1000);
	struct isle_token *call;

	begin();
	call = start_call(true, "x", 1);
	fake_result(fake_outcall(0), data, 1000, 0);
	fake_cancel(call, -ISLE_ELINK);
	CHECK_EQ(fake_outcall(0)->cancelled, -ISLE_ELINK);
	free(data);
	fake_stop();
}

TEST(ipc_call, "an answer before the arguments are whole is an answer")
{
	struct isle_token *call;

	begin();
	call = start_call(false, "begin", 5);
	fake_result(fake_outcall(0), "early ", 6, 0);
	CHECK(!call->answered);
	fake_done(fake_outcall(0), 0, NULL, 0, "end", 3);
	CHECK(call->answered);
	CHECK_EQ(call->out_bytes, 9);
	CHECK_MEM(call->out, "early end", 9);
	fake_stop();
}

TEST(ipc_call, "the data of an answer may come with it as well")
{
	struct isle_token *call;

	begin();
	fake_tail_apart = true;
	call = start_call(true, "x", 1);
	fake_result(fake_outcall(0), "one ", 4, 0);
	fake_done(fake_outcall(0), 0, NULL, 0, "two", 3);
	CHECK_MEM(call->out, "one two", 7);
	call = start_call(true, "x", 1);
	fake_done(fake_outcall(1), 0, NULL, 0, "three", 5);
	CHECK_MEM(call->out, "three", 5);
	fake_stop();
}

TEST(ipc_call, "results that nobody takes are bounded, with an error of their own")
{
	uint8_t *data = pattern(65536);
	struct isle_token *call;

	begin();
	call = start_call(false, "begin", 5); /* results wait for the end of the arguments */
	call->window = UINT32_MAX;
	fake_outcall(0)->granted = UINT32_MAX;
	for (int i = 0; i < 5 && !call->answered; i++)
		fake_result(fake_outcall(0), data, 65536, 0);
	CHECK_EQ(call->status, -ISLE_ENOBUFS);
	CHECK_EQ(fake_outcall(0)->cancelled, -ISLE_ENOBUFS);
	free(data);
	fake_stop();
}

TEST(ipc_call, "all calls of a caller together hold no more results than its limit")
{
	uint8_t *data = pattern(65536);
	struct isle_token *calls[5];

	begin();
	for (unsigned i = 0; i < 5; i++) {
		calls[i] = start_call(false, "begin", 5); /* results wait */
		fake_outcall(i)->granted = UINT32_MAX;
		fake_result(fake_outcall(i), data, 65536, 0);
	}
	for (unsigned i = 0; i < 4; i++)
		CHECK(!calls[i]->answered);
	CHECK_EQ(calls[4]->status, -ISLE_ENOBUFS);
	fake_cancel(calls[0], -ISLE_ECANCELED);
	fake_result(fake_outcall(1), data, 65536, 0);
	CHECK(!calls[1]->answered);
	free(data);
	fake_stop();
}

/* ---- channels ---- */

static struct isle_token *ask_channel(void)
{
	struct isle_token *token = fake_token(person, ISLE_IPC_CONNECT);

	fake_call(token, &binding, 1, "me", 2, false);
	return token;
}

static struct isle_token *start_channel(void)
{
	struct isle_token *token = ask_channel();
	struct isle_outcall *out = fake_outcall(fake_outcalls() - 1);

	fake_outcall_room(out, UINT32_MAX); /* the address has left */
	fake_outcall_room(out, UINT32_MAX); /* accepted */
	return token;
}

TEST(ipc_connect, "the caller is accepted when the callee accepts, and not before")
{
	struct isle_token *token;
	struct isle_outcall *out;

	begin();
	token = ask_channel();
	out = fake_outcall(0);
	CHECK_EQ(out->args.budget_ms, 5000);
	fake_data(token, "eager", 5, 0);
	fake_outcall_room(out, UINT32_MAX);
	CHECK(!token->accepted);
	CHECK_EQ(out->out_bytes, 2);
	fake_outcall_room(out, UINT32_MAX);
	CHECK(token->accepted);
	CHECK_EQ(out->out_bytes, 7);
	token = ask_channel();
	fake_result(fake_outcall(1), "speaks first", 12, 0);
	CHECK(token->accepted);
	CHECK_EQ(token->out_bytes, 12);
	fake_stop();
}

TEST(ipc_connect, "bytes flow both ways under credit, with half closes and an orderly end")
{
	struct isle_token *token;
	struct isle_outcall *out;

	begin();
	token = start_channel();
	out = fake_outcall(0);
	CHECK_EQ(out->args.method, ISLE_IPC_CONNECT);
	CHECK_EQ(out->args.flags, ISLE_OUTCALL_CHANNEL);
	CHECK_EQ(out->words[0], 7);
	CHECK_MEM(out->out, "me", 2);
	out->out_bytes = 0;
	out->room = 3;
	fake_data(token, "hello", 5, ISLE_PIECE_END);
	CHECK_EQ(out->out_bytes, 3);
	CHECK_EQ(token->consumed, 2 + 3);
	fake_outcall_room(out, UINT32_MAX);
	CHECK_EQ(out->out_bytes, 5);
	CHECK(out->ended);
	token->room = 1;
	fake_result(out, "yes", 3, ISLE_PIECE_END);
	CHECK_EQ(token->out_bytes, 1);
	fake_done(out, 0, NULL, 0, NULL, 0);
	CHECK(!token->answered);
	fake_room(token, UINT32_MAX);
	CHECK(token->answered);
	CHECK_EQ(token->status, 0);
	CHECK_MEM(token->out, "yes", 3);
	fake_stop();
}

TEST(ipc_connect, "credit goes back only for what has left")
{
	uint8_t *data = pattern(65536);
	struct isle_token *token;
	struct isle_outcall *out;

	begin();
	token = start_channel();
	out = fake_outcall(0);
	token->room = 1000;
	fake_result(out, data, 65536, 0);
	CHECK_EQ(out->granted, 65536 + 1000);
	free(data);
	fake_stop();
}

TEST(ipc_connect, "a reset by either side resets the other")
{
	struct isle_token *token;

	begin();
	token = start_channel();
	fake_cancel(token, -ISLE_ECONNRESET);
	CHECK_EQ(fake_outcall(0)->cancelled, -ISLE_ECONNRESET);
	token = start_channel();
	fake_done(fake_outcall(1), -ISLE_ECONNREFUSED, NULL, 0, NULL, 0);
	CHECK_EQ(token->status, -ISLE_ECONNREFUSED);
	token = start_channel();
	fake_leave(client);
	CHECK_EQ(token->status, -ISLE_ELINK);
	fake_stop();
}

TEST(ipc_connect, "channels of messages and long addresses are refused")
{
	static char address[300];
	struct isle_token *token;

	begin();
	token = fake_token(person, ISLE_IPC_CONNECT);
	token->message = true;
	fake_call(token, &binding, 1, NULL, 0, false);
	CHECK_EQ(token->status, -ISLE_ENOTSUP);
	token = fake_token(person, ISLE_IPC_CONNECT);
	fake_call(token, &binding, 1, address, sizeof(address), false);
	CHECK_EQ(token->status, -ISLE_EINVAL);
	fake_stop();
}

TEST(ipc_connect, "what a caller sends after the callee closed is taken and forgotten")
{
	struct isle_token *token;

	begin();
	token = start_channel();
	token->room = 0;
	fake_result(fake_outcall(0), "last", 4, 0);
	fake_done(fake_outcall(0), 0, NULL, 0, NULL, 0);
	fake_data(token, "into the void", 13, 0);
	CHECK_EQ(token->consumed, token->sent);
	fake_room(token, UINT32_MAX);
	CHECK(token->answered);
	fake_stop();
}
