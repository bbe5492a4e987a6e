/* spoken_by: by which language's rules a page is cleaned and spoken, according to the job's
 * options. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_SPOKEN_BY_H
#define LECTERN_WORKERS_PNG_TO_TEXT_SPOKEN_BY_H

#include "common/base/arena.h"

#include <stdbool.h>

/* The language whose rules apply. `language` and `voice` are the job's options, or NULL. A job
 * that names only a voice ("de", "en-us") means the voice's language; `standard` applies to a
 * job that names neither. In the arena. */
const char *spoken_by(
	const char *language, const char *voice, const char *standard, struct arena *arena);

/* Whether 03/05/2024 is a day in March: it is for American voices. `voice` may be NULL. */
bool spoken_month_first(const char *voice);

#endif
