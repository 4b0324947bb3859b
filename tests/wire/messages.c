/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/: do not edit. */
/* clang-format off */
#include "tests/wire/messages.h"

#include "wire/gen/link.h"
#include "wire/gen/session.h"
#include "wire/gen/console.h"
#include "wire/gen/file.h"
#include "wire/gen/ipc.h"
#include "wire/gen/control.h"
#include "wire/gen/ioctl.h"

static const char *hello_wrong(const uint32_t *words, unsigned n)
{
	struct isle__hello m;

	isle__hello_get(words, n, &m);
	if (m.magic != 1162629961ull)
		return "magic";
	if (m.version_min != 286397204ull)
		return "version_min";
	if (m.version_max != 555885348ull)
		return "version_max";
	if (m.features != 825373492ull)
		return "features";
	if (m.frame_max != 1094861636ull)
		return "frame_max";
	if (m.window != 1364349780ull)
		return "window";
	if (m.calls_max != 1633837924ull)
		return "calls_max";
	if (m.keepalive_ms != 1903326068ull)
		return "keepalive_ms";
	if (m.role != 2172814212ull)
		return "role";
	if (m.nonce != 2442302356ull)
		return "nonce";
	if (m.tag != 2711790500ull)
		return "tag";
	if (m.reserved != 2981278644ull)
		return "reserved";
	if (m.session_id != 15119379809773470660ull)
		return "session_id";
	return 0;
}

static unsigned hello_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__hello m;

	isle__hello_get(words, n, &m);
	return isle__hello_put(&m, ret);
}

static const char *call_wrong(const uint32_t *words, unsigned n)
{
	struct isle__call m;

	isle__call_get(words, n, &m);
	if (m.budget_ms != 16909060ull)
		return "budget_ms";
	if (m.window != 286397204ull)
		return "window";
	return 0;
}

static unsigned call_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__call m;

	isle__call_get(words, n, &m);
	return isle__call_put(&m, ret);
}

static const char *credit_wrong(const uint32_t *words, unsigned n)
{
	struct isle__credit m;

	isle__credit_get(words, n, &m);
	if (m.granted != 16909060ull)
		return "granted";
	if (m.done != 286397204ull)
		return "done";
	return 0;
}

static unsigned credit_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__credit m;

	isle__credit_get(words, n, &m);
	return isle__credit_put(&m, ret);
}

static const char *ping_wrong(const uint32_t *words, unsigned n)
{
	struct isle__ping m;

	isle__ping_get(words, n, &m);
	if (m.t1_us != 1230066624862749444ull)
		return "t1_us";
	return 0;
}

static unsigned ping_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__ping m;

	isle__ping_get(words, n, &m);
	return isle__ping_put(&m, ret);
}

static const char *pong_wrong(const uint32_t *words, unsigned n)
{
	struct isle__pong m;

	isle__pong_get(words, n, &m);
	if (m.t1_us != 1230066624862749444ull)
		return "t1_us";
	if (m.t2_us != 3544952155681202980ull)
		return "t2_us";
	if (m.t3_us != 5859837686499656516ull)
		return "t3_us";
	return 0;
}

static unsigned pong_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__pong m;

	isle__pong_get(words, n, &m);
	return isle__pong_put(&m, ret);
}

static const char *paused_wrong(const uint32_t *words, unsigned n)
{
	struct isle__paused m;

	isle__paused_get(words, n, &m);
	if (m.max_s != 16909060ull)
		return "max_s";
	if (m.reserved != 286397204ull)
		return "reserved";
	return 0;
}

static unsigned paused_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__paused m;

	isle__paused_get(words, n, &m);
	return isle__paused_put(&m, ret);
}

static const char *batch_op_wrong(const uint32_t *words, unsigned n)
{
	struct isle__batch_op m;

	isle__batch_op_get(words, n, &m);
	if (m.service != 16909060ull)
		return "service";
	if (m.method != 286397204ull)
		return "method";
	if (m.flags != 555885348ull)
		return "flags";
	if (m.words_n != 825373492ull)
		return "words_n";
	if (m.data_bytes != 1094861636ull)
		return "data_bytes";
	if (m.reserved != 1364349780ull)
		return "reserved";
	return 0;
}

static unsigned batch_op_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__batch_op m;

	isle__batch_op_get(words, n, &m);
	return isle__batch_op_put(&m, ret);
}

static const char *batch_result_wrong(const uint32_t *words, unsigned n)
{
	struct isle__batch_result m;

	isle__batch_result_get(words, n, &m);
	if (m.status != 16909060ull)
		return "status";
	if (m.words_n != 286397204ull)
		return "words_n";
	if (m.data_bytes != 555885348ull)
		return "data_bytes";
	if (m.reserved != 825373492ull)
		return "reserved";
	return 0;
}

static unsigned batch_result_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__batch_result m;

	isle__batch_result_get(words, n, &m);
	return isle__batch_result_put(&m, ret);
}

static const char *session_context_open_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__session_context_open_results m;

	isle__session_context_open_results_get(words, n, &m);
	if (m.context != 16909060ull)
		return "context";
	return 0;
}

static unsigned session_context_open_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__session_context_open_results m;

	isle__session_context_open_results_get(words, n, &m);
	return isle__session_context_open_results_put(&m, ret);
}

static const char *session_context_close_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__session_context_close_args m;

	isle__session_context_close_args_get(words, n, &m);
	if (m.context != 16909060ull)
		return "context";
	return 0;
}

static unsigned session_context_close_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__session_context_close_args m;

	isle__session_context_close_args_get(words, n, &m);
	return isle__session_context_close_args_put(&m, ret);
}

static const char *session_batch_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__session_batch_args m;

	isle__session_batch_args_get(words, n, &m);
	if (m.ops != 16909060ull)
		return "ops";
	return 0;
}

static unsigned session_batch_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__session_batch_args m;

	isle__session_batch_args_get(words, n, &m);
	return isle__session_batch_args_put(&m, ret);
}

static const char *session_batch_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__session_batch_results m;

	isle__session_batch_results_get(words, n, &m);
	if (m.done != 16909060ull)
		return "done";
	return 0;
}

static unsigned session_batch_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__session_batch_results m;

	isle__session_batch_results_get(words, n, &m);
	return isle__session_batch_results_put(&m, ret);
}

static const char *console_attach_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__console_attach_args m;

	isle__console_attach_args_get(words, n, &m);
	if (m.stream != 16909060ull)
		return "stream";
	return 0;
}

static unsigned console_attach_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__console_attach_args m;

	isle__console_attach_args_get(words, n, &m);
	return isle__console_attach_args_put(&m, ret);
}

static const char *console_watch_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__console_watch_args m;

	isle__console_watch_args_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	return 0;
}

static unsigned console_watch_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__console_watch_args m;

	isle__console_watch_args_get(words, n, &m);
	return isle__console_watch_args_put(&m, ret);
}

static const char *stat_wrong(const uint32_t *words, unsigned n)
{
	struct isle_stat m;

	isle__stat_get(words, n, &m);
	if (m.dev != 1230066624862749444ull)
		return "dev";
	if (m.ino != 3544952155681202980ull)
		return "ino";
	if (m.type != 1094861636ull)
		return "type";
	if (m.mode != 1364349780ull)
		return "mode";
	if (m.nlink != 1633837924ull)
		return "nlink";
	if (m.uid != 1903326068ull)
		return "uid";
	if (m.gid != 2172814212ull)
		return "gid";
	if (m.blksize != 2442302356ull)
		return "blksize";
	if (m.rdev != 12804494278955017124ull)
		return "rdev";
	if (m.size != 15119379809773470660ull)
		return "size";
	if (m.blocks != 17434265340591924196ull)
		return "blocks";
	if (m.atime_s != 1302406793405858820ll)
		return "atime_s";
	if (m.atime_ns != 572728356ull)
		return "atime_ns";
	if (m.mtime_s != 4774735089633539124ll)
		return "mtime_s";
	if (m.mtime_ns != 1381192788ull)
		return "mtime_ns";
	if (m.ctime_s != 8247063385861219428ll)
		return "ctime_s";
	if (m.ctime_ns != 2189657220ull)
		return "ctime_ns";
	if (m.btime_s != -6727352391620651884ll)
		return "btime_s";
	if (m.btime_ns != 2998121652ull)
		return "btime_ns";
	if (m.mask != 3267609796ull)
		return "mask";
	if (m.reserved != 3537097940ull)
		return "reserved";
	return 0;
}

