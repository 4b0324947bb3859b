/* SPDX-License-Identifier: BSD-3-Clause */
/* What a worker gets from its supervisor before it serves. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"

int isled_given_ask(struct isle_host *host, enum isled_request request, int *ret_fds,
		    uint32_t *ret_n)
{
	struct isled_answer answer;
	int status = isled_request_ask(host->supervisor, request, &answer, ret_fds);

	if (status < 0) {
		isle_log(ISLE_LOG_ERROR, "worker", "request %d: %s", request,
			 isle_error_text(-status));
		return status;
	}
	if (request == ISLED_GET_FACTS)
		memcpy(host->supervisor_facts, answer.facts, sizeof(answer.facts));
	*ret_n = answer.fds_n;
	return 0;
}

static void report(void *state, const char *text)
{
	(void)state;
	isle_log(ISLE_LOG_ERROR, "configuration", "%s", text);
}

/* The whole of a small memory file, terminated. The descriptor is closed. */
static char *contents(int fd, size_t *ret_bytes)
{
	struct stat st;
	char *text = NULL;

	if (fstat(fd, &st) == 0 && st.st_size <= ISLED_CONFIG_BYTES_MAX)
		text = malloc((size_t)st.st_size + 1);
	if (text && pread(fd, text, (size_t)st.st_size, 0) == st.st_size) {
		text[st.st_size] = 0;
		*ret_bytes = (size_t)st.st_size;
		close(fd);
		return text;
	}
	free(text);
	close(fd);
	return NULL;
}

static int get_config(struct isle_host *host)
{
	const struct isled_config_errors errors = { .report = report };
	int fds[ISLED_REQUEST_FDS_MAX], error;
	size_t bytes = 0;
	uint32_t n;
	char *text;

	error = isled_given_ask(host, ISLED_GET_CONFIG, fds, &n);
	if (error < 0 || n != 1)
		return -ISLE_EIO;
	text = contents(fds[0], &bytes);
	if (!text)
		return -ISLE_ENOMEM;
	/* The supervisor has looked at the file system; here it would be another view of it. */
	error = isled_config_read("configuration", text, bytes, 0, &errors, &host->config);
	free(text);
	return error;
}

static int get_exports(struct isle_host *host)
{
	const struct isled_config *config = host->config;
	int fds[ISLED_REQUEST_FDS_MAX], error;

	error = isled_given_ask(host, ISLED_GET_EXPORTS, fds, &host->exports_n);
	if (error < 0 || host->exports_n != config->exports_n)
		return -ISLE_EIO;
	for (uint32_t i = 0; i < host->exports_n; i++) {
		const struct isled_config_export *export = config->exports[i];

		host->exports[i] = (struct isle_export){
			.path = export->path,
			.root = fds[i],
			.read_only = export->read_only,
			.xdev = export->xdev,
			.nodes = export->nodes,
			.hide = (const char *const *)export->hide,
			.hide_count = export->hide_n,
		};
	}
	return 0;
}

/* Lines "rw PATH", one for each descriptor behind the list. */
static int get_grants(struct isle_host *host)
{
	int fds[ISLED_REQUEST_FDS_MAX], error;
	size_t bytes;
	char *line;
	uint32_t n;

	error = isled_given_ask(host, ISLED_GET_GRANTS, fds, &n);
	if (error < 0 || n < 1)
		return -ISLE_EIO;
	host->grant_names = contents(fds[0], &bytes);
	line = host->grant_names;
	if (!line)
		return -ISLE_ENOMEM;
	for (uint32_t i = 1; i < n; i++) {
		char *end = strchr(line, '\n');

		if (!end || end - line < 4)
			return -ISLE_EIO;
		*end = 0;
		host->grants[host->grants_n++] = (struct isle_grant){
			.path = line + 3,
			.fd = fds[i],
			.read = line[0] == 'r',
			.write = line[1] == 'w',
		};
		line = end + 1;
	}
	return 0;
}

static int get_forwards(struct isle_host *host)
{
	int fds[ISLED_REQUEST_FDS_MAX], error;

	error = isled_given_ask(host, ISLED_GET_FORWARDS, fds, &host->forwards_n);
	if (error < 0 || host->forwards_n != host->config->forwards_n)
		return -ISLE_EIO;
	for (uint32_t i = 0; i < host->forwards_n; i++)
		host->forwards[i] = (struct isle_forward){
			.address = host->config->forwards[i]->address,
			.listener = fds[i],
			.service = host->config->forwards[i]->service,
		};
	return 0;
}

static int get_console(struct isle_host *host)
{
	const struct isled_config *config = host->config;
	int fds[ISLED_REQUEST_FDS_MAX], terminal[ISLED_REQUEST_FDS_MAX], error;
	uint32_t n, terminal_n;

	error = isled_given_ask(host, ISLED_GET_TERMINAL, terminal, &terminal_n);
	if (error < 0)
		return error;
	error = isled_given_ask(host, ISLED_GET_LOG, fds, &n);
	host->console = (struct isle_console_policy){
		.ring_bytes = config->ring_bytes,
		.filter = config->filter,
		.log = error == 0 && n == 1 ? fds[0] : -1,
		.log_bytes = config->log_bytes,
		.log_keep = config->log_keep,
		.terminal = terminal_n > 0 ? terminal[0] : -1,
		.terminal_opens = terminal_n > 1 ? terminal[1] : -1,
	};
	return error;
}

int isled_given_all(struct isle_host *host)
{
	static int (*const getters[])(struct isle_host * host) = {
		get_config, get_exports, get_grants, get_forwards, get_console,
	};
	int fds[ISLED_REQUEST_FDS_MAX], error;
	uint32_t n;

	error = isled_given_ask(host, ISLED_GET_FACTS, fds, &n);
	for (size_t i = 0; error == 0 && i < sizeof(getters) / sizeof(getters[0]); i++)
		error = getters[i](host);
	return error;
}
