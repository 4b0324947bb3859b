/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "held.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <isle/errors.h>

#include "config_values.h"
#include "links.h"

static int failed(const struct isled_held *held, int line, const char *what, const char *name)
{
	isle_log(ISLE_LOG_ERROR, "supervisor", "%s:%d: %s %s: %s", held->config->file, line, what,
		 name, strerror(errno));
	return -ISLE_EIO;
}

/* ---- the configuration's text ---- */

static int keep_text(struct isled_held *held, const char *text, size_t bytes)
{
	held->text = memfd_create("isled-configuration", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (held->text < 0 || write(held->text, text, bytes) != (ssize_t)bytes ||
	    fcntl(held->text, F_ADD_SEALS,
		  F_SEAL_SEAL | F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK) < 0)
		return failed(held, 0, "keep", "the configuration");
	return 0;
}

/* ---- the link ---- */

void isled_held_remove_stale(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat st;
	int fd, type = SOCK_STREAM;

	if (lstat(path, &st) < 0 || !S_ISSOCK(st.st_mode) ||
	    strlen(path) >= sizeof(address.sun_path))
		return;
	strcpy(address.sun_path, path);
	for (int tries = 0; tries < 2; tries++, type = SOCK_SEQPACKET) {
		fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (fd < 0)
			return;
		if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0 ||
		    (errno != ECONNREFUSED && errno != EPROTOTYPE)) {
			close(fd);
			return;
		}
		close(fd);
	}
	unlink(path);
}

/* A worker whose supervisor was killed has this long to die before its listeners are ours. */
static bool wait_for_address(unsigned *tries)
{
	const struct timespec moment = { .tv_nsec = 20000000 };

	if (++*tries > 50)
		return false;
	nanosleep(&moment, NULL);
	return true;
}

/* Of the socket that the link makes; NULL = it makes none. */
static const char *link_path(const struct isled_config *config)
{
	const char *colon = strchr(config->link, ':');

	if (strncmp(config->link, "serial:", 7) == 0)
		return NULL;
	return colon && colon[1] == '/' ? colon + 1 : NULL;
}

static int copy_fds(const struct isle_link_fds *from, struct isle_link_fds *to)
{
	for (unsigned i = 0; i < from->n; i++) {
		to->fd[i] = fcntl(from->fd[i], F_DUPFD_CLOEXEC, 0);
		if (to->fd[i] < 0)
			return -ISLE_EMFILE;
		to->n = i + 1;
	}
	return 0;
}

static int open_link(struct isled_held *held, const struct isled_held *old)
{
	const struct isled_config *config = held->config;
	const char *address, *path = link_path(config);
	const struct isle_transport *transport;
	unsigned tries = 0;
	mode_t mask;
	int error;

	if (old && strcmp(old->config->link, config->link) == 0)
		return copy_fds(&old->link, &held->link);
	transport = isle_transport_find(isled_links, config->link, &address);
	if (!transport)
		return -ISLE_EINVAL;
	do {
		if (path)
			isled_held_remove_stale(path);
		mask = umask(0177);
		error = transport->open(address, ISLE_OPEN_LISTEN, &held->link);
		umask(mask);
	} while (error == -ISLE_EADDRINUSE && wait_for_address(&tries));
	if (error < 0) {
		isle_log(ISLE_LOG_ERROR, "supervisor", "%s: link %s: %s", config->file,
			 config->link, isle_error_text(-error));
		return error;
	}
	/* Others may connect when they are listed; who they are is looked at again at accept. */
	if (path && config->peer_uids_n && chmod(path, 0666) < 0)
		return failed(held, 0, "chmod", path);
	return 0;
}

/* ---- folders, files, ports ---- */

static int open_exports(struct isled_held *held)
{
	const struct isled_config *config = held->config;

	for (unsigned i = 0; i < config->exports_n; i++) {
		int fd = open(config->exports[i]->root, O_PATH | O_DIRECTORY | O_CLOEXEC);

		if (fd < 0)
			return failed(held, config->exports[i]->line, "export",
				      config->exports[i]->root);
		held->exports[held->exports_n++] = fd;
	}
	return 0;
}

/* The same grant as it is held so far, or -1. */
static int old_grant(const struct isled_held *old, const char *line)
{
	struct stat st;
	char *list, *next, *rest;
	int fd = -1;

	if (!old || fstat(old->grants[0], &st) < 0 || !(list = calloc(1, (size_t)st.st_size + 1)))
		return -1;
	if (pread(old->grants[0], list, (size_t)st.st_size, 0) == st.st_size) {
		next = strtok_r(list, "\n", &rest);
		for (unsigned i = 1; next && fd < 0 && i < old->grants_n; i++) {
			if (strcmp(next, line) == 0)
				fd = fcntl(old->grants[i], F_DUPFD_CLOEXEC, 0);
			next = strtok_r(NULL, "\n", &rest);
		}
	}
	free(list);
	return fd;
}

