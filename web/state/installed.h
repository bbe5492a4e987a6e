/* installed: the voices and the languages of print that this machine has, so that a request for
 * another is refused at once and the page can offer them. */
#ifndef LECTERN_WEB_STATE_INSTALLED_H
#define LECTERN_WEB_STATE_INSTALLED_H

#include "common/base/err.h"
#include "common/base/meta.h"
#include "common/config/settings.h"

#include <stdbool.h>
#include <stddef.h>

struct installed;

struct installed_voice {
	const char *code;     /* "en-gb", "joe", "kokoro:af_heart": what a job asks for */
	const char *name;     /* "English (Great Britain)" */
	const char *engine;   /* "espeak", "sherpa", or the one of the settings */
	const char *language; /* eSpeak NG's name of it; NULL: not known */
	const char *license;  /* of an installed voice; NULL: not known */
	const char *version;  /* tells it from another voice that had its name; may be "" */
};

/* Looks into the folders of voices and into eSpeak NG's and Tesseract's data, where they are found.
 * For chatllm and other programs the voices are those that the settings list, besides the folders;
 * none: nothing is known. The settings must live as long. */
struct installed *installed_new(const struct settings *settings);

/* The same with given directories; NULL or one that does not exist: nothing is known. */
struct installed *installed_read(const char *espeak_data, const char *tessdata);
void installed_free(struct installed **installed);

/* Sorted by name; none when nothing is known. */
const struct installed_voice *installed_voices(
	const struct installed *installed, size_t *ret_count);
/* NULL: there is none of that code. */
const struct installed_voice *installed_voice(const struct installed *installed, const char *code);
const char *const *installed_languages(const struct installed *installed, size_t *ret_count);

/* ERR_INVALID when the options ask for a voice or a language that is not there, for a voice that
 * speaks another language than the book's, or of a voice for what it cannot. What cannot be known
 * is let pass. found: the language that the document was found to be in, by Tesseract's name; NULL:
 * not known yet. */
int installed_check(const struct installed *installed, const struct meta *options,
	const char *found, struct err *err);

#endif
