/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/lock.h"

#include "linux/errors.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

struct range {
	uint64_t start, end;
	uint32_t kind;
};

/* What one open file holds. */
struct isled_holder {
	struct isled_holder *next;
	struct isled_locks *locks; /* NULL: it has had none yet */
	struct isled_quota *quota;
	unsigned files; /* descriptors */
	dev_t dev;
	ino_t ino;
	uint32_t whole; /* ISLE_LOCK_* by flock() */
	struct range *ranges;
	uint32_t ranges_n; /* in order, apart from each other */
	bool reached;      /* while circles are looked for */
};

int isled_lock_make(uint32_t kind, uint32_t flags, uint64_t start, uint64_t length,
		    struct isled_lock *ret_lock)
{
	if (kind > ISLE_LOCK_WRITE || (flags & ~(uint32_t)(ISLE_LOCK_WAIT | ISLE_LOCK_WHOLE)))
		return -ISLE_EINVAL;
	if ((flags & ISLE_LOCK_WHOLE) && (start || length))
		return -ISLE_EINVAL;
	if (start > INT64_MAX || (length && length - 1 > INT64_MAX - start))
		return -ISLE_EOVERFLOW;
	*ret_lock = (struct isled_lock){ .kind = kind,
					 .whole = flags & ISLE_LOCK_WHOLE,
					 .start = start,
					 .end = length ? start + length - 1 : INT64_MAX };
	return 0;
}

bool isled_lock_is_remote(const struct isled_file *file)
{
	return file->fs == ISLED_FS_REMOTE;
}

/* ---- the kernel's ---- */

static struct flock native(const struct isled_lock *lock)
{
	static const short types[] = { F_UNLCK, F_RDLCK, F_WRLCK };

	return (struct flock){ .l_type = types[lock->kind],
			       .l_whence = SEEK_SET,
			       .l_start = (off_t)lock->start,
			       .l_len = lock->end == INT64_MAX
						? 0
						: (off_t)(lock->end - lock->start + 1) };
}

/* One try. Returns: 0 or an error; EINTR as -ISLE_EINTR. */
static int ask(int fd, const struct isled_lock *lock, bool wait)
{
	static const int whole[] = { LOCK_UN, LOCK_SH, LOCK_EX };
	struct flock l;

	if (lock->whole) {
		if (!flock(fd, whole[lock->kind] | (wait ? 0 : LOCK_NB)))
			return 0;
	} else {
		l = native(lock);
		if (!fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &l))
			return 0;
	}
	return errno == EACCES ? -ISLE_EAGAIN : isled_error(errno);
}

/* ---- what is written down ---- */

static struct isled_holder *holder_of(struct isled_file *file)
{
	if (!file->holder) {
		file->holder = calloc(1, sizeof(*file->holder));
		if (file->holder)
			file->holder->files = 1;
	}
	return file->holder;
}

static int enlist(struct isled_locks *locks, struct isled_file *file, struct isled_quota *quota)
{
	struct isled_holder *h = holder_of(file);
	struct stat st;

	if (!h)
		return -ISLE_ENOMEM;
	if (h->locks)
		return 0;
	if (fstat(file->fd, &st))
		return isled_error(errno);
	h->dev = st.st_dev;
	h->ino = st.st_ino;
	h->quota = isled_quota_hold(quota);
	h->locks = locks;
	h->next = locks->holders;
	locks->holders = h;
	return 0;
}

/* Adds behind the others; joins what touches and is of one kind. */
static void append(struct range *to, uint32_t *n, uint64_t start, uint64_t end, uint32_t kind)
{
	struct range *last = *n ? &to[*n - 1] : NULL;

	if (last && last->kind == kind && last->end + 1 == start)
		last->end = end;
	else
		to[(*n)++] = (struct range){ start, end, kind };
}

