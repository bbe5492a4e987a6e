/* timeline_json: what is spoken on a page, and when, in the API's form. */
#ifndef LECTERN_WEB_JOBS_TIMELINE_JSON_H
#define LECTERN_WEB_JOBS_TIMELINE_JSON_H

#include "common/farm/timeline.h"
#include "web/http/json_out.h"

#include <stdbool.h>

/* Writes a page that lasts from `start` to `end` seconds; `scale` converts the timeline's
 * samples to seconds. timeline NULL: nothing is known of its words. */
void timeline_json_page(struct json_out *out, int page, bool spoken, double start, double end,
	const struct timeline *timeline, double scale);

#endif
