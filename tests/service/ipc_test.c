/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "ipc_steps.h"

TEST(ipc, "what one side registers the other binds and calls")
{
	struct isle_token *call;
	struct isle_outcall *out;
	uint32_t binding;

	ipc_begin();
	ipc_register(client, "temperature", 3, 77);
	binding = ipc_bind(person, "temperature");
	call = ipc_call(person, binding, 5, "now?");
	out = fake_outcall(0);
	CHECK(out->party == client);
	CHECK_EQ(out->args.service, ISLE_SERVICE_IPC);
	CHECK_EQ(out->args.method, ISLE_IPC_CALL);
	CHECK_EQ(out->words[0], 77);
	CHECK_EQ(out->words[1], 5);
	CHECK_EQ(out->args.budget_ms, 5000);
	CHECK_MEM(out->out, "now?", 4);
	fake_done(out, 0, (uint32_t[]){ (uint32_t)-9, 0 }, 2, "21.5", 4);
	CHECK_EQ(call->status, 0);
	CHECK_EQ((int32_t)call->words[0], -9);
	CHECK_EQ(call->out_bytes, 4);
	CHECK_MEM(call->out, "21.5", 4);
	fake_stop();
}

TEST(ipc, "a program may register and the client may call")
{
	struct isle_outcall *out;

	ipc_begin();
	ipc_register(person, "logger", 1, 5);
	ipc_call(client, ipc_bind(client, "logger"), 0, "");
	out = fake_outcall(0);
	CHECK(out->party == person);
	fake_done(out, 0, NULL, 0, NULL, 0);
	fake_stop();
}

TEST(ipc, "a name is registered once, by whomever")
{
	ipc_begin();
	ipc_register(client, "x", 1, 1);
	CHECK_EQ(ipc_try_register(person, "x", 1, 1, 1)->status, -ISLE_EEXIST);
	CHECK_EQ(ipc_try_register(client, "x", 1, 1, 1)->status, -ISLE_EEXIST);
	fake_stop();
}

TEST(ipc, "names that are no names are refused")
{
	static const struct {
		const char *bytes;
		uint32_t n;
	} bad[] = {
		{ "", 0 },          { "a b", 3 },     { "../x", 4 },        { "/x", 2 },
		{ "a\x1b[31m", 6 }, { "a\nb", 3 },    { "gr\xc3\xbcn", 5 }, { "\0", 1 },
		{ "a\0", 2 },       { "a\0b\0b", 5 }, { "a\0b\0\0c", 6 },   { "a\0\x1b", 3 },
		{ "a\0.b", 4 },     { "\0a", 2 },     { "a\xff", 2 },
	};
	char longest[65];

	ipc_begin();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (ipc_try_register(client, bad[i].bytes, bad[i].n, 1, 1)->status != -ISLE_EINVAL)
			FAIL("name %zu was taken", i);
	memset(longest, 'n', sizeof(longest));
	CHECK_EQ(ipc_try_register(client, longest, 64, 1, 1)->status, -ISLE_EINVAL);
	CHECK_EQ(ipc_try_register(client, longest, 63, 1, 1)->status, 0);
	CHECK_EQ(fake_ask(person, ISLE_IPC_BIND, NULL, 0, "a b")->status, -ISLE_EINVAL);
	CHECK_EQ(fake_ask(person, ISLE_IPC_BIND, NULL, 0, "")->status, -ISLE_EINVAL);
	fake_stop();
}

TEST(ipc, "random registrations never hurt")
{
	ipc_begin();
	for (int round = 0; round < 3000; round++) {
		char bytes[300];
		uint32_t n = (uint32_t)(test_random() % sizeof(bytes));
		struct isle_token *token;

		for (uint32_t i = 0; i < n; i++)
			bytes[i] = "ab\0\0.:"[test_random() % 6];
		token = ipc_try_register(client, bytes, n, 1, 1);
		if (!token->status)
			fake_ask(client, ISLE_IPC_UNREGISTER, token->words, 1, NULL);
		fake_free(token);
	}
	fake_stop();
}

TEST(ipc, "unknown flags are refused")
{
	const uint32_t words[] = { 1, 1, 1, 0 };

	ipc_begin();
	CHECK_EQ(fake_ask(client, ISLE_IPC_REGISTER, words, 4, "x")->status, -ISLE_EINVAL);
	fake_stop();
}

