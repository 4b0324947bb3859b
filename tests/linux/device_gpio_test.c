/* SPDX-License-Identifier: BSD-3-Clause */
/* GPIO lines against the kernel's headers, version 2 of their interface. */
#include <linux/gpio.h>

#include <fcntl.h>
#include <unistd.h>

#include "linux/file.h"
#include "seam.h"

static uint32_t config(uint8_t *at, uint32_t flags, uint32_t debounce, uint64_t bits,
		       uint32_t events, uint32_t exceptions)
{
	return seam_words(at,
			  (const uint32_t[]){ flags, debounce, (uint32_t)bits,
					      (uint32_t)(bits >> 32), events, exceptions },
			  6);
}

static uint32_t exception(uint8_t *at, uint64_t mask, uint32_t flags, uint32_t debounce)
{
	return seam_words(
		at, (const uint32_t[]){ (uint32_t)mask, (uint32_t)(mask >> 32), flags, debounce },
		4);
}

static void attribute(struct gpio_v2_line_config *c, uint32_t id, uint64_t value, uint64_t mask)
{
	struct gpio_v2_line_config_attribute *a = &c->attrs[c->num_attrs++];

	a->attr.id = id;
	if (id == GPIO_V2_LINE_ATTR_ID_DEBOUNCE)
		a->attr.debounce_period_us = (uint32_t)value;
	else
		a->attr.flags = value;
	a->mask = mask;
}

TEST(device_gpio, "a request of lines is the kernel's, and makes a descriptor")
{
	struct gpio_v2_line_request want, answer;
	struct isled_ioctl_call call;
	uint8_t in[128];
	uint32_t n = config(in, ISLE_GPIO_INPUT | ISLE_GPIO_EDGE_RISING | ISLE_GPIO_PULL_UP, 500,
			    0x8000000000000002ull, 99, 2);

	n += exception(in + n, 2, ISLE_GPIO_OUTPUT | ISLE_GPIO_OPEN_DRAIN, 0);
	n += exception(in + n, 4, ISLE_GPIO_INPUT | ISLE_GPIO_EDGE_FALLING, 70);
	n += seam_words(in + n, (const uint32_t[]){ 17, 27, 22 }, 3);
	memcpy(in + n, "doors", 5);
	n += 5;
	memset(&want, 0, sizeof(want));
	want.offsets[0] = 17;
	want.offsets[1] = 27;
	want.offsets[2] = 22;
	strcpy(want.consumer, "doors");
	want.num_lines = 3;
	want.event_buffer_size = 99;
	want.fd = -1;
	want.config.flags = GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING |
			    GPIO_V2_LINE_FLAG_BIAS_PULL_UP;
	attribute(&want.config, GPIO_V2_LINE_ATTR_ID_FLAGS,
		  GPIO_V2_LINE_FLAG_OUTPUT | GPIO_V2_LINE_FLAG_OPEN_DRAIN, 2);
	attribute(&want.config, GPIO_V2_LINE_ATTR_ID_FLAGS,
		  GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_FALLING, 4);
	attribute(&want.config, GPIO_V2_LINE_ATTR_ID_DEBOUNCE, 70, 4);
	attribute(&want.config, GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES, 0x8000000000000002ull,
		  UINT64_MAX);
	attribute(&want.config, GPIO_V2_LINE_ATTR_ID_DEBOUNCE, 500, ~6ull);
	answer = want;
	answer.fd = 33;
	seam_use(sizeof(want), &answer, 0);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_REQUEST, 3, in, n, &call), 0);
	CHECK_EQ(seam.calls[0].request, GPIO_V2_GET_LINE_IOCTL);
	CHECK_MEM(seam.calls[0].bytes, &want, sizeof(want));
	CHECK_EQ(call.made, 33);
	CHECK_EQ(call.value, 0);
	CHECK_EQ(call.out_bytes, 0);
}

