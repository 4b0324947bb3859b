/* SPDX-License-Identifier: BSD-3-Clause */
/* The configuration: whatever the file holds, it is taken whole or refused with a reason. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int reports;

static void report(void *state, const char *text)
{
	(void)state;
	reports++;
	if (strncmp(text, "fuzz.conf:", 10) != 0)
		abort(); /* each mistake says where */
	for (; *text; text++)
		if ((unsigned char)*text < ' ')
			abort(); /* nothing that a terminal would obey */
}

static void check(const struct isled_config *config)
{
	FILE *out = fopen("/dev/null", "w");

	if (!config->name || !config->link || config->exports_n > ISLED_EXPORTS_MAX ||
	    config->limits.handles == 0)
		abort();
	for (unsigned i = 0; i < config->exports_n; i++)
		if (config->exports[i]->path[0] != '/' || !config->exports[i]->root)
			abort();
	isled_config_explain(config, out);
	fclose(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct isled_config_errors errors = { .report = report };
	struct isled_config *config = NULL;
	int result;

	if (size > ISLED_CONFIG_BYTES_MAX)
		return 0;
	reports = 0;
	result = isled_config_read("fuzz.conf", (const char *)data, size, 0, &errors, &config);
	if ((result == 0) != (config != NULL) || (result == 0) != (reports == 0))
		abort();
	if (config)
		check(config);
	isled_config_free(config);
	return 0;
}
