/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/device.h"

#include <isle/errors.h>
#include <isle/limits.h>
#include <isle/proto.h>

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "linux/errors.h"

#define FLAT_BYTES_MAX 256u

/* ---- the kernel ---- */

static int ask_kernel(int fd, unsigned long request, void *argument)
{
	int rc;

	do
		rc = ioctl(fd, request, argument);
	while (rc < 0 && errno == EINTR);
	return rc < 0 ? -errno : rc;
}

int (*isled_ioctl_native)(int fd, unsigned long request, void *argument) = ask_kernel;

int isled_ioctl_ask(int fd, unsigned long request, void *argument)
{
	int rc = isled_ioctl_native(fd, request, argument);

	return rc < 0 ? isled_error(-rc) : rc;
}

uint32_t isled_ioctl_unsent(int fd)
{
	int n = 0;

	return isled_ioctl_native(fd, TIOCOUTQ, &n) < 0 || n < 0 ? 0 : (uint32_t)n;
}

bool isled_ioctl_drains(const struct isled_ioctl *what, uint32_t value)
{
	if (what->request == ISLE_IOCTL_TTY_SET)
		return value != ISLE_TTY_NOW;
	return what->properties & ISLED_IOCTL_DRAINS;
}

/* ---- words ---- */

uint32_t isled_ioctl_word(const uint8_t *at, unsigned n)
{
	at += 4 * (size_t)n;
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

void isled_ioctl_put_word(uint8_t *at, unsigned n, uint32_t word)
{
	at += 4 * (size_t)n;
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(word >> 8 * i);
}

uint64_t isled_ioctl_wide(const uint8_t *at, unsigned n)
{
	return isled_ioctl_word(at, n) | (uint64_t)isled_ioctl_word(at, n + 1) << 32;
}

void isled_ioctl_put_wide(uint8_t *at, unsigned n, uint64_t wide)
{
	isled_ioctl_put_word(at, n, (uint32_t)wide);
	isled_ioctl_put_word(at, n + 1, (uint32_t)(wide >> 32));
}

int isled_ioctl_to_host(const struct isled_ioctl_bit *bits, uint32_t canonical, uint32_t *ret_host)
{
	uint32_t host = 0;

	for (; bits->canonical; bits++) {
		if (canonical & bits->canonical)
			host |= bits->host;
		canonical &= ~bits->canonical;
	}
	if (canonical)
		return -ISLE_EINVAL;
	*ret_host = host;
	return 0;
}

uint32_t isled_ioctl_from_host(const struct isled_ioctl_bit *bits, uint32_t host)
{
	uint32_t canonical = 0;

	for (; bits->canonical; bits++)
		if (host & bits->host)
			canonical |= bits->canonical;
	return canonical;
}

/* An integer of the kernel's, by its width. */
static uint64_t load(const void *from, unsigned width)
{
	uint64_t u64;
	uint32_t u32;
	uint16_t u16;

	switch (width) {
	case 1:
		return *(const uint8_t *)from;
	case 2:
		memcpy(&u16, from, 2);
		return u16;
	case 4:
		memcpy(&u32, from, 4);
		return u32;
	default:
		memcpy(&u64, from, 8);
		return u64;
	}
}

/* Returns: 0; -ISLE_EINVAL (it does not fit). */
static int store(void *to, unsigned width, uint64_t number)
{
	uint8_t u8 = (uint8_t)number;
	uint16_t u16 = (uint16_t)number;
	uint32_t u32 = (uint32_t)number;

	if (width < 8 && number >> 8 * width)
		return -ISLE_EINVAL;
	memcpy(to,
	       width == 1   ? (void *)&u8
	       : width == 2 ? (void *)&u16
	       : width == 4 ? (void *)&u32
			    : (void *)&number,
	       width);
	return 0;
}

/* ---- values ---- */

static int check_value(const struct isled_ioctl *what, uint32_t value)
{
	uint32_t host;

	if (what->form == ISLED_IOCTL_VALUE && !(what->direction & ISLED_IOCTL_IN))
		return value ? -ISLE_EINVAL : 0;
	if (what->bits)
		return isled_ioctl_to_host(what->bits, value, &host);
	if (what->form == ISLED_IOCTL_VALUE && !what->value_max)
		return 0;
	return value > what->value_max ? -ISLE_EINVAL : 0;
}

static int run_plain(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	int rc = isled_ioctl_ask(fd, what->native, (void *)(uintptr_t)(call->value + what->off));

	call->value = 0;
	return rc;
}

static int run_switch(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	int rc = isled_ioctl_ask(fd, call->value ? what->native : what->off, NULL);

	call->value = 0;
	return rc;
}

static int run_value(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	uint32_t value = call->value;
	uint64_t native = 0;
	int rc = 0;

	if (what->bits)
		rc = isled_ioctl_to_host(what->bits, value, &value);
	if (rc >= 0)
		rc = store(&native, what->width, value);
	if (rc >= 0)
		rc = isled_ioctl_ask(fd, what->native, &native);
	if (rc < 0)
		return rc;
	value = (uint32_t)load(&native, what->width);
	if (!(what->direction & ISLED_IOCTL_OUT))
		value = 0;
	call->value = what->bits ? isled_ioctl_from_host(what->bits, value) : value;
	return 0;
}

/* ---- flat structs ---- */

/* Each word of what goes in has a field. Returns: 0; -ISLE_EINVAL (a number that does not fit). */
static int to_native(const struct isled_ioctl *what, const uint8_t *in, uint8_t *native)
{
	int rc = 0;

	for (unsigned i = 0; rc >= 0 && i < what->fields_n; i++) {
		const struct isled_ioctl_field *f = &what->fields[i];
		uint64_t number = f->wide ? isled_ioctl_wide(in, f->word)
					  : isled_ioctl_word(in, f->word);

		if (f->bias > 0 && number < (uint64_t)f->bias)
			return -ISLE_EINVAL;
		rc = store(native + f->offset, f->width, number - (uint64_t)f->bias);
	}
	return rc;
}

static void from_native(const struct isled_ioctl *what, const uint8_t *native, uint8_t *out)
{
	memset(out, 0, 4 * (size_t)what->words);
	for (unsigned i = 0; i < what->fields_n; i++) {
		const struct isled_ioctl_field *f = &what->fields[i];
		uint64_t number = load(native + f->offset, f->width) + (uint64_t)f->bias;

		if (f->wide)
			isled_ioctl_put_wide(out, f->word, number);
		else
			isled_ioctl_put_word(out, f->word, (uint32_t)number);
	}
	memcpy(out + 4 * (size_t)what->words, native + what->tail, what->tail_bytes);
}

static int measure_flat(const struct isled_ioctl *what, struct isled_ioctl_call *call)
{
	uint8_t native[FLAT_BYTES_MAX];
	bool in = what->direction & ISLED_IOCTL_IN;

	if (call->value || call->in_bytes != (in ? 4u * what->words : 0))
		return -ISLE_EINVAL;
	if (what->direction & ISLED_IOCTL_OUT)
		call->out_bytes = 4u * what->words + what->tail_bytes;
	return in ? to_native(what, call->in, native) : 0;
}

static int run_flat(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	_Alignas(8) uint8_t native[FLAT_BYTES_MAX];
	int rc = 0;

	memset(native, 0, sizeof(native));
	if (what->direction & ISLED_IOCTL_IN)
		rc = to_native(what, call->in, native);
	if (rc >= 0)
		rc = isled_ioctl_ask(fd, what->native, native);
	if (rc >= 0 && what->direction & ISLED_IOCTL_OUT)
		from_native(what, native, call->out);
	return rc;
}

/* ---- a vendor's ---- */

static int measure_raw(const struct isled_ioctl *what, struct isled_ioctl_call *call)
{
	if (call->value || call->in_bytes != (what->direction & ISLED_IOCTL_IN ? what->bytes : 0))
		return -ISLE_EINVAL;
	if (what->direction & ISLED_IOCTL_OUT)
		call->out_bytes = what->bytes;
	return 0;
}

static int run_raw(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	if (!(what->direction & ISLED_IOCTL_OUT))
		return isled_ioctl_ask(fd, what->native, (void *)(uintptr_t)call->in);
	memset(call->out, 0, what->bytes);
	if (call->in_bytes)
		memcpy(call->out, call->in, call->in_bytes);
	return isled_ioctl_ask(fd, what->native, call->out);
}

static int measure_plain(const struct isled_ioctl *what, struct isled_ioctl_call *call)
{
	return call->in_bytes ? -ISLE_EINVAL : check_value(what, call->value);
}

static int measure_nested(const struct isled_ioctl *what, struct isled_ioctl_call *call)
{
	return what->nested->measure(call);
}

static int run_nested(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	return what->nested->run(what, fd, call);
}

static const struct {
	int (*measure)(const struct isled_ioctl *what, struct isled_ioctl_call *call);
	int (*run)(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call);
} forms[] = {
	[ISLED_IOCTL_PLAIN] = { measure_plain, run_plain },
	[ISLED_IOCTL_SWITCH] = { measure_plain, run_switch },
	[ISLED_IOCTL_VALUE] = { measure_plain, run_value },
	[ISLED_IOCTL_FLAT] = { measure_flat, run_flat },
	[ISLED_IOCTL_RAW] = { measure_raw, run_raw },
	[ISLED_IOCTL_NESTED] = { measure_nested, run_nested },
};

int isled_ioctl_measure(const struct isled_ioctl *what, struct isled_ioctl_call *call)
{
	call->out_bytes = 0;
	call->made = -1;
	return forms[what->form].measure(what, call);
}

int isled_ioctl_run(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	int rc = forms[what->form].run(what, fd, call);

	return rc < 0 ? rc : 0;
}

/* What takes a terminal over, types into it or listens to the machine; and what holds addresses. */
static bool is_forbidden(unsigned long request)
{
	static const unsigned long never[] = {
		TIOCSTI,     TIOCCONS,  TIOCSETD,    TIOCSCTTY,    TIOCNOTTY,
		TIOCSPGRP,   TIOCLINUX, TIOCGPTPEER, TIOCSERSWILD, TIOCSSERIAL,
		TIOCVHANGUP, TIOCEXCL,  FIOASYNC,
	};

	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (request == never[i])
			return true;
	return _IOC_TYPE(request) == 'k' && _IOC_NR(request) == 0; /* SPI_IOC_MESSAGE() */
}

int isled_ioctl_vendor(uint32_t request, unsigned direction, uint32_t bytes, bool by_value,
		       struct isled_ioctl *ret_what)
{
	static const unsigned encoded[] = { _IOC_NONE, _IOC_WRITE, _IOC_READ,
					    _IOC_READ | _IOC_WRITE };
	unsigned size = _IOC_SIZE(request);

	if (request < ISLED_IOCTL_VENDOR || direction > ISLED_IOCTL_INOUT || !direction != !bytes ||
	    (direction && by_value))
		return -ISLE_EINVAL;
	if (bytes > ISLE_IOCTL_BYTES_MAX)
		return -ISLE_EMSGSIZE;
	if (is_forbidden(request))
		return -ISLE_EPERM;
	if (size && (size != bytes || _IOC_DIR(request) != encoded[direction]))
		return -ISLE_EINVAL;
	*ret_what = (struct isled_ioctl){
		.request = request,
		.kind = ISLED_IOCTL_ANY,
		.grade = ISLED_IOCTL_LISTED,
		.form = direction ? ISLED_IOCTL_RAW : ISLED_IOCTL_PLAIN,
		.direction = (uint8_t)direction,
		.properties = direction == ISLED_IOCTL_OUT ? 0 : ISLED_IOCTL_CHANGES,
		.bytes = bytes,
		.value_max = by_value ? UINT32_MAX : 0,
		.native = request,
	};
	return 0;
}