TEST(device_gpio, "as many exceptions as there may be fit the kernel's attributes")
{
	const struct gpio_v2_line_config *c =
		&((const struct gpio_v2_line_request *)(void *)seam.calls[0].bytes)->config;
	uint8_t in[128];
	uint32_t n = config(in, ISLE_GPIO_OUTPUT, 1, 0, 0, 4);

	for (unsigned i = 0; i < 4; i++)
		n += exception(in + n, 1ull << i, ISLE_GPIO_INPUT, 10);
	n += seam_words(in + n, (const uint32_t[]){ 0 }, 1);
	seam_use(sizeof(struct gpio_v2_line_request), NULL, 0);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_REQUEST, 1, in, n, NULL), 0);
	CHECK_EQ(c->num_attrs, GPIO_V2_LINE_NUM_ATTRS_MAX);
}

TEST(device_gpio, "a configuration of lines that one has is the kernel's")
{
	struct gpio_v2_line_config want;
	uint8_t in[64];
	uint32_t n = config(in, ISLE_GPIO_OUTPUT | ISLE_GPIO_ACTIVE_LOW, 0, 1, 0, 0);

	memset(&want, 0, sizeof(want));
	want.flags = GPIO_V2_LINE_FLAG_OUTPUT | GPIO_V2_LINE_FLAG_ACTIVE_LOW;
	attribute(&want, GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES, 1, UINT64_MAX);
	seam_use(sizeof(want), NULL, 0);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_CONFIG_SET, 0, in, n, NULL), 0);
	CHECK_EQ(seam.calls[0].request, GPIO_V2_LINE_SET_CONFIG_IOCTL);
	CHECK_MEM(seam.calls[0].bytes, &want, sizeof(want));
	for (uint32_t i = 0; i < sizeof(in); i++)
		if (i != n)
			CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_CONFIG_SET, 0, in, i, NULL),
				 -ISLE_EINVAL);
	config(in, ISLE_GPIO_OUTPUT, 0, 1, 5, 0);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_CONFIG_SET, 0, in, n, NULL), -ISLE_EINVAL);
}

TEST(device_gpio, "facts of a line come with both names")
{
	struct gpio_v2_line_info want = { .offset = 5 }, answer;
	struct isled_ioctl_call call;

	memset(&answer, 0, sizeof(answer));
	strcpy(answer.name, "GPIO5");
	strcpy(answer.consumer, "led");
	answer.flags = GPIO_V2_LINE_FLAG_USED | GPIO_V2_LINE_FLAG_INPUT | 1ull << 40;
	answer.num_attrs = 1;
	answer.attrs[0].id = GPIO_V2_LINE_ATTR_ID_DEBOUNCE;
	answer.attrs[0].debounce_period_us = 123;
	seam_use(sizeof(answer), &answer, 0);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_LINE, 5, NULL, 0, &call), 0);
	CHECK_EQ(seam.calls[0].request, GPIO_V2_GET_LINEINFO_IOCTL);
	CHECK_MEM(seam.calls[0].bytes, &want, sizeof(want));
	CHECK_EQ(call.out_bytes, 8 + 64);
	CHECK_EQ(call.value, 0);
	CHECK_EQ(seam_word(0), ISLE_GPIO_USED | ISLE_GPIO_INPUT);
	CHECK_EQ(seam_word(1), 123);
	CHECK_MEM(seam_out + 8, answer.name, 32);
	CHECK_MEM(seam_out + 40, answer.consumer, 32);
	answer.num_attrs = 0xffffffff;
	answer.attrs[0].id = 0;
	seam_use(sizeof(answer), &answer, 0);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_LINE, 5, NULL, 0, NULL), 0);
	CHECK_EQ(seam_word(1), 0);
}

