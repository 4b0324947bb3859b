/* SPDX-License-Identifier: BSD-3-Clause */
#include <isle/errors.h>
#include <isle/limits.h>
#include <isle/transport.h>

#include <string.h>

int isle_transport_check(const struct isle_transport *t)
{
	if (!t->scheme || !t->scheme[0] || !t->open || !t->run || !t->lend || !t->send ||
	    !t->flush || !t->receive || !t->give_back || !t->interest || !t->wait || !t->close)
		return -ISLE_EINVAL;
	if (t->frame_max < ISLE_FRAME_BYTES_MIN || t->frame_max > ISLE_FRAME_BYTES_MAX ||
	    t->link_bytes < sizeof(struct isle_link))
		return -ISLE_EINVAL;
	if (!(t->capabilities & ISLE_LINK_CONNECTS) != !t->accept)
		return -ISLE_EINVAL;
	if ((t->capabilities & ISLE_LINK_CREDENTIALS) && !t->accept)
		return -ISLE_EINVAL;
	return 0;
}

const struct isle_transport *isle_transport_find(const struct isle_transport *const *table,
						 const char *text, const char **ret_address)
{
	for (; *table; table++) {
		size_t len = strlen((*table)->scheme);

		if (strncmp(text, (*table)->scheme, len) || text[len] != ':')
			continue;
		*ret_address = text + len + 1;
		return *table;
	}
	return NULL;
}
