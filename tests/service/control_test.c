/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "fakehost.h"
#include "harness.h"
#include "service/services.h"

static struct isle_party *client, *person;

static void begin(void)
{
	fake_start(&isled_service_control);
	person = fake_attach(ISLE_PEER_PROGRAM, "person");
}

static struct isle_token *hold(uint32_t on, uint32_t seconds)
{
	const uint32_t words[] = { on, seconds };

	return fake_ask(person, ISLE_CONTROL_HOLD, words, 2, NULL);
}

static const char *text(struct isle_token *token)
{
	CHECK(token->answered);
	CHECK_EQ(token->status, 0);
	token->out[token->out_bytes] = 0;
	return (char *)token->out;
}

static const char *list(uint32_t what)
{
	return text(fake_ask(person, ISLE_CONTROL_LIST, &what, 1, NULL));
}

TEST(control, "STATUS tells every fact as section.key=value")
{
	const char *lines;

	begin();
	client = fake_attach(ISLE_PEER_CLIENT, "mcu");
	lines = text(fake_ask(person, ISLE_CONTROL_STATUS, NULL, 0, NULL));
	CHECK(strstr(lines, "daemon.name=fake\n"));
	CHECK(strstr(lines, "link.up=yes\n"));
	CHECK(strstr(lines, "link.client=mcu\n"));
	CHECK(strstr(lines, "session.id=0000000000001234\n"));
	CHECK(strstr(lines, "services.control=version 1, number 7\n"));
	CHECK(strstr(lines, "control.held=no\n"));
	for (const char *at = lines; *at; at = strchr(at, '\n') + 1) {
		const char *dot = strchr(at, '.'), *equals = strchr(at, '='),
			   *end = strchr(at, '\n');

		CHECK(dot && equals && end && dot < equals && equals < end);
	}
	fake_stop();
}

TEST(control, "STATUS without a client says so, and where it should connect")
{
	const char *lines;

	begin();
	lines = text(fake_ask(person, ISLE_CONTROL_STATUS, NULL, 0, NULL));
	CHECK(strstr(lines, "link.up=no\nlink.address=unix:/fake\n"));
	CHECK(!strstr(lines, "session."));
	CHECK(!strstr(lines, "link.client="));
	fake_stop();
}

TEST(control, "an answer larger than the caller can take is EMSGSIZE")
{
	struct isle_token *token;

	begin();
	token = fake_token(person, ISLE_CONTROL_STATUS);
	token->window = 16;
	fake_call(token, NULL, 0, NULL, 0, true);
	CHECK_EQ(token->status, -ISLE_EMSGSIZE);
	fake_stop();
}

TEST(control, "without authority every verb is refused and audited")
{
	const uint32_t words[2] = { 0 };

	begin();
	person->may_control = false;
	for (uint16_t method = 1; method <= 3; method++)
		CHECK_EQ(fake_ask(person, method, words, 2, NULL)->status, -ISLE_EPERM);
	CHECK_EQ(fake_log.audits, 3);
	fake_stop();
}

TEST(control, "a hold ends after its time")
{
	begin();
	client = fake_attach(ISLE_PEER_CLIENT, "mcu");
	CHECK_EQ(hold(1, 3)->status, 0);
	CHECK(fake_held);
	fake_pass(2999);
	CHECK(fake_held);
	fake_pass(1);
	CHECK(!fake_held);
	fake_stop();
}

TEST(control, "a hold ends when it is let go, and a second one counts anew")
{
	begin();
	client = fake_attach(ISLE_PEER_CLIENT, "mcu");
	hold(1, 3);
	fake_pass(2000);
	hold(1, 3);
	fake_pass(2000);
	CHECK(fake_held);
	CHECK_EQ(hold(0, 0)->status, 0);
	CHECK(!fake_held);
	fake_stop();
}

TEST(control, "a client that comes back under a hold is held")
{
	begin();
	client = fake_attach(ISLE_PEER_CLIENT, "mcu");
	hold(1, 0);
	fake_leave(client);
	fake_held = false;
	client = fake_attach(ISLE_PEER_CLIENT, "mcu");
	CHECK(fake_held);
	fake_stop();
}

TEST(control, "HOLD without a client, with an unknown word or for too long is refused")
{
	begin();
	CHECK_EQ(hold(1, 1)->status, -ISLE_ENOTCONN);
	client = fake_attach(ISLE_PEER_CLIENT, "mcu");
	CHECK_EQ(hold(2, 1)->status, -ISLE_EINVAL);
	CHECK_EQ(hold(1, ISLE_HOLD_S_MAX + 1)->status, -ISLE_EINVAL);
	CHECK(!fake_held);
	fake_stop();
}

TEST(control, "LIST names contexts and programs")
{
	begin();
	client = fake_attach(ISLE_PEER_CLIENT, "mcu");
	fake_context(client, 2);
	person->pid = 7;
	CHECK_STR(list(ISLE_CONTROL_LIST_CONTEXTS), "0 context-0\n2 context-2\n");
	CHECK_STR(list(ISLE_CONTROL_LIST_PROGRAMS), "person pid 7 uid 0\n");
	CHECK_STR(list(ISLE_CONTROL_LIST_HANDLES), "");
	CHECK_STR(list(ISLE_CONTROL_LIST_SERVICES), "");
	fake_stop();
}

TEST(control, "an unknown list is refused")
{
	const uint32_t what = 4;

	begin();
	CHECK_EQ(fake_ask(person, ISLE_CONTROL_LIST, &what, 1, NULL)->status, -ISLE_EINVAL);
	fake_stop();
}
