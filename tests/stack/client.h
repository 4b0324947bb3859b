/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The client of the stack's simulator: client.c its life and what it knows of its calls, deeds.c, service.c,
 * channels.c and console.c what it does, judge.c what must then be in the folder.
 */
#ifndef ISLE_STACK_CLIENT_H
#define ISLE_STACK_CLIENT_H

#include <isle/batch.h>
#include <isle/client.h>
#include <isle/file.h>
#include <isle/ipc.h>

#include "stack.h"

#define OPS_MAX   300
#define SLOT      32768u /* room for one op's data in the common file */
#define DATA_MAX  20000u
#define GRACE_MS  2u /* one poll */
#define FRAME_MAX 65792u

enum type { APPEND, PWRITE, MKDIR, PUT, CALLED };
enum fate { UNBORN, PENDING, DONE, MAYBE, NOT };

/* What became of each call that changes something. */
struct op {
	uint8_t type, fate;
	uint32_t size;
	unsigned executed; /* by the service that is called */
};

extern struct op ops[OPS_MAX];
extern unsigned ops_n;
extern struct isle_client client;
extern uint8_t noise[DATA_MAX + 4096], buf[DATA_MAX + 16];
extern uint64_t began_us;

/* client.c */
const uint8_t *op_content(unsigned number);
const char *op_path(const char *kind, unsigned number);
unsigned op_new(enum type type, uint32_t size);
void op_settle(unsigned number, int result, bool maybe);
bool op_link_trouble(int result);
void op_expect(int result, const char *what);
/* Before and after each blocking call: its deadline is drawn, and must have been kept. */
struct isle_context *deed_begin(const char *who);
void deed_check_time(void);
#define begin() deed_begin(__func__)

/* deeds.c */
void deeds_reset(void);
void deeds_do(void);
int deeds_pending(uint64_t *ret_until_us); /* an asynchronous call under way; -1 = none */

/* service.c */
void service_reset(void);
void do_batch(void);
void do_register(void);
void do_call(void);

struct isle_ipc_binding *service_binding(void); /* NULL: nothing is bound */

/* channels.c */
void channels_offer(struct isle_ipc_service *service);
void channels_reset(void);
void channels_end(void);
void do_channel(void);

/* console.c */
void console_begin(void);
void console_reset(void);
void console_changed(void);
void console_end(void);
void do_console(void);

/* judge.c */
void judge_folder(void);

#endif
