/* SPDX-License-Identifier: BSD-3-Clause */
/* Settings of terminals against the kernel's own struct, which <termios.h> does not have. */
#include <asm/ioctls.h>
#include <asm/termbits.h>

#include "seam.h"

/* The kernel's headers for powerpc use the old names for the new struct. */
#ifdef TCGETS2
typedef struct termios2 native;
static const unsigned long numbers[] = { TCGETS2, TCSETS2, TCSETSW2, TCSETSF2 };
#else
typedef struct termios native;
#define _IOC_NONE 1U
static const unsigned long numbers[] = { 0, 0, 0, 0 };
#endif

static unsigned long number(unsigned i)
{
	return numbers[0] ? numbers[i] : isled_ioctl_tty_numbers[i];
}

static void usual(native *n)
{
	memset(n, 0, sizeof(*n));
	n->c_iflag = ICRNL | IXON;
	n->c_oflag = OPOST | ONLCR;
	n->c_cflag = B38400 | CS8 | CREAD | HUPCL;
	n->c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | IEXTEN;
	n->c_ispeed = n->c_ospeed = 38400;
	n->c_cc[VINTR] = 3;
	n->c_cc[VEOF] = 4;
	n->c_cc[VSUSP] = 26;
	n->c_cc[VMIN] = 1;
}

static const uint32_t usual_words[ISLE_TERMIOS_WORDS] = {
	[ISLE_TERMIOS_INPUT] = ISLE_TTY_IN_ICRNL | ISLE_TTY_IN_IXON,
	[ISLE_TERMIOS_OUTPUT] = ISLE_TTY_OUT_OPOST | ISLE_TTY_OUT_ONLCR,
	[ISLE_TERMIOS_CONTROL] = ISLE_TTY_CTL_CREAD | ISLE_TTY_CTL_HUPCL,
	[ISLE_TERMIOS_LOCAL] = ISLE_TTY_LOCAL_ISIG | ISLE_TTY_LOCAL_ICANON | ISLE_TTY_LOCAL_ECHO |
			       ISLE_TTY_LOCAL_ECHOE | ISLE_TTY_LOCAL_ECHOK | ISLE_TTY_LOCAL_IEXTEN,
	[ISLE_TERMIOS_CHAR_BITS] = 8,
	[ISLE_TERMIOS_IN_SPEED] = 38400,
	[ISLE_TERMIOS_OUT_SPEED] = 38400,
	[ISLE_TERMIOS_READ_MIN] = 1,
	[ISLE_TERMIOS_INTR] = 3,
	[ISLE_TERMIOS_EOF] = 4,
	[ISLE_TERMIOS_SUSP] = 26,
};

/* Sets with one word changed over what the terminal has, and gives what the kernel got. */
static const native *set(unsigned word, uint32_t value, native *was, uint32_t when)
{
	static uint8_t in[4 * ISLE_TERMIOS_WORDS];
	static native got;
	uint32_t words[ISLE_TERMIOS_WORDS];

	memcpy(words, usual_words, sizeof(words));
	words[word] = value;
	seam_use(sizeof(*was), was, 0);
	CHECK_EQ(seam_run(ISLE_IOCTL_TTY_SET, when, in, seam_words(in, words, ISLE_TERMIOS_WORDS),
			  NULL),
		 0);
	CHECK_EQ(seam.n, 2);
	CHECK_EQ(seam.calls[0].request, number(0));
	CHECK_EQ(seam.calls[1].request, number(1 + when));
	memcpy(&got, seam.calls[1].bytes, sizeof(got));
	return &got;
}

TEST(device_tty, "what the kernel has is told in canonical form")
{
	struct isled_ioctl_call call;
	native n;

	usual(&n);
	seam_use(sizeof(n), &n, 0);
	CHECK_EQ(seam_run(ISLE_IOCTL_TTY_GET, 0, NULL, 0, &call), 0);
	CHECK_EQ(seam.calls[0].request, number(0));
	CHECK_EQ(call.out_bytes, 4 * ISLE_TERMIOS_WORDS);
	for (unsigned i = 0; i < ISLE_TERMIOS_WORDS; i++)
		CHECK_EQ(seam_word(i), usual_words[i]);
}