TEST(ipc, "a session registers no more services than its limit")
{
	ipc_begin();
	ipc_register(client, "a", 1, 1);
	ipc_register(client, "b", 1, 1);
	ipc_register(client, "c", 1, 1);
	CHECK_EQ(ipc_try_register(client, "d", 1, 1, 1)->status, -ISLE_EMFILE);
	ipc_register(person, "d", 1, 1);
	fake_stop();
}

TEST(ipc, "more handles than the quota leave nothing behind")
{
	ipc_begin();
	fake_limits.handles = 0;
	CHECK_EQ(ipc_try_register(client, "d", 1, 1, 1)->status, -ISLE_EMFILE);
	fake_limits.handles = 1;
	ipc_register(client, "d", 1, 1);
	CHECK_EQ(fake_ask(person, ISLE_IPC_BIND, NULL, 0, "d")->status, -ISLE_EMFILE);
	fake_stop();
}

TEST(ipc, "a session holds no more bindings than the limit")
{
	ipc_begin();
	fake_limits.handles = 512;
	ipc_register(client, "d", 1, 1);
	for (unsigned i = 0; i < ISLE_BINDINGS_MAX; i++)
		ipc_bind(person, "d");
	CHECK_EQ(fake_ask(person, ISLE_IPC_BIND, NULL, 0, "d")->status, -ISLE_EMFILE);
	fake_stop();
}

TEST(ipc, "methods are found by name")
{
	static const char names[] = "svc\0get\0set\0a/b.c";
	struct isle_token *bind, *lookup;

	ipc_begin();
	CHECK_EQ(ipc_try_register(client, names, sizeof(names) - 1, 1, 1)->status, 0);
	bind = fake_ask(person, ISLE_IPC_BIND, NULL, 0, "svc");
	CHECK_EQ(bind->words[1], 1);
	CHECK_EQ(bind->words[2], 3);
	lookup = fake_ask(person, ISLE_IPC_LOOKUP_METHOD, bind->words, 1, "set");
	CHECK_EQ(lookup->status, 0);
	CHECK_EQ(lookup->words[0], 1);
	CHECK_EQ(fake_ask(person, ISLE_IPC_LOOKUP_METHOD, bind->words, 1, "a/b.c")->words[0], 2);
	CHECK_EQ(fake_ask(person, ISLE_IPC_LOOKUP_METHOD, bind->words, 1, "ge")->status,
		 -ISLE_ENOENT);
	CHECK_EQ(fake_ask(person, ISLE_IPC_LOOKUP_METHOD, bind->words, 1, "")->status,
		 -ISLE_ENOENT);
	CHECK_EQ(fake_ask(client, ISLE_IPC_LOOKUP_METHOD, bind->words, 1, "get")->status,
		 -ISLE_EBADF);
	fake_stop();
}

TEST(ipc, "more methods than the limit are refused")
{
	char names[1024];
	uint32_t n = 1;

	ipc_begin();
	names[0] = 'x';
	for (int i = 0; i < 64; i++)
		n += (uint32_t)snprintf(names + n, sizeof(names) - n, "%cm%d", 0, i);
	CHECK_EQ(ipc_try_register(client, names, n, 1, 1)->status, 0);
	names[0] = 'y';
	n += (uint32_t)snprintf(names + n, sizeof(names) - n, "%cm%d", 0, 64);
	CHECK_EQ(ipc_try_register(client, names, n, 1, 1)->status, -ISLE_EINVAL);
	fake_stop();
}

TEST(ipc, "what is not registered is ENOSERVICE, what is too old is EVERSION")
{
	const uint32_t words[] = { 4, 0 };

	ipc_begin();
	CHECK_EQ(fake_ask(person, ISLE_IPC_BIND, words, 2, "x")->status, -ISLE_ENOSERVICE);
	ipc_register(client, "x", 3, 1);
	CHECK_EQ(fake_ask(person, ISLE_IPC_BIND, words, 2, "x")->status, -ISLE_EVERSION);
	fake_stop();
}

TEST(ipc, "a bind waits until the service is registered")
{
	const uint32_t words[] = { 2, 1000 };
	struct isle_token *bind, *older;

	ipc_begin();
	bind = fake_ask(person, ISLE_IPC_BIND, words, 2, "late");
	CHECK(!bind->answered);
	fake_pass(999);
	CHECK(!bind->answered);
	ipc_register(client, "late", 2, 9);
	CHECK_EQ(bind->status, 0);
	CHECK(bind->answered);
	CHECK_EQ(bind->words[1], 2);
	ipc_call(person, bind->words[0], 0, "");
	CHECK_EQ(fake_outcall(0)->words[0], 9);
	older = fake_ask(person, ISLE_IPC_BIND, words, 2, "older");
	ipc_register(client, "older", 1, 1);
	CHECK_EQ(older->status, -ISLE_EVERSION);
	fake_stop();
}