static unsigned stat_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_stat m;

	isle__stat_get(words, n, &m);
	return isle__stat_put(&m, ret);
}

static const char *statvfs_wrong(const uint32_t *words, unsigned n)
{
	struct isle_statvfs m;

	isle__statvfs_get(words, n, &m);
	if (m.bsize != 16909060ull)
		return "bsize";
	if (m.frsize != 286397204ull)
		return "frsize";
	if (m.blocks != 3544952155681202980ull)
		return "blocks";
	if (m.bfree != 5859837686499656516ull)
		return "bfree";
	if (m.bavail != 8174723217318110052ull)
		return "bavail";
	if (m.files != 10489608748136563588ull)
		return "files";
	if (m.ffree != 12804494278955017124ull)
		return "ffree";
	if (m.favail != 15119379809773470660ull)
		return "favail";
	if (m.fsid != 17434265340591924196ull)
		return "fsid";
	if (m.flags != 33752068ull)
		return "flags";
	if (m.namemax != 303240212ull)
		return "namemax";
	return 0;
}

static unsigned statvfs_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_statvfs m;

	isle__statvfs_get(words, n, &m);
	return isle__statvfs_put(&m, ret);
}

static const char *dirent_wrong(const uint32_t *words, unsigned n)
{
	struct isle__dirent m;

	isle__dirent_get(words, n, &m);
	if (m.ino != 1230066624862749444ull)
		return "ino";
	if (m.cookie != 3544952155681202980ull)
		return "cookie";
	if (m.type != 1094861636ull)
		return "type";
	if (m.name_bytes != 1364349780ull)
		return "name_bytes";
	return 0;
}

static unsigned dirent_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__dirent m;

	isle__dirent_get(words, n, &m);
	return isle__dirent_put(&m, ret);
}

static const char *change_wrong(const uint32_t *words, unsigned n)
{
	struct isle__change m;

	isle__change_get(words, n, &m);
	if (m.watch != 16909060ull)
		return "watch";
	if (m.mask != 286397204ull)
		return "mask";
	if (m.cookie != 555885348ull)
		return "cookie";
	if (m.name_bytes != 825373492ull)
		return "name_bytes";
	return 0;
}

static unsigned change_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__change m;

	isle__change_get(words, n, &m);
	return isle__change_put(&m, ret);
}

static const char *file_open_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_open_args m;

	isle__file_open_args_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	if (m.mode != 286397204ull)
		return "mode";
	return 0;
}

static unsigned file_open_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_open_args m;

	isle__file_open_args_get(words, n, &m);
	return isle__file_open_args_put(&m, ret);
}

static const char *file_open_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_open_results m;

	isle__file_open_results_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.type != 286397204ull)
		return "type";
	if (m.size != 3544952155681202980ull)
		return "size";
	if (m.traits != 1094861636ull)
		return "traits";
	if (m.reserved != 1364349780ull)
		return "reserved";
	return 0;
}

static unsigned file_open_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_open_results m;

	isle__file_open_results_get(words, n, &m);
	return isle__file_open_results_put(&m, ret);
}

static const char *file_close_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_close_args m;

	isle__file_close_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	return 0;
}

static unsigned file_close_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_close_args m;

	isle__file_close_args_get(words, n, &m);
	return isle__file_close_args_put(&m, ret);
}

static const char *file_pread_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_pread_args m;

	isle__file_pread_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.count != 286397204ull)
		return "count";
	if (m.offset != 3544952155681202980ull)
		return "offset";
	return 0;
}

static unsigned file_pread_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_pread_args m;

	isle__file_pread_args_get(words, n, &m);
	return isle__file_pread_args_put(&m, ret);
}

static const char *file_pread_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_pread_results m;

	isle__file_pread_results_get(words, n, &m);
	if (m.count != 16909060ull)
		return "count";
	if (m.flags != 286397204ull)
		return "flags";
	return 0;
}

static unsigned file_pread_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_pread_results m;

	isle__file_pread_results_get(words, n, &m);
	return isle__file_pread_results_put(&m, ret);
}

static const char *file_pwrite_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_pwrite_args m;

	isle__file_pwrite_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.flags != 286397204ull)
		return "flags";
	if (m.offset != 3544952155681202980ull)
		return "offset";
	if (m.count != 1094861636ull)
		return "count";
	return 0;
}

static unsigned file_pwrite_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_pwrite_args m;

	isle__file_pwrite_args_get(words, n, &m);
	return isle__file_pwrite_args_put(&m, ret);
}

static const char *file_pwrite_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_pwrite_results m;

	isle__file_pwrite_results_get(words, n, &m);
	if (m.count != 16909060ull)
		return "count";
	return 0;
}

static unsigned file_pwrite_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_pwrite_results m;

	isle__file_pwrite_results_get(words, n, &m);
	return isle__file_pwrite_results_put(&m, ret);
}

static const char *file_fsync_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_fsync_args m;

	isle__file_fsync_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.data_only != 286397204ull)
		return "data_only";
	return 0;
}

static unsigned file_fsync_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_fsync_args m;

	isle__file_fsync_args_get(words, n, &m);
	return isle__file_fsync_args_put(&m, ret);
}

static const char *file_ftruncate_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_ftruncate_args m;

	isle__file_ftruncate_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.size != 2387509390271976212ull)
		return "size";
	return 0;
}

static unsigned file_ftruncate_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_ftruncate_args m;

	isle__file_ftruncate_args_get(words, n, &m);
	return isle__file_ftruncate_args_put(&m, ret);
}

static const char *file_truncate_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_truncate_args m;

	isle__file_truncate_args_get(words, n, &m);
	if (m.size != 1230066624862749444ull)
		return "size";
	return 0;
}

static unsigned file_truncate_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_truncate_args m;

	isle__file_truncate_args_get(words, n, &m);
	return isle__file_truncate_args_put(&m, ret);
}

static const char *file_stat_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_stat_args m;

	isle__file_stat_args_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	return 0;
}

static unsigned file_stat_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_stat_args m;

	isle__file_stat_args_get(words, n, &m);
	return isle__file_stat_args_put(&m, ret);
}

static const char *file_stat_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle_stat m;

	isle__file_stat_results_get(words, n, &m);
	if (m.dev != 1230066624862749444ull)
		return "dev";
	if (m.ino != 3544952155681202980ull)
		return "ino";
	if (m.type != 1094861636ull)
		return "type";
	if (m.mode != 1364349780ull)
		return "mode";
	if (m.nlink != 1633837924ull)
		return "nlink";
	if (m.uid != 1903326068ull)
		return "uid";
	if (m.gid != 2172814212ull)
		return "gid";
	if (m.blksize != 2442302356ull)
		return "blksize";
	if (m.rdev != 12804494278955017124ull)
		return "rdev";
	if (m.size != 15119379809773470660ull)
		return "size";
	if (m.blocks != 17434265340591924196ull)
		return "blocks";
	if (m.atime_s != 1302406793405858820ll)
		return "atime_s";
	if (m.atime_ns != 572728356ull)
		return "atime_ns";
	if (m.mtime_s != 4774735089633539124ll)
		return "mtime_s";
	if (m.mtime_ns != 1381192788ull)
		return "mtime_ns";
	if (m.ctime_s != 8247063385861219428ll)
		return "ctime_s";
	if (m.ctime_ns != 2189657220ull)
		return "ctime_ns";
	if (m.btime_s != -6727352391620651884ll)
		return "btime_s";
	if (m.btime_ns != 2998121652ull)
		return "btime_ns";
	if (m.mask != 3267609796ull)
		return "mask";
	if (m.reserved != 3537097940ull)
		return "reserved";
	return 0;
}

static unsigned file_stat_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_stat m;

	isle__file_stat_results_get(words, n, &m);
	return isle__file_stat_results_put(&m, ret);
}

static const char *file_fstat_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_fstat_args m;

	isle__file_fstat_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	return 0;
}

static unsigned file_fstat_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_fstat_args m;

	isle__file_fstat_args_get(words, n, &m);
	return isle__file_fstat_args_put(&m, ret);
}

