/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * device.h - device requests in canonical form, and what the kernel gets of them.
 *
 * Each request is one line of a const table (device_table.c): what crosses the wire, the kernel's
 * number, and a map between the two layouts. Only requests with data of varying shape have
 * functions (device_tty.c, device_bus.c, device_gpio.c). A vendor's request is such a line made from
 * the configuration; its bytes pass as they are.
 */
#ifndef ISLED_LINUX_DEVICE_H
#define ISLED_LINUX_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct isled_file;

#define ISLED_IOCTL_VENDOR 0x10000u /* requests from here on are the kernel's own numbers */

/* Which files have it; others are -ISLE_ENOTTY before the kernel is asked. */
enum isled_ioctl_kind { ISLED_IOCTL_ANY, ISLED_IOCTL_TTY, ISLED_IOCTL_BLOCK, ISLED_IOCTL_CHAR };

/* Who may have it. */
enum isled_ioctl_grade {
	ISLED_IOCTL_FREE,    /* whoever has opened the file */
	ISLED_IOCTL_GRANTED, /* on files that the configuration grants */
	ISLED_IOCTL_LISTED   /* and that a line of the configuration names together with it */
};

enum isled_ioctl_form {
	ISLED_IOCTL_PLAIN,  /* the value, plus `off`, is the argument */
	ISLED_IOCTL_SWITCH, /* the value chooses between two numbers: native, off */
	ISLED_IOCTL_VALUE,  /* the argument points to an integer of `width` bytes */
	ISLED_IOCTL_FLAT,   /* ... to a struct, see `fields` */
	ISLED_IOCTL_RAW,    /* ... to `bytes` bytes that pass as they are */
	ISLED_IOCTL_NESTED  /* functions of its own */
};

/* Of a value or of data. */
enum { ISLED_IOCTL_IN = 1, ISLED_IOCTL_OUT = 2, ISLED_IOCTL_INOUT = 3 };

/* Properties. */
enum {
	ISLED_IOCTL_CHANGES = 1, /* needs a file that may be changed */
	ISLED_IOCTL_QUICK = 2,   /* asks no hardware: in the loop, all others in the pool */
	ISLED_IOCTL_DRAINS = 4   /* the kernel waits for what was written to be sent */
};

struct isled_ioctl_bit {
	uint32_t canonical, host; /* the end: 0, 0 */
};

/* One field of a flat struct: which canonical word it is and where the kernel has it. */
struct isled_ioctl_field {
	uint8_t word;
	bool wide;     /* two words */
	uint8_t width; /* bytes of the kernel's */
	uint16_t offset;
	int16_t bias; /* canonical - kernel's */
};

struct isled_ioctl_call {
	uint32_t value;
	const uint8_t *in;
	uint32_t in_bytes;
	uint8_t *out;
	uint32_t out_bytes; /* measured: room at `out`; after the run: what stands there */
	int made;           /* a descriptor that the request made, or -1 */
};

struct isled_ioctl;

/* Of a nested request. Each returns 0 or an error; measure sets call->out_bytes. */
struct isled_ioctl_nested {
	int (*measure)(struct isled_ioctl_call *call);
	int (*run)(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call);
};

struct isled_ioctl {
	uint32_t request;
	const char *name;
	uint8_t kind, grade, form;
	uint8_t direction; /* of the value or the data */
	uint8_t properties;
	uint8_t width;
	uint8_t words; /* of the canonical struct */
	uint8_t fields_n;
	uint32_t bytes;     /* of the kernel's struct */
	uint32_t value_max; /* of a value that goes in and has no `bits`; VALUE: 0 = any */
	unsigned long native, off;
	const struct isled_ioctl_bit *bits;     /* of the value */
	const struct isled_ioctl_field *fields; /* by word */
	uint16_t tail, tail_bytes;              /* bytes of the struct that follow its words */
	const struct isled_ioctl_nested *nested;
};

/* NULL: none such. */
const struct isled_ioctl *isled_ioctl_find(uint32_t request);
const struct isled_ioctl *isled_ioctl_find_name(const char *name);

/*
 * Describe a vendor's request of `bytes` bytes; with direction 0, `by_value` says whether the
 * client's value is the argument (else 0 is).
 * Returns: 0; -ISLE_EINVAL (a number below ISLED_IOCTL_VENDOR, or one that says another size or
 * direction itself), -ISLE_EMSGSIZE (more than ISLE_IOCTL_BYTES_MAX), -ISLE_EPERM (never
 * permitted: it takes terminals over, or carries addresses of this process).
 */
int isled_ioctl_vendor(uint32_t request, unsigned direction, uint32_t bytes, bool by_value,
		       struct isled_ioctl *ret_what);

/*
 * Check value and data. Returns: 0 and call->out_bytes, the room needed at call->out;
 * -ISLE_EINVAL. Waits: never. Context: any thread.
 */
int isled_ioctl_measure(const struct isled_ioctl *what, struct isled_ioctl_call *call);

/*
 * Do it. The call has been measured; call->in may be written to (ISLED_IOCTL_RAW).
 * Returns: 0 and value, out_bytes, made; the kernel's error. Waits: for the device, unless QUICK.
 * Context: any thread.
 */
int isled_ioctl_run(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call);

/* Does this call wait in the kernel for output to be sent? */
bool isled_ioctl_drains(const struct isled_ioctl *what, uint32_t value);
/* Bytes that a terminal has not sent yet; 0 when it cannot tell. */
uint32_t isled_ioctl_unsent(int fd);

/*
 * The open file behind a descriptor that a request on file `of` made. Takes fd.
 * Returns: 0; the kernel's error.
 */
int isled_device_made(int fd, const struct isled_file *of, struct isled_file *ret_file);
/* Close what nobody takes; -1 is nothing. */
void isled_device_drop(int fd);
/* Is the path meant by this pattern? A star does not cross a slash. */
bool isled_device_matches(const char *pattern, const char *path);

/* ---- between the files of the requests ---- */

/*
 * The only way to the kernel; tests put their own here. Returns: >= 0, or -errno. Called by any
 * thread.
 */
extern int (*isled_ioctl_native)(int fd, unsigned long request, void *argument);
/* Through it. Returns: >= 0, or the canonical error. */
int isled_ioctl_ask(int fd, unsigned long request, void *argument);

uint32_t isled_ioctl_word(const uint8_t *at, unsigned n);
void isled_ioctl_put_word(uint8_t *at, unsigned n, uint32_t word);
uint64_t isled_ioctl_wide(const uint8_t *at, unsigned n);
void isled_ioctl_put_wide(uint8_t *at, unsigned n, uint64_t wide);
/* Returns: 0; -ISLE_EINVAL (a bit that the table does not have). */
int isled_ioctl_to_host(const struct isled_ioctl_bit *bits, uint32_t canonical, uint32_t *ret_host);
uint32_t isled_ioctl_from_host(const struct isled_ioctl_bit *bits, uint32_t host);

extern const struct isled_ioctl_nested isled_ioctl_tty_get, isled_ioctl_tty_set;
extern const unsigned long isled_ioctl_tty_numbers[4]; /* get, set now, drained, flushed */
extern const struct isled_ioctl_nested isled_ioctl_i2c, isled_ioctl_smbus, isled_ioctl_spi;
extern const struct isled_ioctl_nested isled_ioctl_gpio_line, isled_ioctl_gpio_request,
	isled_ioctl_gpio_config;

#endif
