/* languages: what languages are called: by Tesseract ("deu"), by ISO 639-1 ("de"), by people
 * ("German", "Deutsch"). */
#ifndef LECTERN_COMMON_TEXT_LANGUAGES_H
#define LECTERN_COMMON_TEXT_LANGUAGES_H

#include "common/base/arena.h"

/* The value of a setting or option by which the language is detected in the document. */
#define LANGUAGE_AUTO "auto"

struct language_name {
	const char *print;   /* Tesseract's name */
	const char *code;    /* ISO 639-1, or what else stands in a document's /Lang */
	const char *english; /* "German" */
	const char *own;     /* "Deutsch" */
};

/* By any of its names, in capitals or not; a code may have a region behind it ("de-AT", "pt_BR").
 * NULL: none that is known. Of "deu+eng" the first counts. */
const struct language_name *language_named(const char *name);

/* What people write, as Tesseract's names: "German" is "deu", "eng+Deutsch" is "eng+deu". A name
 * that is not known stays as it is. In the arena. */
const char *languages_print_names(const char *wanted, struct arena *arena);

#endif
