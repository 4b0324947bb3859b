/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs a filter of system calls as the kernel would; for machines that are not here. */
#ifndef TESTS_DAEMON_BPF_H
#define TESTS_DAEMON_BPF_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

/* What the program answers; fails the test on an instruction that has no place in a filter. */
uint32_t bpf_run(const struct sock_filter *program, size_t length, const struct seccomp_data *data);

#endif
