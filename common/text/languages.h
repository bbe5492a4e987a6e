/* languages: names of languages as used by Tesseract ("deu"), by ISO 639-1 ("de") and by people
 * ("German", "Deutsch"). */
#ifndef LECTERN_COMMON_TEXT_LANGUAGES_H
#define LECTERN_COMMON_TEXT_LANGUAGES_H

#include "common/base/arena.h"

/* Value of a setting or option that asks for the document's language to be detected. */
#define LANGUAGE_AUTO "auto"

struct language_name {
	const char *print;   /* Tesseract's name */
	const char *code;    /* ISO 639-1, or what else may appear in a document's /Lang */
	const char *english; /* "German" */
	const char *own;     /* "Deutsch" */
};

/* Looks a language up by any of its names, ignoring case; a code may carry a region ("de-AT",
 * "pt_BR"). Of "deu+eng" the first counts. Returns NULL if the name is unknown. */
const struct language_name *language_named(const char *name);

/* Converts names to Tesseract's: "German" to "deu", "eng+Deutsch" to "eng+deu". An unknown name is
 * kept as it is. The result is in the arena. */
const char *languages_print_names(const char *wanted, struct arena *arena);

#endif
