/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * IOCTL: who may ask what of a device, in which order, and where it may wait.
 *
 * All that asks hardware runs in the pool for devices, in the order of the handle. A terminal's
 * output is not waited for there: first the loop sees it sent, bit by bit, then the kernel is asked.
 */
#include "service/file/file.h"

#include <stdlib.h>
#include <string.h>

#include "linux/device.h"
#include "wire/gen/file.h"

/* How often a terminal's output is looked at: nothing tells when it has been sent. */
#define SENT_FIRST_MS 2u
#define SENT_MAX_MS   50u

struct asking {
	struct isled_op op;
	struct isle_timer timer;
	uint32_t every_ms;
	struct isled_ioctl what;
	struct isled_ioctl_call call;
	int result;
	uint8_t data[]; /* in, then room for out */
};

/* ---- policy ---- */

/* The rule that names this request for this file; *ret_named: for any. */
static const struct isle_request_rule *rule_for(struct isled_files *files,
						const struct isled_file *file, uint32_t request,
						bool *ret_named)
{
	const struct isle_request_rule *rules;
	uint32_t n;

	rules = isle_host_request_rules(files->host, &n);
	*ret_named = false;
	for (uint32_t i = 0; i < n; i++) {
		if (rules[i].request != request)
			continue;
		*ret_named = true;
		if (file->granted && isled_device_matches(rules[i].path, file->granted))
			return &rules[i];
	}
	return NULL;
}

static bool has_it(const struct isled_file *file, unsigned kind)
{
	if (file->fd < 0)
		return false;
	if (kind == ISLED_IOCTL_TTY)
		return file->traits & ISLE_FILE_IS_TTY;
	if (kind == ISLED_IOCTL_BLOCK)
		return file->type == ISLE_FILE_TYPE_BLOCK;
	return kind == ISLED_IOCTL_ANY || file->type == ISLE_FILE_TYPE_CHAR;
}

/* A grant to read alone changes nothing, whatever the kernel would let its descriptor do. */
static bool may_change(const struct isled_file *file)
{
	return (file->flags & ISLE_O_WRONLY) || !file->ro;
}

static int permit(const struct isled_ioctl *what, const struct isled_file *file, bool listed)
{
	if (!has_it(file, what->kind))
		return -ISLE_ENOTTY;
	if ((what->grade != ISLED_IOCTL_FREE && !file->granted) ||
	    (what->grade == ISLED_IOCTL_LISTED && !listed) ||
	    ((what->properties & ISLED_IOCTL_CHANGES) && !may_change(file)))
		return -ISLE_EPERM;
	return 0;
}

static int look_up(struct isled_files *files, const struct isled_file *file, uint32_t request,
		   struct isled_ioctl *ret_what)
{
	const struct isled_ioctl *known = isled_ioctl_find(request);
	const struct isle_request_rule *rule;
	bool named;

	if (!known && request < ISLED_IOCTL_VENDOR)
		return -ISLE_ENOTTY;
	rule = rule_for(files, file, request, &named);
	if (known) {
		*ret_what = *known;
		return permit(known, file, rule);
	}
	if (!rule)
		return named ? -ISLE_EPERM : -ISLE_ENOTTY;
	if (isled_ioctl_vendor(request, rule->direction, rule->bytes, rule->by_value, ret_what) < 0)
		return -ISLE_EPERM;
	return permit(ret_what, file, true);
}

static int audited(const struct isle_token *token, uint32_t request, int result)
{
	static const char digits[] = "0123456789abcdef";
	char text[] = "0x00000000";

	if (result != -ISLE_EPERM)
		return result;
	for (int i = 0; i < 8; i++)
		text[9 - i] = digits[request >> 4 * i & 15];
	isle_audit(token, "ioctl", text, sizeof(text) - 1, result);
	return result;
}

/* ---- the answer ---- */

/* The handle of lines that GPIO_REQUEST made. Takes the descriptor. */
static int adopt_made(struct asking *a, uint32_t *ret_handle)
{
	struct isled_open *open;
	struct isled_file file;
	int rc;

	rc = isled_device_made(a->call.made, &a->op.open->file, &file);
	a->call.made = -1;
	if (rc < 0)
		return rc;
	open = isled_open_new(a->op.files, &file);
	if (!open)
		return -ISLE_ENOMEM;
	rc = isle_handle_open(a->op.token, &isled_file_handle, open, ret_handle);
	if (rc < 0)
		isled_open_drop(open);
	return rc;
}

static void answer(struct asking *a, int result)
{
	struct isle__file_ioctl_results r = { .value = a->call.value };
	uint32_t words[ISLE_FILE_IOCTL_RESULTS_WORDS], n;

	if (result >= 0 && a->call.made >= 0)
		result = adopt_made(a, &r.handle);
	n = isle__file_ioctl_results_put(&r, words);
	if (result < 0)
		isled_op_end(&a->op, result, NULL, 0, NULL, 0);
	else
		isled_op_end(&a->op, 0, words, n, a->call.out, a->call.out_bytes);
}