static const char *file_fstat_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle_stat m;

	isle__file_fstat_results_get(words, n, &m);
	if (m.dev != 1230066624862749444ull)
		return "dev";
	if (m.ino != 3544952155681202980ull)
		return "ino";
	if (m.type != 1094861636ull)
		return "type";
	if (m.mode != 1364349780ull)
		return "mode";
	if (m.nlink != 1633837924ull)
		return "nlink";
	if (m.uid != 1903326068ull)
		return "uid";
	if (m.gid != 2172814212ull)
		return "gid";
	if (m.blksize != 2442302356ull)
		return "blksize";
	if (m.rdev != 12804494278955017124ull)
		return "rdev";
	if (m.size != 15119379809773470660ull)
		return "size";
	if (m.blocks != 17434265340591924196ull)
		return "blocks";
	if (m.atime_s != 1302406793405858820ll)
		return "atime_s";
	if (m.atime_ns != 572728356ull)
		return "atime_ns";
	if (m.mtime_s != 4774735089633539124ll)
		return "mtime_s";
	if (m.mtime_ns != 1381192788ull)
		return "mtime_ns";
	if (m.ctime_s != 8247063385861219428ll)
		return "ctime_s";
	if (m.ctime_ns != 2189657220ull)
		return "ctime_ns";
	if (m.btime_s != -6727352391620651884ll)
		return "btime_s";
	if (m.btime_ns != 2998121652ull)
		return "btime_ns";
	if (m.mask != 3267609796ull)
		return "mask";
	if (m.reserved != 3537097940ull)
		return "reserved";
	return 0;
}

static unsigned file_fstat_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_stat m;

	isle__file_fstat_results_get(words, n, &m);
	return isle__file_fstat_results_put(&m, ret);
}

static const char *file_chmod_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_chmod_args m;

	isle__file_chmod_args_get(words, n, &m);
	if (m.mode != 16909060ull)
		return "mode";
	if (m.flags != 286397204ull)
		return "flags";
	return 0;
}

static unsigned file_chmod_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_chmod_args m;

	isle__file_chmod_args_get(words, n, &m);
	return isle__file_chmod_args_put(&m, ret);
}

static const char *file_fchmod_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_fchmod_args m;

	isle__file_fchmod_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.mode != 286397204ull)
		return "mode";
	return 0;
}

static unsigned file_fchmod_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_fchmod_args m;

	isle__file_fchmod_args_get(words, n, &m);
	return isle__file_fchmod_args_put(&m, ret);
}

static const char *file_utimens_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_utimens_args m;

	isle__file_utimens_args_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	if (m.atime_s != 2387509390271976212ll)
		return "atime_s";
	if (m.atime_ns != 825373492ull)
		return "atime_ns";
	if (m.mtime_s != 5859837686499656516ll)
		return "mtime_s";
	if (m.mtime_ns != 1633837924ull)
		return "mtime_ns";
	return 0;
}

static unsigned file_utimens_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_utimens_args m;

	isle__file_utimens_args_get(words, n, &m);
	return isle__file_utimens_args_put(&m, ret);
}

static const char *file_futimens_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_futimens_args m;

	isle__file_futimens_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.atime_s != 2387509390271976212ll)
		return "atime_s";
	if (m.atime_ns != 825373492ull)
		return "atime_ns";
	if (m.mtime_s != 5859837686499656516ll)
		return "mtime_s";
	if (m.mtime_ns != 1633837924ull)
		return "mtime_ns";
	return 0;
}

static unsigned file_futimens_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_futimens_args m;

	isle__file_futimens_args_get(words, n, &m);
	return isle__file_futimens_args_put(&m, ret);
}

static const char *file_statvfs_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle_statvfs m;

	isle__file_statvfs_results_get(words, n, &m);
	if (m.bsize != 16909060ull)
		return "bsize";
	if (m.frsize != 286397204ull)
		return "frsize";
	if (m.blocks != 3544952155681202980ull)
		return "blocks";
	if (m.bfree != 5859837686499656516ull)
		return "bfree";
	if (m.bavail != 8174723217318110052ull)
		return "bavail";
	if (m.files != 10489608748136563588ull)
		return "files";
	if (m.ffree != 12804494278955017124ull)
		return "ffree";
	if (m.favail != 15119379809773470660ull)
		return "favail";
	if (m.fsid != 17434265340591924196ull)
		return "fsid";
	if (m.flags != 33752068ull)
		return "flags";
	if (m.namemax != 303240212ull)
		return "namemax";
	return 0;
}

static unsigned file_statvfs_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_statvfs m;

	isle__file_statvfs_results_get(words, n, &m);
	return isle__file_statvfs_results_put(&m, ret);
}

static const char *file_fstatvfs_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_fstatvfs_args m;

	isle__file_fstatvfs_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	return 0;
}

static unsigned file_fstatvfs_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_fstatvfs_args m;

	isle__file_fstatvfs_args_get(words, n, &m);
	return isle__file_fstatvfs_args_put(&m, ret);
}

static const char *file_fstatvfs_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle_statvfs m;

	isle__file_fstatvfs_results_get(words, n, &m);
	if (m.bsize != 16909060ull)
		return "bsize";
	if (m.frsize != 286397204ull)
		return "frsize";
	if (m.blocks != 3544952155681202980ull)
		return "blocks";
	if (m.bfree != 5859837686499656516ull)
		return "bfree";
	if (m.bavail != 8174723217318110052ull)
		return "bavail";
	if (m.files != 10489608748136563588ull)
		return "files";
	if (m.ffree != 12804494278955017124ull)
		return "ffree";
	if (m.favail != 15119379809773470660ull)
		return "favail";
	if (m.fsid != 17434265340591924196ull)
		return "fsid";
	if (m.flags != 33752068ull)
		return "flags";
	if (m.namemax != 303240212ull)
		return "namemax";
	return 0;
}

static unsigned file_fstatvfs_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_statvfs m;

	isle__file_fstatvfs_results_get(words, n, &m);
	return isle__file_fstatvfs_results_put(&m, ret);
}

static const char *file_opendir_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_opendir_results m;

	isle__file_opendir_results_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	return 0;
}

static unsigned file_opendir_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_opendir_results m;

	isle__file_opendir_results_get(words, n, &m);
	return isle__file_opendir_results_put(&m, ret);
}

static const char *file_readdir_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_readdir_args m;

	isle__file_readdir_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.flags != 286397204ull)
		return "flags";
	if (m.cookie != 3544952155681202980ull)
		return "cookie";
	if (m.entries_max != 1094861636ull)
		return "entries_max";
	return 0;
}

static unsigned file_readdir_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_readdir_args m;

	isle__file_readdir_args_get(words, n, &m);
	return isle__file_readdir_args_put(&m, ret);
}

static const char *file_readdir_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_readdir_results m;

	isle__file_readdir_results_get(words, n, &m);
	if (m.entries != 16909060ull)
		return "entries";
	if (m.eof != 286397204ull)
		return "eof";
	if (m.cookie != 3544952155681202980ull)
		return "cookie";
	return 0;
}

static unsigned file_readdir_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_readdir_results m;

	isle__file_readdir_results_get(words, n, &m);
	return isle__file_readdir_results_put(&m, ret);
}

static const char *file_mkdir_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_mkdir_args m;

	isle__file_mkdir_args_get(words, n, &m);
	if (m.mode != 16909060ull)
		return "mode";
	return 0;
}

static unsigned file_mkdir_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_mkdir_args m;

	isle__file_mkdir_args_get(words, n, &m);
	return isle__file_mkdir_args_put(&m, ret);
}

static const char *file_rename_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_rename_args m;

	isle__file_rename_args_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	if (m.old_bytes != 286397204ull)
		return "old_bytes";
	return 0;
}

static unsigned file_rename_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_rename_args m;

	isle__file_rename_args_get(words, n, &m);
	return isle__file_rename_args_put(&m, ret);
}

static const char *file_link_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_link_args m;

	isle__file_link_args_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	if (m.old_bytes != 286397204ull)
		return "old_bytes";
	return 0;
}

static unsigned file_link_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_link_args m;

	isle__file_link_args_get(words, n, &m);
	return isle__file_link_args_put(&m, ret);
}

