/* SPDX-License-Identifier: BSD-3-Clause */
/* What people and programs get to read. */
#include <errno.h>
#include <stdio.h>

#include "bench.h"

/* Moved by what medians do between two runs anyway, a figure is `near` its bar. */
#define NEAR 0.1

void bench_table_head(const struct bench *b, double polled_us)
{
	printf("CPUs %d and %d: bare polled exchange %.2f us (%s); %u of %u rounds of %u ms, medians\n",
	       b->cpu[0], b->cpu[1], polled_us,
	       !polled_us         ? "one CPU only"
	       : polled_us < 0.15 ? "they share caches"
				  : "they do not share caches",
	       BENCH_KEPT, BENCH_ROUNDS, BENCH_SLICE_MS);
	printf("%-26s %10s %-5s %10s %7s %8s  %-7s %s\n", "row", "value", "", "floor", "ratio",
	       "bar", "", "placement; floor; p99; disturbed");
}

/* > 0 met, 0 near, < 0 missed. */
static int judge(double figure, double bar, bool higher)
{
	if (figure >= bar * (1 - NEAR) && figure <= bar * (1 + NEAR))
		return 0;
	return (figure > bar) == higher ? 1 : -1;
}

static int verdict(const struct bench_result *r)
{
	const struct bench_row *row = r->row;
	int worst = judge(row->floor_name ? r->ratio : r->value, row->bar, row->higher), second;

	if (!row->bar_value)
		return worst;
	second = judge(r->value, row->bar_value, row->higher);
	return second < worst ? second : worst;
}

void bench_table_row(const struct bench_result *r)
{
	static const char *const words[] = { "missed", "near", "met" };
	const struct bench_row *row = r->row;
	char floor[32] = "-", ratio[32] = "-";

	if (row->floor_name) {
		snprintf(floor, sizeof(floor), "%.2f", r->floor);
		snprintf(ratio, sizeof(ratio), "%.2f", r->ratio);
	}
	printf("%-26s %10.2f %-5s %10s %7s %2s %5.2f  %-7s %s", row->name, r->value, row->unit,
	       floor, ratio, row->higher ? ">=" : "<=", row->bar, words[verdict(r) + 1],
	       row->placement);
	if (row->floor_name)
		printf("; %s", row->floor_name);
	if (row->bar_value)
		printf("; and %s %.0f %s", row->higher ? ">=" : "<=", row->bar_value, row->unit);
	if (r->p99 > 0)
		printf("; p99 %.2f", r->p99);
	if (r->disturbed >= 0.05)
		printf("; disturbed %.0f %%", r->disturbed * 100);
	if (r->note[0])
		printf("; %s", r->note);
	putchar('\n');
	fflush(stdout);
}

/* None of the texts has a character that JSON wants escaped. */
void bench_json_row(const char *file, const struct bench_result *r)
{
	const struct bench_row *row = r->row;
	FILE *f = fopen(file, "ae");

	bench_check(f != NULL, file);
	fprintf(f, "{\"name\": \"%s\", \"value\": %.4g, \"unit\": \"%s\"", row->name, r->value,
		row->unit);
	if (row->floor_name)
		fprintf(f, ", \"floor_name\": \"%s\", \"floor\": %.4g, \"ratio\": %.3f",
			row->floor_name, r->floor, r->ratio);
	fprintf(f, ", \"bar\": %g", row->bar);
	if (row->bar_value)
		fprintf(f, ", \"bar_value\": %g", row->bar_value);
	if (r->p99 > 0)
		fprintf(f, ", \"p99\": %.4g", r->p99);
	fprintf(f,
		", \"better\": \"%s\", \"placement\": \"%s\", \"disturbed\": %.3f, "
		"\"note\": \"%s\"}\n",
		row->higher ? "higher" : "lower", row->placement, r->disturbed, r->note);
	bench_check(!fclose(f), file);
}
