/* timeline_json: what is said of a page, and when, as clients see it. */
#ifndef LECTERN_WEB_JOBS_TIMELINE_JSON_H
#define LECTERN_WEB_JOBS_TIMELINE_JSON_H

#include "common/farm/timeline.h"
#include "web/http/json_out.h"

#include <stdbool.h>

/* The page begins and ends at these seconds; `scale` makes seconds of the timeline's samples. NULL:
 * nothing is known of its words. */
void timeline_json_page(struct json_out *out, int page, bool spoken, double start, double end,
	const struct timeline *timeline, double scale);

#endif
