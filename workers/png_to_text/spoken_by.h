/* spoken_by: by whose rules a page is cleaned and said, as the job's options have it. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_SPOKEN_BY_H
#define LECTERN_WORKERS_PNG_TO_TEXT_SPOKEN_BY_H

#include "common/base/arena.h"

#include <stdbool.h>

/* `language` and `voice` are the job's options, or NULL. A job that names a voice alone ("de",
 * "en-us") means its language; `standard` is that of a job that names neither. */
const char *spoken_by(
	const char *language, const char *voice, const char *standard, struct arena *arena);

/* 03/05/2024 is a day in March where the voice is American. `voice` may be NULL. */
bool spoken_month_first(const char *voice);

#endif
