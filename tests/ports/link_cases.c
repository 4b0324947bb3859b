/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client on the port against a real isled. tests/ports/run stands on the Linux side: it has made `fifo`, which
 * nothing is ever written to; it types what the console asks for; and it kills the daemon's worker when
 * the file `lose` comes.
 */
#include <isle/console.h>
#include <isle/file.h>

#include <string.h>

#include "tests/ports/list.h"

#define PATH_MAX_BYTES 64u
#define PENDING        3u

static struct isle_client client;
static struct isle_context *const ctx = &client.context;
static char path[PATH_MAX_BYTES], other[PATH_MAX_BYTES];

/* The path of a file of ours; in `to`. */
static const char *in_folder(struct ports_run *run, char *to, const char *name)
{
	size_t at = strlen(run->folder), len = strlen(name);

	if (at + len + 2 > PATH_MAX_BYTES)
		return run->folder; /* which is no file: the call fails */
	memcpy(to, run->folder, at);
	to[at] = '/';
	memcpy(to + at + 1, name, len + 1);
	return to;
}

static uint8_t *half(struct ports_run *run, unsigned which)
{
	return run->ports->memory + which * (run->ports->memory_bytes / 2);
}

static size_t half_bytes(struct ports_run *run)
{
	return run->ports->memory_bytes / 2;
}

static void fill(uint8_t *to, size_t len, uint32_t seed)
{
	uint32_t x = seed * 2654435761u + 1;
	size_t i;

	for (i = 0; i < len; i++) {
		x = x * 1664525u + 1013904223u;
		to[i] = (uint8_t)(x >> 24);
	}
}

static uint32_t checksum(const uint8_t *data, size_t len, uint32_t sum)
{
	size_t i;
	unsigned bit;

	for (i = 0; i < len; i++) {
		sum ^= data[i];
		for (bit = 0; bit < 8; bit++)
			sum = (sum >> 1) ^ (sum & 1u ? 0xedb88320u : 0u);
	}
	return sum;
}

/* Turns the client for some time. */
static void turn(struct ports_run *run, uint32_t for_ms)
{
	uint64_t start = ports_now(run);

	while (ports_since_ms(run, start) < for_ms)
		isle_client_poll_wait(&client, 5);
}

/* ---- hello, echo ----------------------------------------------------------------------------------- */

static const char *comes_up(struct ports_run *run)
{
	run->stop = true; /* unless it does */
	HOLDS(run->ports->memory_bytes >= 1024);
	GIVES(isle_client_init(&client, run->ports->config), 0);
	GIVES(isle_client_connect(&client, 4 * run->patience_ms), 0);
	HOLDS(isle_client_is_up(&client));
	run->stop = false;
	return NULL;
}

static const char *echo(struct ports_run *run, size_t len)
{
	uint8_t *out = half(run, 0), *in = half(run, 1);

	fill(out, len, (uint32_t)len);
	memset(in, 0, len);
	GIVES(isle_client_echo(ctx, out, len, in), len);
	HOLDS(memcmp(out, in, len) == 0);
	return NULL;
}

/* Around the borders of a frame and of a word, and one that goes in many fragments. */
static const char *echoes(struct ports_run *run)
{
	size_t frame = run->ports->config->frame_max, most = half_bytes(run), len;
	const char *wrong = NULL;

	for (len = 0; len <= 9 && !wrong; len++)
		wrong = echo(run, len);
	for (len = frame > 50 ? frame - 50 : 0; len < frame + 10 && len <= most && !wrong; len += 7)
		wrong = echo(run, len);
	for (len = 100; len < most && !wrong; len = len * 2 + 1)
		wrong = echo(run, len);
	return wrong ? wrong : echo(run, most);
}

/* ---- time against Linux ---------------------------------------------------------------------------- */

/* When Linux says that a file of ours was written, in microseconds. */
static int linux_us(struct ports_run *run, int64_t *ret_us)
{
	const char *name = in_folder(run, path, "ports.time");
	struct isle_stat stat;
	int r = isle_file_put(ctx, name, "now", 3, ISLE_O_CREAT | ISLE_O_TRUNC, 0666);

	if (r == 3)
		r = isle_file_stat(ctx, name, &stat);
	if (r == 0)
		*ret_us = stat.mtime_s * 1000000 + stat.mtime_ns / 1000;
	return r;
}

