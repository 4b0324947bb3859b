/* SPDX-License-Identifier: BSD-3-Clause */
/* The configuration: each mistake is reported with its line, and no other is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <isle/errors.h>
#include <isle/proto.h>

#include "daemon/config_values.h"
#include "harness.h"

#define GOOD "[client]\nname = demo\nlink = unix:/tmp/demo\n"

struct collected {
	char text[8192];
	int n;
};

static void report(void *state, const char *text)
{
	struct collected *collected = state;
	size_t at = strlen(collected->text);

	snprintf(collected->text + at, sizeof(collected->text) - at, "%s\n", text);
	collected->n++;
}

static int read_text(const char *text, unsigned flags, struct collected *collected,
		     struct isled_config **ret_config)
{
	const struct isled_config_errors errors = { report, collected };

	memset(collected, 0, sizeof(*collected));
	return isled_config_read("f.conf", text, strlen(text), flags, &errors, ret_config);
}

/* The only mistake in `text` is reported as one that begins with `expected`. */
static void check_mistake(const char *text, const char *expected)
{
	struct collected collected;
	struct isled_config *config = NULL;
	int result = read_text(text, 0, &collected, &config);

	isled_config_free(config);
	if (result != -ISLE_EINVAL || collected.n != 1 ||
	    strncmp(collected.text, expected, strlen(expected)) != 0)
		FAIL("for:\n%s\nexpected: %s\ngot %d: %s", text, expected, result, collected.text);
}

static struct isled_config *check_good(const char *text)
{
	struct collected collected;
	struct isled_config *config = NULL;
	int result = read_text(text, 0, &collected, &config);

	if (result != 0 || collected.n)
		FAIL("for:\n%s\ngot %d: %s", text, result, collected.text);
	return config;
}