static int open_grant(struct isled_held *held, const struct isled_held *old,
		      const struct isled_config_grant *grant, const char *path)
{
	char line[ISLE_PATH_BYTES_MAX + 8];
	int mode = grant->read && grant->write ? O_RDWR : grant->write ? O_WRONLY : O_RDONLY, fd;

	if (held->grants_n == ISLED_REQUEST_FDS_MAX) {
		errno = EMFILE;
		return failed(held, grant->line, "grant", path);
	}
	snprintf(line, sizeof(line), "%c%c %s", grant->read ? 'r' : '-', grant->write ? 'w' : '-',
		 path);
	fd = open(path, mode | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 && errno == EBUSY) /* a device for one alone, which are we */
		fd = old_grant(old, line);
	if (fd < 0)
		return failed(held, grant->line, "grant", path);
	held->grants[held->grants_n++] = fd;
	dprintf(held->grants[0], "%s\n", line);
	return 0;
}

static int open_grants(struct isled_held *held, const struct isled_held *old)
{
	const struct isled_config *config = held->config;
	int error = 0;

	held->grants[0] = memfd_create("isled-grants", MFD_CLOEXEC);
	if (held->grants[0] < 0)
		return failed(held, 0, "keep", "the grants");
	held->grants_n = 1;
	for (unsigned i = 0; i < config->grants_n && !error; i++) {
		glob_t found = { 0 };

		if (glob(config->grants[i]->path, 0, NULL, &found) == 0)
			for (size_t k = 0; k < found.gl_pathc && !error; k++)
				error = open_grant(held, old, config->grants[i], found.gl_pathv[k]);
		globfree(&found);
	}
	return error;
}

static int listen_at(const struct sockaddr *address, socklen_t bytes)
{
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	const int on = 1;
	int error;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, address, bytes) == 0 && listen(fd, 64) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static int listen_tcp(const char *text)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6;
	bool loopback;

	if (isled_value_endpoint(text, &v6, &loopback) < 0)
		return -1;
	if (!IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
		return listen_at((struct sockaddr *)&v6, sizeof(v6));
	v4.sin_port = v6.sin6_port;
	memcpy(&v4.sin_addr, &v6.sin6_addr.s6_addr[12], 4);
	return listen_at((struct sockaddr *)&v4, sizeof(v4));
}

static int old_forward(const struct isled_held *old, const char *address)
{
	for (unsigned i = 0; old && i < old->forwards_n; i++)
		if (strcmp(old->config->forwards[i]->address, address) == 0)
			return fcntl(old->forwards[i], F_DUPFD_CLOEXEC, 0);
	return -1;
}

static int open_forwards(struct isled_held *held, const struct isled_held *old)
{
	const struct isled_config *config = held->config;

	for (unsigned i = 0; i < config->forwards_n; i++) {
		const struct isled_config_forward *forward = config->forwards[i];
		int fd = old_forward(old, forward->address);
		unsigned tries = 0;

		while (fd < 0) {
			fd = listen_tcp(forward->address);
			if (fd < 0 && (errno != EADDRINUSE || !wait_for_address(&tries)))
				break;
		}
		if (fd < 0)
			return failed(held, forward->line, "forward", forward->address);
		held->forwards[held->forwards_n++] = fd;
	}
	return 0;
}

/* ---- the console's log ---- */

static int open_log(struct isled_held *held)
{
	const char *path = held->config->log;
	struct stat st;
	int fd;

	if (!path)
		return 0;
	fd = open(path,
		  O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
		  0640);
	if (fd < 0)
		return failed(held, 0, "log", path);
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		errno = EINVAL;
		return failed(held, 0, "log (not a regular file)", path);
	}
	if (held->log >= 0)
		close(held->log);
	held->log = fd;
	return 0;
}

int isled_held_rotate(struct isled_held *held)
{
	const char *path = held->config->log;
	char from[4200], to[4200];

	if (!path || held->log < 0)
		return -ISLE_ENOENT;
	for (uint32_t i = held->config->log_keep; i > 0; i--) {
		snprintf(to, sizeof(to), "%s.%u", path, i);
		snprintf(from, sizeof(from), i > 1 ? "%s.%u" : "%s", path, i - 1);
		rename(from, to);
	}
	if (!held->config->log_keep)
		unlink(path);
	return open_log(held);
}

/* ---- all of it ---- */

int isled_held_open(struct isled_config *config, const char *text, size_t bytes,
		    const struct isled_held *old, struct isled_held **ret_held)
{
	struct isled_held *held = calloc(1, sizeof(*held));
	int error;

	if (!held)
		return -ISLE_ENOMEM;
	held->config = config;
	held->text = held->log = -1;
	error = keep_text(held, text, bytes);
	if (error == 0)
		error = open_exports(held);
	if (error == 0)
		error = open_grants(held, old);
	if (error == 0)
		error = open_log(held);
	if (error == 0)
		error = open_forwards(held, old);
	if (error == 0)
		error = open_link(held, old);
	if (error < 0) {
		held->config = NULL; /* still the caller's */
		isled_held_close(held, false);
		return error;
	}
	*ret_held = held;
	return 0;
}

static void close_all(const int *fds, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

void isled_held_close(struct isled_held *held, bool remove)
{
	if (!held)
		return;
	if (remove && held->config && link_path(held->config))
		unlink(link_path(held->config));
	close_all(&held->text, 1);
	close_all(&held->log, 1);
	close_all(held->link.fd, held->link.n);
	close_all(held->exports, held->exports_n);
	close_all(held->forwards, held->forwards_n);
	close_all(held->grants, held->grants_n);
	isled_config_free(held->config);
	free(held);
}