/* A factor of two is a wrong unit or divisor; less may be a machine that is busy. */
static const char *agrees_with_linux(struct ports_run *run)
{
	int64_t first = 0, second = 0, passed;
	uint64_t outer = ports_now(run), inner;

	GIVES(linux_us(run, &first), 0);
	inner = ports_now(run);
	turn(run, 1000);
	inner = ports_since(run, inner);
	GIVES(linux_us(run, &second), 0);
	outer = ports_since(run, outer);
	passed = second - first + 20000; /* times of files are as coarse as Linux' own tick */
	HOLDS(passed * 2 > (int64_t)inner);
	HOLDS(passed - 40000 < (int64_t)outer * 2);
	GIVES(isle_file_unlink(ctx, in_folder(run, path, "ports.time")), 0);
	return NULL;
}

/* ---- files ----------------------------------------------------------------------------------------- */

#define PIECE 100u

static const char *write_pieces(struct ports_run *run, struct isle_file *file, size_t size)
{
	size_t done, len;

	for (done = 0; done < size; done += len) {
		len = size - done < PIECE ? size - done : PIECE;
		GIVES(isle_file_write(ctx, file, half(run, 0) + done, len), len);
	}
	return NULL;
}

static const char *file_and_back(struct ports_run *run, struct isle_file *file)
{
	size_t size = half_bytes(run);
	struct isle_stat stat;
	const char *wrong;
	uint32_t sum;

	fill(half(run, 0), size, 7);
	sum = checksum(half(run, 0), size, 0);
	wrong = write_pieces(run, file, size);
	if (wrong)
		return wrong;
	memset(run->ports->memory, 0, run->ports->memory_bytes);
	GIVES(isle_file_fstat(ctx, file, &stat), 0);
	HOLDS(stat.size == size);
	GIVES(isle_file_seek(ctx, file, 0, ISLE_SEEK_SET), 0);
	GIVES(isle_file_read(ctx, file, half(run, 1), PIECE), PIECE);
	GIVES(isle_file_pread(ctx, file, half(run, 1) + PIECE, size - PIECE, PIECE), size - PIECE);
	HOLDS(checksum(half(run, 1), size, 0) == sum);
	return NULL;
}

static const char *files(struct ports_run *run)
{
	struct isle_file file;
	const char *wrong;

	GIVES(isle_file_open(ctx, in_folder(run, path, "ports.data"),
			     ISLE_O_RDWR | ISLE_O_CREAT | ISLE_O_TRUNC, 0666, &file),
	      0);
	wrong = file_and_back(run, &file);
	if (wrong)
		return wrong;
	GIVES(isle_file_close(ctx, &file), 0);
	GIVES(isle_file_rename(ctx, path, in_folder(run, other, "ports.moved"), 0), 0);
	GIVES(isle_file_access(ctx, path, ISLE_ACCESS_EXISTS), -ISLE_ENOENT);
	GIVES(isle_file_unlink(ctx, other), 0);
	GIVES(isle_file_unlink(ctx, other), -ISLE_ENOENT);
	return NULL;
}

/* How often a directory has an entry of that name; < 0: an error. */
static int entries(struct ports_run *run, const char *name)
{
	static uint64_t buf[60];
	struct isle_dirent entry;
	struct isle_dir dir;
	int r = isle_file_opendir(ctx, run->folder, 0, buf, sizeof(buf), &dir), n = 0;

	if (r < 0)
		return r;
	while ((r = isle_file_readdir(ctx, &dir, &entry, NULL)) == 1)
		n += strcmp(entry.name, name) == 0;
	isle_file_closedir(ctx, &dir);
	return r < 0 ? r : n;
}

static const char *directories(struct ports_run *run)
{
	GIVES(isle_file_mkdir(ctx, in_folder(run, path, "ports.folder"), 0777), 0);
	GIVES(entries(run, "ports.folder"), 1);
	GIVES(isle_file_rmdir(ctx, path), 0);
	GIVES(entries(run, "ports.folder"), 0);
	return NULL;
}

/* ---- console --------------------------------------------------------------------------------------- */

/* One line of what was typed, without its end. Returns its length or an error. */
static int read_line(struct isle_console *console, char *line, size_t room, uint32_t timeout_ms)
{
	size_t n = 0;
	int r;

	while (n < room) {
		r = isle_console_read(console, line + n, 1, timeout_ms);
		if (r <= 0)
			return r;
		if (line[n] == '\n')
			return (int)n;
		n++;
	}
	return -ISLE_EMSGSIZE;
}

