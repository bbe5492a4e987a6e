/* installed: the voices and the languages of print that this machine has, so that a wish for
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
	const char *code; /* "en-gb" */
	const char *name; /* "English (Great Britain)" */
};

/* Looks into eSpeak NG's and Tesseract's data, where they are found. For another engine than
 * eSpeak NG the voices are those that the settings list; none: nothing is known. */
struct installed *installed_new(const struct settings *settings);

/* The same with given directories; NULL or one that does not exist: nothing is known. */
struct installed *installed_read(const char *espeak_data, const char *tessdata);
void installed_free(struct installed **installed);

/* Sorted by name; none when nothing is known. */
const struct installed_voice *installed_voices(
	const struct installed *installed, size_t *ret_count);
const char *const *installed_languages(const struct installed *installed, size_t *ret_count);

/* ERR_INVALID when the options ask for a voice or a language that is not there. What cannot be
 * known is let pass. */
int installed_check(const struct installed *installed, const struct meta *options, struct err *err);

#endif
