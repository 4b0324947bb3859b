/* SPDX-License-Identifier: BSD-3-Clause */
/* What the names of inner rules stand for now. */
#include "linux/walk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void look_rule_up(struct isled_exports *exports, struct isled_rule *rule)
{
	char path[ISLE_PATH_BYTES_MAX + 1];
	struct isled_walk w;
	struct stat st;
	size_t len;
	char *copy;
	int rc;

	rc = isled_walk_start(&w, exports, "", rule->path, strlen(rule->path));
	w.blind = true;
	if (rc >= 0)
		rc = isled_walk_on(&w);
	if (rc >= 0 && w.name_len && w.export && isled_walk_path(&w, path, &len) >= 0) {
		if (strcmp(path, rule->physical) && (copy = strdup(path))) {
			free(rule->physical);
			rule->physical = copy;
		}
		if (!fstatat(isled_walk_level(&w)->fd, w.name, &st, AT_SYMLINK_NOFOLLOW))
			rule->id = (struct isled_id){ st.st_dev, st.st_ino, true };
	}
	isled_walk_end(&w);
}

void isled__walk_look_rules_up(struct isled_exports *exports, const struct isled_export *export)
{
	struct isled_export *e = &exports->list[export - exports->list];
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	if (e->looked_s >= now.tv_sec - 1 && e->looked_s <= now.tv_sec)
		return;
	e->looked_s = now.tv_sec;
	for (unsigned i = 0; i < e->rules_n; i++)
		look_rule_up(exports, &e->rules[i]);
}
