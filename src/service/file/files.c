/* SPDX-License-Identifier: BSD-3-Clause */
/* The file service's table, its start and its end. */
#include "service/file/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/services.h"

/* Two for what blocks on a medium, two that are left then. */
#define POOL_THREADS 4u
#define PATHS_MAX    8192u  /* two paths */
#define VALUE_MAX    65536u /* of an extended attribute */
/* Requests to devices that may be under way at once; a device that hangs keeps one of them. */
#define DEVICE_THREADS 6u

/* A program at the door has rights of its own: exports and grants are the client's. */
#define CLIENT    ISLE_METHOD_CLIENT
#define ON_HANDLE (CLIENT | ISLE_METHOD_HANDLE)

static const struct isle_method methods[] = {
	{ "OPEN", ISLE_FILE_OPEN, CLIENT, PATHS_MAX, isled_file_do_open },
	{ "CLOSE", ISLE_FILE_CLOSE, ON_HANDLE, 0, isled_file_do_close },
	{ "PREAD", ISLE_FILE_PREAD, ON_HANDLE, 0, isled_file_do_pread },
	{ "PWRITE", ISLE_FILE_PWRITE, ON_HANDLE | ISLE_METHOD_STREAM_IN, 0, isled_file_do_pwrite },
	{ "FSYNC", ISLE_FILE_FSYNC, ON_HANDLE, 0, isled_file_do_fsync },
	{ "FTRUNCATE", ISLE_FILE_FTRUNCATE, ON_HANDLE, 0, isled_file_do_ftruncate },
	{ "TRUNCATE", ISLE_FILE_TRUNCATE, CLIENT, PATHS_MAX, isled_file_do_truncate },
	{ "STAT", ISLE_FILE_STAT, CLIENT, PATHS_MAX, isled_file_do_stat },
	{ "FSTAT", ISLE_FILE_FSTAT, ON_HANDLE, 0, isled_file_do_fstat },
	{ "CHMOD", ISLE_FILE_CHMOD, CLIENT, PATHS_MAX, isled_file_do_chmod },
	{ "FCHMOD", ISLE_FILE_FCHMOD, ON_HANDLE, 0, isled_file_do_fchmod },
	{ "UTIMENS", ISLE_FILE_UTIMENS, CLIENT, PATHS_MAX, isled_file_do_utimens },
	{ "FUTIMENS", ISLE_FILE_FUTIMENS, ON_HANDLE, 0, isled_file_do_futimens },
	{ "STATVFS", ISLE_FILE_STATVFS, CLIENT, PATHS_MAX, isled_file_do_statvfs },
	{ "FSTATVFS", ISLE_FILE_FSTATVFS, ON_HANDLE, 0, isled_file_do_fstatvfs },
	{ "OPENDIR", ISLE_FILE_OPENDIR, CLIENT, PATHS_MAX, isled_file_do_opendir },
	{ "READDIR", ISLE_FILE_READDIR, ON_HANDLE, 0, isled_file_do_readdir },
	{ "MKDIR", ISLE_FILE_MKDIR, CLIENT, PATHS_MAX, isled_file_do_mkdir },
	{ "RMDIR", ISLE_FILE_RMDIR, CLIENT, PATHS_MAX, isled_file_do_rmdir },
	{ "UNLINK", ISLE_FILE_UNLINK, CLIENT, PATHS_MAX, isled_file_do_unlink },
	{ "RENAME", ISLE_FILE_RENAME, CLIENT, PATHS_MAX, isled_file_do_rename },
	{ "LINK", ISLE_FILE_LINK, CLIENT, PATHS_MAX, isled_file_do_link },
	{ "SYMLINK", ISLE_FILE_SYMLINK, CLIENT, PATHS_MAX, isled_file_do_symlink },
	{ "READLINK", ISLE_FILE_READLINK, CLIENT, PATHS_MAX, isled_file_do_readlink },
	{ "ACCESS", ISLE_FILE_ACCESS, CLIENT, PATHS_MAX, isled_file_do_access },
	{ "GETCWD", ISLE_FILE_GETCWD, CLIENT, 0, isled_file_do_getcwd },
	{ "CHDIR", ISLE_FILE_CHDIR, CLIENT, PATHS_MAX, isled_file_do_chdir },
	{ "GETFILE", ISLE_FILE_GETFILE, CLIENT, PATHS_MAX, isled_file_do_getfile },
	{ "PUTFILE", ISLE_FILE_PUTFILE, CLIENT | ISLE_METHOD_STREAM_IN, 0, isled_file_do_putfile },
	{ "LSEEK", ISLE_FILE_LSEEK, ON_HANDLE, 0, isled_file_do_lseek },
	{ "SYNC", ISLE_FILE_SYNC, CLIENT, 0, isled_file_do_sync },
	{ "DUP", ISLE_FILE_DUP, ON_HANDLE, 0, isled_file_do_dup },
	{ "GETFL", ISLE_FILE_GETFL, ON_HANDLE, 0, isled_file_do_getfl },
	{ "SETFL", ISLE_FILE_SETFL, ON_HANDLE, 0, isled_file_do_setfl },
	{ "POLL", ISLE_FILE_POLL, ON_HANDLE, 0, isled_file_do_poll },
	{ "LOCK", ISLE_FILE_LOCK, ON_HANDLE, 0, isled_file_do_lock },
	{ "GETLOCK", ISLE_FILE_GETLOCK, ON_HANDLE, 0, isled_file_do_getlock },
	{ "CHOWN", ISLE_FILE_CHOWN, CLIENT, PATHS_MAX, isled_file_do_chown },
	{ "FCHOWN", ISLE_FILE_FCHOWN, ON_HANDLE, 0, isled_file_do_fchown },
	{ "MKNOD", ISLE_FILE_MKNOD, CLIENT, PATHS_MAX, isled_file_do_mknod },
	{ "FALLOCATE", ISLE_FILE_FALLOCATE, ON_HANDLE, 0, isled_file_do_fallocate },
	{ "COPY", ISLE_FILE_COPY, ON_HANDLE, 0, isled_file_do_copy },
	{ "GETXATTR", ISLE_FILE_GETXATTR, CLIENT, PATHS_MAX, isled_file_do_getxattr },
	{ "SETXATTR", ISLE_FILE_SETXATTR, CLIENT, PATHS_MAX + VALUE_MAX, isled_file_do_setxattr },
	{ "LISTXATTR", ISLE_FILE_LISTXATTR, CLIENT, PATHS_MAX, isled_file_do_listxattr },
	{ "REMOVEXATTR", ISLE_FILE_REMOVEXATTR, CLIENT, PATHS_MAX, isled_file_do_removexattr },
	{ "REALPATH", ISLE_FILE_REALPATH, CLIENT, PATHS_MAX, isled_file_do_realpath },
	{ "WATCH", ISLE_FILE_WATCH, CLIENT, 0, isled_file_do_watch },
	{ "WATCH_ADD", ISLE_FILE_WATCH_ADD, ON_HANDLE, PATHS_MAX, isled_file_do_watch_add },
	{ "WATCH_REMOVE", ISLE_FILE_WATCH_REMOVE, ON_HANDLE, 0, isled_file_do_watch_remove },
	{ "IOCTL", ISLE_FILE_IOCTL, ON_HANDLE, ISLE_IOCTL_BYTES_MAX, isled_file_do_ioctl },
};