static const char *file_symlink_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_symlink_args m;

	isle__file_symlink_args_get(words, n, &m);
	if (m.target_bytes != 16909060ull)
		return "target_bytes";
	return 0;
}

static unsigned file_symlink_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_symlink_args m;

	isle__file_symlink_args_get(words, n, &m);
	return isle__file_symlink_args_put(&m, ret);
}

static const char *file_access_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_access_args m;

	isle__file_access_args_get(words, n, &m);
	if (m.mode != 16909060ull)
		return "mode";
	if (m.flags != 286397204ull)
		return "flags";
	return 0;
}

static unsigned file_access_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_access_args m;

	isle__file_access_args_get(words, n, &m);
	return isle__file_access_args_put(&m, ret);
}

static const char *file_getfile_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_getfile_args m;

	isle__file_getfile_args_get(words, n, &m);
	if (m.count != 16909060ull)
		return "count";
	return 0;
}

static unsigned file_getfile_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_getfile_args m;

	isle__file_getfile_args_get(words, n, &m);
	return isle__file_getfile_args_put(&m, ret);
}

static const char *file_getfile_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_getfile_results m;

	isle__file_getfile_results_get(words, n, &m);
	if (m.count != 16909060ull)
		return "count";
	if (m.flags != 286397204ull)
		return "flags";
	return 0;
}

static unsigned file_getfile_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_getfile_results m;

	isle__file_getfile_results_get(words, n, &m);
	return isle__file_getfile_results_put(&m, ret);
}

static const char *file_putfile_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_putfile_args m;

	isle__file_putfile_args_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	if (m.mode != 286397204ull)
		return "mode";
	if (m.path_bytes != 555885348ull)
		return "path_bytes";
	if (m.count != 825373492ull)
		return "count";
	return 0;
}

static unsigned file_putfile_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_putfile_args m;

	isle__file_putfile_args_get(words, n, &m);
	return isle__file_putfile_args_put(&m, ret);
}

static const char *file_putfile_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_putfile_results m;

	isle__file_putfile_results_get(words, n, &m);
	if (m.count != 16909060ull)
		return "count";
	return 0;
}

static unsigned file_putfile_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_putfile_results m;

	isle__file_putfile_results_get(words, n, &m);
	return isle__file_putfile_results_put(&m, ret);
}

static const char *file_lseek_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_lseek_args m;

	isle__file_lseek_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.whence != 286397204ull)
		return "whence";
	if (m.offset != 3544952155681202980ll)
		return "offset";
	return 0;
}

static unsigned file_lseek_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_lseek_args m;

	isle__file_lseek_args_get(words, n, &m);
	return isle__file_lseek_args_put(&m, ret);
}

static const char *file_lseek_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_lseek_results m;

	isle__file_lseek_results_get(words, n, &m);
	if (m.offset != 1230066624862749444ull)
		return "offset";
	return 0;
}

static unsigned file_lseek_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_lseek_results m;

	isle__file_lseek_results_get(words, n, &m);
	return isle__file_lseek_results_put(&m, ret);
}

static const char *file_dup_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_dup_args m;

	isle__file_dup_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	return 0;
}

static unsigned file_dup_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_dup_args m;

	isle__file_dup_args_get(words, n, &m);
	return isle__file_dup_args_put(&m, ret);
}

static const char *file_dup_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_dup_results m;

	isle__file_dup_results_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	return 0;
}

static unsigned file_dup_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_dup_results m;

	isle__file_dup_results_get(words, n, &m);
	return isle__file_dup_results_put(&m, ret);
}

static const char *file_getfl_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_getfl_args m;

	isle__file_getfl_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	return 0;
}

static unsigned file_getfl_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_getfl_args m;

	isle__file_getfl_args_get(words, n, &m);
	return isle__file_getfl_args_put(&m, ret);
}

static const char *file_getfl_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_getfl_results m;

	isle__file_getfl_results_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	if (m.reserved != 286397204ull)
		return "reserved";
	return 0;
}

static unsigned file_getfl_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_getfl_results m;

	isle__file_getfl_results_get(words, n, &m);
	return isle__file_getfl_results_put(&m, ret);
}

static const char *file_setfl_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_setfl_args m;

	isle__file_setfl_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.flags != 286397204ull)
		return "flags";
	return 0;
}

static unsigned file_setfl_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_setfl_args m;

	isle__file_setfl_args_get(words, n, &m);
	return isle__file_setfl_args_put(&m, ret);
}

static const char *file_poll_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_poll_args m;

	isle__file_poll_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.events != 286397204ull)
		return "events";
	return 0;
}

static unsigned file_poll_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_poll_args m;

	isle__file_poll_args_get(words, n, &m);
	return isle__file_poll_args_put(&m, ret);
}

static const char *file_poll_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_poll_results m;

	isle__file_poll_results_get(words, n, &m);
	if (m.events != 16909060ull)
		return "events";
	if (m.reserved != 286397204ull)
		return "reserved";
	return 0;
}

static unsigned file_poll_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_poll_results m;

	isle__file_poll_results_get(words, n, &m);
	return isle__file_poll_results_put(&m, ret);
}

static const char *file_lock_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_lock_args m;

	isle__file_lock_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.kind != 286397204ull)
		return "kind";
	if (m.flags != 555885348ull)
		return "flags";
	if (m.start != 4702394921090429748ull)
		return "start";
	if (m.length != 7017280451908883284ull)
		return "length";
	return 0;
}

static unsigned file_lock_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_lock_args m;

	isle__file_lock_args_get(words, n, &m);
	return isle__file_lock_args_put(&m, ret);
}

static const char *file_getlock_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_getlock_args m;

	isle__file_getlock_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.kind != 286397204ull)
		return "kind";
	if (m.start != 3544952155681202980ull)
		return "start";
	if (m.length != 5859837686499656516ull)
		return "length";
	return 0;
}

static unsigned file_getlock_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_getlock_args m;

	isle__file_getlock_args_get(words, n, &m);
	return isle__file_getlock_args_put(&m, ret);
}

static const char *file_getlock_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_getlock_results m;

	isle__file_getlock_results_get(words, n, &m);
	if (m.kind != 16909060ull)
		return "kind";
	if (m.pid != 286397204ull)
		return "pid";
	if (m.start != 3544952155681202980ull)
		return "start";
	if (m.length != 5859837686499656516ull)
		return "length";
	return 0;
}

static unsigned file_getlock_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_getlock_results m;

	isle__file_getlock_results_get(words, n, &m);
	return isle__file_getlock_results_put(&m, ret);
}

static const char *file_chown_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_chown_args m;

	isle__file_chown_args_get(words, n, &m);
	if (m.uid != 16909060ull)
		return "uid";
	if (m.gid != 286397204ull)
		return "gid";
	if (m.flags != 555885348ull)
		return "flags";
	return 0;
}

static unsigned file_chown_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_chown_args m;

	isle__file_chown_args_get(words, n, &m);
	return isle__file_chown_args_put(&m, ret);
}

static const char *file_fchown_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_fchown_args m;

	isle__file_fchown_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.uid != 286397204ull)
		return "uid";
	if (m.gid != 555885348ull)
		return "gid";
	return 0;
}

static unsigned file_fchown_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_fchown_args m;

	isle__file_fchown_args_get(words, n, &m);
	return isle__file_fchown_args_put(&m, ret);
}

static const char *file_mknod_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_mknod_args m;

	isle__file_mknod_args_get(words, n, &m);
	if (m.type != 16909060ull)
		return "type";
	if (m.mode != 286397204ull)
		return "mode";
	if (m.rdev != 3544952155681202980ull)
		return "rdev";
	return 0;
}

static unsigned file_mknod_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_mknod_args m;

	isle__file_mknod_args_get(words, n, &m);
	return isle__file_mknod_args_put(&m, ret);
}

static const char *file_fallocate_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_fallocate_args m;

	isle__file_fallocate_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.flags != 286397204ull)
		return "flags";
	if (m.offset != 3544952155681202980ull)
		return "offset";
	if (m.length != 5859837686499656516ull)
		return "length";
	return 0;
}

static unsigned file_fallocate_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_fallocate_args m;

	isle__file_fallocate_args_get(words, n, &m);
	return isle__file_fallocate_args_put(&m, ret);
}

