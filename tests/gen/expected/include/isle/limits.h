/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/limits.isle: do not edit. */
/* clang-format off */
#ifndef ISLE_LIMITS_H
#define ISLE_LIMITS_H

#ifdef __cplusplus
extern "C" {
#endif

/* What everything on the wire is bounded by. A peer may allow less, never more. */
#define ISLE_MAGIC           0x454c5349u /* magic */
#define ISLE_BATCH_REF       0xffffff00u /* reference */
#define ISLE_FRAME_BYTES_MIN 64u /* room for everything here */
#define ISLE_OFFSET          0x1ffffffffull /* needs 64 bits */

#ifdef __cplusplus
}
#endif

#endif
