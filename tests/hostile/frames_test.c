/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames that no correct client sends. */
#include "raw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- before hello ---- */

TEST(hostile, "whatever comes before hello has no effect and does not prevent one")
{
	const uint32_t words[6] = { ISLE_NO_DEADLINE, 1000, 0755, 0 };
	struct daemon d;
	struct raw *raw;
	char name[16];

	fire_start(&d, NULL);
	raw = raw_connect(&d);
	for (unsigned kind = 0; kind < 256; kind++)
		for (unsigned tag = 0; tag < 3; tag++) {
			const struct raw_frame f = { .kind = (uint8_t)kind,
						     .flags = ISLE_FLAG_END,
						     .tag = (uint16_t)(tag * 1000),
						     .id = 5,
						     .service = ISLE_SERVICE_FILE,
						     .code = ISLE_FILE_MKDIR };

			if (kind != ISLE_KIND_HELLO)
				raw_put(raw, &f, words, 4, "/data/early", 11);
		}
	CHECK_EQ(raw_hello(raw, &(struct raw_hello){ 0 }), 0);
	snprintf(name, sizeof(name), "/data/early");
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_ACCESS, (uint32_t[]){ 0, 0 }, 2,
			  name, 11, NULL),
		 -ISLE_ENOENT);
	raw_close(raw);
	fire_end(&d);
}

TEST(hostile, "a hello that is none, too old or too new is refused")
{
	static const struct {
		struct raw_hello hello;
		int answer;
	} hellos[] = {
		{ { .magic = 0x454c5348u }, -1000 },
		{ { .version = 99 }, -ISLE_EVERSION },
		{ { .frame_max = 191 }, -1000 },
		{ { .keepalive_ms = 3600001 }, -1000 },
		{ { .role = ISLE_ROLE_DAEMON }, -ISLE_EPERM },
		{ { .role = 77 }, -ISLE_EPERM },
		{ { .role = ISLE_ROLE_PROGRAM }, -ISLE_EPERM },
		{ { .name = "0123456789012345678901234567890123456789012345678901234567890123x",
		    .name_len = 65 },
		  -1000 },
	};
	struct daemon d;

	fire_start(&d, NULL);
	for (size_t i = 0; i < sizeof(hellos) / sizeof(hellos[0]); i++) {
		struct raw *raw = raw_connect(&d);

		CHECK_EQ(raw_hello(raw, &hellos[i].hello), hellos[i].answer);
		raw_close(raw);
	}
	fire_end(&d);
}

TEST(hostile, "a repeated hello is answered the same way, and another one ends the session")
{
	struct raw_hello hello = { .nonce = 4711 };
	struct daemon d;
	struct raw *raw;
	uint64_t id;

	fire_start(&d, NULL);
	raw = raw_connect(&d);
	CHECK_EQ(raw_hello(raw, &hello), 0);
	id = raw->id;
	for (int i = 0; i < 1000; i++)
		CHECK_EQ(raw_hello(raw, &hello), 0);
	CHECK_EQ(raw->id, id);
	hello.nonce = 4712;
	CHECK_EQ(raw_hello(raw, &hello), -ISLE_ESTOPPING); /* a pipe's new life has a new link */
	raw_expect_end(raw, 0);
	raw_close(raw);
	raw = raw_open(&d, 0);
	CHECK(raw->id != id);
	raw_close(raw);
	fire_end(&d);
}

/* ---- the stream of frames ---- */

TEST(hostile, "a length that no frame has ends the link")
{
	static const uint32_t lengths[] = { 0, 1, 15, 0x7fffffff, 0x80000000, 0xffffffff, 131073 };
	struct daemon d;

	fire_start(&d, NULL);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		for (int late = 0; late < 2; late++) {
			struct raw *raw = late ? raw_open(&d, 0) : raw_connect(&d);
			uint8_t bytes[64] = { (uint8_t)lengths[i], (uint8_t)(lengths[i] >> 8),
					      (uint8_t)(lengths[i] >> 16),
					      (uint8_t)(lengths[i] >> 24) };
			struct raw_frame f;
			int r;

			raw_send(raw, bytes, sizeof(bytes));
			while ((r = raw_get(raw, &f, 10000)) > 0)
				;
			CHECK_EQ(r, 0);
			raw_close(raw);
		}
	fire_end(&d);
}

