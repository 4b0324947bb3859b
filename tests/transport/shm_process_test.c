/* SPDX-License-Identifier: BSD-3-Clause */
/* Two processes, each with one end of the rings: at full speed, asleep, and killed at any moment. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include <isle/shm.h>

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "transport/shm/link.h"

#define BYTES   0x90000u
#define BUFFERS 0x10000u

/* What both processes see; the rings are at its beginning. */
static struct shared {
	uint8_t memory[BYTES];
	uint32_t got[2];  /* messages, as each end counts those of the present life of its peer */
	uint32_t life[2]; /* of each end */
} * shared;

static int bell[2]; /* towards end 0, 1 */

struct end {
	struct isle__shm l;
	struct isle_shm shm;
	struct isle_port port;
	unsigned nr;
	uint64_t rx[600], tx[600];
	uint32_t next, peer_life;
};

static void barrier(void *self)
{
	(void)self;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static void kick(void *self, unsigned id)
{
	uint64_t one = 1;

	(void)id;
	CHECK_EQ(write(bell[!((struct end *)self)->nr], &one, sizeof(one)), sizeof(one));
}

static void wait_bell(const struct end *e, int timeout_ms)
{
	struct pollfd p = { .fd = bell[e->nr], .events = POLLIN };
	uint64_t n;

	if (poll(&p, 1, timeout_ms) == 1)
		CHECK_EQ(read(bell[e->nr], &n, sizeof(n)), sizeof(n));
}

static const struct isle_shm_region region = { 0, BYTES, NULL };

static void start(struct end *e, struct isle_shm_region *r, unsigned nr, unsigned flags)
{
	static const struct isle_shm_end *const ends[] = { &isle_shm_driver_epochs,
							   &isle_shm_device_epochs };
	struct isle_link_memory memory;

	memset(e, 0, sizeof(*e));
	*r = region;
	r->at = shared->memory;
	e->nr = nr;
	e->port = (struct isle_port){ .self = e, .barrier = barrier, .kick = kick };
	e->shm = (struct isle_shm){
		.port = &e->port,
		.end = ends[nr],
		.regions = r,
		.regions_n = 1,
		.flags = (uint8_t)flags,
		.line_bytes = 64,
		.ring = { { 0x1000, 64, 0, 32 }, { 0x2000, 64, 1, 32 } },
		.buffer_bytes = 512,
		.buffers_da = { BUFFERS, BUFFERS + 32 * 512 },
		.copy = flags & ISLE_SHM_COPY ? memcpy : NULL,
	};
	memory = (struct isle_link_memory){ (uint8_t *)e->rx + 4, sizeof(e->rx) - 4,
					    (uint8_t *)e->tx + 4, sizeof(e->tx) - 4 };
	e->l.link.transport = &isle_transport_rings;
	CHECK_EQ(isle_shm_check(&e->shm), 0);
	CHECK_EQ(isle_shm_run(&e->l.link, &e->shm, &memory), 0);
}

/* A message: whose life, its number, and bytes that tell both. */
static bool send_one(struct end *e)
{
	struct isle_tx tx = { .file = -1 };
	uint32_t head[2] = { shared->life[e->nr], e->next };

	if (isle_transport_rings.lend(&e->l.link, &tx))
		return false;
	memcpy(tx.buf, head, sizeof(head));
	tx.len = 8 + e->next * 7u % 480u;
	memset(tx.buf + 8, (int)(head[0] * 31 + head[1]), tx.len - 8);
	isle_transport_rings.send(&e->l.link, &tx);
	e->next++;
	return true;
}

static bool take_one(struct end *e)
{
	const uint8_t *frame;
	uint32_t head[2];
	int n = isle_transport_rings.receive(&e->l.link, &frame);

	CHECK(n >= 0);
	if (!n)
		return false;
	memcpy(head, frame, sizeof(head));
	if (head[0] != e->peer_life) { /* only ever forward, and from its beginning */
		CHECK(head[0] > e->peer_life);
		CHECK_EQ(head[1], 0);
		e->peer_life = head[0];
		__atomic_store_n(&shared->got[e->nr], 0, __ATOMIC_RELAXED);
	}
	CHECK_EQ(head[1], shared->got[e->nr]);
	CHECK_EQ((uint32_t)n, 8 + head[1] * 7u % 480u);
	for (int i = 8; i < n; i++)
		CHECK_EQ(frame[i], (uint8_t)(head[0] * 31 + head[1]));
	__atomic_store_n(&shared->got[e->nr], head[1] + 1, __ATOMIC_RELAXED);
	isle_transport_rings.give_back(&e->l.link);
	return true;
}

/* Sends and receives until `count` are there each way. The survivor of a peer's death begins a life as well:
 * what it had sent before is gone with the rings. */
static void exchange(struct end *e, uint32_t count, bool sleeps)
{
	uint32_t epoch = 0;

	while (shared->got[0] < count || shared->got[1] < count) {
		bool busy = false;

		for (unsigned i = 0; i < 8 && take_one(e); i++)
			busy = true;
		if (e->l.up && e->l.theirs != epoch) {
			epoch = e->l.theirs;
			e->next = 0;
			shared->life[e->nr]++;
		}
		for (unsigned i = 0; i < 8 && e->l.up && e->next < count && send_one(e); i++)
			busy = true;
		isle_transport_rings.flush(&e->l.link);
		if (!busy && sleeps)
			wait_bell(e, e->l.up ? 1000 : 10);
	}
	isle_transport_rings.flush(&e->l.link);
}

static pid_t start_process(unsigned nr, unsigned flags, uint32_t count, bool sleeps)
{
	pid_t pid = fork();

	CHECK_OK(pid);
	if (!pid) {
		static struct end e;
		static struct isle_shm_region r;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		start(&e, &r, nr, flags);
		exchange(&e, count, sleeps);
		_exit(0);
	}
	return pid;
}

static void begin(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	CHECK(shared != MAP_FAILED);
	for (unsigned i = 0; i < 2; i++)
		CHECK_OK(bell[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
}

static void end(void)
{
	close(bell[0]);
	close(bell[1]);
	munmap(shared, sizeof(*shared));
}

static void ends_well(pid_t pid)
{
	int status;

	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK_EQ(status, 0);
}

TEST_WITHIN(process, 300, "two processes exchange messages, polling and asleep, in every mode")
{
	static const struct {
		unsigned driver, device;
		bool sleeps;
	} modes[] = {
		{ ISLE_SHM_POLLED, ISLE_SHM_POLLED, false },
		{ ISLE_SHM_EVENT_IDX, ISLE_SHM_EVENT_IDX, true },
		{ 0, 0, true },
		{ ISLE_SHM_ALWAYS_KICK, ISLE_SHM_ALWAYS_KICK, true },
		{ ISLE_SHM_EVENT_IDX | ISLE_SHM_COPY, ISLE_SHM_EVENT_IDX, true },
	};

	for (unsigned i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		uint32_t count = modes[i].sleeps ? 30000 : 5000;
		pid_t driver, device;

		begin();
		driver = start_process(0, modes[i].driver, count, modes[i].sleeps);
		device = start_process(1, modes[i].device, count, modes[i].sleeps);
		ends_well(driver);
		ends_well(device);
		end();
	}
}

TEST_WITHIN(process, 300,
	    "either of two processes is killed at any moment and comes back, a hundred times")
{
	pid_t pid[2];

	begin();
	for (unsigned i = 0; i < 2; i++)
		pid[i] = start_process(i, ISLE_SHM_EVENT_IDX, 0xffffffffu, true);
	for (unsigned i = 0; i < 100; i++) {
		unsigned nr = (unsigned)(test_random() >> 63);
		uint32_t lives = __atomic_load_n(&shared->life[!nr], __ATOMIC_RELAXED);

		usleep((useconds_t)(test_random() >> 52)); /* at most 4 ms */
		CHECK_EQ(kill(pid[nr], SIGKILL), 0);
		CHECK_EQ(waitpid(pid[nr], NULL, 0), pid[nr]);
		pid[nr] = start_process(nr, ISLE_SHM_EVENT_IDX, 0xffffffffu, true);
		/* The other one has noticed, and both go on. */
		while (__atomic_load_n(&shared->life[!nr], __ATOMIC_RELAXED) == lives ||
		       !__atomic_load_n(&shared->got[0], __ATOMIC_RELAXED) ||
		       !__atomic_load_n(&shared->got[1], __ATOMIC_RELAXED)) {
			CHECK_EQ(waitpid(-1, NULL, WNOHANG), 0); /* none has failed */
			usleep(100);
		}
	}
	for (unsigned i = 0; i < 2; i++) {
		kill(pid[i], SIGKILL);
		CHECK_EQ(waitpid(pid[i], NULL, 0), pid[i]);
	}
	end();
}
