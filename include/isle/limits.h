/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/limits.isle: do not edit. */
/* clang-format off */
#ifndef ISLE_LIMITS_H
#define ISLE_LIMITS_H

#ifdef __cplusplus
extern "C" {
#endif

/* What everything on the wire is bounded by. A peer may allow less, never more. */
#define ISLE_MAGIC                  0x454c5349u /* first word of every HELLO: the bytes "ISLE" */
#define ISLE_VERSION                1u /* protocol version described here */
#define ISLE_FRAME_HEADER_BYTES     16u /* header of every frame */
#define ISLE_FRAME_BYTES_MIN        192u /* smallest frame_max a peer may state; every fixed part fits into it */
#define ISLE_FRAME_BYTES_MAX        131072u /* largest frame_max a peer may state */
#define ISLE_PIPE_LENGTH_BYTES      4u /* length field that stands before each frame on a byte pipe */
#define ISLE_NAME_BYTES_MAX         64u /* name of a client, program or context */
#define ISLE_CONTEXTS_MAX           16u /* contexts of a session, context 0 included */
#define ISLE_CALLS_MAX              1024u /* calls in flight one way */
#define ISLE_WINDOW_BYTES_MAX       16777216u /* credit that may be outstanding on one call */
#define ISLE_NO_DEADLINE            0xffffffffu /* budget_ms of a call without deadline */
#define ISLE_BUDGET_MS_MAX          0x7fffffffu /* longest budget_ms */
#define ISLE_KEEPALIVE_MS_MAX       3600000u /* longest keep-alive interval; 0 means none */
#define ISLE_PAUSE_S_MAX            86400u /* longest time a peer may announce as PAUSED */
#define ISLE_HOLD_S_MAX             86400u /* longest time `isle hold` may last */
#define ISLE_LINGER_MS              10000u /* how long a session outlives its link */
#define ISLE_BATCH_OPS_MAX          8u /* operations of one batch */
#define ISLE_BATCH_REF              0xffffff00u /* handle argument: this value plus n names the handle made by operation n of the batch */
#define ISLE_HANDLES_MAX            4096u /* handles of one session */
#define ISLE_PATH_BYTES_MAX         4095u /* a path, without terminating zero */
#define ISLE_FILE_NAME_BYTES_MAX    255u /* one component of a path */
#define ISLE_SYMLINKS_MAX           40u /* symbolic links followed in one path */
#define ISLE_FILE_COUNT_MAX         0x7ffff000u /* bytes of one PREAD or PWRITE */
#define ISLE_XATTR_BYTES_MAX        65536u /* value of an extended attribute */
#define ISLE_IOCTL_BYTES_MAX        65536u /* data of one device request, one way */
#define ISLE_I2C_MESSAGES_MAX       42u /* messages of one I2C_TRANSFER */
#define ISLE_I2C_MESSAGE_BYTES_MAX  8192u /* bytes of each */
#define ISLE_SPI_TRANSFERS_MAX      32u /* transfers of one SPI_TRANSFER */
#define ISLE_GPIO_LINES_MAX         64u /* lines of one GPIO_REQUEST */
#define ISLE_GPIO_EXCEPTIONS_MAX    4u /* exceptions of one struct gpio_config */
#define ISLE_OFFSET_CURRENT         0xffffffffffffffffull /* offset of a file that has no position: tty, FIFO, socket */
#define ISLE_TIME_NS_NOW            0x3fffffffu /* nanoseconds of a time to be set: the daemon's present time */
#define ISLE_TIME_NS_OMIT           0x3ffffffeu /* nanoseconds of a time to be set: leave it as it is */
#define ISLE_SERVICE_NAME_BYTES_MAX 63u /* name of a registered service */
#define ISLE_METHOD_NAME_BYTES_MAX  63u /* name of a method of a registered service */
#define ISLE_METHODS_MAX            64u /* named methods of a registered service */
#define ISLE_REGISTRATIONS_MAX      64u /* services that one session may register */
#define ISLE_BINDINGS_MAX           256u /* bindings that one session may hold */
#define ISLE_CONSOLE_RING_BYTES     65536u /* output of a console that is kept for whoever attaches later */

#ifdef __cplusplus
}
#endif

#endif