TEST(hostile, "a frame that is cut off by the link's end ends the session and no more")
{
	const uint8_t hello[20] = { 80, 0, 0, 0, ISLE_KIND_HELLO };
	struct daemon d;

	fire_start(&d, NULL);
	for (size_t n = 0; n < sizeof(hello); n++) {
		struct raw *raw = n % 2 ? raw_open(&d, 0) : raw_connect(&d);

		CHECK(raw_send(raw, hello, n));
		raw_close(raw);
	}
	fire_end(&d);
}

/* ---- violations ---- */

/* A session that has a call under way (id 1, a blocked one) and a channel (id 2). */
static struct raw *busy(const struct daemon *d)
{
	struct raw *raw = raw_open(d, 0);
	struct raw_frame f = { .kind = ISLE_KIND_CALL,
			       .flags = ISLE_FLAG_CHANNEL,
			       .tag = raw->tag,
			       .id = 2,
			       .service = ISLE_SERVICE_CONSOLE,
			       .code = ISLE_CONSOLE_ATTACH };
	const uint32_t words[4] = { ISLE_NO_DEADLINE, 1000, ISLE_CONSOLE_STDIO, 0 };
	uint32_t handle;

	raw->next_id = 10;
	CHECK_EQ(raw_open_file(raw, 0, "/data/fifo", ISLE_O_RDONLY, &handle), 0);
	CHECK(raw_put(raw, &f, words, 4, NULL, 0));
	f.id = 1;
	f.flags = ISLE_FLAG_END;
	f.service = ISLE_SERVICE_FILE;
	f.code = ISLE_FILE_PREAD;
	CHECK(raw_put(raw, &f,
		      (uint32_t[]){ ISLE_NO_DEADLINE, 100, handle, 10, 0xffffffff, 0xffffffff }, 6,
		      NULL, 0));
	return raw;
}

struct violation {
	const char *what;
	unsigned words_n, data_len;
	struct raw_frame head; /* the tag is set later */
};

#define BAD(what, words_n, data_len, ...) \
	{                                 \
		what, words_n, data_len,  \
		{                         \
			__VA_ARGS__       \
		}                         \
	}
#define CALL .kind = ISLE_KIND_CALL, .code = ISLE_SESSION_ECHO

static const struct violation violations[] = {
	BAD("an unknown kind", 0, 0, .kind = 0),
	BAD("an unknown kind", 0, 0, .kind = 11),
	BAD("an unknown kind", 0, 0, .kind = 255),
	BAD("an unknown flag", 2, 0, CALL, .id = 50, .flags = 0x41),
	BAD("an unknown flag", 2, 0, CALL, .id = 50, .flags = 0x81),
	BAD("a fixed part below the header", 2, 0, CALL, .id = 50, .flags = 1, .fixed_bytes = 8),
	BAD("a fixed part not in words", 2, 0, CALL, .id = 50, .flags = 1, .fixed_bytes = 23),
	BAD("a fixed part of 20 bytes", 2, 0, CALL, .id = 50, .flags = 1, .fixed_bytes = 20),
	BAD("a fixed part beyond the frame", 2, 0, CALL, .id = 50, .flags = 1, .fixed_bytes = 32),
	BAD("a fixed part beyond all", 2, 0, CALL, .id = 50, .flags = 1, .fixed_bytes = 0xfff8),
	BAD("a call without budget and window", 0, 0, CALL, .id = 50, .flags = 1),
	BAD("a call without id", 2, 0, CALL, .flags = 1),
	BAD("a call of the answering side", 2, 0, CALL, .id = 50, .flags = 1 | ISLE_FLAG_ANSWER),
	BAD("a context that cannot be", 2, 0, CALL, .id = 50, .flags = 1, .context = 16),
	BAD("the id of a call under way", 2, 0, CALL, .id = 1, .flags = 1),
	BAD("an answer to nothing", 0, 0, .kind = ISLE_KIND_REPLY, .flags = ISLE_FLAG_ANSWER,
	    .id = 9),
	BAD("an answer that is none", 0, 0, .kind = ISLE_KIND_REPLY, .id = 1),
	BAD("an answer to itself", 0, 0, .kind = ISLE_KIND_REPLY, .flags = ISLE_FLAG_ANSWER,
	    .id = 1),
	BAD("results of nothing", 0, 9, .kind = ISLE_KIND_DATA, .flags = ISLE_FLAG_ANSWER, .id = 9),
	BAD("credit for nothing", 2, 0, .kind = ISLE_KIND_CREDIT, .flags = ISLE_FLAG_ANSWER,
	    .id = 9),
	BAD("a callee's cancel", 0, 0, .kind = ISLE_KIND_CANCEL, .flags = ISLE_FLAG_ANSWER,
	    .id = 1),
	BAD("data behind the end", 0, 1, .kind = ISLE_KIND_DATA, .id = 1),
	BAD("a ping with an id", 2, 0, .kind = ISLE_KIND_PING, .id = 7),
	BAD("a ping without its time", 0, 0, .kind = ISLE_KIND_PING),
	BAD("a cancel without id", 0, 0, .kind = ISLE_KIND_CANCEL),
	BAD("data without id", 0, 3, .kind = ISLE_KIND_DATA),
};

