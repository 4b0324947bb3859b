/* SPDX-License-Identifier: BSD-3-Clause */
#include "requests.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <isle/errors.h>
#include <isle/service.h>

#include "supervisor.h"

#define START ISLED_PHASE_START
#define SERVE ISLED_PHASE_SERVE

static const struct isled_permit permits[ISLED_REQUESTS_END] = {
	[ISLED_GET_FACTS] = { "GET_FACTS", START, 1, { 0, 0 }, isled_supervisor_give_facts },
	[ISLED_GET_CONFIG] = { "GET_CONFIG", START, 1, { 0, 0 }, isled_supervisor_give_config },
	[ISLED_GET_LINK] = { "GET_LINK", START, 1, { 0, 0 }, isled_supervisor_give_link },
	[ISLED_GET_DOOR] = { "GET_DOOR", START, 1, { 0, 0 }, isled_supervisor_give_door },
	[ISLED_GET_EXPORTS] = { "GET_EXPORTS", START, 1, { 0, 0 }, isled_supervisor_give_exports },
	[ISLED_GET_GRANTS] = { "GET_GRANTS", START, 1, { 0, 0 }, isled_supervisor_give_grants },
	[ISLED_GET_FORWARDS] = { "GET_FORWARDS",
				 START,
				 1,
				 { 0, 0 },
				 isled_supervisor_give_forwards },
	[ISLED_GET_LOG] = { "GET_LOG", START, 1, { 0, 0 }, isled_supervisor_give_log },
	[ISLED_GET_TERMINAL] = { "GET_TERMINAL",
				 START,
				 1,
				 { 0, 0 },
				 isled_supervisor_give_terminal },
	[ISLED_READY] = { "READY", START, 1, { 0, 0 }, isled_supervisor_take_ready },
	[ISLED_ROTATE_LOG] = { "ROTATE_LOG", SERVE, 0, { 1, 1000 }, isled_supervisor_rotate_log },
	[ISLED_ALIVE] = { "ALIVE", SERVE, 0, { 0, 0 }, isled_supervisor_take_alive },
};

const struct isled_permit *isled_request_check(struct isled_asked *asked, const void *message,
					       int bytes)
{
	const struct isled_permit *permit;
	struct isled_ask ask;

	if (bytes != (int)sizeof(ask))
		return NULL;
	memcpy(&ask, message, sizeof(ask));
	if (ask.request >= ISLED_REQUESTS_END || ask.arg != 0)
		return NULL;
	permit = &permits[ask.request];
	if (!permit->serve || !(permit->phases & asked->phase) ||
	    (permit->max && asked->counts[ask.request] >= permit->max))
		return NULL;
	asked->counts[ask.request]++;
	if (ask.request == ISLED_READY)
		asked->phase = ISLED_PHASE_SERVE;
	return permit;
}

bool isled_request_spend(struct isled_asked *asked, enum isled_request request, uint64_t now_ms)
{
	const struct isled_rate *rate = &permits[request].rate;
	uint64_t *rested_ms = &asked->rested_ms[request];

	if (!rate->burst)
		return true;
	if (*rested_ms > now_ms + (uint64_t)(rate->burst - 1) * rate->every_ms) {
		asked->too_often++;
		return false;
	}
	*rested_ms = (*rested_ms > now_ms ? *rested_ms : now_ms) + rate->every_ms;
	return true;
}

void isled_request_begin(struct isled_asked *asked)
{
	asked->phase = ISLED_PHASE_START;
	memset(asked->counts, 0, sizeof(asked->counts));
	asked->too_often = 0;
}

union fd_space {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(ISLED_REQUEST_FDS_MAX * sizeof(int))];
};

/* Send one record with descriptors. Waits: never. */
static int put(int socket, const void *bytes, size_t n, const int *fds, uint32_t fds_n)
{
	struct iovec part = { .iov_base = (void *)(uintptr_t)bytes, .iov_len = n };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	union fd_space space;

	if (fds_n) {
		struct cmsghdr *head;

		memset(&space, 0, sizeof(space));
		message.msg_control = space.bytes;
		message.msg_controllen = CMSG_SPACE(fds_n * sizeof(int));
		head = CMSG_FIRSTHDR(&message);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(fds_n * sizeof(int));
		memcpy(CMSG_DATA(head), fds, fds_n * sizeof(int));
	}
	return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)n ? 0
										    : -ISLE_ELINK;
}

/* A worker gone mad may not, for one, grind the old logs away; nor fill the log with that. */
static int answer_permitted(struct isled_supervisor *supervisor, struct isled_asked *asked,
			    const struct isled_permit *permit, struct isled_answer *answer,
			    int *fds)
{
	enum isled_request request = (enum isled_request)(permit - permits);

	if (isled_request_spend(asked, request, supervisor->loop.now_ms)) {
		isle_log(ISLE_LOG_DEBUG, "supervisor", "worker asks %s", permit->name);
		return permit->serve(supervisor, answer, fds);
	}
	if (asked->too_often == 1)
		isle_log(ISLE_LOG_WARNING, "supervisor", "worker asks %s too often: refused",
			 permit->name);
	return -ISLE_EAGAIN;
}

int isled_request_serve(struct isled_supervisor *supervisor, struct isled_asked *asked, int socket)
{
	/* No room for descriptors: what a worker sends along is dropped by the kernel. */
	struct isled_answer answer = { 0 };
	int fds[ISLED_REQUEST_FDS_MAX];
	const struct isled_permit *permit;
	unsigned char message[sizeof(struct isled_ask) + 1];
	ssize_t n = recv(socket, message, sizeof(message), MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0)
		return -ISLE_ELINK;
	permit = isled_request_check(asked, message, (int)n);
	if (!permit)
		return -ISLE_EPERM;
	answer.status = answer_permitted(supervisor, asked, permit, &answer, fds);
	if (answer.status < 0)
		answer.fds_n = 0;
	return put(socket, &answer, sizeof(answer), fds, answer.fds_n) < 0 ? -ISLE_ELINK : 1;
}

/* ---- the worker's end ---- */

static uint32_t take_fds(struct msghdr *message, int *ret_fds)
{
	struct cmsghdr *head = CMSG_FIRSTHDR(message);
	size_t bytes;

	if (!head || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
		return 0;
	bytes = head->cmsg_len - CMSG_LEN(0);
	memcpy(ret_fds, CMSG_DATA(head), bytes);
	return (uint32_t)(bytes / sizeof(int));
}

static int get(int socket, struct isled_answer *ret_answer, int *ret_fds, int flags)
{
	struct iovec part = { .iov_base = ret_answer, .iov_len = sizeof(*ret_answer) };
	union fd_space space;
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = space.bytes,
				  .msg_controllen = sizeof(space.bytes) };
	ssize_t n;

	do
		n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | flags);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return 0;
	if (n != (ssize_t)sizeof(*ret_answer))
		return -ISLE_ELINK;
	ret_answer->fds_n = take_fds(&message, ret_fds);
	return 1;
}

int isled_request_send(int socket, enum isled_request request)
{
	struct isled_ask ask = { .request = request };

	return put(socket, &ask, sizeof(ask), NULL, 0);
}

int isled_request_answer(int socket, struct isled_answer *ret_answer, int *ret_fds)
{
	return get(socket, ret_answer, ret_fds, MSG_DONTWAIT);
}

int isled_request_ask(int socket, enum isled_request request, struct isled_answer *ret_answer,
		      int *ret_fds)
{
	int error = isled_request_send(socket, request);

	if (error == 0)
		error = get(socket, ret_answer, ret_fds, 0);
	return error < 0 ? error : ret_answer->status;
}