/* Asks for something that nobody can know in advance. */
static const char *typed_back(struct ports_run *run, struct isle_console *console)
{
	char asked[9], line[16];
	uint32_t secret = (uint32_t)ports_now(run) * 2654435761u;
	unsigned i;

	for (i = 0; i < 8; i++)
		asked[i] = "abcdefghijklmnop"[secret >> (4 * i) & 15u];
	asked[8] = 0;
	GIVES(isle_console_puts(console, "ports: please type "), 0);
	GIVES(isle_console_puts(console, asked), 0);
	GIVES(isle_console_write(console, "\n", 1), 1);
	GIVES(isle_console_flush(console), 0);
	GIVES(read_line(console, line, sizeof(line), 4 * run->patience_ms), 8);
	HOLDS(memcmp(line, asked, 8) == 0);
	return NULL;
}

static const char *console(struct ports_run *run)
{
	static uint8_t typed[32], printed[64];
	static struct isle_console streams;
	const char *wrong;

	GIVES(isle_console_open(ctx, ISLE_CONSOLE_STDIO, typed, sizeof(typed), printed,
				sizeof(printed), &streams),
	      0);
	wrong = typed_back(run, &streams);
	isle_console_close(&streams);
	return wrong;
}

/* ---- calls that nobody answers --------------------------------------------------------------------- */

static struct {
	struct isle_file fifo;
	struct isle_context views[PENDING];
	struct isle_op ops[PENDING];
	unsigned ends[PENDING];
	int results[PENDING];
	uint8_t bytes[PENDING];
} pending;

static void ended(struct isle_op *op, int result)
{
	size_t i = (size_t)(op - pending.ops);

	pending.ends[i]++;
	pending.results[i] = result;
}

static int start_read(unsigned i)
{
	struct isle_context *view = &pending.views[i];

	isle_context_share(ctx, view);
	view->timeout_ms = ISLE_NO_DEADLINE;
	isle_async(view, &pending.ops[i], ended, NULL);
	return isle_file_read(view, &pending.fifo, &pending.bytes[i], 1);
}

static int open_fifo(struct ports_run *run)
{
	memset(&pending, 0, sizeof(pending));
	return isle_file_open(ctx, in_folder(run, path, "fifo"), ISLE_O_RDONLY, 0, &pending.fifo);
}

static const char *cancel(struct ports_run *run)
{
	GIVES(open_fifo(run), 0);
	GIVES(start_read(0), 0);
	turn(run, 50);
	GIVES(pending.ends[0], 0);
	isle_op_cancel(&pending.ops[0]);
	turn(run, 100);
	GIVES(pending.ends[0], 1);
	GIVES(pending.results[0], -ISLE_ECANCELED);
	GIVES(isle_file_close(ctx, &pending.fifo), 0);
	return echo(run, 10);
}

static const char *deadline(struct ports_run *run)
{
	struct isle_context view;
	uint64_t start;
	uint8_t byte;

	GIVES(open_fifo(run), 0);
	isle_context_share(ctx, &view);
	view.timeout_ms = 200;
	start = ports_now(run);
	GIVES(isle_file_read(&view, &pending.fifo, &byte, 1), -ISLE_ETIMEDOUT);
	HOLDS(ports_since_ms(run, start) >= 150); /* clocks may be coarse */
	HOLDS(ports_since_ms(run, start) < run->patience_ms);
	GIVES(isle_file_close(ctx, &pending.fifo), 0);
	return echo(run, 10);
}

/* ---- tasks that share the client ------------------------------------------------------------------- */

#define SHARED_BYTES 64u
#define SHARED_MS    300u /* so long that the calls of all meet */

struct sharer {
	struct ports_run *run;
	uint32_t seed;
	bool good;
};

static bool call_once(struct isle_context *view, uint32_t seed)
{
	uint8_t out[SHARED_BYTES], in[SHARED_BYTES];

	fill(out, sizeof(out), seed);
	memset(in, 0, sizeof(in));
	return isle_client_echo(view, out, sizeof(out), in) == (int)sizeof(in) &&
	       memcmp(out, in, sizeof(in)) == 0;
}

static void call_often(void *arg)
{
	struct sharer *sharer = arg;
	uint64_t start = ports_now(sharer->run);
	struct isle_context view;

	isle_context_share(ctx, &view);
	sharer->good = true;
	do
		sharer->good = call_once(&view, sharer->seed++);
	while (sharer->good && ports_since_ms(sharer->run, start) < SHARED_MS);
}

