/* SPDX-License-Identifier: BSD-3-Clause */
/* Several threads on one client over a real socket; run under ThreadSanitizer as well. */
#define _GNU_SOURCE
#include <isle/errors.h>
#include <isle/file.h>

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"
#include "tests/client/peer.h"

#define LINK_BYTES 8192

struct server {
	struct peer peer;
	union isle_link_space space;
	uint64_t rx[LINK_BYTES / 8 + 1], tx[LINK_BYTES / 8 + 1];
	const struct isle_transport *transport;
	char path[200];
	int listener;
	int stop; /* atomic */
	int cut;  /* atomic: drop the link once */
	pthread_t thread;
};

static uint32_t clock_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint32_t)((uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000);
}

static bool try_accept(struct server *s)
{
	struct isle_link_memory memory = { (uint8_t *)s->rx + 4, LINK_BYTES, (uint8_t *)s->tx + 4,
					   LINK_BYTES };
	struct isle_link_fds fds;
	struct isle_peer who;

	if (s->transport->accept(s->listener, &fds, &who))
		return false;
	s->space.link.transport = s->transport;
	CHECK_EQ(s->transport->run(&s->space.link, &fds, &memory), 0);
	s->peer.now_ms = clock_ms();
	peer_link(&s->peer, &s->space.link);
	return true;
}

static void hang_up(struct server *s)
{
	isle_session_link_down(&s->peer.session, -ISLE_ELINK);
	s->transport->close(&s->space.link);
	s->peer.link = NULL;
}

static void *serve(void *arg)
{
	struct server *s = arg;
	struct isle_link_interest interest;
	struct pollfd p;

	while (!__atomic_load_n(&s->stop, __ATOMIC_ACQUIRE)) {
		p.fd = s->listener;
		p.events = POLLIN;
		if (s->peer.link) {
			s->transport->interest(s->peer.link, &interest);
			p.fd = interest.fd;
			p.events = (short)(POLLIN | (interest.writable ? POLLOUT : 0));
		}
		poll(&p, 1, 5);
		if (!s->peer.link && !try_accept(s))
			continue;
		peer_turn(&s->peer, clock_ms());
		if (s->peer.down || __atomic_exchange_n(&s->cut, 0, __ATOMIC_ACQ_REL))
			hang_up(s);
	}
	if (s->peer.link)
		hang_up(s);
	return NULL;
}

struct fixture {
	struct server server;
	struct isle_port_posix posix;
	struct isle_client client;
	struct isle_client_config config;
	union isle_link_space space;
	uint64_t rx[LINK_BYTES / 8 + 1], tx[LINK_BYTES / 8 + 1];
};

static struct fixture *begin(const struct isle_transport *t)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct isle_link_fds fds;

	CHECK(f);
	f->server.transport = t;
	peer_init(&f->server.peer);
	snprintf(f->server.path, sizeof(f->server.path), "%s/s", test_folder());
	CHECK_EQ(t->open(f->server.path, ISLE_OPEN_LISTEN, &fds), 0);
	f->server.listener = fds.fd[0];
	peer_put(&f->server.peer, "never", "", 0);
	CHECK_EQ(pthread_create(&f->server.thread, NULL, serve, &f->server), 0);
	isle_port_posix_init(&f->posix);
	f->config.port = &f->posix.port;
	f->config.transport = t;
	f->config.address = f->server.path;
	f->config.link = &f->space.link;
	f->config.memory.rx = (uint8_t *)f->rx + 4;
	f->config.memory.tx = (uint8_t *)f->tx + 4;
	f->config.memory.rx_bytes = f->config.memory.tx_bytes = LINK_BYTES;
	f->config.name = "threads";
	f->config.role = ISLE_ROLE_CLIENT;
	f->config.frame_max = BENCH_FRAME_MAX;
	CHECK_EQ(isle_client_init(&f->client, &f->config), 0);
	CHECK_EQ(isle_client_connect(&f->client, 5000), 0);
	return f;
}

static void end(struct fixture *f)
{
	isle_client_fini(&f->client);
	__atomic_store_n(&f->server.stop, 1, __ATOMIC_RELEASE);
	pthread_join(f->server.thread, NULL);
	close(f->server.listener);
	peer_fini(&f->server.peer);
	isle_port_posix_fini(&f->posix);
	free(f);
}

struct worker {
	struct fixture *f;
	pthread_t thread;
	unsigned number, rounds, good, lost;
	bool patient; /* goes on after a loss */
};

static void *work(void *arg)
{
	struct worker *w = arg;
	struct isle_context ctx;
	uint8_t data[6000], back[6000];
	unsigned i, k;

	isle_context_share(&w->f->client.context, &ctx);
	for (i = 0; i < w->rounds; i++) {
		size_t len = (i * 977 + w->number * 311) % sizeof(data);
		int r;

		for (k = 0; k < len; k++)
			data[k] = (uint8_t)(k * 3 + i + w->number);
		r = isle_client_echo(&ctx, data, len, back);
		if (r == -ISLE_ELINK && w->patient) {
			w->lost++;
			isle_client_connect(&w->f->client, 5000);
			continue;
		}
		CHECK_EQ(r, len);
		CHECK_MEM(back, data, len);
		w->good++;
	}
	return NULL;
}

static void run_workers(struct fixture *f, struct worker *w, unsigned n, unsigned rounds,
			bool patient)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		w[i] = (struct worker){ .f = f, .number = i, .rounds = rounds, .patient = patient };
		CHECK_EQ(pthread_create(&w[i].thread, NULL, work, &w[i]), 0);
	}
}

