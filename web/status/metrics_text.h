/* metrics_text: the parts of Prometheus' text format, and the groups of metrics that make up
 * GET /metrics. Names begin with "lectern_", which is added here. */
#ifndef LECTERN_WEB_STATUS_METRICS_TEXT_H
#define LECTERN_WEB_STATUS_METRICS_TEXT_H

#include "common/base/buf.h"

#include <stddef.h>
#include <stdint.h>

struct app;
struct farm_snapshot;

/* HELP and TYPE. */
void metrics_head(struct buf *text, const char *name, const char *type, const char *help);

/* One line. `labels` without braces, "" for none. */
void metrics_line(struct buf *text, const char *name, const char *labels, uint64_t value);

/* One series of a histogram: counts[i] fell between the limits i-1 and i (milliseconds), the one
 * behind the last limit beyond it; reported in seconds, cumulative. */
void metrics_histogram(struct buf *text, const char *name, const char *labels,
	const int64_t *limits_ms, size_t limits, const uint64_t *counts, uint64_t sum_ms);

/* Milliseconds as seconds. */
void metrics_seconds(struct buf *text, const char *name, const char *labels, int64_t ms);

/* ---- the groups ---- */

void metrics_append_farm(struct buf *text, struct farm_snapshot *snapshot);
void metrics_append_broker(struct buf *text, struct app *app);

#endif