/* The ranges of h once it has `lock`. `to` has room for two more. Returns: how many. */
static uint32_t merge(const struct isled_holder *h, const struct isled_lock *lock, struct range *to)
{
	const struct range *r = h->ranges, *end = h->ranges + h->ranges_n;
	bool placed = lock->kind == ISLE_LOCK_NONE;
	uint32_t n = 0;

	for (; r < end; r++) {
		if (r->start < lock->start)
			append(to, &n, r->start, r->end < lock->start ? r->end : lock->start - 1,
			       r->kind);
		if (!placed && r->end >= lock->start) {
			append(to, &n, lock->start, lock->end, lock->kind);
			placed = true;
		}
		if (r->end > lock->end)
			append(to, &n, r->start > lock->end ? r->start : lock->end + 1, r->end,
			       r->kind);
	}
	if (!placed)
		append(to, &n, lock->start, lock->end, lock->kind);
	return n;
}

/*
 * What will be written down when the lock is there. Counts it.
 * Returns: 0 and, for a range, *ret_ranges; -ISLE_ENOLCK, -ISLE_ENOMEM.
 */
static int plan(struct isled_holder *h, const struct isled_lock *lock, struct range **ret_ranges,
		uint32_t *ret_n)
{
	struct range *to;
	uint32_t n;

	*ret_ranges = NULL;
	*ret_n = 0;
	if (lock->whole)
		return 0;
	to = malloc((h->ranges_n + 2u) * sizeof(*to));
	if (!to)
		return -ISLE_ENOMEM;
	n = merge(h, lock, to);
	if (n > h->ranges_n && !isled_quota_take(h->quota, ISLED_QUOTA_LOCKS, n - h->ranges_n)) {
		free(to);
		return -ISLE_ENOLCK;
	}
	*ret_ranges = to;
	*ret_n = n;
	return 0;
}

static void forget_plan(struct isled_holder *h, struct range *ranges, uint32_t n)
{
	if (ranges && n > h->ranges_n)
		isled_quota_give_back(h->quota, ISLED_QUOTA_LOCKS, n - h->ranges_n);
	free(ranges);
}

/* What there is by flock() now, and is left when a wait for another kind comes to nothing. */
static void set_whole(struct isled_holder *h, uint32_t kind)
{
	h->whole = kind;
	for (struct isled_lock_wait *w = h->locks->waits; w; w = w->next)
		if (w->holder == h)
			w->before = kind;
}

static void carry_out(struct isled_holder *h, const struct isled_lock *lock, struct range *ranges,
		      uint32_t n)
{
	if (lock->whole) {
		set_whole(h, lock->kind);
		return;
	}
	if (n < h->ranges_n)
		isled_quota_give_back(h->quota, ISLED_QUOTA_LOCKS, h->ranges_n - n);
	free(h->ranges);
	h->ranges = ranges;
	h->ranges_n = n;
}

/* The kernel gives up the lock that a file has by flock() before it tries for another kind. */
static void put_whole_back(struct isled_holder *h, int fd, uint32_t kind)
{
	const struct isled_lock before = { .kind = kind, .whole = true };

	set_whole(h, ask(fd, &before, false) < 0 ? ISLE_LOCK_NONE : kind);
}

/* ---- without waiting ---- */

static int check(const struct isled_file *file, const struct isled_lock *lock)
{
	static const uint32_t needs[] = { 0, ISLE_O_RDONLY, ISLE_O_WRONLY };

	if (file->fd < 0 || file->records || (isled_file_flags(file) & ISLE_O_PATH))
		return -ISLE_EBADF;
	if (file->granted)
		return -ISLE_ENOTSUP;
	if (file->ro)
		return -ISLE_EROFS;
	return (file->flags & needs[lock->kind]) == needs[lock->kind] ? 0 : -ISLE_EBADF;
}