TEST_WITHIN(threads, 120, "several threads share a client, over unix and seqpacket")
{
	const struct isle_transport *t[] = { &isle_transport_unix, &isle_transport_seqpacket };
	struct worker w[4];
	unsigned i, k;

	for (k = 0; k < 2; k++) {
		struct fixture *f = begin(t[k]);

		run_workers(f, w, 4, 300, false);
		for (i = 0; i < 4; i++) {
			pthread_join(w[i].thread, NULL);
			CHECK_EQ(w[i].good, 300);
		}
		end(f);
	}
}

TEST_WITHIN(threads, 120,
	    "a thread that waits long does not delay the others, and keeps its deadline")
{
	struct fixture *f = begin(&isle_transport_unix);
	struct isle_context ctx;
	struct isle_file never;
	struct worker w[2];
	uint32_t start;
	char buf[4];

	isle_context_share(&f->client.context, &ctx);
	CHECK_EQ(isle_file_open(&ctx, "never", ISLE_O_RDONLY, 0, &never), 0);
	run_workers(f, w, 2, 200, false);
	ctx.timeout_ms = 300;
	start = clock_ms();
	CHECK_EQ(isle_file_read(&ctx, &never, buf, 4), -ISLE_ETIMEDOUT);
	CHECK(clock_ms() - start >= 300);
	CHECK(ctx.maybe);
	pthread_join(w[0].thread, NULL);
	pthread_join(w[1].thread, NULL);
	CHECK_EQ(w[0].good + w[1].good, 400);
	end(f);
}

TEST_WITHIN(threads, 120, "threads see the loss of the link once each, and go on afterwards")
{
	struct fixture *f = begin(&isle_transport_unix);
	struct worker w[3];
	unsigned i, lost = 0, good = 0;

	run_workers(f, w, 3, 1500, true);
	for (i = 0; i < 10; i++) {
		usleep(20000);
		__atomic_store_n(&f->server.cut, 1, __ATOMIC_RELEASE);
	}
	for (i = 0; i < 3; i++) {
		pthread_join(w[i].thread, NULL);
		lost += w[i].lost;
		good += w[i].good;
	}
	CHECK_EQ(good + lost, 4500);
	CHECK(good > 0);
	CHECK(isle_client_connect(&f->client, 5000) == 0);
	end(f);
}

static void *turn(void *arg)
{
	struct worker *w = arg;

	while (!__atomic_load_n(&w->patient, __ATOMIC_ACQUIRE))
		isle_client_poll_wait(&w->f->client, 50);
	return NULL;
}

static void count(struct isle_op *op, int result)
{
	CHECK_EQ(result, 64);
	__atomic_fetch_add((unsigned *)op->self, 1, __ATOMIC_ACQ_REL);
}

TEST_WITHIN(threads, 120,
	    "asynchronous calls of several threads are told by the one that turns the client")
{
	static struct isle_op op[400];
	static uint8_t back[400][64];
	struct fixture *f = begin(&isle_transport_unix);
	struct worker turner = { .f = f }, w[2];
	struct isle_context ctx;
	unsigned i, done = 0;
	uint8_t data[64] = { 0 };

	isle_context_share(&f->client.context, &ctx);
	CHECK_EQ(pthread_create(&turner.thread, NULL, turn, &turner), 0);
	run_workers(f, w, 2, 100, false);
	for (i = 0; i < 400; i++) {
		int r;

		do {
			isle_async(&ctx, &op[i], count, &done);
			r = isle_client_echo(&ctx, data, 64, back[i]);
			CHECK(r == 0 || r == -ISLE_EAGAIN);
			if (r)
				usleep(100);
		} while (r);
	}
	for (i = 0; i < 10000 && __atomic_load_n(&done, __ATOMIC_ACQUIRE) < 400; i++)
		usleep(1000);
	CHECK_EQ(__atomic_load_n(&done, __ATOMIC_ACQUIRE), 400);
	pthread_join(w[0].thread, NULL);
	pthread_join(w[1].thread, NULL);
	__atomic_store_n(&turner.patient, true, __ATOMIC_RELEASE);
	pthread_join(turner.thread, NULL);
	end(f);
}

TEST_WITHIN(threads, 60,
	    "a big read lands in the caller's memory, and one given up leaves it alone")
{
	static uint8_t data[200000], buf[200000];
	struct fixture *f = begin(&isle_transport_unix);
	struct isle_context *ctx = &f->client.context;
	struct isle_file file;
	unsigned i;

	for (i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 13 + i / 256);
	CHECK_EQ(isle_file_put(ctx, "big", data, sizeof(data), ISLE_O_CREAT, 0600), sizeof(data));
	CHECK_EQ(isle_file_open(ctx, "big", ISLE_O_RDONLY, 0, &file), 0);
	for (i = 0; i < 20; i++) {
		struct isle_op op;

		memset(buf, 0, sizeof(buf));
		CHECK_EQ(isle_file_pread(ctx, &file, buf, sizeof(buf), 0), sizeof(buf));
		CHECK_MEM(buf, data, sizeof(data));
		isle_async(ctx, &op, NULL, NULL);
		CHECK_EQ(isle_file_pread(ctx, &file, buf, sizeof(buf), 0), 0);
		usleep(i * 50);
		isle_client_poll(&f->client);
		isle_op_cancel(&op);
		memset(buf, 0x55, sizeof(buf));
		CHECK_EQ(isle_client_echo(ctx, data, 5000, buf), 5000);
		CHECK_EQ(buf[5000], 0x55);
		CHECK_EQ(buf[sizeof(buf) - 1], 0x55);
	}
	end(f);
}