static const struct {
	const char *text, *mistake;
} mistakes[] = {
	{ "link = unix:/a\n" GOOD, "f.conf:1: link: stands before the first [section]" },
	{ GOOD "nam = x\n",
	  "f.conf:4: unknown key nam in [client]; permitted: name, link, peer_uid" },
	{ GOOD "[clients]\nname = x\n",
	  "f.conf:4: unknown section [clients]; permitted: client, console" },
	{ GOOD "[client]\n", "f.conf:4: [client] stands in line 1 already" },
	{ GOOD "name = x\n", "f.conf:4: name stands in line 2 already" },
	{ "[client]\nlink = unix:/tmp/x\n", "f.conf:2: [client] name is missing" },
	{ "[client]\nname = x\n", "f.conf:2: [client] link is missing" },
	{ "", "f.conf:1: [client] name is missing\nf.conf:1: [client] link" },
	{ GOOD "just words\n", "f.conf:4: expected KEY = VALUE" },
	{ GOOD "= x\n", "f.conf:4: expected KEY = VALUE" },
	{ GOOD "user =\n", "f.conf:4: user has no value" },
	{ GOOD "[export\n", "f.conf:4: a section is written [name] or [export PATH]" },
	{ "[client]\nname = .x\nlink = unix:/tmp/a\n", "f.conf:2: name = .x: a name is 1 to 63" },
	{ "[client]\nname = a/b\nlink = unix:/tmp/a\n", "f.conf:2: name = a/b: a name is 1 to 63" },
	{ "[client]\nname = a\nlink = rpmsg:x\n",
	  "f.conf:3: link = rpmsg:x: permitted: unix:/PATH" },
	{ "[client]\nname = a\nlink = unix:rel\n",
	  "f.conf:3: link = rel: not a plain absolute path" },
	{ "[client]\nname = a\nlink = unix:/a/../b\n", "f.conf:3: link = /a/../b: not a plain" },
	{ "[client]\nname = a\nlink = tcp:localhost:1\n",
	  "f.conf:3: link = tcp:localhost:1: permitted" },
	{ "[client]\nname = a\nlink = tcp:127.0.0.1:70000\n", "f.conf:3: link = tcp:" },
	{ "[client]\nname = a\nlink = tcp:0.0.0.0:7000\n",
	  "f.conf:3: link = tcp:0.0.0.0:7000: beyond" },
	{ GOOD "peer = 10.0.0.0/33\n", "f.conf:4: peer = 10.0.0.0/33: permitted: ADDRESS" },
	{ GOOD "peer_uid = nobody_such\n", "f.conf:4: peer_uid = nobody_such: no such user" },
	{ GOOD "user = 0\n", "f.conf:4: user = 0: the worker does not run as root" },
	{ GOOD "control_group = nobody_such\n",
	  "f.conf:4: control_group = nobody_such: no such group" },
	{ GOOD "programs = all\n", "f.conf:4: programs = all: permitted: anyone, control" },
	{ GOOD "keepalive = 10\n", "f.conf:4: keepalive = 10: permitted: 0 to 3600000 ms" },
	{ GOOD "keepalive = 2 h\n", "f.conf:4: keepalive = 2 h: permitted" },
	{ GOOD "frame_max = 1\n", "f.conf:4: frame_max = 1: permitted: 192 to 131072" },
	{ GOOD "frame_max = 99999999999999999999\n", "f.conf:4: frame_max = 9999" },
	{ GOOD "testing = on\n", "f.conf:4: testing = on: permitted: yes, no" },
	{ GOOD "restart_backoff = off\n", "f.conf:4: restart_backoff = off needs testing = yes" },
	{ GOOD "[console]\nlog = x\n", "f.conf:5: log = x: not a plain absolute path" },
	{ GOOD "[console]\nring = 3\n", "f.conf:5: ring = 3: permitted: 1024 to" },
	{ GOOD "[console x]\n", "f.conf:4: [console] stands alone" },
	{ GOOD "[export]\n", "f.conf:4: [export] needs a path" },
	{ GOOD "[export data]\n", "f.conf:4: [export data]: not a plain absolute path" },
	{ GOOD "[export /a//b]\n", "f.conf:4: [export /a//b]: not a plain" },
	{ GOOD "[export /a]\n[export /a/]\n", "f.conf:5: [export /a] stands in line 4 already" },
	{ GOOD "[export /a]\nmode = wo\n", "f.conf:5: mode = wo: permitted: ro, rw" },
	{ GOOD "[export /a]\nhide = /x\n", "f.conf:5: hide = /x: a path below the export" },
	{ GOOD "[export /a]\nmknod = dev\n", "f.conf:5: mknod = dev: permitted: none, fifo, any" },
	{ GOOD "[export /a]\nhide = ../x\n", "f.conf:5: hide = ../x: a path below" },
	{ GOOD "[export /a]\nroot = ..\n", "f.conf:5: root = ..: not a plain" },
	{ GOOD "[grants]\ngrant = /dev/x\n", "f.conf:5: grant = /dev/x: permitted: PATH ro" },
	{ GOOD "[grants]\ngrant = dev/x rw\n", "f.conf:5: grant = dev/x rw: not a plain" },
	{ GOOD "[grants]\nioctl = 0xC0105512 inout 16\n",
	  "f.conf:5: ioctl = 0xC0105512 inout 16: it ends" },
	{ GOOD "[grants]\nioctl = 0xC0105512 both 16 /dev/x\n",
	  "f.conf:5: ioctl = 0xC0105512: permitted: NUM" },
	{ GOOD "[grants]\nioctl = 0xC0105512 in 16 /dev/x\n",
	  "f.conf:5: ioctl = 0xC0105512: the number says 16" },
	{ GOOD "[grants]\nioctl = 0xC0105512 inout 8 /dev/x\n",
	  "f.conf:5: ioctl = 0xC0105512: the number says" },
	{ GOOD "[grants]\nioctl = 0x40005512 in /dev/x\n",
	  "f.conf:5: ioctl = 0x40005512: permitted" },
	{ GOOD "[grants]\nioctl = 0x40005512 none 4 /dev/x\n",
	  "f.conf:5: ioctl = 0x40005512: permitted" },
	{ GOOD "[grants]\nioctl = 0x5412 in 1 /dev/x\n",
	  "f.conf:5: ioctl = 0x5412: numbers below" },
	{ GOOD "[grants]\nioctl = 0x40206b00 in 32 /dev/x\n",
	  "f.conf:5: ioctl = 0x40206b00: this request is never" },
	{ GOOD "[grants]\nioctl = TIOCSTI /dev/x\n",
	  "f.conf:5: ioctl = TIOCSTI: no request has this name" },
	{ GOOD "[grants]\nioctl = BLOCK_ZERO dev/x\n",
	  "f.conf:5: ioctl = BLOCK_ZERO dev/x: it ends" },
	{ GOOD "[forward]\nforward = udp:1 -> x\n", "f.conf:5: forward = udp:1 -" },
	{ GOOD "[forward]\nforward = tcp:1.2.3.4:5 -> a b\n", "f.conf:5: forward = tcp:" },
	{ GOOD "[forward]\nforward = tcp:1.2.3.4:5 -> a\nforward = tcp:1.2.3.4:5 -> b\n",
	  "f.conf:6: forward = tcp:1.2.3.4:5 -> b: line 5 has this address already" },
	{ GOOD "[limits]\nhandles = 0\n", "f.conf:5: handles = 0: permitted: 1 to 4096" },
	{ GOOD "[limits]\nhandles = 5000\n", "f.conf:5: handles = 5000: permitted" },
	{ GOOD "[limits]\ncalls = x\n", "f.conf:5: calls = x: permitted" },
};

