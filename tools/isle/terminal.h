/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The person's terminal in raw mode, given back however the program ends.
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>

/* Keys come one by one and unchanged; output keeps its translation of line ends. Returns: false when
 * standard input is no terminal, which is then left alone. */
bool cli_terminal_start(void);
/* Harmless when it was not started. */
void cli_terminal_stop(void);

/* From now on SIGINT, SIGTERM and SIGHUP are noted instead of ending the program. */
void cli_signals_start(void);
bool cli_signals_came(void);

#endif
