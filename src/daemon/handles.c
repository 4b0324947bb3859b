/* SPDX-License-Identifier: BSD-3-Clause */
#include "handles.h"

#include <stdlib.h>

#include <isle/errors.h>
#include <isle/limits.h>

#define INDEX_BITS 12
#define PART_MASK  0xfffu
#define GROW       32u

_Static_assert(ISLE_HANDLES_MAX <= 1u << INDEX_BITS, "an index has 12 bits");

void isled_handles_init(struct isled_handles *handles, uint32_t max, uint64_t session_id)
{
	*handles = (struct isled_handles){
		.max = max < ISLE_HANDLES_MAX ? max : ISLE_HANDLES_MAX,
		.epoch = (uint8_t)(1 + session_id % 254),
	};
}

void isled_handles_fini(struct isled_handles *handles)
{
	free(handles->slots);
	handles->slots = NULL;
	handles->slots_n = 0;
}

static void push_free(struct isled_handles *handles, uint32_t index)
{
	handles->slots[index].next_free = 0;
	if (handles->last_free)
		handles->slots[handles->last_free - 1].next_free = (uint16_t)(index + 1);
	else
		handles->first_free = (uint16_t)(index + 1);
	handles->last_free = (uint16_t)(index + 1);
}

static int grow(struct isled_handles *handles)
{
	uint32_t n = handles->slots_n + GROW;
	struct isled_slot *slots;

	if (n > handles->max)
		n = handles->max;
	if (n == handles->slots_n)
		return -ISLE_EMFILE;
	slots = realloc(handles->slots, n * sizeof(*slots));
	if (!slots)
		return -ISLE_ENOMEM;
	handles->slots = slots;
	while (handles->slots_n < n) {
		slots[handles->slots_n] = (struct isled_slot){ .generation = 1 };
		push_free(handles, handles->slots_n++);
	}
	return 0;
}

int isled_handles_open(struct isled_handles *handles, uint8_t owner,
		       const struct isle_handle_type *type, void *object, uint32_t *ret_handle)
{
	struct isled_slot *slot;
	int error;

	if (!handles->first_free) {
		error = grow(handles);
		if (error < 0)
			return error;
	}
	slot = &handles->slots[handles->first_free - 1];
	handles->first_free = slot->next_free;
	if (!handles->first_free)
		handles->last_free = 0;
	slot->type = type;
	slot->object = object;
	slot->owner = owner;
	handles->open++;
	*ret_handle = isled_handles_name(handles, slot);
	return 0;
}

uint32_t isled_handles_name(const struct isled_handles *handles, const struct isled_slot *slot)
{
	return (uint32_t)handles->epoch << 24 | (uint32_t)slot->generation << INDEX_BITS |
	       (uint32_t)(slot - handles->slots);
}

int isled_handles_find(const struct isled_handles *handles, uint8_t owner, uint32_t handle,
		       const struct isle_handle_type *type, struct isled_slot **ret_slot)
{
	uint32_t index = handle & PART_MASK;
	struct isled_slot *slot;

	if (handle >> 24 == 0 || handle >= ISLE_BATCH_REF)
		return -ISLE_EBADF;
	if (handle >> 24 != handles->epoch)
		return -ISLE_ESTALE;
	if (index >= handles->slots_n)
		return -ISLE_EBADF;
	slot = &handles->slots[index];
	if (!slot->type || slot->generation != (handle >> INDEX_BITS & PART_MASK) ||
	    slot->owner != owner || (type && slot->type != type))
		return -ISLE_EBADF;
	*ret_slot = slot;
	return 0;
}

void isled_handles_drop(struct isled_handles *handles, struct isled_slot *slot)
{
	slot->type = NULL;
	slot->object = NULL;
	slot->generation = (uint16_t)((slot->generation + 1) & PART_MASK);
	handles->open--;
	push_free(handles, (uint32_t)(slot - handles->slots));
}