TEST(device_tty,
     "setting what was told changes nothing, byte for byte, at once, drained or flushed")
{
	native n;

	usual(&n);
	n.c_iflag |= 1u << 30; /* what has no canonical name stays */
	n.c_oflag |= NLDLY;
	n.c_lflag |= 1u << 30;
	n.c_cc[VSWTC] = 7;
	n.c_line = 2;
	for (uint32_t when = ISLE_TTY_NOW; when <= ISLE_TTY_FLUSH; when++)
		CHECK_MEM(set(ISLE_TERMIOS_INTR, 3, &n, when), &n, sizeof(n));
}

TEST(device_tty, "each canonical bit is the kernel's bit of that name, and no other")
{
	static const struct {
		unsigned word;
		uint32_t canonical, host;
	} bits[] = {
#define IN(name) { ISLE_TERMIOS_INPUT, ISLE_TTY_IN_##name, name }
#define OUT(name)                                              \
	{                                                      \
		ISLE_TERMIOS_OUTPUT, ISLE_TTY_OUT_##name, name \
	}
#define CTL(name)                                               \
	{                                                       \
		ISLE_TERMIOS_CONTROL, ISLE_TTY_CTL_##name, name \
	}
#define LOCAL(name)                                             \
	{                                                       \
		ISLE_TERMIOS_LOCAL, ISLE_TTY_LOCAL_##name, name \
	}
		IN(IGNBRK),     IN(BRKINT),    IN(IGNPAR),     IN(PARMRK),    IN(INPCK),
		IN(ISTRIP),     IN(INLCR),     IN(IGNCR),      IN(ICRNL),     IN(IUCLC),
		IN(IXON),       IN(IXANY),     IN(IXOFF),      IN(IMAXBEL),   IN(IUTF8),
		OUT(OPOST),     OUT(OLCUC),    OUT(ONLCR),     OUT(OCRNL),    OUT(ONOCR),
		OUT(ONLRET),    CTL(CSTOPB),   CTL(CREAD),     CTL(PARENB),   CTL(PARODD),
		CTL(HUPCL),     CTL(CLOCAL),   CTL(CMSPAR),    CTL(CRTSCTS),  LOCAL(ISIG),
		LOCAL(ICANON),  LOCAL(ECHO),   LOCAL(ECHOE),   LOCAL(ECHOK),  LOCAL(ECHONL),
		LOCAL(NOFLSH),  LOCAL(TOSTOP), LOCAL(ECHOCTL), LOCAL(ECHOKE), LOCAL(IEXTEN),
		LOCAL(ECHOPRT),
	};
	uint32_t all[4] = { 0 };

	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		native n, want;
		tcflag_t *flags[] = { &want.c_iflag, &want.c_oflag, &want.c_cflag, &want.c_lflag };

		usual(&n);
		want = n;
		*flags[bits[i].word] = bits[i].word == ISLE_TERMIOS_CONTROL
					       ? B38400 | CS8 | bits[i].host
					       : bits[i].host;
		CHECK_MEM(set(bits[i].word, bits[i].canonical, &n, 0), &want, sizeof(n));
		all[bits[i].word] |= bits[i].canonical;
	}
	CHECK_EQ(all[0], ISLE_TTY_IN_ALL);
	CHECK_EQ(all[1], ISLE_TTY_OUT_ALL);
	CHECK_EQ(all[2], ISLE_TTY_CTL_ALL);
	CHECK_EQ(all[3], ISLE_TTY_LOCAL_ALL);
}

