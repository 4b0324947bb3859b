/* SPDX-License-Identifier: BSD-3-Clause */
/* What each key of a configuration does with its value. Mistakes go to isled_parser_fail(). */
#ifndef ISLED_CONFIG_TAKE_H
#define ISLED_CONFIG_TAKE_H

#include "config_values.h"

enum isled_key_owner { ISLED_OF_CONFIG, ISLED_OF_EXPORT };

struct isled_key {
	const char *section, *name;
	/* `field` lies in the configuration, or in the export whose section this is. */
	void (*take)(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field);
	size_t offset;
	uint64_t min, max; /* of numbers */
	bool repeat;       /* may be given several times */
	enum isled_key_owner owner;
};

void isled_take_name(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field);
void isled_take_link(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field);
void isled_take_user(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field);
void isled_take_group(struct isled_parser *parser, const struct isled_key *key, const char *value,
		      void *field);
void isled_take_peer_uid(struct isled_parser *parser, const struct isled_key *key,
			 const char *value, void *field);
void isled_take_peer(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field);
void isled_take_number(struct isled_parser *parser, const struct isled_key *key, const char *value,
		       void *field);
void isled_take_duration(struct isled_parser *parser, const struct isled_key *key,
			 const char *value, void *field);
void isled_take_bytes(struct isled_parser *parser, const struct isled_key *key, const char *value,
		      void *field);
void isled_take_bytes64(struct isled_parser *parser, const struct isled_key *key, const char *value,
			void *field);
void isled_take_bool(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field);
void isled_take_switch(struct isled_parser *parser, const struct isled_key *key, const char *value,
		       void *field);
void isled_take_mode(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field);
void isled_take_nodes(struct isled_parser *parser, const struct isled_key *key, const char *value,
		      void *field);
void isled_take_programs(struct isled_parser *parser, const struct isled_key *key,
			 const char *value, void *field);
void isled_take_log(struct isled_parser *parser, const struct isled_key *key, const char *value,
		    void *field);
void isled_take_root(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field);
void isled_take_hide(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field);
void isled_take_grant(struct isled_parser *parser, const struct isled_key *key, const char *value,
		      void *field);
void isled_take_request(struct isled_parser *parser, const struct isled_key *key, const char *value,
			void *field);
void isled_take_forward(struct isled_parser *parser, const struct isled_key *key, const char *value,
			void *field);

/* A value as a mistake shows it; one at a time. */
const char *isled_shown(const char *value);
bool isled_folder_exists(const char *path);

#endif