static const char *shared_by_tasks(struct ports_run *run)
{
	static struct sharer sharers[3];
	const struct ports *ports = run->ports;
	unsigned i;

	for (i = 0; i < 3; i++) {
		sharers[i].run = run;
		sharers[i].seed = i << 16;
	}
	ports->tasks->start(ports->self, 0, call_often, &sharers[0]);
	ports->tasks->start(ports->self, 1, call_often, &sharers[1]);
	call_often(&sharers[2]);
	ports->tasks->join(ports->self, 0);
	ports->tasks->join(ports->self, 1);
	HOLDS(sharers[0].good);
	HOLDS(sharers[1].good);
	HOLDS(sharers[2].good);
	return NULL;
}

/* ---- loss ------------------------------------------------------------------------------------------ */

static bool all_ended(void)
{
	return pending.ends[0] && pending.ends[1] && pending.ends[2];
}

/* The killed worker's successor makes the file vanish from view of nobody: run removes it. */
static int ask_for_loss(struct ports_run *run)
{
	int r = isle_file_put(ctx, in_folder(run, path, "lose"), "now", 3, ISLE_O_CREAT, 0666);

	return r == -ISLE_ELINK ? 3 : r; /* as quick as that */
}

static const char *ends_all(struct ports_run *run)
{
	uint64_t start;
	unsigned i;

	GIVES(open_fifo(run), 0);
	for (i = 0; i < PENDING; i++)
		GIVES(start_read(i), 0);
	GIVES(ask_for_loss(run), 3);
	start = ports_now(run);
	while (!all_ended() && ports_since_ms(run, start) < 4 * run->patience_ms)
		isle_client_poll_wait(&client, 5);
	for (i = 0; i < PENDING; i++)
		GIVES(pending.results[i], -ISLE_ELINK);
	return NULL;
}

static const char *comes_back(struct ports_run *run)
{
	uint64_t start = ports_now(run);
	unsigned i;

	while (!isle_client_is_up(&client) && ports_since_ms(run, start) < 4 * run->patience_ms)
		isle_client_poll_wait(&client, 5);
	run->stop = true;
	HOLDS(isle_client_is_up(&client));
	run->stop = false;
	for (i = 0; i < PENDING; i++)
		GIVES(pending.ends[i], 1);
	GIVES(isle_file_close(ctx, &pending.fifo), -ISLE_ESTALE);
	return files(run);
}

/* ---- the end --------------------------------------------------------------------------------------- */

static const char *goodbye(struct ports_run *run)
{
	uint8_t byte;

	isle_client_close(&client);
	HOLDS(!isle_client_is_up(&client));
	GIVES(isle_client_echo(ctx, "x", 1, &byte), -ISLE_ELINK);
	GIVES(isle_client_connect(&client, 4 * run->patience_ms), 0);
	return echo(run, half_bytes(run));
}

void ports_link_end(struct ports_run *run)
{
	const struct ports *ports = run->ports;

	if (!ports->config || !isle_client_is_up(&client))
		return;
	isle_file_put(ctx, in_folder(run, path, "result"), ports->report ? ports->report : "",
		      run->reported, ISLE_O_CREAT | ISLE_O_TRUNC, 0666);
	isle_client_fini(&client);
}

#define LINK       PORTS_LINK
#define LINK_TASKS (PORTS_LINK | PORTS_LOCK | PORTS_TASKS)

const struct ports_case ports_link[] = {
	{ "link: hello", "a client comes up", LINK, comes_up },
	{ "link: echo", "echoes of every size come back", LINK, echoes },
	{ "link: time", "a second here is a second on Linux", LINK, agrees_with_linux },
	{ "link: files", "a file is written, read back, renamed and removed", LINK, files },
	{ "link: directories", "a folder is made, listed and removed", LINK, directories },
	{ "link: console", "a line goes out on the console and one comes in", LINK, console },
	{ "link: cancel", "a call that waits is cancelled and ends once", LINK, cancel },
	{ "link: deadline", "a call that nobody answers ends by its deadline", LINK, deadline },
	{ "link: tasks", "three tasks share the client", LINK_TASKS, shared_by_tasks },
	{ "link: loss", "a lost link ends every call with one definite error", LINK, ends_all },
	{ "link: comes back", "the client comes back by itself and goes on", LINK, comes_back },
	{ "link: goodbye", "a client says goodbye, and comes again", LINK, goodbye },
	{ NULL, NULL, 0, NULL },
};