static const char *file_copy_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_copy_args m;

	isle__file_copy_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.to_handle != 286397204ull)
		return "to_handle";
	if (m.offset != 3544952155681202980ull)
		return "offset";
	if (m.to_offset != 5859837686499656516ull)
		return "to_offset";
	if (m.count != 8174723217318110052ull)
		return "count";
	return 0;
}

static unsigned file_copy_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_copy_args m;

	isle__file_copy_args_get(words, n, &m);
	return isle__file_copy_args_put(&m, ret);
}

static const char *file_copy_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_copy_results m;

	isle__file_copy_results_get(words, n, &m);
	if (m.count != 1230066624862749444ull)
		return "count";
	return 0;
}

static unsigned file_copy_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_copy_results m;

	isle__file_copy_results_get(words, n, &m);
	return isle__file_copy_results_put(&m, ret);
}

static const char *file_getxattr_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_getxattr_args m;

	isle__file_getxattr_args_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	if (m.path_bytes != 286397204ull)
		return "path_bytes";
	return 0;
}

static unsigned file_getxattr_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_getxattr_args m;

	isle__file_getxattr_args_get(words, n, &m);
	return isle__file_getxattr_args_put(&m, ret);
}

static const char *file_getxattr_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_getxattr_results m;

	isle__file_getxattr_results_get(words, n, &m);
	if (m.count != 16909060ull)
		return "count";
	if (m.reserved != 286397204ull)
		return "reserved";
	return 0;
}

static unsigned file_getxattr_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_getxattr_results m;

	isle__file_getxattr_results_get(words, n, &m);
	return isle__file_getxattr_results_put(&m, ret);
}

static const char *file_setxattr_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_setxattr_args m;

	isle__file_setxattr_args_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	if (m.how != 286397204ull)
		return "how";
	if (m.path_bytes != 555885348ull)
		return "path_bytes";
	if (m.name_bytes != 825373492ull)
		return "name_bytes";
	return 0;
}

static unsigned file_setxattr_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_setxattr_args m;

	isle__file_setxattr_args_get(words, n, &m);
	return isle__file_setxattr_args_put(&m, ret);
}

static const char *file_listxattr_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_listxattr_args m;

	isle__file_listxattr_args_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	return 0;
}

static unsigned file_listxattr_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_listxattr_args m;

	isle__file_listxattr_args_get(words, n, &m);
	return isle__file_listxattr_args_put(&m, ret);
}

static const char *file_listxattr_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_listxattr_results m;

	isle__file_listxattr_results_get(words, n, &m);
	if (m.count != 16909060ull)
		return "count";
	if (m.reserved != 286397204ull)
		return "reserved";
	return 0;
}

static unsigned file_listxattr_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_listxattr_results m;

	isle__file_listxattr_results_get(words, n, &m);
	return isle__file_listxattr_results_put(&m, ret);
}

static const char *file_removexattr_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_removexattr_args m;

	isle__file_removexattr_args_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	if (m.path_bytes != 286397204ull)
		return "path_bytes";
	return 0;
}

static unsigned file_removexattr_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_removexattr_args m;

	isle__file_removexattr_args_get(words, n, &m);
	return isle__file_removexattr_args_put(&m, ret);
}

static const char *file_watch_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_watch_args m;

	isle__file_watch_args_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	return 0;
}

static unsigned file_watch_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_watch_args m;

	isle__file_watch_args_get(words, n, &m);
	return isle__file_watch_args_put(&m, ret);
}

static const char *file_watch_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_watch_results m;

	isle__file_watch_results_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	return 0;
}

static unsigned file_watch_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_watch_results m;

	isle__file_watch_results_get(words, n, &m);
	return isle__file_watch_results_put(&m, ret);
}

static const char *file_watch_add_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_watch_add_args m;

	isle__file_watch_add_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.mask != 286397204ull)
		return "mask";
	return 0;
}

static unsigned file_watch_add_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_watch_add_args m;

	isle__file_watch_add_args_get(words, n, &m);
	return isle__file_watch_add_args_put(&m, ret);
}

static const char *file_watch_add_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_watch_add_results m;

	isle__file_watch_add_results_get(words, n, &m);
	if (m.watch != 16909060ull)
		return "watch";
	return 0;
}

static unsigned file_watch_add_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_watch_add_results m;

	isle__file_watch_add_results_get(words, n, &m);
	return isle__file_watch_add_results_put(&m, ret);
}

static const char *file_watch_remove_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_watch_remove_args m;

	isle__file_watch_remove_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.watch != 286397204ull)
		return "watch";
	return 0;
}

static unsigned file_watch_remove_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_watch_remove_args m;

	isle__file_watch_remove_args_get(words, n, &m);
	return isle__file_watch_remove_args_put(&m, ret);
}

static const char *file_ioctl_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_ioctl_args m;

	isle__file_ioctl_args_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.request != 286397204ull)
		return "request";
	if (m.value != 555885348ull)
		return "value";
	return 0;
}

static unsigned file_ioctl_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_ioctl_args m;

	isle__file_ioctl_args_get(words, n, &m);
	return isle__file_ioctl_args_put(&m, ret);
}

static const char *file_ioctl_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__file_ioctl_results m;

	isle__file_ioctl_results_get(words, n, &m);
	if (m.handle != 16909060ull)
		return "handle";
	if (m.value != 286397204ull)
		return "value";
	return 0;
}

static unsigned file_ioctl_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__file_ioctl_results m;

	isle__file_ioctl_results_get(words, n, &m);
	return isle__file_ioctl_results_put(&m, ret);
}

static const char *ipc_register_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__ipc_register_args m;

	isle__ipc_register_args_get(words, n, &m);
	if (m.version != 16909060ull)
		return "version";
	if (m.flags != 286397204ull)
		return "flags";
	if (m.cookie != 555885348ull)
		return "cookie";
	return 0;
}

static unsigned ipc_register_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__ipc_register_args m;

	isle__ipc_register_args_get(words, n, &m);
	return isle__ipc_register_args_put(&m, ret);
}

static const char *ipc_register_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__ipc_register_results m;

	isle__ipc_register_results_get(words, n, &m);
	if (m.registration != 16909060ull)
		return "registration";
	return 0;
}

static unsigned ipc_register_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__ipc_register_results m;

	isle__ipc_register_results_get(words, n, &m);
	return isle__ipc_register_results_put(&m, ret);
}

static const char *ipc_unregister_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__ipc_unregister_args m;

	isle__ipc_unregister_args_get(words, n, &m);
	if (m.registration != 16909060ull)
		return "registration";
	return 0;
}

static unsigned ipc_unregister_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__ipc_unregister_args m;

	isle__ipc_unregister_args_get(words, n, &m);
	return isle__ipc_unregister_args_put(&m, ret);
}

static const char *ipc_bind_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__ipc_bind_args m;

	isle__ipc_bind_args_get(words, n, &m);
	if (m.version_min != 16909060ull)
		return "version_min";
	if (m.wait_ms != 286397204ull)
		return "wait_ms";
	return 0;
}

static unsigned ipc_bind_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__ipc_bind_args m;

	isle__ipc_bind_args_get(words, n, &m);
	return isle__ipc_bind_args_put(&m, ret);
}

static const char *ipc_bind_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__ipc_bind_results m;

	isle__ipc_bind_results_get(words, n, &m);
	if (m.binding != 16909060ull)
		return "binding";
	if (m.version != 286397204ull)
		return "version";
	if (m.methods != 555885348ull)
		return "methods";
	return 0;
}

static unsigned ipc_bind_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__ipc_bind_results m;

	isle__ipc_bind_results_get(words, n, &m);
	return isle__ipc_bind_results_put(&m, ret);
}

static const char *ipc_unbind_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__ipc_unbind_args m;

	isle__ipc_unbind_args_get(words, n, &m);
	if (m.binding != 16909060ull)
		return "binding";
	return 0;
}

static unsigned ipc_unbind_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__ipc_unbind_args m;

	isle__ipc_unbind_args_get(words, n, &m);
	return isle__ipc_unbind_args_put(&m, ret);
}

static const char *ipc_call_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__ipc_call_args m;

	isle__ipc_call_args_get(words, n, &m);
	if (m.target != 16909060ull)
		return "target";
	if (m.method != 286397204ull)
		return "method";
	return 0;
}

