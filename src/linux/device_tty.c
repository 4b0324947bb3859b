/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Settings of terminals. The kernel's own struct with speeds as numbers, which the C library does
 * not have; its header and <termios.h> exclude each other.
 */
#include "linux/device.h"

#include <isle/errors.h>
#include <isle/proto.h>

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <string.h>

#ifdef TCGETS2
typedef struct termios2 settings;
const unsigned long isled_ioctl_tty_numbers[4] = { TCGETS2, TCSETS2, TCSETSW2, TCSETSF2 };
#else
typedef struct termios settings;
const unsigned long isled_ioctl_tty_numbers[4] = { TCGETS, TCSETS, TCSETSW, TCSETSF };
#endif

static const struct isled_ioctl_bit input[] = {
	{ ISLE_TTY_IN_IGNBRK, IGNBRK }, { ISLE_TTY_IN_BRKINT, BRKINT },
	{ ISLE_TTY_IN_IGNPAR, IGNPAR }, { ISLE_TTY_IN_PARMRK, PARMRK },
	{ ISLE_TTY_IN_INPCK, INPCK },   { ISLE_TTY_IN_ISTRIP, ISTRIP },
	{ ISLE_TTY_IN_INLCR, INLCR },   { ISLE_TTY_IN_IGNCR, IGNCR },
	{ ISLE_TTY_IN_ICRNL, ICRNL },   { ISLE_TTY_IN_IUCLC, IUCLC },
	{ ISLE_TTY_IN_IXON, IXON },     { ISLE_TTY_IN_IXANY, IXANY },
	{ ISLE_TTY_IN_IXOFF, IXOFF },   { ISLE_TTY_IN_IMAXBEL, IMAXBEL },
	{ ISLE_TTY_IN_IUTF8, IUTF8 },   { 0, 0 },
};

static const struct isled_ioctl_bit output[] = {
	{ ISLE_TTY_OUT_OPOST, OPOST },
	{ ISLE_TTY_OUT_OLCUC, OLCUC },
	{ ISLE_TTY_OUT_ONLCR, ONLCR },
	{ ISLE_TTY_OUT_OCRNL, OCRNL },
	{ ISLE_TTY_OUT_ONOCR, ONOCR },
	{ ISLE_TTY_OUT_ONLRET, ONLRET },
	{ 0, 0 },
};

static const struct isled_ioctl_bit control[] = {
	{ ISLE_TTY_CTL_CSTOPB, CSTOPB },
	{ ISLE_TTY_CTL_CREAD, CREAD },
	{ ISLE_TTY_CTL_PARENB, PARENB },
	{ ISLE_TTY_CTL_PARODD, PARODD },
	{ ISLE_TTY_CTL_HUPCL, HUPCL },
	{ ISLE_TTY_CTL_CLOCAL, CLOCAL },
	{ ISLE_TTY_CTL_CMSPAR, CMSPAR },
	{ ISLE_TTY_CTL_CRTSCTS, CRTSCTS },
	{ 0, 0 },
};

static const struct isled_ioctl_bit local[] = {
	{ ISLE_TTY_LOCAL_ISIG, ISIG },
	{ ISLE_TTY_LOCAL_ICANON, ICANON },
	{ ISLE_TTY_LOCAL_ECHO, ECHO },
	{ ISLE_TTY_LOCAL_ECHOE, ECHOE },
	{ ISLE_TTY_LOCAL_ECHOK, ECHOK },
	{ ISLE_TTY_LOCAL_ECHONL, ECHONL },
	{ ISLE_TTY_LOCAL_NOFLSH, NOFLSH },
	{ ISLE_TTY_LOCAL_TOSTOP, TOSTOP },
	{ ISLE_TTY_LOCAL_ECHOCTL, ECHOCTL },
	{ ISLE_TTY_LOCAL_ECHOKE, ECHOKE },
	{ ISLE_TTY_LOCAL_IEXTEN, IEXTEN },
	{ ISLE_TTY_LOCAL_ECHOPRT, ECHOPRT },
	{ 0, 0 },
};

/* The first four words. */
static const struct {
	const struct isled_ioctl_bit *bits;
	size_t offset;
} flags[] = {
	{ input, offsetof(settings, c_iflag) },
	{ output, offsetof(settings, c_oflag) },
	{ control, offsetof(settings, c_cflag) },
	{ local, offsetof(settings, c_lflag) },
};

enum { CHAR_BITS = 4, IN_SPEED, OUT_SPEED, CHARACTERS };

/* From word CHARACTERS on. */
static const uint8_t characters[] = { VMIN,     VTIME,   VINTR,  VQUIT,   VERASE, VKILL,
				      VEOF,     VEOL,    VEOL2,  VSTART,  VSTOP,  VSUSP,
				      VREPRINT, VWERASE, VLNEXT, VDISCARD };

#define CHARACTERS_N (sizeof(characters) / sizeof(characters[0]))

static const tcflag_t sizes[] = { CS5, CS6, CS7, CS8 };

