/* SPDX-License-Identifier: BSD-3-Clause */
/* GPIO lines, version 2 of the kernel's interface. */
#include "linux/device.h"

#include <isle/errors.h>
#include <isle/limits.h>
#include <isle/proto.h>

#include <linux/gpio.h>
#include <string.h>

enum { CONFIG_BYTES = 4 * ISLE_GPIO_CONFIG_WORDS, EXCEPTION_BYTES = 4 * ISLE_GPIO_EXCEPTION_WORDS };

#define SETTABLE (ISLE_GPIO_ALL & ~(uint32_t)ISLE_GPIO_USED)

_Static_assert(ISLE_GPIO_USED == GPIO_V2_LINE_FLAG_USED &&
		       ISLE_GPIO_ACTIVE_LOW == GPIO_V2_LINE_FLAG_ACTIVE_LOW &&
		       ISLE_GPIO_INPUT == GPIO_V2_LINE_FLAG_INPUT &&
		       ISLE_GPIO_OUTPUT == GPIO_V2_LINE_FLAG_OUTPUT &&
		       ISLE_GPIO_EDGE_RISING == GPIO_V2_LINE_FLAG_EDGE_RISING &&
		       ISLE_GPIO_EDGE_FALLING == GPIO_V2_LINE_FLAG_EDGE_FALLING,
	       "flags pass as they are");
_Static_assert(ISLE_GPIO_OPEN_DRAIN == GPIO_V2_LINE_FLAG_OPEN_DRAIN &&
		       ISLE_GPIO_OPEN_SOURCE == GPIO_V2_LINE_FLAG_OPEN_SOURCE &&
		       ISLE_GPIO_PULL_UP == GPIO_V2_LINE_FLAG_BIAS_PULL_UP &&
		       ISLE_GPIO_PULL_DOWN == GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN &&
		       ISLE_GPIO_NO_PULL == GPIO_V2_LINE_FLAG_BIAS_DISABLED &&
		       ISLE_GPIO_REALTIME == GPIO_V2_LINE_FLAG_EVENT_CLOCK_REALTIME,
	       "flags pass as they are");
/* Values, one debounce period for the rest, flags and debounce period of each exception. */
_Static_assert(2 + 2 * ISLE_GPIO_EXCEPTIONS_MAX <= GPIO_V2_LINE_NUM_ATTRS_MAX, "attributes");
_Static_assert(ISLE_GPIO_LINES_MAX <= GPIO_V2_LINES_MAX, "lines");

/* ---- a configuration ---- */

struct config {
	uint32_t flags, debounce_us, events_max, exceptions;
	uint64_t values;
	const uint8_t *list; /* of the exceptions */
};

/* Returns: bytes that it takes; -ISLE_EINVAL. */
static int read_config(const uint8_t *in, uint32_t bytes, struct config *ret)
{
	if (bytes < CONFIG_BYTES)
		return -ISLE_EINVAL;
	ret->flags = isled_ioctl_word(in, 0);
	ret->debounce_us = isled_ioctl_word(in, 1);
	ret->values = isled_ioctl_wide(in, 2);
	ret->events_max = isled_ioctl_word(in, 4);
	ret->exceptions = isled_ioctl_word(in, 5);
	ret->list = in + CONFIG_BYTES;
	if (ret->flags & ~SETTABLE || ret->exceptions > ISLE_GPIO_EXCEPTIONS_MAX ||
	    bytes - CONFIG_BYTES < ret->exceptions * EXCEPTION_BYTES)
		return -ISLE_EINVAL;
	for (uint32_t i = 0; i < ret->exceptions; i++)
		if (isled_ioctl_word(ret->list + i * EXCEPTION_BYTES, 2) & ~SETTABLE)
			return -ISLE_EINVAL;
	return (int)(CONFIG_BYTES + ret->exceptions * EXCEPTION_BYTES);
}

static struct gpio_v2_line_attribute *add(struct gpio_v2_line_config *native, uint32_t id,
					  uint64_t mask)
{
	struct gpio_v2_line_config_attribute *a = &native->attrs[native->num_attrs++];

	a->mask = mask;
	a->attr.id = id;
	return &a->attr;
}

