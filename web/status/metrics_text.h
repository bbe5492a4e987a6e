/* metrics_text: elements of the Prometheus text format, and the groups of metrics that make up
 * GET /metrics. All names get the prefix "lectern_". */
#ifndef LECTERN_WEB_STATUS_METRICS_TEXT_H
#define LECTERN_WEB_STATUS_METRICS_TEXT_H

#include "common/base/buf.h"

#include <stddef.h>
#include <stdint.h>

struct app;
struct farm_snapshot;

/* Appends the HELP and TYPE lines. */
void metrics_head(struct buf *text, const char *name, const char *type, const char *help);

/* Appends one line. `labels` is without braces; "" for none. */
void metrics_line(struct buf *text, const char *name, const char *labels, uint64_t value);

/* Appends one series of a histogram. counts[i] is the number of values between limits i-1 and i
 * (milliseconds); the last count is of those beyond the last limit. Reported in seconds,
 * cumulatively. */
void metrics_histogram(struct buf *text, const char *name, const char *labels,
	const int64_t *limits_ms, size_t limits, const uint64_t *counts, uint64_t sum_ms);

/* Appends milliseconds as seconds. */
void metrics_seconds(struct buf *text, const char *name, const char *labels, int64_t ms);

/* ---- the groups ---- */

void metrics_append_farm(struct buf *text, struct farm_snapshot *snapshot);
void metrics_append_broker(struct buf *text, struct app *app);

#endif
