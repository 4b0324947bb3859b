/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The handles of one session. A handle is 8 bits of the session (never 0 or all ones), 12 bits of
 * generation, 12 bits of index. Slots are reused first-in first-out, so an old handle meets its
 * own slot again as late as can be.
 */
#ifndef ISLED_HANDLES_H
#define ISLED_HANDLES_H

#include <isle/service.h>

struct isled_slot {
	const struct isle_handle_type *type; /* NULL: free */
	void *object;
	uint16_t generation;
	uint16_t next_free; /* index + 1 of the next free slot; 0: last */
	uint8_t owner;      /* number of the context */
};

struct isled_handles {
	struct isled_slot *slots;
	uint32_t slots_n, max;
	uint16_t first_free, last_free; /* index + 1 */
	uint8_t epoch;
	uint32_t open;
};

/* `session_id` gives the epoch. Memory: grows with use, isled_handles_fini() frees it; it must be
 * empty then. */
void isled_handles_init(struct isled_handles *handles, uint32_t max, uint64_t session_id);
void isled_handles_fini(struct isled_handles *handles);

/* Returns: 0; -ISLE_EMFILE; -ISLE_ENOMEM. */
int isled_handles_open(struct isled_handles *handles, uint8_t owner,
		       const struct isle_handle_type *type, void *object, uint32_t *ret_handle);
/* Find it for its owner. Returns: 0; -ISLE_EBADF; -ISLE_ESTALE. type NULL: any type. */
int isled_handles_find(const struct isled_handles *handles, uint8_t owner, uint32_t handle,
		       const struct isle_handle_type *type, struct isled_slot **ret_slot);
/* Free the slot of a found handle; the object stays. */
void isled_handles_drop(struct isled_handles *handles, struct isled_slot *slot);
/* The handle that a used slot stands for. */
uint32_t isled_handles_name(const struct isled_handles *handles, const struct isled_slot *slot);

#endif