static void to_native(const struct config *config, struct gpio_v2_line_config *native)
{
	uint32_t any = config->flags;
	uint64_t rest = UINT64_MAX;

	native->flags = config->flags;
	for (uint32_t i = 0; i < config->exceptions; i++) {
		const uint8_t *at = config->list + i * EXCEPTION_BYTES;
		uint64_t mask = isled_ioctl_wide(at, 0);

		rest &= ~mask;
		any |= isled_ioctl_word(at, 2);
		add(native, GPIO_V2_LINE_ATTR_ID_FLAGS, mask)->flags = isled_ioctl_word(at, 2);
		if (isled_ioctl_word(at, 3))
			add(native, GPIO_V2_LINE_ATTR_ID_DEBOUNCE, mask)->debounce_period_us =
				isled_ioctl_word(at, 3);
	}
	if (any & ISLE_GPIO_OUTPUT)
		add(native, GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES, UINT64_MAX)->values =
			config->values;
	if (config->debounce_us)
		add(native, GPIO_V2_LINE_ATTR_ID_DEBOUNCE, rest)->debounce_period_us =
			config->debounce_us;
}

static int measure_config(struct isled_ioctl_call *call)
{
	struct config config;
	int n = read_config(call->in, call->in_bytes, &config);

	if (n < 0)
		return n;
	return call->value || (uint32_t)n != call->in_bytes || config.events_max ? -ISLE_EINVAL : 0;
}

static int run_config(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	struct gpio_v2_line_config native;
	struct config config;
	int rc = read_config(call->in, call->in_bytes, &config);

	if (rc < 0)
		return rc;
	memset(&native, 0, sizeof(native));
	to_native(&config, &native);
	return isled_ioctl_ask(fd, what->native, &native);
}

/* ---- a request of lines ---- */

/* Behind the configuration: the lines' numbers, then the consumer's name. */
static int measure_request(struct isled_ioctl_call *call)
{
	struct config config;
	int n = read_config(call->in, call->in_bytes, &config);
	uint32_t rest;

	if (n < 0 || !call->value || call->value > ISLE_GPIO_LINES_MAX)
		return -ISLE_EINVAL;
	rest = call->in_bytes - (uint32_t)n;
	if (rest < 4 * call->value || rest - 4 * call->value >= GPIO_MAX_NAME_SIZE)
		return -ISLE_EINVAL;
	return 0;
}

static int run_request(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	struct gpio_v2_line_request native;
	struct config config;
	const uint8_t *lines;
	int n = read_config(call->in, call->in_bytes, &config), rc;

	if (n < 0)
		return n;
	lines = call->in + n;
	memset(&native, 0, sizeof(native));
	to_native(&config, &native.config);
	native.num_lines = call->value;
	native.event_buffer_size = config.events_max;
	native.fd = -1;
	for (uint32_t i = 0; i < call->value; i++)
		native.offsets[i] = isled_ioctl_word(lines, i);
	lines += 4 * (size_t)call->value;
	memcpy(native.consumer, lines, (size_t)(call->in + call->in_bytes - lines));
	rc = isled_ioctl_ask(fd, what->native, &native);
	call->value = 0;
	if (rc >= 0)
		call->made = native.fd;
	return rc;
}

/* ---- facts of a line ---- */

static int measure_line(struct isled_ioctl_call *call)
{
	if (call->in_bytes)
		return -ISLE_EINVAL;
	call->out_bytes = 4 * ISLE_GPIO_LINE_WORDS + 2 * GPIO_MAX_NAME_SIZE;
	return 0;
}

static uint32_t debounce_of(const struct gpio_v2_line_info *native)
{
	for (uint32_t i = 0; i < native->num_attrs && i < GPIO_V2_LINE_NUM_ATTRS_MAX; i++)
		if (native->attrs[i].id == GPIO_V2_LINE_ATTR_ID_DEBOUNCE)
			return native->attrs[i].debounce_period_us;
	return 0;
}

static int run_line(const struct isled_ioctl *what, int fd, struct isled_ioctl_call *call)
{
	struct gpio_v2_line_info native;
	uint8_t *texts = call->out + 4 * ISLE_GPIO_LINE_WORDS;
	int rc;

	memset(&native, 0, sizeof(native));
	native.offset = call->value;
	call->value = 0;
	rc = isled_ioctl_ask(fd, what->native, &native);
	if (rc < 0)
		return rc;
	isled_ioctl_put_word(call->out, 0, (uint32_t)native.flags & ISLE_GPIO_ALL);
	isled_ioctl_put_word(call->out, 1, debounce_of(&native));
	memcpy(texts, native.name, GPIO_MAX_NAME_SIZE);
	memcpy(texts + GPIO_MAX_NAME_SIZE, native.consumer, GPIO_MAX_NAME_SIZE);
	return rc;
}

const struct isled_ioctl_nested isled_ioctl_gpio_line = { measure_line, run_line };
const struct isled_ioctl_nested isled_ioctl_gpio_request = { measure_request, run_request };
const struct isled_ioctl_nested isled_ioctl_gpio_config = { measure_config, run_config };