static void asking_free(struct isled_op *op)
{
	struct asking *a = (struct asking *)op;

	isle_timer_stop(op->files->host, &a->timer);
	isled_device_drop(a->call.made);
}

/* ---- asking ---- */

static void run(struct isled_op *op)
{
	struct asking *a = (struct asking *)op;

	a->result = isled_ioctl_run(&a->what, op->open->file.fd, &a->call);
}

static void pool_end(struct isled_op *op)
{
	struct asking *a = (struct asking *)op;

	answer(a, a->result);
}

static void ask(struct asking *a)
{
	int rc;

	if (a->what.properties & ISLED_IOCTL_QUICK) {
		run(&a->op);
		answer(a, a->result);
		return;
	}
	rc = isled_op_pool(&a->op);
	if (rc < 0)
		answer(a, rc);
}

static void look_at_output(struct isle_timer *timer)
{
	struct asking *a = timer->state;

	if (!isled_ioctl_unsent(a->op.open->file.fd)) {
		ask(a);
		return;
	}
	a->every_ms = a->every_ms < SENT_MAX_MS / 2 ? a->every_ms * 2 : SENT_MAX_MS;
	if (isle_timer_start(a->op.files->host, timer, a->every_ms) < 0)
		answer(a, -ISLE_ENOMEM);
}

static void turn(struct isled_op *op)
{
	struct asking *a = (struct asking *)op;

	if (!isled_ioctl_drains(&a->what, a->call.value) ||
	    !isled_ioctl_unsent(op->open->file.fd)) {
		ask(a);
		return;
	}
	if (isle_token_in_batch(op->token)) {
		answer(a, -ISLE_EAGAIN);
		return;
	}
	op->files->waited++;
	a->timer.due = look_at_output;
	a->timer.state = a;
	a->every_ms = SENT_FIRST_MS;
	if (isle_timer_start(op->files->host, &a->timer, a->every_ms) < 0)
		answer(a, -ISLE_ENOMEM);
}

static struct asking *new_asking(struct isled_files *files, struct isle_token *token,
				 struct isled_open *open, const struct isled_ioctl *what,
				 const struct isled_ioctl_call *call)
{
	size_t room = (call->in_bytes + 7u) & ~7u;
	struct asking *a = isled_op_new(files, sizeof(*a) + room + call->out_bytes, token, open,
					ISLED_LANE_OUT);

	if (!a)
		return NULL;
	a->what = *what;
	a->call = *call;
	if (call->in_bytes)
		memcpy(a->data, call->in, call->in_bytes);
	a->call.in = a->data;
	a->call.out = a->data + room;
	a->op.on_device = true;
	a->op.turn = turn;
	a->op.run = run;
	a->op.pool_end = pool_end;
	a->op.free = asking_free;
	return a;
}

/*
 * In the file's order, except that on a stream only what waits for output is in the order of the
 * writes. The lane may also be a reader's that waits for its peer; nobody waits behind that one.
 */
static int begin(struct isled_files *files, struct isle_token *token, struct isled_open *open,
		 const struct isled_ioctl *what, const struct isled_ioctl_call *call, int busy,
		 enum isled_lane lane)
{
	static const struct isle_token_ops ops = { .gone = isled_op_gone };
	bool stream = open->file.access == ISLED_CLASS_POLL;
	struct asking *a = new_asking(files, token, open, what, call);

	if (!a)
		return -ISLE_ENOMEM;
	isle_token_keep(token, &ops, a);
	if (busy) {
		isled_op_begin(&a->op);
		return 0;
	}
	if ((lane != ISLED_LANE_NEITHER || !stream) && !open->lanes[a->op.lane].active)
		isled_op_take_lane(&a->op);
	turn(&a->op);
	return 0;
}

ISLED_FILE_HANDLER(do_ioctl)
{
	struct isled_files *files = state;
	struct isle__file_ioctl_args args;
	struct isled_ioctl_call call = { 0 };
	struct isled_ioctl what;
	enum isled_lane lane;
	struct isled_open *open;
	void *object;
	int rc;

	isle__file_ioctl_args_get(request->words, request->words_n, &args);
	rc = isle_handle_get(isle_token_context(token), args.handle, &isled_file_handle, &object);
	if (rc < 0)
		return rc;
	open = object;
	rc = look_up(files, &open->file, args.request, &what);
	if (rc < 0)
		return audited(token, args.request, rc);
	call.value = args.value;
	call.in = request->data;
	call.in_bytes = request->data_bytes;
	rc = isled_ioctl_measure(&what, &call);
	if (rc >= 0 && call.out_bytes > isle_token_window(token))
		rc = -ISLE_EMSGSIZE;
	if (rc < 0)
		return rc;
	lane = isled_ioctl_drains(&what, call.value) ? ISLED_LANE_OUT : ISLED_LANE_NEITHER;
	rc = isled_op_enter(token, request, lane, &open);
	return rc < 0 ? rc : begin(files, token, open, &what, &call, rc, lane);
}
