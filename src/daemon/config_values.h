/* SPDX-License-Identifier: BSD-3-Clause */
/* What stands behind a '=': numbers with units, addresses, paths, users. All pure but the users. */
#ifndef ISLED_CONFIG_VALUES_H
#define ISLED_CONFIG_VALUES_H

#include "config.h"

/* Each returns 0 and the value, or -ISLE_EINVAL. */
int isled_value_number(const char *text, uint64_t *ret_number);
int isled_value_bytes(const char *text, uint64_t *ret_bytes); /* 64, 64K, 64 KiB, 1M */
int isled_value_duration(const char *text, uint64_t *ret_ms); /* 0, 500 ms, 10 s, 2 min */
int isled_value_bool(const char *text, bool *ret_value);      /* yes, no */
int isled_value_net(const char *text, struct isled_net *ret_net);
/* "127.0.0.1:80" or "[::1]:80". */
int isled_value_endpoint(const char *text, struct sockaddr_in6 *ret_address, bool *ret_loopback);

/* Asks the user database for names; a number is taken as it is. -ISLE_ENOENT: no such name. */
int isled_value_user(const char *text, uid_t *ret_uid, gid_t *ret_gid);
int isled_value_group(const char *text, gid_t *ret_gid);

/* Absolute, no empty, "." or ".." component, below 4096 bytes. A trailing slash is cut off. */
int isled_value_path(const char *text, char *ret_path, size_t max);
/* The same, not absolute. */
int isled_value_inner_path(const char *text, char *ret_path, size_t max);
/* 1..63 bytes of A-Z a-z 0-9 . _ - that do not begin with . or -. */
bool isled_value_is_name(const char *text);

#endif