/* ---- policy to exports ---- */

static int add_hidden(struct isled_files *files, const struct isle_export *export)
{
	char path[ISLE_PATH_BYTES_MAX + 1];
	int rc = 0;

	for (uint32_t i = 0; rc >= 0 && i < export->hide_count; i++) {
		int n = snprintf(path, sizeof(path), "%s/%s",
				 strcmp(export->path, "/") ? export->path : "", export->hide[i]);

		rc = n < (int)sizeof(path)
			     ? isled_exports_add_rule(&files->exports, path, ISLED_RULE_HIDE)
			     : -ISLE_ENAMETOOLONG;
		if (rc < 0)
			isle_log(ISLE_LOG_ERROR, "file", "hide %s in export %s: %s",
				 export->hide[i], export->path, isle_error_text(rc));
	}
	return rc;
}

static int add_exports(struct isled_files *files)
{
	static const unsigned nodes[] = { [ISLE_NODES_FIFO] = 0,
					  [ISLE_NODES_NONE] = ISLED_EXPORT_NO_NODES,
					  [ISLE_NODES_ANY] = ISLED_EXPORT_DEVICES };
	const struct isle_export *exports;
	struct isle_host_facts facts;
	uint32_t n;
	int rc = 0;

	exports = isle_host_exports(files->host, &n);
	for (uint32_t i = 0; rc >= 0 && i < n; i++) {
		unsigned flags = (exports[i].read_only ? ISLED_EXPORT_RO : 0) |
				 (exports[i].xdev ? 0 : ISLED_EXPORT_NO_XDEV) |
				 nodes[exports[i].nodes];

		rc = isled_exports_add_lent(&files->exports, exports[i].path, exports[i].root,
					    flags);
		if (rc < 0)
			isle_log(ISLE_LOG_ERROR, "file", "export %s: %s", exports[i].path,
				 isle_error_text(rc));
	}
	/* A name may be hidden in an export that begins within another: all exports come first. */
	for (uint32_t i = 0; rc >= 0 && i < n; i++)
		rc = add_hidden(files, &exports[i]);
	isle_host_facts(files->host, &facts);
	if (rc >= 0)
		rc = isled_exports_add_own_pid(&files->exports, (int)facts.supervisor_pid);
	if (rc >= 0)
		rc = isled_exports_add_own_pid(&files->exports, (int)facts.worker_pid);
	isled_exports_seal(&files->exports);
	return rc;
}

