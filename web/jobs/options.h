/* options: what a user may ask for a job, checked before the job exists.
 *
 * Options come as form fields or in the query, under their public names, and are kept as text in
 * the workflow's state: "voice", "language", "speed", "pitch", "pronunciation", "pages", "formats",
 * "commentary", "commentaryInstructions", "summary", "summaryPlacement", "summaryInstructions",
 * "seed", "ngl", "topP", "repetitionPenalty", "temperature".
 */
#ifndef LECTERN_WEB_JOBS_OPTIONS_H
#define LECTERN_WEB_JOBS_OPTIONS_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/meta.h"
#include "common/config/settings.h"
#include "common/farm/event.h"
#include "web/http/json_out.h"

#include <stdbool.h>
#include <stddef.h>

enum { JOB_OPTION_MAX = 4000 }; /* bytes of one value */

/* A name that job_options_add takes. */
bool job_options_knows(const char *name);

/* Checks one option and adds it in its canonical form. An empty value is an option not given.
 * ERR_INVALID says which and why. */
int job_options_add(struct meta *options, struct arena *arena, const char *name, const char *value,
	struct err *err);

/* Checks what depends on several options (a placement without a summary). */
int job_options_check(const struct meta *options, struct err *err);

/* ERR_INVALID when they ask for what this server has no endpoint for. */
int job_options_check_augmentation(
	const struct meta *options, const struct commentary_settings *settings, struct err *err);

/* What the options ask of the AI, for PDFCreatedEvent. */
struct augmentation job_options_augmentation(const struct meta *options);

/* The options as an object under `key`, numbers as numbers and flags as booleans. */
void job_options_json(struct json_out *out, const char *key, const struct meta *options);

#endif
