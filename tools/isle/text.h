/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What came through the door, made fit for a person's terminal or for a JSON reader: nothing of it
 * is trusted.
 */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Length of the UTF-8 character at the start of `bytes`, 0 when there is none, -1 when `n` bytes are too few
 * to tell. */
int cli_utf8_length(const uint8_t *bytes, size_t n);

/*
 * Length of the printable UTF-8 character at the start of `bytes`, 0 when there is none: control
 * characters (C0, DEL, C1), broken or overlong sequences, surrogates, and the marks that turn the
 * direction of writing. Returns -1 when `n` bytes are too few to tell.
 */
int cli_text_char(const uint8_t *bytes, size_t n);

/* Prints printable characters as they are, everything else as \xNN. A backslash stays: what the daemon has
 * escaped already is not escaped again. */
void cli_text_print(FILE *out, const char *text, size_t n);

/* Prints a JSON string, quotes included. */
void cli_json_print(FILE *out, const char *text, size_t n);

/* True when these are the characters of a JSON number without exponent or fraction. */
bool cli_json_is_number(const char *text, size_t n);

#endif
