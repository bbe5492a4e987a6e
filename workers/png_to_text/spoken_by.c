/* spoken_by.c: determines whose rules apply. */
#include "workers/png_to_text/spoken_by.h"

#include "workers/saying/saying.h"

#include <string.h>
#include <strings.h>

const char *spoken_by(
	const char *language, const char *voice, const char *standard, struct arena *arena)
{
	if (language && *language)
		return language;
	const char *names = saying_word(voice, "names");
	return names ? arena_string_n(arena, names, strcspn(names, " ")) : standard;
}

bool spoken_month_first(const char *voice)
{
	return voice && strncasecmp(voice, "en-us", 5) == 0;
}
