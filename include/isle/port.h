/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What libisle needs from the system below it: at most twelve functions, most of them optional.
 * A port fills a const struct isle_port. `self` is handed back as it was given.
 */
#ifndef ISLE_PORT_H
#define ISLE_PORT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct isle_port {
	void *self;

	/* Mandatory. A clock that never goes back, in microseconds since any moment; at least every 20 ms it
	 * moves. A free-running 32-bit timer must be extended to 64 bits by the port, also while the interrupt
	 * that counts its rounds is held off. Context: task and ISR. */
	uint64_t (*time_us)(void *self);

	/* Several tasks share one client: lock() and unlock() guard it. Both NULL = one task only.
	 * Not recursive. Context: task. */
	void (*lock)(void *self);
	void (*unlock)(void *self);

	/* With lock(): sleeps until wake() or timeout_ms, with the lock given up meanwhile (as a condition
	 * variable does); 0xffffffff = no limit. Spurious ends are permitted. NULL = turn the link instead; a
	 * port without lock() may have it, for its one task. Context: task. */
	void (*wait)(void *self, uint32_t timeout_ms);
	/* Ends every wait(), not only one. A task holds the lock, so its wake() never falls between the look of
	 * another and its wait(); what falls between giving the lock up and sleeping must not be lost. A
	 * wake() of an interrupt that comes before a wait() ends that. Context: task with the lock held, or
	 * ISR. */
	void (*wake)(void *self);

	/* Full memory barrier for memory shared with another core; NULL = compiler barrier is enough. */
	void (*barrier)(void *self);

	/* A programming error in the application (bad argument that can only be a bug): does not return.
	 * NULL = the library returns -ISLE_EINVAL. Never called for anything a peer sent. */
	void (*fatal)(void *self, const char *what);

	/* Optional: one line of text for a person, not terminated by a newline. */
	void (*log)(void *self, const char *text);
	/* Optional, shared-memory links: ring the peer's doorbell `id`. */
	void (*kick)(void *self, unsigned id);
	/* Optional, memory without coherence: whole lines. */
	void (*cache_clean)(void *self, const void *start, size_t bytes);
	void (*cache_invalidate)(void *self, void *start, size_t bytes);
	/* Optional: address as the other side's bus sees it, to a pointer; NULL = refused. */
	void *(*address)(void *self, uint64_t device_address, size_t bytes);
};

/* The port for POSIX systems: monotonic clock, mutex and condition variable. Memory: the caller's, until
 * fini; hand out &posix->port. */
struct isle_port_posix {
	struct isle_port port;
	uint64_t memory[16];
};
void isle_port_posix_init(struct isle_port_posix *posix);
void isle_port_posix_fini(struct isle_port_posix *posix);

#ifdef __cplusplus
}
#endif
#endif