TEST(device_tty, "any speed is possible, those with a name have it; 0 hangs up")
{
	native n, want;

	usual(&n);
	want = n;
	want.c_cflag = (n.c_cflag & ~(tcflag_t)CBAUD) | B115200 | (B38400 << IBSHIFT);
	want.c_ospeed = 115200;
	CHECK_MEM(set(ISLE_TERMIOS_OUT_SPEED, 115200, &n, 0), &want, sizeof(n));
	want.c_cflag = (n.c_cflag & ~(tcflag_t)CBAUD) | BOTHER | (B38400 << IBSHIFT);
	want.c_ospeed = 31250;
	CHECK_MEM(set(ISLE_TERMIOS_OUT_SPEED, 31250, &n, 0), &want, sizeof(n));
	want = n;
	want.c_cflag |= (tcflag_t)BOTHER << IBSHIFT;
	want.c_ispeed = 250000;
	CHECK_MEM(set(ISLE_TERMIOS_IN_SPEED, 250000, &n, 0), &want, sizeof(n));
	CHECK_MEM(set(ISLE_TERMIOS_IN_SPEED, 0, &n, 0), &n, sizeof(n));
	want = n;
	want.c_cflag = (n.c_cflag & ~(tcflag_t)CBAUD) | (B38400 << IBSHIFT);
	want.c_ospeed = 0;
	CHECK_MEM(set(ISLE_TERMIOS_OUT_SPEED, 0, &n, 0), &want, sizeof(n));
}

TEST(device_tty, "character sizes and each control character go where the kernel has them")
{
	static const tcflag_t sizes[] = { CS5, CS6, CS7, CS8 };
	static const uint8_t places[] = { VMIN,     VTIME,   VINTR,  VQUIT,   VERASE, VKILL,
					  VEOF,     VEOL,    VEOL2,  VSTART,  VSTOP,  VSUSP,
					  VREPRINT, VWERASE, VLNEXT, VDISCARD };
	native n, want;

	usual(&n);
	for (uint32_t i = 0; i < 4; i++) {
		want = n;
		want.c_cflag = (n.c_cflag & ~(tcflag_t)CSIZE) | sizes[i];
		CHECK_MEM(set(ISLE_TERMIOS_CHAR_BITS, 5 + i, &n, 0), &want, sizeof(n));
	}
	for (unsigned i = 0; i < sizeof(places); i++) {
		want = n;
		want.c_cc[places[i]] = 0xa5;
		CHECK_MEM(set(ISLE_TERMIOS_READ_MIN + i, 0xa5, &n, 0), &want, sizeof(n));
	}
}

TEST(device_tty,
     "unknown bits, sizes, characters and lengths are EINVAL, and the kernel is not asked")
{
	static const uint32_t wrong[][2] = {
		{ ISLE_TERMIOS_INPUT, ISLE_TTY_IN_ALL + 1 },
		{ ISLE_TERMIOS_OUTPUT, ISLE_TTY_OUT_ALL + 1 },
		{ ISLE_TERMIOS_CONTROL, ISLE_TTY_CTL_ALL + 1 },
		{ ISLE_TERMIOS_LOCAL, 0x80000000 },
		{ ISLE_TERMIOS_CHAR_BITS, 4 },
		{ ISLE_TERMIOS_CHAR_BITS, 9 },
		{ ISLE_TERMIOS_DISCARD, 256 },
		{ ISLE_TERMIOS_READ_TIME, 0xffffffff },
		{ ISLE_TERMIOS_RESERVED, 1 },
	};
	uint8_t in[4 * ISLE_TERMIOS_WORDS + 4] = { 0 };

	seam_use(0, NULL, 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		uint32_t words[ISLE_TERMIOS_WORDS];

		memcpy(words, usual_words, sizeof(words));
		words[wrong[i][0]] = wrong[i][1];
		CHECK_EQ(seam_run(ISLE_IOCTL_TTY_SET, 0, in,
				  seam_words(in, words, ISLE_TERMIOS_WORDS), NULL),
			 -ISLE_EINVAL);
	}
	seam_words(in, usual_words, ISLE_TERMIOS_WORDS);
	for (uint32_t n = 0; n <= sizeof(in); n++)
		if (n != 4 * ISLE_TERMIOS_WORDS)
			CHECK_EQ(seam_run(ISLE_IOCTL_TTY_SET, 0, in, n, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_TTY_SET, 3, in, 4 * ISLE_TERMIOS_WORDS, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_TTY_GET, 1, NULL, 0, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_TTY_GET, 0, in, 1, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam.n, 0);
}