static unsigned ipc_call_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__ipc_call_args m;

	isle__ipc_call_args_get(words, n, &m);
	return isle__ipc_call_args_put(&m, ret);
}

static const char *ipc_call_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__ipc_call_results m;

	isle__ipc_call_results_get(words, n, &m);
	if (m.status != 16909060ll)
		return "status";
	return 0;
}

static unsigned ipc_call_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__ipc_call_results m;

	isle__ipc_call_results_get(words, n, &m);
	return isle__ipc_call_results_put(&m, ret);
}

static const char *ipc_connect_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__ipc_connect_args m;

	isle__ipc_connect_args_get(words, n, &m);
	if (m.target != 16909060ull)
		return "target";
	return 0;
}

static unsigned ipc_connect_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__ipc_connect_args m;

	isle__ipc_connect_args_get(words, n, &m);
	return isle__ipc_connect_args_put(&m, ret);
}

static const char *ipc_lookup_method_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__ipc_lookup_method_args m;

	isle__ipc_lookup_method_args_get(words, n, &m);
	if (m.binding != 16909060ull)
		return "binding";
	return 0;
}

static unsigned ipc_lookup_method_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__ipc_lookup_method_args m;

	isle__ipc_lookup_method_args_get(words, n, &m);
	return isle__ipc_lookup_method_args_put(&m, ret);
}

static const char *ipc_lookup_method_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__ipc_lookup_method_results m;

	isle__ipc_lookup_method_results_get(words, n, &m);
	if (m.method != 16909060ull)
		return "method";
	return 0;
}

static unsigned ipc_lookup_method_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__ipc_lookup_method_results m;

	isle__ipc_lookup_method_results_get(words, n, &m);
	return isle__ipc_lookup_method_results_put(&m, ret);
}

static const char *control_hold_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__control_hold_args m;

	isle__control_hold_args_get(words, n, &m);
	if (m.on != 16909060ull)
		return "on";
	if (m.seconds != 286397204ull)
		return "seconds";
	return 0;
}

static unsigned control_hold_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__control_hold_args m;

	isle__control_hold_args_get(words, n, &m);
	return isle__control_hold_args_put(&m, ret);
}

static const char *control_list_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__control_list_args m;

	isle__control_list_args_get(words, n, &m);
	if (m.what != 16909060ull)
		return "what";
	return 0;
}

static unsigned control_list_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__control_list_args m;

	isle__control_list_args_get(words, n, &m);
	return isle__control_list_args_put(&m, ret);
}

static const char *termios_wrong(const uint32_t *words, unsigned n)
{
	struct isle_termios m;

	isle__termios_get(words, n, &m);
	if (m.input != 16909060ull)
		return "input";
	if (m.output != 286397204ull)
		return "output";
	if (m.control != 555885348ull)
		return "control";
	if (m.local != 825373492ull)
		return "local";
	if (m.char_bits != 1094861636ull)
		return "char_bits";
	if (m.in_speed != 1364349780ull)
		return "in_speed";
	if (m.out_speed != 1633837924ull)
		return "out_speed";
	if (m.read_min != 1903326068ull)
		return "read_min";
	if (m.read_time != 2172814212ull)
		return "read_time";
	if (m.intr != 2442302356ull)
		return "intr";
	if (m.quit != 2711790500ull)
		return "quit";
	if (m.erase != 2981278644ull)
		return "erase";
	if (m.kill != 3250766788ull)
		return "kill";
	if (m.eof != 3520254932ull)
		return "eof";
	if (m.eol != 3789743076ull)
		return "eol";
	if (m.eol2 != 4059231220ull)
		return "eol2";
	if (m.start != 33752068ull)
		return "start";
	if (m.stop != 303240212ull)
		return "stop";
	if (m.susp != 572728356ull)
		return "susp";
	if (m.reprint != 842216500ull)
		return "reprint";
	if (m.werase != 1111704644ull)
		return "werase";
	if (m.lnext != 1381192788ull)
		return "lnext";
	if (m.discard != 1650680932ull)
		return "discard";
	if (m.reserved != 1920169076ull)
		return "reserved";
	return 0;
}

static unsigned termios_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_termios m;

	isle__termios_get(words, n, &m);
	return isle__termios_put(&m, ret);
}

static const char *tty_size_wrong(const uint32_t *words, unsigned n)
{
	struct isle_tty_size m;

	isle__tty_size_get(words, n, &m);
	if (m.rows != 16909060ull)
		return "rows";
	if (m.columns != 286397204ull)
		return "columns";
	if (m.width != 555885348ull)
		return "width";
	if (m.height != 825373492ull)
		return "height";
	return 0;
}

static unsigned tty_size_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_tty_size m;

	isle__tty_size_get(words, n, &m);
	return isle__tty_size_put(&m, ret);
}

static const char *tty_counters_wrong(const uint32_t *words, unsigned n)
{
	struct isle_tty_counters m;

	isle__tty_counters_get(words, n, &m);
	if (m.cts != 16909060ull)
		return "cts";
	if (m.dsr != 286397204ull)
		return "dsr";
	if (m.ri != 555885348ull)
		return "ri";
	if (m.cd != 825373492ull)
		return "cd";
	if (m.received != 1094861636ull)
		return "received";
	if (m.sent != 1364349780ull)
		return "sent";
	if (m.frame_errors != 1633837924ull)
		return "frame_errors";
	if (m.overruns != 1903326068ull)
		return "overruns";
	if (m.parity_errors != 2172814212ull)
		return "parity_errors";
	if (m.breaks != 2442302356ull)
		return "breaks";
	if (m.buffer_overruns != 2711790500ull)
		return "buffer_overruns";
	if (m.reserved != 2981278644ull)
		return "reserved";
	return 0;
}

static unsigned tty_counters_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_tty_counters m;

	isle__tty_counters_get(words, n, &m);
	return isle__tty_counters_put(&m, ret);
}

static const char *block_size_wrong(const uint32_t *words, unsigned n)
{
	struct isle_block_size m;

	isle__block_size_get(words, n, &m);
	if (m.size != 1230066624862749444ull)
		return "size";
	return 0;
}

static unsigned block_size_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_block_size m;

	isle__block_size_get(words, n, &m);
	return isle__block_size_put(&m, ret);
}

static const char *block_range_wrong(const uint32_t *words, unsigned n)
{
	struct isle_block_range m;

	isle__block_range_get(words, n, &m);
	if (m.start != 1230066624862749444ull)
		return "start";
	if (m.length != 3544952155681202980ull)
		return "length";
	return 0;
}

static unsigned block_range_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_block_range m;

	isle__block_range_get(words, n, &m);
	return isle__block_range_put(&m, ret);
}

static const char *rtc_time_wrong(const uint32_t *words, unsigned n)
{
	struct isle_rtc_time m;

	isle__rtc_time_get(words, n, &m);
	if (m.second != 16909060ull)
		return "second";
	if (m.minute != 286397204ull)
		return "minute";
	if (m.hour != 555885348ull)
		return "hour";
	if (m.day != 825373492ull)
		return "day";
	if (m.month != 1094861636ull)
		return "month";
	if (m.year != 1364349780ull)
		return "year";
	return 0;
}

static unsigned rtc_time_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_rtc_time m;

	isle__rtc_time_get(words, n, &m);
	return isle__rtc_time_put(&m, ret);
}

static const char *rtc_alarm_wrong(const uint32_t *words, unsigned n)
{
	struct isle_rtc_alarm m;

	isle__rtc_alarm_get(words, n, &m);
	if (m.enabled != 16909060ull)
		return "enabled";
	if (m.pending != 286397204ull)
		return "pending";
	if (m.second != 555885348ull)
		return "second";
	if (m.minute != 825373492ull)
		return "minute";
	if (m.hour != 1094861636ull)
		return "hour";
	if (m.day != 1364349780ull)
		return "day";
	if (m.month != 1633837924ull)
		return "month";
	if (m.year != 1903326068ull)
		return "year";
	return 0;
}

static unsigned rtc_alarm_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_rtc_alarm m;

	isle__rtc_alarm_get(words, n, &m);
	return isle__rtc_alarm_put(&m, ret);
}

