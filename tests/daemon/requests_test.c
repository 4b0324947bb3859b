/* SPDX-License-Identifier: BSD-3-Clause */
/* What a worker may ask: the table refuses everything else. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <isle/errors.h>

#include "daemon/requests.h"
#include "daemon/supervisor.h"
#include "harness.h"

static const struct isled_permit *ask(struct isled_asked *asked, uint32_t request, uint32_t arg)
{
	const struct isled_ask message = { request, arg };

	return isled_request_check(asked, &message, sizeof(message));
}

TEST(requests, "every number outside the table, any argument and any other length is refused")
{
	struct isled_asked asked = { .phase = ISLED_PHASE_START };
	unsigned char bytes[16] = { ISLED_GET_FACTS };

	CHECK(!ask(&asked, 0, 0));
	for (uint32_t request = ISLED_REQUESTS_END; request < 5000; request++)
		CHECK(!ask(&asked, request, 0));
	CHECK(!ask(&asked, UINT32_MAX, 0));
	CHECK(!ask(&asked, ISLED_GET_FACTS, 1));
	for (int n = 0; n <= 16; n++)
		if (n != (int)sizeof(struct isled_ask))
			CHECK(!isled_request_check(&asked, bytes, n));
	CHECK(ask(&asked, ISLED_GET_FACTS, 0));
}

TEST(requests, "what belongs to the start is permitted once, and not while serving")
{
	struct isled_asked asked = { .phase = ISLED_PHASE_START };

	for (uint32_t request = ISLED_GET_FACTS; request < ISLED_READY; request++) {
		CHECK(ask(&asked, request, 0));
		CHECK(!ask(&asked, request, 0));
	}
	CHECK(!ask(&asked, ISLED_ROTATE_LOG, 0));
	CHECK(!ask(&asked, ISLED_ALIVE, 0));
	CHECK(ask(&asked, ISLED_READY, 0));
	memset(asked.counts, 0, sizeof(asked.counts));
	for (uint32_t request = ISLED_GET_FACTS; request <= ISLED_READY; request++)
		CHECK(!ask(&asked, request, 0));
	for (int i = 0; i < 100; i++)
		CHECK(ask(&asked, ISLED_ALIVE, 0) && ask(&asked, ISLED_ROTATE_LOG, 0));
}

TEST(requests, "descriptors cross with the answer, and none is taken from a worker")
{
	static struct isled_supervisor supervisor;
	static struct isled_held held;
	struct isled_asked asked = { .phase = ISLED_PHASE_START };
	int pair[2], fds[ISLED_REQUEST_FDS_MAX], p[2], before;
	struct isled_answer answer;
	char byte = 0;

	CHECK_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	CHECK_EQ(pipe(p), 0);
	supervisor.held = &held;
	held.text = p[0];
	CHECK_EQ(isled_request_send(pair[1], ISLED_GET_CONFIG), 0);
	CHECK_EQ(isled_request_serve(&supervisor, &asked, pair[0]), 1);
	CHECK_EQ(isled_request_answer(pair[1], &answer, fds), 1);
	CHECK_EQ(answer.fds_n, 1);
	CHECK_EQ(write(p[1], "y", 1), 1);
	CHECK_EQ(read(fds[0], &byte, 1), 1);
	CHECK_EQ(byte, 'y');
	close(fds[0]);

	/* A descriptor sent the other way must not stay open here. */
	before = dup(0);
	close(before);
	{
		struct isled_ask message = { ISLED_GET_FACTS, 0 };
		struct iovec part = { &message, sizeof(message) };
		char space[CMSG_SPACE(sizeof(int))] = { 0 };
		struct msghdr head = { .msg_iov = &part,
				       .msg_iovlen = 1,
				       .msg_control = space,
				       .msg_controllen = sizeof(space) };
		struct cmsghdr *c = CMSG_FIRSTHDR(&head);

		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &p[1], sizeof(int));
		CHECK_EQ(sendmsg(pair[1], &head, 0), sizeof(message));
	}
	CHECK_EQ(isled_request_serve(&supervisor, &asked, pair[0]), 1);
	CHECK_EQ(dup(0), before);
	close(before);
	CHECK_EQ(isled_request_answer(pair[1], &answer, fds), 1);
	CHECK_EQ(answer.fds_n, 0);

	CHECK_EQ(send(pair[1], "rubbish", 7, 0), 7);
	CHECK_EQ(isled_request_serve(&supervisor, &asked, pair[0]), -ISLE_EPERM);
	close(pair[1]);
	CHECK_EQ(isled_request_serve(&supervisor, &asked, pair[0]), -ISLE_ELINK);
	close(pair[0]);
	close(p[0]);
	close(p[1]);
}

TEST(requests,
     "one that comes too often is refused and counted; a new worker does not start afresh")
{
	static struct isled_supervisor supervisor;
	static struct isled_held held = { .log = -1 };
	static struct isled_config config;
	struct isled_asked asked = { .phase = ISLED_PHASE_SERVE };
	static const struct {
		uint64_t at_ms;
		int status;
	} steps[] = {
		{ 5000, -ISLE_ENOENT }, /* served: there is no log */
		{ 5000, -ISLE_EAGAIN }, { 5999, -ISLE_EAGAIN },
		{ 6000, -ISLE_ENOENT }, { 6001, -ISLE_EAGAIN },
	};
	int pair[2], fds[ISLED_REQUEST_FDS_MAX];
	struct isled_answer answer;

	CHECK_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	held.config = &config;
	supervisor.held = &held;
	for (unsigned i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		supervisor.loop.now_ms = steps[i].at_ms;
		CHECK_EQ(isled_request_send(pair[1], ISLED_ROTATE_LOG), 0);
		CHECK_EQ(isled_request_serve(&supervisor, &asked, pair[0]), 1);
		CHECK_EQ(isled_request_answer(pair[1], &answer, fds), 1);
		CHECK_EQ(answer.status, steps[i].status);
	}
	CHECK_EQ(asked.too_often, 3);
	isled_request_begin(&asked);
	CHECK(!isled_request_spend(&asked, ISLED_ROTATE_LOG, 6500));
	CHECK(isled_request_spend(&asked, ISLED_ROTATE_LOG, 7000));
	close(pair[0]);
	close(pair[1]);
}
