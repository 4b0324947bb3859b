/* SPDX-License-Identifier: BSD-3-Clause */
#include <signal.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

#include "terminal.h"

static struct termios before;
static bool started;
static volatile sig_atomic_t came;

bool cli_terminal_start(void)
{
	struct termios raw;

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) < 0)
		return false;
	raw = before;
	cfmakeraw(&raw);
	raw.c_oflag = before.c_oflag;
	started = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
	return started;
}

void cli_terminal_stop(void)
{
	if (started)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	started = false;
}

static void note(int number)
{
	came = number;
}

void cli_signals_start(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = note };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaction(numbers[i], &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
}

bool cli_signals_came(void)
{
	return came != 0;
}
