/* SPDX-License-Identifier: BSD-3-Clause */
#include "config_values.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <isle/errors.h>
#include <isle/limits.h>

struct unit {
	const char *name;
	uint64_t factor;
};

static int with_unit(const char *text, const struct unit *units, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (!isdigit((unsigned char)*text))
		return -ISLE_EINVAL;
	for (; isdigit((unsigned char)*text); text++) {
		if (number > (UINT64_MAX >> 8) / 10)
			return -ISLE_EINVAL;
		number = number * 10 + (uint64_t)(*text - '0');
	}
	while (*text == ' ')
		text++;
	for (; units->name; units++) {
		if (strcasecmp(text, units->name) != 0)
			continue;
		if (units->factor && number > UINT64_MAX / units->factor)
			return -ISLE_EINVAL;
		if (!units->factor && number)
			return -ISLE_EINVAL;
		*ret_number = number * units->factor;
		return 0;
	}
	return -ISLE_EINVAL;
}

int isled_value_number(const char *text, uint64_t *ret_number)
{
	static const struct unit units[] = { { "", 1 }, { NULL, 0 } };

	return with_unit(text, units, ret_number);
}

int isled_value_bytes(const char *text, uint64_t *ret_bytes)
{
	static const struct unit units[] = { { "", 1 },           { "B", 1 },
					     { "K", 1024 },       { "KiB", 1024 },
					     { "M", 1048576 },    { "MiB", 1048576 },
					     { "G", 1073741824 }, { "GiB", 1073741824 },
					     { NULL, 0 } };

	return with_unit(text, units, ret_bytes);
}

/* Without a unit only 0 is clear. */
int isled_value_duration(const char *text, uint64_t *ret_ms)
{
	static const struct unit units[] = { { "", 0 },      { "ms", 1 },      { "s", 1000 },
					     { "m", 60000 }, { "min", 60000 }, { NULL, 0 } };

	return with_unit(text, units, ret_ms);
}

int isled_value_bool(const char *text, bool *ret_value)
{
	if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
		return -ISLE_EINVAL;
	*ret_value = text[0] == 'y';
	return 0;
}

static void map_v4(const struct in_addr *v4, struct in6_addr *ret_v6)
{
	memset(ret_v6, 0, sizeof(*ret_v6));
	ret_v6->s6_addr[10] = ret_v6->s6_addr[11] = 0xff;
	memcpy(&ret_v6->s6_addr[12], v4, 4);
}

static int address(const char *text, struct in6_addr *ret_address, bool *ret_v4)
{
	struct in_addr v4;

	*ret_v4 = inet_pton(AF_INET, text, &v4) == 1;
	if (*ret_v4) {
		map_v4(&v4, ret_address);
		return 0;
	}
	return inet_pton(AF_INET6, text, ret_address) == 1 ? 0 : -ISLE_EINVAL;
}

int isled_value_net(const char *text, struct isled_net *ret_net)
{
	char copy[INET6_ADDRSTRLEN + 8];
	uint64_t bits = 128;
	struct isled_net net;
	char *slash;
	bool v4;

	if (strlen(text) >= sizeof(copy))
		return -ISLE_EINVAL;
	strcpy(copy, text);
	slash = strchr(copy, '/');
	if (slash)
		*slash++ = 0;
	if (address(copy, &net.address, &v4) < 0)
		return -ISLE_EINVAL;
	if (slash) {
		if (isled_value_number(slash, &bits) < 0 || bits > (v4 ? 32 : 128))
			return -ISLE_EINVAL;
		bits += v4 ? 96 : 0;
	}
	net.bits = (unsigned)bits;
	*ret_net = net;
	return 0;
}

int isled_value_endpoint(const char *text, struct sockaddr_in6 *ret_address, bool *ret_loopback)
{
	struct sockaddr_in6 result = { .sin6_family = AF_INET6 };
	char copy[INET6_ADDRSTRLEN + 16], *colon, *host = copy;
	uint64_t port;
	bool v4;

	if (strlen(text) >= sizeof(copy))
		return -ISLE_EINVAL;
	strcpy(copy, text);
	colon = strrchr(copy, ':');
	if (!colon || isled_value_number(colon + 1, &port) < 0 || port > 65535)
		return -ISLE_EINVAL;
	*colon = 0;
	if (*host == '[') {
		if (colon == copy || colon[-1] != ']')
			return -ISLE_EINVAL;
		colon[-1] = 0;
		host++;
	}
	if (address(host, &result.sin6_addr, &v4) < 0 || v4 != (host == copy))
		return -ISLE_EINVAL;
	result.sin6_port = htons((uint16_t)port);
	*ret_loopback = v4 ? result.sin6_addr.s6_addr[12] == 127
			   : IN6_IS_ADDR_LOOPBACK(&result.sin6_addr);
	*ret_address = result;
	return 0;
}

int isled_value_user(const char *text, uid_t *ret_uid, gid_t *ret_gid)
{
	const struct passwd *entry;
	uint64_t number;

	if (isled_value_number(text, &number) == 0) {
		if (number >= UINT32_MAX)
			return -ISLE_EINVAL;
		*ret_uid = (uid_t)number;
		*ret_gid = (gid_t)number;
		return 0;
	}
	entry = getpwnam(text);
	if (!entry)
		return -ISLE_ENOENT;
	*ret_uid = entry->pw_uid;
	*ret_gid = entry->pw_gid;
	return 0;
}

int isled_value_group(const char *text, gid_t *ret_gid)
{
	const struct group *entry;
	uint64_t number;

	if (isled_value_number(text, &number) == 0) {
		if (number >= UINT32_MAX)
			return -ISLE_EINVAL;
		*ret_gid = (gid_t)number;
		return 0;
	}
	entry = getgrnam(text);
	if (!entry)
		return -ISLE_ENOENT;
	*ret_gid = entry->gr_gid;
	return 0;
}

static bool components_are_plain(const char *path)
{
	while (*path) {
		size_t n = strcspn(path, "/");

		if (n == 0 || n > ISLE_FILE_NAME_BYTES_MAX || (n == 1 && path[0] == '.') ||
		    (n == 2 && path[0] == '.' && path[1] == '.'))
			return false;
		path += n;
		if (*path == '/' && *++path == 0)
			return false;
	}
	return true;
}

int isled_value_inner_path(const char *text, char *ret_path, size_t max)
{
	size_t n = strlen(text);

	if (n > 1 && text[n - 1] == '/')
		n--;
	if (n == 0 || n >= max || n > ISLE_PATH_BYTES_MAX)
		return -ISLE_EINVAL;
	memmove(ret_path, text, n); /* the caller may check in place */
	ret_path[n] = 0;
	return components_are_plain(ret_path) ? 0 : -ISLE_EINVAL;
}

int isled_value_path(const char *text, char *ret_path, size_t max)
{
	if (text[0] != '/' || max < 2)
		return -ISLE_EINVAL;
	ret_path[0] = '/';
	if (text[1])
		return isled_value_inner_path(text + 1, ret_path + 1, max - 1);
	ret_path[1] = 0;
	return 0;
}

bool isled_value_is_name(const char *text)
{
	size_t n = strlen(text);

	if (n == 0 || n > ISLE_NAME_BYTES_MAX - 1 || text[0] == '.' || text[0] == '-')
		return false;
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr("._-", *text))
			return false;
	return true;
}
