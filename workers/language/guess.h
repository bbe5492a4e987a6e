/* guess: which language a text is in, by libexttextcat.
 *
 * The same text gives the same answer in every process. A text that is short, or a mixture, or no
 * text at all gives none: otherwise the settings' language is used. */
#ifndef LECTERN_WORKERS_LANGUAGE_GUESS_H
#define LECTERN_WORKERS_LANGUAGE_GUESS_H

#include <stddef.h>

struct guess;

/* Reads the library's data, before a process locks itself in. NULL: they are not there. */
struct guess *guess_new(void);
void guess_free(struct guess **guess);

/* Where the data are. */
const char *guess_data_path(void);

/* Tesseract's name of the language, which lives for ever, or NULL. `claimed` is what the document
 * says ("de-AT"), or NULL: it decides where the text leaves it open, and is no help against the
 * text. `guess` may be NULL: then it alone counts. */
const char *guess_language(
	const struct guess *guess, const char *text, size_t len, const char *claimed);

#endif