int isled_lock_take(struct isled_locks *locks, struct isled_file *file, struct isled_quota *quota,
		    const struct isled_lock *lock)
{
	struct range *ranges;
	uint32_t n;
	int rc = check(file, lock);

	if (rc >= 0)
		rc = enlist(locks, file, quota);
	if (rc >= 0)
		rc = plan(file->holder, lock, &ranges, &n);
	if (rc < 0)
		return rc;
	do
		rc = ask(file->fd, lock, false);
	while (rc == -ISLE_EINTR);
	if (rc >= 0) {
		carry_out(file->holder, lock, ranges, n);
		return 0;
	}
	forget_plan(file->holder, ranges, n);
	if (lock->whole && file->holder->whole)
		put_whole_back(file->holder, file->fd, file->holder->whole);
	return rc;
}

int isled_lock_find(const struct isled_file *file, const struct isled_lock *lock,
		    struct isled_lock *ret_lock, uint32_t *ret_pid)
{
	struct flock l = native(lock);

	if (lock->kind == ISLE_LOCK_NONE)
		return -ISLE_EINVAL;
	if (file->fd < 0 || file->records)
		return -ISLE_EBADF;
	if (fcntl(file->fd, F_OFD_GETLK, &l))
		return isled_error(errno);
	*ret_lock = (struct isled_lock){ .kind = ISLE_LOCK_NONE, .end = INT64_MAX };
	*ret_pid = 0;
	if (l.l_type == F_UNLCK)
		return 0;
	ret_lock->kind = l.l_type == F_RDLCK ? ISLE_LOCK_READ : ISLE_LOCK_WRITE;
	ret_lock->start = (uint64_t)l.l_start;
	if (l.l_len)
		ret_lock->end = (uint64_t)(l.l_start + l.l_len - 1);
	*ret_pid = l.l_pid > 0 ? (uint32_t)l.l_pid : 0;
	return 0;
}

/* ---- waiting ---- */

static bool clash(uint32_t a, uint32_t b)
{
	return a && b && (a == ISLE_LOCK_WRITE || b == ISLE_LOCK_WRITE);
}

/* Does h hold what keeps this one waiting? */
static bool is_in_the_way(const struct isled_holder *h, const struct isled_holder *waiter,
			  const struct isled_lock *lock)
{
	if (h == waiter || h->dev != waiter->dev || h->ino != waiter->ino)
		return false;
	if (lock->whole)
		return clash(h->whole, lock->kind);
	for (uint32_t i = 0; i < h->ranges_n; i++)
		if (h->ranges[i].start <= lock->end && h->ranges[i].end >= lock->start &&
		    clash(h->ranges[i].kind, lock->kind))
			return true;
	return false;
}

/* Marks whom this one waits for. Returns: whether one was new. */
static bool reach(struct isled_locks *locks, const struct isled_holder *waiter,
		  const struct isled_lock *lock)
{
	bool more = false;

	for (struct isled_holder *h = locks->holders; h; h = h->next)
		if (!h->reached && is_in_the_way(h, waiter, lock))
			h->reached = more = true;
	return more;
}

/* Would whoever this one waits for wait for it in turn? */
static bool is_circle(struct isled_locks *locks, struct isled_holder *waiter,
		      const struct isled_lock *lock)
{
	bool more;

	for (struct isled_holder *h = locks->holders; h; h = h->next)
		h->reached = false;
	more = reach(locks, waiter, lock);
	while (more && !waiter->reached) {
		more = false;
		for (struct isled_lock_wait *w = locks->waits; w; w = w->next)
			if (w->holder->reached)
				more |= reach(locks, w->holder, &w->lock);
	}
	return waiter->reached;
}

int isled_lock_wait_begin(struct isled_locks *locks, struct isled_file *file,
			  struct isled_quota *quota, const struct isled_lock *lock,
			  struct isled_lock_wait *wait)
{
	int rc = check(file, lock);

