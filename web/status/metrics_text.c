/* metrics_text: lines of the Prometheus text format. */
#include "web/status/metrics_text.h"

#include <inttypes.h>
#include <stdio.h>

void metrics_head(struct buf *text, const char *name, const char *type, const char *help)
{
	buf_printf(text, "# HELP lectern_%s %s\n# TYPE lectern_%s %s\n", name, help, name, type);
}

static void begin_line(struct buf *text, const char *name, const char *suffix, const char *labels)
{
	buf_printf(text, "lectern_%s%s", name, suffix);
	if (*labels)
		buf_printf(text, "{%s}", labels);
	buf_append_char(text, ' ');
}

void metrics_line(struct buf *text, const char *name, const char *labels, uint64_t value)
{
	begin_line(text, name, "", labels);
	buf_printf(text, "%" PRIu64 "\n", value);
}

static void append_seconds(struct buf *text, int64_t ms)
{
	buf_printf(text, "%" PRId64 ".%03d\n", ms / 1000, (int)(ms % 1000));
}

void metrics_seconds(struct buf *text, const char *name, const char *labels, int64_t ms)
{
	begin_line(text, name, "", labels);
	append_seconds(text, ms);
}

void metrics_histogram(struct buf *text, const char *name, const char *labels,
	const int64_t *limits_ms, size_t limits, const uint64_t *counts, uint64_t sum_ms)
{
	uint64_t total = 0;
	for (size_t i = 0; i < limits; i++) {
		total += counts[i];
		buf_printf(text, "lectern_%s_bucket{%s%sle=\"%g\"} %" PRIu64 "\n", name, labels,
			*labels ? "," : "", (double)limits_ms[i] / 1000, total);
	}
	total += counts[limits];
	buf_printf(text, "lectern_%s_bucket{%s%sle=\"+Inf\"} %" PRIu64 "\n", name, labels,
		*labels ? "," : "", total);
	begin_line(text, name, "_sum", labels);
	append_seconds(text, (int64_t)sum_ms);
	begin_line(text, name, "_count", labels);
	buf_printf(text, "%" PRIu64 "\n", total);
}
