/* installed: the voices and OCR languages of this machine, so that a request for any other is
 * refused at once, and the page can offer them. Immutable after installed_new(), so threads may
 * share it. */
#ifndef LECTERN_WEB_STATE_INSTALLED_H
#define LECTERN_WEB_STATE_INSTALLED_H

#include "common/base/err.h"
#include "common/base/meta.h"
#include "common/config/settings.h"

#include <stdbool.h>
#include <stddef.h>

struct installed;

struct installed_voice {
	const char *code;     /* "en-gb", "joe", "kokoro:af_heart": as a job names it */
	const char *name;     /* "English (Great Britain)" */
	const char *engine;   /* "espeak", "sherpa", or the engine in the settings */
	const char *language; /* eSpeak NG's name for it; NULL: unknown */
	const char *license;  /* of an installed voice; NULL: unknown */
	const char
		*version; /* distinguishes it from an earlier voice of the same name; may be "" */
};

/* Reads the voice folders and the data of eSpeak NG and Tesseract, where they are found. For
 * chatllm and other external engines the voices are those that the settings list, plus the
 * folders; if none are listed, nothing is known about them. The settings must outlive the
 * result, which the caller frees. */
struct installed *installed_new(const struct settings *settings);

/* The same with the given data directories; when one is NULL or does not exist, nothing is
 * known. */
struct installed *installed_read(const char *espeak_data, const char *tessdata);
void installed_free(struct installed **installed);

/* Sorted by name; *ret_count is 0 when nothing is known. Valid as long as `installed`. */
const struct installed_voice *installed_voices(
	const struct installed *installed, size_t *ret_count);
/* NULL: no voice has that code. */
const struct installed_voice *installed_voice(const struct installed *installed, const char *code);
const char *const *installed_languages(const struct installed *installed, size_t *ret_count);

/* Checks a job's options. ERR_INVALID when they name a voice or a language that is not
 * installed, a voice that speaks a different language than the book, or something that the voice
 * cannot do. What cannot be determined is accepted. found: the language detected in the
 * document, by Tesseract's name; NULL: not known yet. */
int installed_check(const struct installed *installed, const struct meta *options,
	const char *found, struct err *err);

#endif
