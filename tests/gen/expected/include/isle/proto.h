/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/: do not edit. */
/* clang-format off */
#ifndef ISLE_PROTO_H
#define ISLE_PROTO_H

#include <isle/limits.h>

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Numbers of the wire: enums, flags, services, methods, and where each word of a fixed part lies. */

/* Kinds. */
enum isle_frame_kind {
	ISLE_KIND_CALL   = 2, /* asks */
	ISLE_KIND_REPLY  = 3, /* answers */
	ISLE_KIND_DATA   = 4, /* carries */
	ISLE_KIND_CREDIT = 5, /* allows */
	ISLE_KIND_PING   = 7 /* asks too */
};

/* frame_flags: bits of a word. */
#define ISLE_FLAG_END    0x01u /* last */
#define ISLE_FLAG_ANSWER 0x08u /* back */
#define ISLE_FLAG_ALL    0x9u /* every bit that has a meaning */

enum isle_colour {
	ISLE_COLOUR_RED  = 0, /* like a rose */
	ISLE_COLOUR_BLUE = 1 /* like the sky */
};

/* Shared. */
struct isle_point {
	int32_t x; /* across */
	int64_t y; /* along */
	uint32_t z; /* up */
};

/* Words of the fixed part of each frame kind, counted from byte 16. */
#define ISLE_FRAME_PING_T1_US 0u
#define ISLE_FRAME_PING_WORDS 2u
#define ISLE_FRAME_CALL_BUDGET_MS 0u
#define ISLE_FRAME_CALL_WINDOW    1u
#define ISLE_FRAME_CALL_WORDS     2u
#define ISLE_FRAME_REPLY_WORDS 0u
#define ISLE_FRAME_DATA_WORDS 0u
#define ISLE_FRAME_CREDIT_GRANTED 0u
#define ISLE_FRAME_CREDIT_DONE    1u
#define ISLE_FRAME_CREDIT_WORDS   2u

/* Words of shared layouts, counted from their start. */
#define ISLE_POINT_X     0u
#define ISLE_POINT_Y     1u
#define ISLE_POINT_Z     3u
#define ISLE_POINT_WORDS 4u
#define ISLE_POINT_BYTES 16u
#define ISLE_ENTRY_COLOUR     0u
#define ISLE_ENTRY_NAME_BYTES 1u
#define ISLE_ENTRY_WORDS      2u
#define ISLE_ENTRY_BYTES 8u

/* Services. */
enum isle_service_number {
	ISLE_SERVICE_DEMO = 5
};

/* Methods. ARGS count from word 2 of a CALL, RESULTS from word 0 of a REPLY. */

/* Makes a handle. */
#define ISLE_DEMO_MAKE 1u
#define ISLE_DEMO_MAKE_ARGS_COLOUR 0u
#define ISLE_DEMO_MAKE_ARGS_WORDS  2u
#define ISLE_DEMO_MAKE_RESULTS_THING 0u
#define ISLE_DEMO_MAKE_RESULTS_SIZE  1u
#define ISLE_DEMO_MAKE_RESULTS_WORDS 4u

#define ISLE_DEMO_LOOK 2u
#define ISLE_DEMO_LOOK_ARGS_THING 0u
#define ISLE_DEMO_LOOK_ARGS_WORDS 2u
#define ISLE_DEMO_LOOK_RESULTS_X     0u
#define ISLE_DEMO_LOOK_RESULTS_Y     1u
#define ISLE_DEMO_LOOK_RESULTS_Z     3u
#define ISLE_DEMO_LOOK_RESULTS_WORDS 4u

#define ISLE_DEMO_TALK 9u
#define ISLE_DEMO_TALK_ARGS_SINCE 0u
#define ISLE_DEMO_TALK_ARGS_WORDS 2u
#define ISLE_DEMO_TALK_RESULTS_WORDS 0u

#ifdef __cplusplus
}
#endif

#endif
