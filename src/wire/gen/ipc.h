/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/ipc.isle: do not edit. */
/* clang-format off */
#ifndef ISLE_WIRE_GEN_IPC_H
#define ISLE_WIRE_GEN_IPC_H

#include <isle/proto.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Words of ipc.isle to structs and back. `words` is in host order.
 *
 * _get: Fields beyond the `n` words that are there read as zero, words beyond the fields are skipped.
 * _put: Returns: how many words were written, always even, ISLE_..._WORDS of proto.h.
 * Waits: never. Memory: nothing is kept. Context: any.
 */

struct isle__ipc_register_args {
	uint32_t version; /* version of the service */
	uint32_t flags; /* 0 */
	uint32_t cookie; /* any value: names this service in the calls that come back */
};
void isle__ipc_register_args_get(const uint32_t *words, unsigned n, struct isle__ipc_register_args *ret);
unsigned isle__ipc_register_args_put(const struct isle__ipc_register_args *from, uint32_t *words);

struct isle__ipc_register_results {
	uint32_t registration; /* closed by UNREGISTER */
};
void isle__ipc_register_results_get(const uint32_t *words, unsigned n, struct isle__ipc_register_results *ret);
unsigned isle__ipc_register_results_put(const struct isle__ipc_register_results *from, uint32_t *words);

struct isle__ipc_unregister_args {
	uint32_t registration; /* from REGISTER */
};
void isle__ipc_unregister_args_get(const uint32_t *words, unsigned n, struct isle__ipc_unregister_args *ret);
unsigned isle__ipc_unregister_args_put(const struct isle__ipc_unregister_args *from, uint32_t *words);

struct isle__ipc_bind_args {
	uint32_t version_min; /* lowest version that will do */
	uint32_t wait_ms; /* how long to wait until it is registered; 0 answers at once, more is ENOTSUP in a batch */
};
void isle__ipc_bind_args_get(const uint32_t *words, unsigned n, struct isle__ipc_bind_args *ret);
unsigned isle__ipc_bind_args_put(const struct isle__ipc_bind_args *from, uint32_t *words);

struct isle__ipc_bind_results {
	uint32_t binding; /* closed by UNBIND */
	uint32_t version; /* the one registered */
	uint32_t methods; /* number of named methods */
};
void isle__ipc_bind_results_get(const uint32_t *words, unsigned n, struct isle__ipc_bind_results *ret);
unsigned isle__ipc_bind_results_put(const struct isle__ipc_bind_results *from, uint32_t *words);

struct isle__ipc_unbind_args {
	uint32_t binding; /* from BIND */
};
void isle__ipc_unbind_args_get(const uint32_t *words, unsigned n, struct isle__ipc_unbind_args *ret);
unsigned isle__ipc_unbind_args_put(const struct isle__ipc_unbind_args *from, uint32_t *words);

struct isle__ipc_call_args {
	uint32_t target; /* the binding; the cookie when the daemon calls the registrar */
	uint32_t method; /* number of the method */
};
void isle__ipc_call_args_get(const uint32_t *words, unsigned n, struct isle__ipc_call_args *ret);
unsigned isle__ipc_call_args_put(const struct isle__ipc_call_args *from, uint32_t *words);

struct isle__ipc_call_results {
	int32_t status; /* the service's own verdict */
};
void isle__ipc_call_results_get(const uint32_t *words, unsigned n, struct isle__ipc_call_results *ret);
unsigned isle__ipc_call_results_put(const struct isle__ipc_call_results *from, uint32_t *words);

struct isle__ipc_connect_args {
	uint32_t target; /* the binding; the cookie when the daemon calls the registrar */
};
void isle__ipc_connect_args_get(const uint32_t *words, unsigned n, struct isle__ipc_connect_args *ret);
unsigned isle__ipc_connect_args_put(const struct isle__ipc_connect_args *from, uint32_t *words);

struct isle__ipc_lookup_method_args {
	uint32_t binding; /* from BIND */
};
void isle__ipc_lookup_method_args_get(const uint32_t *words, unsigned n, struct isle__ipc_lookup_method_args *ret);
unsigned isle__ipc_lookup_method_args_put(const struct isle__ipc_lookup_method_args *from, uint32_t *words);

struct isle__ipc_lookup_method_results {
	uint32_t method; /* its number */
};
void isle__ipc_lookup_method_results_get(const uint32_t *words, unsigned n, struct isle__ipc_lookup_method_results *ret);
unsigned isle__ipc_lookup_method_results_put(const struct isle__ipc_lookup_method_results *from, uint32_t *words);

#ifdef __cplusplus
}
#endif

#endif