TEST(hostile, "each violation ends its session with EPROTO, and nothing else")
{
	static const uint32_t words[8];
	struct daemon d;

	fire_start(&d, NULL);
	CHECK_EQ(mkfifo(data_path(&d, "fifo"), 0666), 0);
	data_give(data_path(&d, "fifo"));
	for (size_t i = 0; i < sizeof(violations) / sizeof(violations[0]); i++) {
		const struct violation *v = &violations[i];
		struct raw *raw = busy(&d);
		struct raw_frame head = v->head;

		printf("# %s\n", v->what);
		head.tag = raw->tag;
		raw_put(raw, &head, words, v->words_n, "some data", v->data_len);
		raw_expect_end(raw, ISLE_EPROTO);
		raw_close(raw);
	}
	fire_end(&d);
}

TEST(hostile, "a program that breaks the protocol ends its own session, not the client's")
{
	const struct raw_hello program = { .role = ISLE_ROLE_PROGRAM };
	struct raw *client, *door;
	struct daemon d;

	fire_start(&d, NULL);
	client = raw_open(&d, 0);
	for (size_t i = 0; i < sizeof(violations) / sizeof(violations[0]); i++) {
		struct raw_frame head = violations[i].head;
		static const uint32_t words[8];

		if (head.id == 1) /* needs a call under way */
			continue;
		door = raw_connect_door(&d);
		CHECK_EQ(raw_hello(door, &program), 0);
		head.tag = door->tag;
		raw_put(door, &head, words, violations[i].words_n, "some data",
			violations[i].data_len);
		raw_expect_end(door, ISLE_EPROTO);
		raw_close(door);
	}
	CHECK_EQ(raw_call(client, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_ECHO, NULL, 0, "x", 1,
			  NULL),
		 0);
	raw_close(client);
	fire_end(&d);
}

TEST(hostile, "more calls at once than were offered end the session")
{
	const uint32_t words[6] = { 0, 10, 0xffffffff, 0xffffffff };
	uint32_t handle, args[4];
	struct daemon d;
	struct raw *raw;

	fire_start(&d, NULL);
	CHECK_EQ(mkfifo(data_path(&d, "fifo"), 0666), 0);
	data_give(data_path(&d, "fifo"));
	raw = raw_open(&d, 0);
	CHECK_EQ(raw_open_file(raw, 0, "/data/fifo", ISLE_O_RDONLY, &handle), 0);
	memcpy(args, words, sizeof(args));
	args[0] = handle;
	for (int i = 0; i < 2000; i++)
		raw_call_start(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_PREAD, args, 4, NULL, 0);
	raw_expect_end(raw, ISLE_EPROTO);
	raw_close(raw);
	fire_end(&d);
}

/* ---- what is no violation, but has no effect either ---- */

TEST(hostile, "frames with the tag of an earlier session are dropped")
{
	const uint32_t words[4] = { ISLE_NO_DEADLINE, 1000, 0755, 0 };
	struct raw_frame f = { .kind = ISLE_KIND_CALL,
			       .flags = ISLE_FLAG_END,
			       .id = 77,
			       .service = ISLE_SERVICE_FILE,
			       .code = ISLE_FILE_MKDIR };
	struct raw *raw, *again;
	struct daemon d;

	fire_start(&d, NULL);
	raw = raw_open(&d, 0);
	again = raw_open(&d, raw->id); /* the same session, resumed */
	CHECK_EQ(again->id, raw->id);
	CHECK(again->tag != raw->tag);
	f.tag = raw->tag;
	CHECK(raw_put(again, &f, words, 4, "/data/old", 9));
	for (unsigned tag = 0; tag < 65536; tag += 251) {
		f.tag = (uint16_t)tag;
		if (tag != again->tag)
			CHECK(raw_put(again, &f, words, 4, "/data/old", 9));
	}
	CHECK_EQ(raw_call(again, 0, ISLE_SERVICE_FILE, ISLE_FILE_ACCESS, (uint32_t[]){ 0, 0 }, 2,
			  "/data/old", 9, NULL),
		 -ISLE_ENOENT);
	raw_expect_end(raw, ISLE_EREPLACED);
	raw_close(raw);
	raw_close(again);
	fire_end(&d);
}

