/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/daemon/bpf.h"

#include <string.h>

#include "harness.h"

static uint32_t load(const struct seccomp_data *data, uint32_t at)
{
	uint32_t word;

	CHECK(at % 4 == 0 && at <= sizeof(*data) - 4);
	memcpy(&word, (const char *)data + at, 4);
	return word;
}

static int jumps(uint16_t code, uint32_t a, uint32_t k)
{
	switch (BPF_OP(code)) {
	case BPF_JEQ:
		return a == k;
	case BPF_JGT:
		return a > k;
	case BPF_JGE:
		return a >= k;
	case BPF_JSET:
		return (a & k) != 0;
	}
	FAIL("a jump of kind %#x", code);
}

uint32_t bpf_run(const struct sock_filter *program, size_t length, const struct seccomp_data *data)
{
	uint32_t a = 0;

	for (size_t i = 0; i < length; i++) {
		const struct sock_filter *now = &program[i];

		if (now->code == (BPF_LD | BPF_W | BPF_ABS))
			a = load(data, now->k);
		else if (now->code == (BPF_ALU | BPF_AND | BPF_K))
			a &= now->k;
		else if (now->code == (BPF_RET | BPF_K))
			return now->k;
		else if (now->code == (BPF_JMP | BPF_JA))
			i += now->k;
		else if (BPF_CLASS(now->code) == BPF_JMP)
			i += jumps(now->code, a, now->k) ? now->jt : now->jf;
		else
			FAIL("an instruction of kind %#x", now->code);
	}
	FAIL("a filter that does not return");
}