TEST(config, "each mistake is reported with file, line and what is permitted")
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct collected collected;
		struct isled_config *config = NULL;

		CHECK_EQ(read_text(mistakes[i].text, 0, &collected, &config), -ISLE_EINVAL);
		if (strncmp(collected.text, mistakes[i].mistake, strlen(mistakes[i].mistake)) != 0)
			FAIL("for:\n%s\nexpected: %s\ngot: %s", mistakes[i].text,
			     mistakes[i].mistake, collected.text);
	}
}

TEST(config, "what stands behind a section's bracket is a mistake unless it is a comment")
{
	check_mistake(GOOD "[console]x\n", "f.conf:4: a section is written");
	isled_config_free(check_good(GOOD "[console] ; words\n[limits] # words\n"));
}

TEST(config, "all mistakes of a file are reported, not only the first")
{
	struct collected collected;
	struct isled_config *config = NULL;

	CHECK_EQ(read_text("[client]\nname = a b\nfoo = 1\n\n# fine\nlink = x\n[nope]\na = b\n", 0,
			   &collected, &config),
		 -ISLE_EINVAL);
	CHECK_EQ(collected.n, 4);
	CHECK(strstr(collected.text, "f.conf:2: ") && strstr(collected.text, "f.conf:3: ") &&
	      strstr(collected.text, "f.conf:6: ") && strstr(collected.text, "f.conf:7: "));
}

TEST(config, "a good file gives what it says")
{
	struct isled_config *config = check_good(
		"\xef\xbb\xbf; a comment\n[client]\r\n  name = demo ; the name\n"
		"link = seqpacket:/tmp/l\npeer_uid = 1000\npeer_uid = 1001\n"
		"keepalive = 500 ms\nlinger = 2 s\nframe_max = 4K\n"
		"testing = yes\nrestart_backoff = off\n"
		"[console]\nlog = /var/log/x\nlog_size = 2M\nlog_keep = 7\nring = 4 KiB\nfilter = no\n"
		"[export /data/]\nroot = /srv\nmode = rw\nhide = a/b\nhide = c\nxdev = no\nmknod = any\n"
		"[export /]\n"
		"[grants]\ngrant = /dev/i2c-* rw\ngrant = /sys/a b ro\n"
		"ioctl = 0xC0105512 inout 16 /dev/n pu*\nioctl = BLOCK_ZERO BLOCK_DISCARD /dev/x\n"
		"ioctl = 0x40005513 value /dev/y\n"
		"[forward]\nforward = tcp:127.0.0.1:8080 -> web\nforward = tcp:[::1]:1->x\n"
		"[limits]\nhandles = 7\nwindow = 8K\n");

	CHECK_STR(config->name, "demo");
	CHECK_STR(config->link, "seqpacket:/tmp/l");
	CHECK_EQ(config->peer_uids_n, 2);
	CHECK_EQ(config->peer_uids[1], 1001);
	CHECK_EQ(config->keepalive_ms, 500);
	CHECK_EQ(config->linger_ms, 2000);
	CHECK_EQ(config->frame_max, 4096);
	CHECK(config->testing && !config->restart_backoff && !config->filter);
	CHECK_STR(config->log, "/var/log/x");
	CHECK_EQ(config->log_bytes, 2097152);
	CHECK_EQ(config->log_keep, 7);
	CHECK_EQ(config->ring_bytes, 4096);
	CHECK_EQ(config->exports_n, 2);
	CHECK_STR(config->exports[0]->path, "/data");
	CHECK_STR(config->exports[0]->root, "/srv");
	CHECK(!config->exports[0]->read_only && !config->exports[0]->xdev);
	CHECK_EQ(config->exports[0]->nodes, ISLE_NODES_ANY);
	CHECK_EQ(config->exports[1]->nodes, ISLE_NODES_FIFO);
	CHECK_EQ(config->exports[0]->hide_n, 2);
	CHECK_STR(config->exports[0]->hide[0], "a/b");
	CHECK_STR(config->exports[1]->root, "/");
	CHECK(config->exports[1]->read_only && config->exports[1]->xdev);
	CHECK_EQ(config->grants_n, 2);
	CHECK_STR(config->grants[1]->path, "/sys/a b");
	CHECK(config->grants[0]->write && config->grants[0]->read && !config->grants[1]->write);
	CHECK_EQ(config->requests_n, 4);
	CHECK_EQ(config->requests[0].request, 0xC0105512);
	CHECK_EQ(config->requests[0].direction, 3);
	CHECK_EQ(config->requests[0].bytes, 16);
	CHECK_STR(config->requests[0].path, "/dev/n pu*");
	CHECK_EQ(config->requests[2].request, ISLE_IOCTL_BLOCK_DISCARD);
	CHECK_STR(config->requests[2].path, "/dev/x");
	CHECK(config->requests[3].by_value && !config->requests[3].bytes);
	CHECK_EQ(config->forwards_n, 2);
	CHECK_STR(config->forwards[0]->address, "127.0.0.1:8080");
	CHECK_STR(config->forwards[1]->service, "x");
	CHECK_EQ(config->limits.handles, 7);
	CHECK_EQ(config->limits.window, 8192);
	isled_config_free(config);
}