	if (rc >= 0)
		rc = enlist(locks, file, quota);
	if (rc < 0)
		return rc;
	if (!wait->now && is_circle(locks, file->holder, lock))
		return -ISLE_EDEADLK;
	wait->holder = file->holder;
	wait->lock = *lock;
	wait->fd = file->fd;
	wait->result = -ISLE_ECANCELED;
	wait->before = file->holder->whole;
	if (lock->whole)
		file->holder->whole = ISLE_LOCK_NONE;
	wait->locks = locks;
	wait->next = locks->waits;
	locks->waits = wait;
	return 0;
}

void isled_lock_wait_run(struct isled_lock_wait *wait, const struct isled_waiter *waiter)
{
	int rc = -ISLE_EINTR;

	while (rc == -ISLE_EINTR && !isled_waiter_is_interrupted(waiter))
		rc = ask(wait->fd, &wait->lock, !wait->now);
	wait->result = rc == -ISLE_EINTR ? -ISLE_ECANCELED : rc;
}

/* Has the kernel hold, within the range, what is written down. */
static void put_ranges_back(const struct isled_holder *h, int fd, const struct isled_lock *lock)
{
	struct isled_lock part = { .start = lock->start };
	const struct range *r = h->ranges, *end = h->ranges + h->ranges_n;

	for (; r < end && r->start <= lock->end; r++) {
		if (r->end < lock->start)
			continue;
		if (r->start > part.start) {
			part.kind = ISLE_LOCK_NONE;
			part.end = r->start - 1;
			ask(fd, &part, false);
			part.start = r->start;
		}
		part.kind = r->kind;
		part.end = r->end < lock->end ? r->end : lock->end;
		ask(fd, &part, false);
		if (r->end >= lock->end)
			return;
		part.start = r->end + 1;
	}
	part.kind = ISLE_LOCK_NONE;
	part.end = lock->end;
	ask(fd, &part, false);
}

static void put_back(struct isled_lock_wait *wait)
{
	struct isled_holder *h = wait->holder;

	if (wait->lock.whole)
		put_whole_back(h, wait->fd, wait->before);
	else if (wait->result >= 0)
		put_ranges_back(h, wait->fd, &wait->lock);
}

int isled_lock_wait_end(struct isled_lock_wait *wait, bool keep)
{
	struct isled_lock_wait **at = &wait->locks->waits;
	struct range *ranges;
	int rc = wait->result;
	uint32_t n;

	while (*at != wait)
		at = &(*at)->next;
	*at = wait->next;
	wait->locks = NULL;
	if (rc >= 0)
		rc = keep ? plan(wait->holder, &wait->lock, &ranges, &n) : -ISLE_ECANCELED;
	if (rc >= 0)
		carry_out(wait->holder, &wait->lock, ranges, n);
	else
		put_back(wait);
	return rc;
}

/* ---- open files ---- */

int isled_lock_share(struct isled_file *file)
{
	struct isled_holder *h = holder_of(file);

	if (!h)
		return -ISLE_ENOMEM;
	h->files++;
	return 0;
}

void isled_lock_drop_all(struct isled_file *file)
{
	static const struct isled_lock all = { .end = INT64_MAX }, whole = { .whole = true };
	struct isled_holder *h = file->holder;

	if (!h || h->files > 1)
		return;
	if (h->ranges_n) {
		ask(file->fd, &all, false);
		carry_out(h, &all, NULL, 0);
	}
	if (h->whole) {
		ask(file->fd, &whole, false);
		h->whole = ISLE_LOCK_NONE;
	}
}

void isled_lock_leave(struct isled_file *file)
{
	struct isled_holder *h = file->holder, **at;

	file->holder = NULL;
	if (!h || --h->files)
		return;
	if (h->locks) {
		for (at = &h->locks->holders; *at != h; at = &(*at)->next)
			;
		*at = h->next;
		isled_quota_give_back(h->quota, ISLED_QUOTA_LOCKS, h->ranges_n);
		isled_quota_drop(h->quota);
	}
	free(h->ranges);
	free(h);
}
