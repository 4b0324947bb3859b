/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/ipc.isle: do not edit. */
/* clang-format off */
#include "wire/gen/ipc.h"

#include "wire/words.h"

void isle__ipc_register_args_get(const uint32_t *words, unsigned n, struct isle__ipc_register_args *ret)
{
	ret->version = isle__word(words, n, 0);
	ret->flags = isle__word(words, n, 1);
	ret->cookie = isle__word(words, n, 2);
}

unsigned isle__ipc_register_args_put(const struct isle__ipc_register_args *from, uint32_t *words)
{
	words[0] = from->version;
	words[1] = from->flags;
	words[2] = from->cookie;
	words[3] = 0;
	return 4;
}

void isle__ipc_register_results_get(const uint32_t *words, unsigned n, struct isle__ipc_register_results *ret)
{
	ret->registration = isle__word(words, n, 0);
}

unsigned isle__ipc_register_results_put(const struct isle__ipc_register_results *from, uint32_t *words)
{
	words[0] = from->registration;
	words[1] = 0;
	return 2;
}

void isle__ipc_unregister_args_get(const uint32_t *words, unsigned n, struct isle__ipc_unregister_args *ret)
{
	ret->registration = isle__word(words, n, 0);
}

unsigned isle__ipc_unregister_args_put(const struct isle__ipc_unregister_args *from, uint32_t *words)
{
	words[0] = from->registration;
	words[1] = 0;
	return 2;
}

void isle__ipc_bind_args_get(const uint32_t *words, unsigned n, struct isle__ipc_bind_args *ret)
{
	ret->version_min = isle__word(words, n, 0);
	ret->wait_ms = isle__word(words, n, 1);
}

unsigned isle__ipc_bind_args_put(const struct isle__ipc_bind_args *from, uint32_t *words)
{
	words[0] = from->version_min;
	words[1] = from->wait_ms;
	return 2;
}

void isle__ipc_bind_results_get(const uint32_t *words, unsigned n, struct isle__ipc_bind_results *ret)
{
	ret->binding = isle__word(words, n, 0);
	ret->version = isle__word(words, n, 1);
	ret->methods = isle__word(words, n, 2);
}

unsigned isle__ipc_bind_results_put(const struct isle__ipc_bind_results *from, uint32_t *words)
{
	words[0] = from->binding;
	words[1] = from->version;
	words[2] = from->methods;
	words[3] = 0;
	return 4;
}

void isle__ipc_unbind_args_get(const uint32_t *words, unsigned n, struct isle__ipc_unbind_args *ret)
{
	ret->binding = isle__word(words, n, 0);
}

unsigned isle__ipc_unbind_args_put(const struct isle__ipc_unbind_args *from, uint32_t *words)
{
	words[0] = from->binding;
	words[1] = 0;
	return 2;
}

void isle__ipc_call_args_get(const uint32_t *words, unsigned n, struct isle__ipc_call_args *ret)
{
	ret->target = isle__word(words, n, 0);
	ret->method = isle__word(words, n, 1);
}

unsigned isle__ipc_call_args_put(const struct isle__ipc_call_args *from, uint32_t *words)
{
	words[0] = from->target;
	words[1] = from->method;
	return 2;
}

void isle__ipc_call_results_get(const uint32_t *words, unsigned n, struct isle__ipc_call_results *ret)
{
	ret->status = (int32_t)isle__word(words, n, 0);
}

unsigned isle__ipc_call_results_put(const struct isle__ipc_call_results *from, uint32_t *words)
{
	words[0] = (uint32_t)from->status;
	words[1] = 0;
	return 2;
}

void isle__ipc_connect_args_get(const uint32_t *words, unsigned n, struct isle__ipc_connect_args *ret)
{
	ret->target = isle__word(words, n, 0);
}

unsigned isle__ipc_connect_args_put(const struct isle__ipc_connect_args *from, uint32_t *words)
{
	words[0] = from->target;
	words[1] = 0;
	return 2;
}

void isle__ipc_lookup_method_args_get(const uint32_t *words, unsigned n, struct isle__ipc_lookup_method_args *ret)
{
	ret->binding = isle__word(words, n, 0);
}

unsigned isle__ipc_lookup_method_args_put(const struct isle__ipc_lookup_method_args *from, uint32_t *words)
{
	words[0] = from->binding;
	words[1] = 0;
	return 2;
}

void isle__ipc_lookup_method_results_get(const uint32_t *words, unsigned n, struct isle__ipc_lookup_method_results *ret)
{
	ret->method = isle__word(words, n, 0);
}

unsigned isle__ipc_lookup_method_results_put(const struct isle__ipc_lookup_method_results *from, uint32_t *words)
{
	words[0] = from->method;
	words[1] = 0;
	return 2;
}