TEST(config, "looking at the file system finds folders that are not there")
{
	struct collected collected;
	struct isled_config *config = NULL;

	CHECK_EQ(read_text("[client]\nname = a\nlink = unix:/no-such/x\n[export /no-such]\n"
			   "[export /b]\nroot = /no-such\n[grants]\ngrant = /no-such rw\n"
			   "[console]\nlog = /no-such/log\n",
			   ISLED_CONFIG_LOOK, &collected, &config),
		 -ISLE_EINVAL);
	CHECK_EQ(collected.n, 5);
	CHECK(strstr(collected.text, "f.conf:3: link = /no-such/x: its folder does not exist"));
	CHECK(strstr(collected.text, "f.conf:4: [export /no-such]: no such folder"));
	CHECK(strstr(collected.text, "f.conf:6: root = /no-such: no such folder"));
	CHECK(strstr(collected.text, "f.conf:8: grant = /no-such: no such file"));
	CHECK(strstr(collected.text, "f.conf:10: log = /no-such/log: its folder"));
}

TEST(config, "a line that is too long, or holds a zero byte, is a mistake and not cut")
{
	static const char zero[] = GOOD "user = a\0b\n";
	const struct isled_config_errors errors = { report, &(struct collected){ .n = 0 } };
	struct isled_config *config = NULL;
	char text[1024] = GOOD "[console]\nlog = /";

	memset(text + strlen(text), 'x', 300);
	check_mistake(text, "f.conf:5: the line is longer than");
	CHECK_EQ(isled_config_read("f", zero, sizeof(zero) - 1, 0, &errors, &config), -ISLE_EINVAL);
}

TEST(config, "text of the file is escaped in messages")
{
	check_mistake(GOOD "[\x1b[31m]\n", "f.conf:4: unknown section [\\x1b[31m]");
	check_mistake(GOOD "x\x1b[0m = 1\n", "f.conf:4: unknown key x\\x1b[0m in [client]");
}

TEST(config, "mistakes beyond the limits of each list are reported")
{
	char text[8192] = GOOD;

	for (int i = 0; i < ISLED_UIDS_MAX + 1; i++)
		strcat(text, "peer_uid = 1\n");
	check_mistake(text, "f.conf:20: peer_uid: at most 16");
	strcpy(text, GOOD);
	for (int i = 0; i < ISLED_EXPORTS_MAX + 1; i++)
		sprintf(text + strlen(text), "[export /e%d]\n", i);
	check_mistake(text, "f.conf:68: at most 64 exports");
	strcpy(text, GOOD "[forward]\n");
	for (int i = 0; i < ISLED_FORWARDS_MAX + 1; i++)
		sprintf(text + strlen(text), "forward = tcp:1.1.1.1:%d -> x\n", i + 1);
	check_mistake(text, "f.conf:37: forward: at most 32");
}

