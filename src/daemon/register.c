/* SPDX-License-Identifier: BSD-3-Clause */
/* Services join the host. Contracts: service.h. */
#include <string.h>

#include "host.h"
#include "wire/gen/methods.h"

/* What the schema says about a built-in method, in the words of service.h. */
static const struct {
	uint16_t schema, ours;
} properties[] = {
	{ ISLE__METHOD_HANDLE, ISLE_METHOD_HANDLE },
	{ ISLE__METHOD_STREAM_IN, ISLE_METHOD_STREAM_IN },
	{ ISLE__METHOD_CHANNEL, ISLE_METHOD_CHANNEL },
	{ ISLE__METHOD_BLOCKING, ISLE_METHOD_NO_BATCH },
	{ ISLE__METHOD_AUTHORITY, ISLE_METHOD_CONTROL },
};

static int check(const struct isle_host *host, const struct isle_service *table)
{
	uint16_t last = 0;

	if (table->number >= ISLED_SERVICES_MAX || !table->name || !table->methods)
		return -ISLE_EINVAL;
	for (uint32_t i = 0; i < table->method_count; i++) {
		const struct isle_method *method = &table->methods[i];

		if (!method->handle || method->number <= last ||
		    method->number >= ISLED_METHODS_MAX)
			return -ISLE_EINVAL;
		last = method->number;
	}
	for (unsigned i = 0; i < ISLED_SERVICES_MAX; i++)
		if (host->services[i].table &&
		    (i == table->number || strcmp(host->services[i].table->name, table->name) == 0))
			return -ISLE_EEXIST;
	return 0;
}

static void take_method(struct isled_service *service, const struct isle_method *method)
{
	const struct isle__method *schema =
		isle__method_find(service->table->number, method->number);
	uint16_t props = method->props;

	for (size_t i = 0; schema && i < sizeof(properties) / sizeof(properties[0]); i++)
		if (schema->props & properties[i].schema)
			props |= properties[i].ours;
	service->methods[method->number] = method;
	service->props[method->number] = props;
	service->result_words[method->number] = schema ? schema->result_words : 0;
}

int isle_service_register(struct isle_host *host, const struct isle_service *table)
{
	struct isled_service *service;
	int error = check(host, table);

	if (error < 0)
		return error;
	service = &host->services[table->number];
	service->table = table;
	for (uint32_t i = 0; i < table->method_count; i++)
		take_method(service, &table->methods[i]);
	if (table->start)
		error = table->start(host, &service->state);
	if (error < 0)
		memset(service, 0, sizeof(*service));
	return error < 0 ? error : 0;
}

struct isled_service *isled_host_service(struct isle_host *host, const struct isle_service *table)
{
	return &host->services[table->number];
}

void isled_host_each_service(struct isle_host *host,
			     void (*tell)(struct isled_service *service, void *argument),
			     void *argument)
{
	for (unsigned i = 0; i < ISLED_SERVICES_MAX; i++)
		if (host->services[i].table)
			tell(&host->services[i], argument);
}

const struct isle_service *isle_host_next_service(struct isle_host *host,
						  const struct isle_service *after)
{
	for (unsigned i = after ? after->number + 1u : 0; i < ISLED_SERVICES_MAX; i++)
		if (host->services[i].table)
			return host->services[i].table;
	return NULL;
}