static const char *watchdog_info_wrong(const uint32_t *words, unsigned n)
{
	struct isle_watchdog_info m;

	isle__watchdog_info_get(words, n, &m);
	if (m.options != 16909060ull)
		return "options";
	if (m.firmware != 286397204ull)
		return "firmware";
	return 0;
}

static unsigned watchdog_info_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_watchdog_info m;

	isle__watchdog_info_get(words, n, &m);
	return isle__watchdog_info_put(&m, ret);
}

static const char *i2c_message_wrong(const uint32_t *words, unsigned n)
{
	struct isle__i2c_message m;

	isle__i2c_message_get(words, n, &m);
	if (m.address != 16909060ull)
		return "address";
	if (m.flags != 286397204ull)
		return "flags";
	if (m.length != 555885348ull)
		return "length";
	if (m.reserved != 825373492ull)
		return "reserved";
	return 0;
}

static unsigned i2c_message_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__i2c_message m;

	isle__i2c_message_get(words, n, &m);
	return isle__i2c_message_put(&m, ret);
}

static const char *i2c_smbus_wrong(const uint32_t *words, unsigned n)
{
	struct isle__i2c_smbus m;

	isle__i2c_smbus_get(words, n, &m);
	if (m.read != 16909060ull)
		return "read";
	if (m.kind != 286397204ull)
		return "kind";
	if (m.command != 555885348ull)
		return "command";
	if (m.length != 825373492ull)
		return "length";
	return 0;
}

static unsigned i2c_smbus_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__i2c_smbus m;

	isle__i2c_smbus_get(words, n, &m);
	return isle__i2c_smbus_put(&m, ret);
}

static const char *spi_transfer_wrong(const uint32_t *words, unsigned n)
{
	struct isle__spi_transfer m;

	isle__spi_transfer_get(words, n, &m);
	if (m.length != 16909060ull)
		return "length";
	if (m.flags != 286397204ull)
		return "flags";
	if (m.speed != 555885348ull)
		return "speed";
	if (m.bits != 825373492ull)
		return "bits";
	if (m.delay_us != 1094861636ull)
		return "delay_us";
	if (m.word_delay_us != 1364349780ull)
		return "word_delay_us";
	if (m.send_wires != 1633837924ull)
		return "send_wires";
	if (m.receive_wires != 1903326068ull)
		return "receive_wires";
	return 0;
}

static unsigned spi_transfer_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__spi_transfer m;

	isle__spi_transfer_get(words, n, &m);
	return isle__spi_transfer_put(&m, ret);
}

static const char *gpio_chip_wrong(const uint32_t *words, unsigned n)
{
	struct isle_gpio_chip m;

	isle__gpio_chip_get(words, n, &m);
	if (m.lines != 16909060ull)
		return "lines";
	if (m.reserved != 286397204ull)
		return "reserved";
	return 0;
}

static unsigned gpio_chip_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_gpio_chip m;

	isle__gpio_chip_get(words, n, &m);
	return isle__gpio_chip_put(&m, ret);
}

static const char *gpio_line_wrong(const uint32_t *words, unsigned n)
{
	struct isle_gpio_line m;

	isle__gpio_line_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	if (m.debounce_us != 286397204ull)
		return "debounce_us";
	return 0;
}

static unsigned gpio_line_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_gpio_line m;

	isle__gpio_line_get(words, n, &m);
	return isle__gpio_line_put(&m, ret);
}

static const char *gpio_config_wrong(const uint32_t *words, unsigned n)
{
	struct isle_gpio_config m;

	isle__gpio_config_get(words, n, &m);
	if (m.flags != 16909060ull)
		return "flags";
	if (m.debounce_us != 286397204ull)
		return "debounce_us";
	if (m.values != 3544952155681202980ull)
		return "values";
	if (m.events_max != 1094861636ull)
		return "events_max";
	if (m.exceptions != 1364349780ull)
		return "exceptions";
	return 0;
}

static unsigned gpio_config_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_gpio_config m;

	isle__gpio_config_get(words, n, &m);
	return isle__gpio_config_put(&m, ret);
}

static const char *gpio_exception_wrong(const uint32_t *words, unsigned n)
{
	struct isle_gpio_exception m;

	isle__gpio_exception_get(words, n, &m);
	if (m.mask != 1230066624862749444ull)
		return "mask";
	if (m.flags != 555885348ull)
		return "flags";
	if (m.debounce_us != 825373492ull)
		return "debounce_us";
	return 0;
}

static unsigned gpio_exception_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_gpio_exception m;

	isle__gpio_exception_get(words, n, &m);
	return isle__gpio_exception_put(&m, ret);
}

static const char *gpio_values_wrong(const uint32_t *words, unsigned n)
{
	struct isle_gpio_values m;

	isle__gpio_values_get(words, n, &m);
	if (m.bits != 1230066624862749444ull)
		return "bits";
	if (m.mask != 3544952155681202980ull)
		return "mask";
	return 0;
}

static unsigned gpio_values_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_gpio_values m;

	isle__gpio_values_get(words, n, &m);
	return isle__gpio_values_put(&m, ret);
}

static const char *gpio_event_wrong(const uint32_t *words, unsigned n)
{
	struct isle_gpio_event m;

	isle__gpio_event_get(words, n, &m);
	if (m.time_ns != 1230066624862749444ull)
		return "time_ns";
	if (m.kind != 555885348ull)
		return "kind";
	if (m.line != 825373492ull)
		return "line";
	if (m.sequence != 1094861636ull)
		return "sequence";
	if (m.line_sequence != 1364349780ull)
		return "line_sequence";
	return 0;
}

static unsigned gpio_event_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_gpio_event m;

	isle__gpio_event_get(words, n, &m);
	return isle__gpio_event_put(&m, ret);
}

