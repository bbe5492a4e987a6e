/* metrics: counts of what was asked and answered, for GET /metrics. */
#ifndef LECTERN_METRICS_H
#define LECTERN_METRICS_H

#include "web/request.h"

struct metrics;

struct metrics *metrics_new(void);
void metrics_free(struct metrics **metrics);

/* A request is over. */
void metrics_request(struct metrics *metrics, const struct request *request);

#endif