/* Speeds that other programs know by name; any other is BOTHER and its number. */
static const struct {
	uint32_t baud;
	tcflag_t name;
} speeds[] = {
	{ 0, B0 },
	{ 50, B50 },
	{ 75, B75 },
	{ 110, B110 },
	{ 134, B134 },
	{ 150, B150 },
	{ 200, B200 },
	{ 300, B300 },
	{ 600, B600 },
	{ 1200, B1200 },
	{ 1800, B1800 },
	{ 2400, B2400 },
	{ 4800, B4800 },
	{ 9600, B9600 },
	{ 19200, B19200 },
	{ 38400, B38400 },
	{ 57600, B57600 },
	{ 115200, B115200 },
	{ 230400, B230400 },
	{ 460800, B460800 },
	{ 500000, B500000 },
	{ 576000, B576000 },
	{ 921600, B921600 },
	{ 1000000, B1000000 },
	{ 1152000, B1152000 },
	{ 1500000, B1500000 },
	{ 2000000, B2000000 },
	{ 2500000, B2500000 },
	{ 3000000, B3000000 },
	{ 3500000, B3500000 },
	{ 4000000, B4000000 },
};

static tcflag_t speed_name(uint32_t baud)
{
	for (size_t i = 0; i < sizeof(speeds) / sizeof(speeds[0]); i++)
		if (speeds[i].baud == baud)
			return speeds[i].name;
	return BOTHER;
}

static int ask(int fd, unsigned what, settings *s)
{
	return isled_ioctl_ask(fd, isled_ioctl_tty_numbers[what], s);
}

/* ---- get ---- */

static int measure_get(struct isled_ioctl_call *call)
{
	if (call->value || call->in_bytes)
		return -ISLE_EINVAL;
	call->out_bytes = 4 * ISLE_TERMIOS_WORDS;
	return 0;
}

static uint32_t char_bits(tcflag_t cflag)
{
	uint32_t i = 0;

	while (i < 3 && sizes[i] != (cflag & CSIZE))
		i++;
	return 5 + i;
}

static int run_get(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	uint8_t *out = call->out;
	settings s;
	tcflag_t host;
	int rc;

	(void)what;
	memset(&s, 0, sizeof(s));
	rc = ask(fd, 0, &s);
	if (rc < 0)
		return rc;
	memset(out, 0, 4 * ISLE_TERMIOS_WORDS);
	for (unsigned i = 0; i < 4; i++) {
		memcpy(&host, (char *)&s + flags[i].offset, sizeof(host));
		isled_ioctl_put_word(out, i, isled_ioctl_from_host(flags[i].bits, host));
	}
	isled_ioctl_put_word(out, CHAR_BITS, char_bits(s.c_cflag));
	isled_ioctl_put_word(out, IN_SPEED, s.c_ispeed);
	isled_ioctl_put_word(out, OUT_SPEED, s.c_ospeed);
	for (unsigned i = 0; i < CHARACTERS_N; i++)
		isled_ioctl_put_word(out, CHARACTERS + i, s.c_cc[characters[i]]);
	return 0;
}

/* ---- set ---- */

static int measure_set(struct isled_ioctl_call *call)
{
	const uint8_t *in = call->in;
	uint32_t host;

	if (call->value > ISLE_TTY_FLUSH || call->in_bytes != 4 * ISLE_TERMIOS_WORDS)
		return -ISLE_EINVAL;
	for (unsigned i = 0; i < 4; i++)
		if (isled_ioctl_to_host(flags[i].bits, isled_ioctl_word(in, i), &host) < 0)
			return -ISLE_EINVAL;
	if (isled_ioctl_word(in, CHAR_BITS) < 5 || isled_ioctl_word(in, CHAR_BITS) > 8)
		return -ISLE_EINVAL;
	for (unsigned i = CHARACTERS; i < ISLE_TERMIOS_WORDS; i++)
		if (isled_ioctl_word(in, i) > (i < CHARACTERS + CHARACTERS_N ? 255 : 0))
			return -ISLE_EINVAL;
	return 0;
}

static void set_flags(settings *s, const uint8_t *in)
{
	for (unsigned i = 0; i < 4; i++) {
		uint32_t all = 0, wanted = 0;
		tcflag_t host;

		for (const struct isled_ioctl_bit *b = flags[i].bits; b->canonical; b++)
			all |= b->host;
		isled_ioctl_to_host(flags[i].bits, isled_ioctl_word(in, i), &wanted);
		memcpy(&host, (char *)s + flags[i].offset, sizeof(host));
		host = (host & ~all) | wanted;
		memcpy((char *)s + flags[i].offset, &host, sizeof(host));
	}
	s->c_cflag = (s->c_cflag & ~(tcflag_t)CSIZE) | sizes[isled_ioctl_word(in, CHAR_BITS) - 5];
}

static void set_speeds(settings *s, uint32_t in, uint32_t out)
{
	s->c_cflag = (s->c_cflag & ~(tcflag_t)(CBAUD | CIBAUD)) | speed_name(out);
	s->c_ospeed = out;
	s->c_ispeed = in ? in : out;
	if (s->c_ispeed != out)
		s->c_cflag |= speed_name(in) << IBSHIFT;
}

static int run_set(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	const uint8_t *in = call->in;
	settings s;
	int rc;

	(void)what;
	memset(&s, 0, sizeof(s));
	rc = ask(fd, 0, &s);
	if (rc < 0)
		return rc;
	set_flags(&s, in);
	set_speeds(&s, isled_ioctl_word(in, IN_SPEED), isled_ioctl_word(in, OUT_SPEED));
	for (unsigned i = 0; i < CHARACTERS_N; i++)
		s.c_cc[characters[i]] = (cc_t)isled_ioctl_word(in, CHARACTERS + i);
	rc = ask(fd, 1 + call->value, &s);
	call->value = 0;
	return rc;
}

const struct isled_ioctl_nested isled_ioctl_tty_get = { measure_get, run_get };
const struct isled_ioctl_nested isled_ioctl_tty_set = { measure_set, run_set };