const struct message_case message_cases[] = {
	{"link.HELLO", 0, hello_wrong, hello_copy},
	{"link.CALL", 0, call_wrong, call_copy},
	{"link.CREDIT", 0, credit_wrong, credit_copy},
	{"link.PING", 0, ping_wrong, ping_copy},
	{"link.PONG", 0, pong_wrong, pong_copy},
	{"link.PAUSED", 0, paused_wrong, paused_copy},
	{"record.batch_op", 0, batch_op_wrong, batch_op_copy},
	{"record.batch_result", 0, batch_result_wrong, batch_result_copy},
	{"session.CONTEXT_OPEN.reply", 0, session_context_open_results_wrong, session_context_open_results_copy},
	{"session.CONTEXT_CLOSE.call", 2, session_context_close_args_wrong, session_context_close_args_copy},
	{"session.BATCH.call", 2, session_batch_args_wrong, session_batch_args_copy},
	{"session.BATCH.reply", 0, session_batch_results_wrong, session_batch_results_copy},
	{"console.ATTACH.call", 2, console_attach_args_wrong, console_attach_args_copy},
	{"console.WATCH.call", 2, console_watch_args_wrong, console_watch_args_copy},
	{"struct.stat", 0, stat_wrong, stat_copy},
	{"struct.statvfs", 0, statvfs_wrong, statvfs_copy},
	{"record.dirent", 0, dirent_wrong, dirent_copy},
	{"record.change", 0, change_wrong, change_copy},
	{"file.OPEN.call", 2, file_open_args_wrong, file_open_args_copy},
	{"file.OPEN.reply", 0, file_open_results_wrong, file_open_results_copy},
	{"file.CLOSE.call", 2, file_close_args_wrong, file_close_args_copy},
	{"file.PREAD.call", 2, file_pread_args_wrong, file_pread_args_copy},
	{"file.PREAD.reply", 0, file_pread_results_wrong, file_pread_results_copy},
	{"file.PWRITE.call", 2, file_pwrite_args_wrong, file_pwrite_args_copy},
	{"file.PWRITE.reply", 0, file_pwrite_results_wrong, file_pwrite_results_copy},
	{"file.FSYNC.call", 2, file_fsync_args_wrong, file_fsync_args_copy},
	{"file.FTRUNCATE.call", 2, file_ftruncate_args_wrong, file_ftruncate_args_copy},
	{"file.TRUNCATE.call", 2, file_truncate_args_wrong, file_truncate_args_copy},
	{"file.STAT.call", 2, file_stat_args_wrong, file_stat_args_copy},
	{"file.STAT.reply", 0, file_stat_results_wrong, file_stat_results_copy},
	{"file.FSTAT.call", 2, file_fstat_args_wrong, file_fstat_args_copy},
	{"file.FSTAT.reply", 0, file_fstat_results_wrong, file_fstat_results_copy},
	{"file.CHMOD.call", 2, file_chmod_args_wrong, file_chmod_args_copy},
	{"file.FCHMOD.call", 2, file_fchmod_args_wrong, file_fchmod_args_copy},
	{"file.UTIMENS.call", 2, file_utimens_args_wrong, file_utimens_args_copy},
	{"file.FUTIMENS.call", 2, file_futimens_args_wrong, file_futimens_args_copy},
	{"file.STATVFS.reply", 0, file_statvfs_results_wrong, file_statvfs_results_copy},
	{"file.FSTATVFS.call", 2, file_fstatvfs_args_wrong, file_fstatvfs_args_copy},
	{"file.FSTATVFS.reply", 0, file_fstatvfs_results_wrong, file_fstatvfs_results_copy},
	{"file.OPENDIR.reply", 0, file_opendir_results_wrong, file_opendir_results_copy},
	{"file.READDIR.call", 2, file_readdir_args_wrong, file_readdir_args_copy},
	{"file.READDIR.reply", 0, file_readdir_results_wrong, file_readdir_results_copy},
	{"file.MKDIR.call", 2, file_mkdir_args_wrong, file_mkdir_args_copy},
	{"file.RENAME.call", 2, file_rename_args_wrong, file_rename_args_copy},
	{"file.LINK.call", 2, file_link_args_wrong, file_link_args_copy},
	{"file.SYMLINK.call", 2, file_symlink_args_wrong, file_symlink_args_copy},
	{"file.ACCESS.call", 2, file_access_args_wrong, file_access_args_copy},
	{"file.GETFILE.call", 2, file_getfile_args_wrong, file_getfile_args_copy},
	{"file.GETFILE.reply", 0, file_getfile_results_wrong, file_getfile_results_copy},
	{"file.PUTFILE.call", 2, file_putfile_args_wrong, file_putfile_args_copy},
	{"file.PUTFILE.reply", 0, file_putfile_results_wrong, file_putfile_results_copy},
	{"file.LSEEK.call", 2, file_lseek_args_wrong, file_lseek_args_copy},
	{"file.LSEEK.reply", 0, file_lseek_results_wrong, file_lseek_results_copy},
	{"file.DUP.call", 2, file_dup_args_wrong, file_dup_args_copy},
	{"file.DUP.reply", 0, file_dup_results_wrong, file_dup_results_copy},
	{"file.GETFL.call", 2, file_getfl_args_wrong, file_getfl_args_copy},
	{"file.GETFL.reply", 0, file_getfl_results_wrong, file_getfl_results_copy},
	{"file.SETFL.call", 2, file_setfl_args_wrong, file_setfl_args_copy},
	{"file.POLL.call", 2, file_poll_args_wrong, file_poll_args_copy},
	{"file.POLL.reply", 0, file_poll_results_wrong, file_poll_results_copy},
	{"file.LOCK.call", 2, file_lock_args_wrong, file_lock_args_copy},
	{"file.GETLOCK.call", 2, file_getlock_args_wrong, file_getlock_args_copy},
	{"file.GETLOCK.reply", 0, file_getlock_results_wrong, file_getlock_results_copy},
	{"file.CHOWN.call", 2, file_chown_args_wrong, file_chown_args_copy},
	{"file.FCHOWN.call", 2, file_fchown_args_wrong, file_fchown_args_copy},
	{"file.MKNOD.call", 2, file_mknod_args_wrong, file_mknod_args_copy},
	{"file.FALLOCATE.call", 2, file_fallocate_args_wrong, file_fallocate_args_copy},
	{"file.COPY.call", 2, file_copy_args_wrong, file_copy_args_copy},
	{"file.COPY.reply", 0, file_copy_results_wrong, file_copy_results_copy},
	{"file.GETXATTR.call", 2, file_getxattr_args_wrong, file_getxattr_args_copy},
	{"file.GETXATTR.reply", 0, file_getxattr_results_wrong, file_getxattr_results_copy},
	{"file.SETXATTR.call", 2, file_setxattr_args_wrong, file_setxattr_args_copy},
	{"file.LISTXATTR.call", 2, file_listxattr_args_wrong, file_listxattr_args_copy},
	{"file.LISTXATTR.reply", 0, file_listxattr_results_wrong, file_listxattr_results_copy},
	{"file.REMOVEXATTR.call", 2, file_removexattr_args_wrong, file_removexattr_args_copy},
	{"file.WATCH.call", 2, file_watch_args_wrong, file_watch_args_copy},
	{"file.WATCH.reply", 0, file_watch_results_wrong, file_watch_results_copy},
	{"file.WATCH_ADD.call", 2, file_watch_add_args_wrong, file_watch_add_args_copy},
	{"file.WATCH_ADD.reply", 0, file_watch_add_results_wrong, file_watch_add_results_copy},
	{"file.WATCH_REMOVE.call", 2, file_watch_remove_args_wrong, file_watch_remove_args_copy},
	{"file.IOCTL.call", 2, file_ioctl_args_wrong, file_ioctl_args_copy},
	{"file.IOCTL.reply", 0, file_ioctl_results_wrong, file_ioctl_results_copy},
	{"ipc.REGISTER.call", 2, ipc_register_args_wrong, ipc_register_args_copy},
	{"ipc.REGISTER.reply", 0, ipc_register_results_wrong, ipc_register_results_copy},
	{"ipc.UNREGISTER.call", 2, ipc_unregister_args_wrong, ipc_unregister_args_copy},
	{"ipc.BIND.call", 2, ipc_bind_args_wrong, ipc_bind_args_copy},
	{"ipc.BIND.reply", 0, ipc_bind_results_wrong, ipc_bind_results_copy},
	{"ipc.UNBIND.call", 2, ipc_unbind_args_wrong, ipc_unbind_args_copy},
	{"ipc.CALL.call", 2, ipc_call_args_wrong, ipc_call_args_copy},
	{"ipc.CALL.reply", 0, ipc_call_results_wrong, ipc_call_results_copy},
	{"ipc.CONNECT.call", 2, ipc_connect_args_wrong, ipc_connect_args_copy},
	{"ipc.LOOKUP_METHOD.call", 2, ipc_lookup_method_args_wrong, ipc_lookup_method_args_copy},
	{"ipc.LOOKUP_METHOD.reply", 0, ipc_lookup_method_results_wrong, ipc_lookup_method_results_copy},
	{"control.HOLD.call", 2, control_hold_args_wrong, control_hold_args_copy},
	{"control.LIST.call", 2, control_list_args_wrong, control_list_args_copy},
	{"struct.termios", 0, termios_wrong, termios_copy},
	{"struct.tty_size", 0, tty_size_wrong, tty_size_copy},
	{"struct.tty_counters", 0, tty_counters_wrong, tty_counters_copy},
	{"struct.block_size", 0, block_size_wrong, block_size_copy},
	{"struct.block_range", 0, block_range_wrong, block_range_copy},
	{"struct.rtc_time", 0, rtc_time_wrong, rtc_time_copy},
	{"struct.rtc_alarm", 0, rtc_alarm_wrong, rtc_alarm_copy},
	{"struct.watchdog_info", 0, watchdog_info_wrong, watchdog_info_copy},
	{"record.i2c_message", 0, i2c_message_wrong, i2c_message_copy},
	{"record.i2c_smbus", 0, i2c_smbus_wrong, i2c_smbus_copy},
	{"record.spi_transfer", 0, spi_transfer_wrong, spi_transfer_copy},
	{"struct.gpio_chip", 0, gpio_chip_wrong, gpio_chip_copy},
	{"struct.gpio_line", 0, gpio_line_wrong, gpio_line_copy},
	{"struct.gpio_config", 0, gpio_config_wrong, gpio_config_copy},
	{"struct.gpio_exception", 0, gpio_exception_wrong, gpio_exception_copy},
	{"struct.gpio_values", 0, gpio_values_wrong, gpio_values_copy},
	{"struct.gpio_event", 0, gpio_event_wrong, gpio_event_copy},
	{0, 0, 0, 0},
};