TEST(hostile, "frames for calls that are over are dropped")
{
	static const uint8_t kinds[] = { ISLE_KIND_DATA, ISLE_KIND_CREDIT, ISLE_KIND_CANCEL };
	struct daemon d;
	struct raw *raw;

	fire_start(&d, NULL);
	raw = raw_open(&d, 0);
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_ECHO, NULL, 0, "x", 1, NULL),
		 0);
	for (uint32_t i = 0; i < 3000; i++) {
		const struct raw_frame f = { .kind = kinds[i % 3],
					     .flags = i & 8 ? ISLE_FLAG_END : 0,
					     .tag = raw->tag,
					     .id = i < 30 ? 1 : i * 7919 };

		CHECK(raw_put(raw, &f, (uint32_t[]){ i, ~i },
			      kinds[i % 3] == ISLE_KIND_CREDIT ? 2 : 0, "data",
			      kinds[i % 3] == ISLE_KIND_DATA ? 4 : 0));
	}
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_ECHO, NULL, 0, "x", 1, NULL),
		 0);
	raw_close(raw);
	fire_end(&d);
}

TEST(hostile, "credit that goes back, jumps or overflows changes nothing for the daemon")
{
	static const uint32_t jumps[] = {
		0, 1, 100, 0x01000001, 0x7fffffff, 0x80000000, 0xffffffff
	};
	const uint32_t words[4] = { ISLE_NO_DEADLINE, 100, ISLE_CONSOLE_STDIO, 0 };
	struct raw_frame f = { .kind = ISLE_KIND_CALL,
			       .flags = ISLE_FLAG_CHANNEL,
			       .id = 2,
			       .service = ISLE_SERVICE_CONSOLE,
			       .code = ISLE_CONSOLE_ATTACH };
	struct daemon d;
	struct raw *raw;

	fire_start(&d, NULL);
	raw = raw_open(&d, 0);
	f.tag = raw->tag;
	raw->next_id = 10;
	CHECK(raw_put(raw, &f, words, 4, NULL, 0));
	f.kind = ISLE_KIND_CREDIT;
	f.flags = 0;
	for (size_t i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++)
		for (size_t j = 0; j < sizeof(jumps) / sizeof(jumps[0]); j++)
			CHECK(raw_put(raw, &f, (uint32_t[]){ jumps[i], jumps[j] }, 2, NULL, 0));
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_ECHO, NULL, 0, "x", 1, NULL),
		 0);
	raw_close(raw);
	fire_end(&d);
}

/* ---- chance ---- */

TEST(hostile, "random bytes in well-framed frames harm nobody")
{
	uint8_t bytes[300];
	struct daemon d;

	fire_start(&d, NULL);
	for (int round = 0; round < 150; round++) {
		struct raw *raw = raw_open(&d, 0);

		for (int i = 0; i < 60; i++) {
			size_t len = 16 + test_random() % 200;

			for (size_t at = 0; at < len; at++)
				bytes[4 + at] = (uint8_t)test_random();
			bytes[0] = (uint8_t)len;
			bytes[1] = bytes[2] = bytes[3] = 0;
			if (test_random() % 8) { /* mostly almost right */
				bytes[4] = (uint8_t)(2 + test_random() % 9);
				bytes[5] &= 0x3f;
				bytes[6] = (uint8_t)raw->tag;
				bytes[7] = (uint8_t)(raw->tag >> 8);
				bytes[12] &= 1;
				bytes[13] &= 7;
				bytes[15] = 0;
				bytes[16] = (uint8_t)(len & 0xf8);
				bytes[17] = 0;
			}
			if (!raw_send(raw, bytes, 4 + len))
				break;
		}
		raw_close(raw);
	}
	fire_end(&d);
}
