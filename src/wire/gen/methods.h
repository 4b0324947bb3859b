/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/: do not edit. */
/* clang-format off */
#ifndef ISLE_WIRE_GEN_METHODS_H
#define ISLE_WIRE_GEN_METHODS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Every built-in method as data. */

#define ISLE__METHOD_HANDLE     0x0001u /* the first argument word is a handle */
#define ISLE__METHOD_MAKES      0x0002u /* the first result word is a new handle */
#define ISLE__METHOD_DATA_IN    0x0004u /* has argument data */
#define ISLE__METHOD_DATA_OUT   0x0008u /* has result data */
#define ISLE__METHOD_STREAM_IN  0x0010u /* argument data may be longer than a frame */
#define ISLE__METHOD_STREAM_OUT 0x0020u /* result data may be longer than a frame */
#define ISLE__METHOD_CHANNEL    0x0040u /* opens a channel */
#define ISLE__METHOD_MESSAGES   0x0080u /* a channel of messages */
#define ISLE__METHOD_BLOCKING   0x0100u /* may last long by nature: not in a batch */
#define ISLE__METHOD_BOTH       0x0200u /* either end may call it, else only the daemon serves it */
#define ISLE__METHOD_AUTHORITY  0x0400u /* needs authority over the daemon */

struct isle__method {
	uint8_t service;
	uint8_t arg_words; /* on the wire: even */
	uint8_t result_words; /* on the wire: even */
	uint8_t since; /* protocol version */
	uint16_t number;
	uint16_t props; /* ISLE__METHOD_* */
	const char *name; /* "OPEN" */
};

enum { ISLE__METHODS_N = 67 };
/* In the order of services and numbers. */
extern const struct isle__method isle__methods[ISLE__METHODS_N];

/* Finds a method. Waits: never. Returns: its entry, NULL when there is none. Context: any. */
const struct isle__method *isle__method_find(unsigned service, unsigned number);

/* Name of a built-in service ("file"). Waits: never. Returns: NULL when there is none. Context: any. */
const char *isle__service_name(unsigned service);

#ifdef __cplusplus
}
#endif

#endif
