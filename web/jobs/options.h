/* options: what a user may ask of a job, checked before the job exists.
 *
 * Options are given as form fields or in the query, by their public names, and are stored as
 * text in the workflow's state: "voice", "language", "speed", "pitch", "pronunciation", "pages",
 * "formats", "commentary", "commentaryInstructions", "summary", "summaryPlacement",
 * "summaryInstructions", "seed", "ngl", "topP", "repetitionPenalty", "temperature".
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

enum { JOB_OPTION_MAX = 4000 }; /* bytes of a value */

/* Whether job_options_add accepts that name. */
bool job_options_knows(const char *name);

/* Checks an option and adds it in canonical form. An empty value means that the option is not
 * given. The text of ERR_INVALID says which option is wrong, and why. */
int job_options_add(struct meta *options, struct arena *arena, const char *name, const char *value,
	struct err *err);

/* Checks combinations of options, such as a placement without a summary. ERR_INVALID as above. */
int job_options_check(const struct meta *options, struct err *err);

/* ERR_INVALID when the options ask for AI text but this server has no endpoint for it. */
int job_options_check_augmentation(
	const struct meta *options, const struct commentary_settings *settings, struct err *err);

/* The AI texts that the options ask for, for PDFCreatedEvent. Borrows its strings from the
 * options. */
struct augmentation job_options_augmentation(const struct meta *options);

/* Writes the options as an object under `key`, with numbers and booleans as such. */
void job_options_json(struct json_out *out, const char *key, const struct meta *options);

#endif