/* ---- start and stop ---- */

static void pool_ready(struct isle_watch *watch, unsigned events)
{
	(void)events;
	isled_pool_collect(watch->state);
}

static int start_pool(struct isled_files *files, unsigned threads, struct isle_watch *watch,
		      struct isled_pool **ret_pool)
{
	int rc;

	rc = isled_pool_start(threads, isle_host_limits(files->host)->calls + 64, ret_pool);
	if (rc < 0)
		return rc;
	watch->ready = pool_ready;
	watch->state = *ret_pool;
	watch->fd = isled_pool_fd(*ret_pool);
	rc = isle_watch_start(files->host, watch, ISLE_WATCH_READ);
	if (rc < 0)
		isled_pool_stop(*ret_pool);
	return rc;
}

static void stop_pool(struct isled_files *files, struct isle_watch *watch)
{
	isle_watch_stop(files->host, watch);
	isled_pool_stop(watch->state);
}

static int start_pools(struct isled_files *files)
{
	int rc = start_pool(files, POOL_THREADS, &files->pool_watch, &files->pool);

	if (rc < 0)
		return rc;
	rc = start_pool(files, DEVICE_THREADS, &files->device_watch, &files->device_pool);
	if (rc < 0)
		stop_pool(files, &files->pool_watch);
	return rc;
}

static int start(struct isle_host *host, void **ret_service_state)
{
	struct isled_files *files = calloc(1, sizeof(*files));
	int rc;

	if (!files)
		return -ISLE_ENOMEM;
	files->host = host;
	isled_exports_init(&files->exports);
	rc = add_exports(files);
	if (rc >= 0)
		rc = start_pools(files);
	if (rc < 0) {
		isled_exports_fini(&files->exports);
		free(files);
		return rc;
	}
	*ret_service_state = files;
	return 0;
}

static void stop(void *service_state)
{
	struct isled_files *files = service_state;

	isled_op_stop_waiters(files);
	stop_pool(files, &files->pool_watch);
	stop_pool(files, &files->device_watch);
	files->pool = files->device_pool = NULL;
	while (files->ops)
		isled_op_finish(files->ops);
	isled_closing_stop(files);
	isled_exports_fini(&files->exports);
	free(files->spare_stage);
	free(files);
}

static void context_closed(void *service_state, struct isle_context *context)
{
	void **slot = isle_context_slot(context, &isled_service_file);

	(void)service_state;
	free(*slot);
	*slot = NULL;
}

static void party_gone(void *service_state, struct isle_party *party)
{
	void **slot = isle_party_slot(party, &isled_service_file);

	(void)service_state;
	if (*slot)
		isled_quota_drop(*slot);
	*slot = NULL;
}

static void status(void *service_state, struct isle_party *client, void *out)
{
	const struct isled_files *files = service_state;

	(void)client;
	isle_status_line(out, "file.open=%" PRIu32, files->open_n);
	isle_status_line(out, "file.pending=%" PRIu32, files->ops_n);
	isle_status_line(out, "file.pooled=%" PRIu64, files->pooled);
	isle_status_line(out, "file.waited=%" PRIu64, files->waited);
	isle_status_line(out, "file.resolver=%s",
			 isled_resolve_has_openat2(&files->exports) ? "openat2" : "walk");
}

const struct isle_service isled_service_file = {
	.name = "file",
	.number = ISLE_SERVICE_FILE,
	.version = 1,
	.methods = methods,
	.method_count = sizeof(methods) / sizeof(methods[0]),
	.start = start,
	.stop = stop,
	.party_gone = party_gone,
	.context_closed = context_closed,
	.status = status,
};
