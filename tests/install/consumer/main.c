/* SPDX-License-Identifier: BSD-3-Clause */
/* The least that shows that header and library were found and belong together. */
#include <isle/errors.h>

#include <string.h>

int main(void)
{
	return strcmp(isle_error_name(ISLE_ENOENT), "ENOENT") != 0;
}