TEST(ipc, "a bind that waits in vain ends with ENOSERVICE, or with its caller")
{
	const uint32_t words[] = { 0, 1000 };
	struct isle_token *first, *second;

	ipc_begin();
	first = fake_ask(person, ISLE_IPC_BIND, words, 2, "never");
	second = fake_ask(person, ISLE_IPC_BIND, words, 2, "never");
	fake_cancel(second, -ISLE_ECANCELED);
	fake_pass(1000);
	CHECK_EQ(first->status, -ISLE_ENOSERVICE);
	ipc_register(client, "never", 1, 1);
	fake_stop();
}

TEST(ipc, "a batch does not wait")
{
	const uint32_t words[] = { 0, 1000 };
	struct isle_token *bind;

	ipc_begin();
	bind = fake_token(person, ISLE_IPC_BIND);
	bind->in_batch = true;
	fake_call(bind, words, 2, "x", 1, true);
	CHECK_EQ(bind->status, -ISLE_ENOTSUP);
	fake_stop();
}

TEST(ipc, "a service may go and come back while bound")
{
	uint32_t binding, handle;
	struct isle_token *call;

	ipc_begin();
	handle = ipc_register(client, "x", 1, 1);
	binding = ipc_bind(person, "x");
	CHECK_EQ(fake_ask(client, ISLE_IPC_UNREGISTER, &handle, 1, NULL)->status, 0);
	call = ipc_call(person, binding, 0, "");
	CHECK_EQ(call->status, -ISLE_ENOSERVICE);
	CHECK_EQ(fake_ask(client, ISLE_IPC_UNREGISTER, &handle, 1, NULL)->status, -ISLE_EBADF);
	ipc_register(client, "x", 1, 42);
	ipc_call(person, binding, 0, "");
	CHECK_EQ(fake_outcall(0)->words[0], 42);
	fake_stop();
}

TEST(ipc, "nobody else's registration or binding can be closed or used")
{
	uint32_t handle, binding;

	ipc_begin();
	handle = ipc_register(client, "x", 1, 1);
	binding = ipc_bind(person, "x");
	CHECK_EQ(fake_ask(person, ISLE_IPC_UNREGISTER, &handle, 1, NULL)->status, -ISLE_EBADF);
	CHECK_EQ(fake_ask(client, ISLE_IPC_UNBIND, &binding, 1, NULL)->status, -ISLE_EBADF);
	CHECK_EQ(fake_ask(client, ISLE_IPC_UNBIND, &handle, 1, NULL)->status, -ISLE_EBADF);
	CHECK_EQ(ipc_call(client, binding, 0, "")->status, -ISLE_EBADF);
	CHECK_EQ(ipc_call(client, handle, 0, "")->status, -ISLE_EBADF);
	CHECK_EQ(ipc_call(client, 0, 0, "")->status, -ISLE_EBADF);
	CHECK_EQ(fake_ask(person, ISLE_IPC_UNBIND, &binding, 1, NULL)->status, 0);
	CHECK_EQ(ipc_call(person, binding, 0, "")->status, -ISLE_EBADF);
	fake_stop();
}

TEST(ipc, "registrations stay over a blink and go with the session")
{
	uint32_t binding;

	ipc_begin();
	ipc_register(client, "x", 1, 1);
	binding = ipc_bind(person, "x");
	fake_lose(client);
	CHECK_EQ(ipc_call(person, binding, 0, "")->status, -ISLE_ENOSERVICE);
	CHECK_EQ(fake_outcalls(), 0);
	fake_resume(client);
	CHECK(!ipc_call(person, binding, 0, "")->answered);
	fake_leave(client);
	CHECK_EQ(ipc_call(person, binding, 0, "")->status, -ISLE_ENOSERVICE);
	CHECK_STR(fake_status("service.x"), "");
	fake_stop();
}

TEST(ipc, "status names what is registered")
{
	ipc_begin();
	ipc_register(client, "x", 3, 1);
	CHECK_STR(fake_status("service.x"), "version 3, methods 0, by mcu");
	fake_stop();
}