TEST(config, "the explanation names what is open")
{
	struct isled_config *config = check_good(
		GOOD "[export /data]\nroot = /srv\nmode = rw\nhide = key\n[export /data/in]\n"
		     "mode = rw\nmknod = any\n"
		     "[grants]\ngrant = /dev/i2c-1 rw\ngrant = /dev/rtc0 ro\ngrant = /dev/led wo\n"
		     "ioctl = RTC_RATE_SET /dev/rtc0\nioctl = 0xC0105512 inout 16 /dev/npu*\n"
		     "[forward]\nforward = tcp:0.0.0.0:80 -> web\n");
	char text[4096] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	isled_config_explain(config, out);
	fclose(out);
	isled_config_free(config);
	CHECK(strstr(text, "/data: may be read and written; on Linux it is /srv"));
	CHECK(strstr(text, "key does not exist for the client"));
	CHECK(strstr(text, "/data/in has rules of its own"));
	CHECK(strstr(text, "DEVICES may be made"));
	CHECK(strstr(text, "/dev/i2c-1: opened for it to read and write\n"));
	CHECK(strstr(text, "/dev/rtc0: opened for it to read\n"));
	CHECK(strstr(text, "/dev/led: opened for it to write\n"));
	CHECK(strstr(text, "/dev/rtc0: request RTC_RATE_SET is permitted"));
	CHECK(strstr(text, "/dev/npu*: request 0xc0105512 is passed on, 16 bytes in and out"));
	CHECK(strstr(text, "OPEN TO OTHER MACHINES"));
}

TEST(config, "values with units")
{
	struct isled_net net;
	uint64_t number;
	char path[64];

	CHECK_EQ(isled_value_bytes("64 KiB", &number), 0);
	CHECK_EQ(number, 65536);
	CHECK_EQ(isled_value_bytes("0x10", &number), -ISLE_EINVAL);
	CHECK_EQ(isled_value_bytes("-1", &number), -ISLE_EINVAL);
	CHECK_EQ(isled_value_duration("0", &number), 0);
	CHECK_EQ(isled_value_duration("7", &number), -ISLE_EINVAL);
	CHECK_EQ(isled_value_duration("2 min", &number), 0);
	CHECK_EQ(number, 120000);
	CHECK_EQ(isled_value_net("192.168.0.0/16", &net), 0);
	CHECK_EQ(net.bits, 112);
	CHECK_EQ(isled_value_net("::1", &net), 0);
	CHECK_EQ(net.bits, 128);
	CHECK_EQ(isled_value_net("1.2.3", &net), -ISLE_EINVAL);
	CHECK_EQ(isled_value_path("/a/b/", path, sizeof(path)), 0);
	CHECK_STR(path, "/a/b");
	CHECK_EQ(isled_value_path("/", path, sizeof(path)), 0);
	CHECK_EQ(isled_value_path("//", path, sizeof(path)), -ISLE_EINVAL);
	CHECK_EQ(isled_value_path("/a/.", path, sizeof(path)), -ISLE_EINVAL);
	CHECK_EQ(isled_value_path("/a", path, 2), -ISLE_EINVAL);
}

TEST(config, "the examples that are delivered hold no mistake")
{
	static const char *const files[] = { "minimal", "files", "tcp", "serial" };
	struct collected collected = { .n = 0 };
	const struct isled_config_errors errors = { report, &collected };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct isled_config *config = NULL;
		char path[512], *text;
		int bytes;

		snprintf(path, sizeof(path), "%s/packaging/examples/%s.conf", ISLE_SOURCE_DIR,
			 files[i]);
		bytes = isled_config_load(path, &text);
		CHECK(bytes > 0);
		if (isled_config_read(files[i], text, (size_t)bytes, 0, &errors, &config) < 0)
			FAIL("%s", collected.text);
		isled_config_free(config);
		free(text);
	}
}