TEST(device_gpio, "wrong counts, lengths and flags are EINVAL, and the kernel is not asked")
{
	uint8_t in[512] = { 0 };
	uint32_t n = config(in, ISLE_GPIO_INPUT, 0, 0, 0, 1), all;

	n += exception(in + n, 1, ISLE_GPIO_OUTPUT, 0);
	all = n + seam_words(in + n, (const uint32_t[]){ 1, 2 }, 2);
	seam_use(0, NULL, 0);
	for (uint32_t i = 0; i < all; i++)
		CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_REQUEST, 2, in, i, NULL), -ISLE_EINVAL);
	for (uint32_t i = all + 32; i < sizeof(in); i++)
		CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_REQUEST, 2, in, i, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_REQUEST, 0, in, all, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_REQUEST, 65, in, n + 4 * 65, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_REQUEST, 0x40000002, in, all, NULL), -ISLE_EINVAL);
	config(in, ISLE_GPIO_USED, 0, 0, 0, 1);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_REQUEST, 2, in, all, NULL), -ISLE_EINVAL);
	config(in, 0x1000, 0, 0, 0, 1);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_REQUEST, 2, in, all, NULL), -ISLE_EINVAL);
	config(in, ISLE_GPIO_INPUT, 0, 0, 0, 5);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_REQUEST, 2, in, 400, NULL), -ISLE_EINVAL);
	config(in, ISLE_GPIO_INPUT, 0, 0, 0, 0x10000001);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_REQUEST, 2, in, all, NULL), -ISLE_EINVAL);
	config(in, ISLE_GPIO_INPUT, 0, 0, 0, 1);
	exception(in + 24, 1, 0x80000000, 0);
	CHECK_EQ(seam_run(ISLE_IOCTL_GPIO_REQUEST, 2, in, all, NULL), -ISLE_EINVAL);
	CHECK_EQ(seam.n, 0);
}

TEST(device_gpio,
     "events are read in canonical form, whole ones only, as many as there is room for")
{
	struct isled_file chip = { .fd = -1, .flags = ISLE_O_RDWR, .granted = "/dev/gpiochip0" },
			  lines;
	struct gpio_v2_line_event events[3];
	struct iovec iov = { seam_out, 71 };
	int fds[2];

	CHECK_EQ(pipe2(fds, O_CLOEXEC), 0);
	CHECK_EQ(isled_device_made(fds[0], &chip, &lines), 0);
	CHECK_STR(lines.granted, "/dev/gpiochip0");
	CHECK(!lines.ro);
	CHECK(!lines.records->ready(&lines));
	CHECK_EQ(isled_file_read(&lines, &iov, 1, ISLE_OFFSET_CURRENT, true), ISLED_WAIT);
	memset(events, 0xa5, sizeof(events));
	for (uint32_t i = 0; i < 3; i++) {
		events[i].timestamp_ns = 0x123456789abcdef0ull + i;
		events[i].id = i & 1 ? GPIO_V2_LINE_EVENT_FALLING_EDGE
				     : GPIO_V2_LINE_EVENT_RISING_EDGE;
		events[i].offset = 17 + i;
		events[i].seqno = 5 + i;
		events[i].line_seqno = 1 + i;
	}
	CHECK_EQ(write(fds[1], events, sizeof(events)), sizeof(events));
	CHECK(lines.records->ready(&lines));
	CHECK_EQ(isled_file_read(&lines, &iov, 1, ISLE_OFFSET_CURRENT, false), 48);
	for (unsigned i = 0; i < 2; i++) {
		CHECK_EQ(seam_word(6 * i), 0x9abcdef0u + i);
		CHECK_EQ(seam_word(6 * i + 1), 0x12345678);
		CHECK_EQ(seam_word(6 * i + 2),
			 i ? ISLE_GPIO_EVENT_FALLING : ISLE_GPIO_EVENT_RISING);
		CHECK_EQ(seam_word(6 * i + 3), 17 + i);
		CHECK_EQ(seam_word(6 * i + 4), 5 + i);
		CHECK_EQ(seam_word(6 * i + 5), 1 + i);
	}
	iov.iov_len = 23;
	CHECK_EQ(isled_file_read(&lines, &iov, 1, ISLE_OFFSET_CURRENT, false), -ISLE_EINVAL);
	iov.iov_len = 24;
	CHECK_EQ(isled_file_read(&lines, &iov, 1, ISLE_OFFSET_CURRENT, false), 24);
	CHECK_EQ(seam_word(3), 19);
	CHECK_EQ(isled_file_close(&lines), 0);
	close(fds[1]);
	isled_device_drop(-1);
}
