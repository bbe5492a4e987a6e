/* audio_format: the file formats that a book's audio is offered in. */
#ifndef LECTERN_COMMON_FARM_AUDIO_FORMAT_H
#define LECTERN_COMMON_FARM_AUDIO_FORMAT_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum audio_format {
	AUDIO_M4B,
	AUDIO_OPUS,
	AUDIO_MP3,
	AUDIO_FLAC,
	AUDIO_WAV,
	/* One file per chapter, in a ZIP. */
	AUDIO_M4B_CHAPTERS,
	AUDIO_OPUS_CHAPTERS,
	AUDIO_MP3_CHAPTERS,
	/* The spoken text with its times (SubRip), to go with the audio. */
	AUDIO_CAPTIONS,
	AUDIO_EPUB, /* an EPUB 3 with the chapters' audio */
	AUDIO_FORMAT_COUNT,
};

/* "m4b", "m4b.zip": used in options and in names of objects and files. */
const char *audio_format_name(enum audio_format format);
/* The MIME type: "audio/mp4". */
const char *audio_format_content_type(enum audio_format format);
/* Whether the format is encoded in pieces, in parallel; the others are made in one go, which takes
 * little longer than copying. */
bool audio_format_has_pieces(enum audio_format format);

/* Convert between a format with one file per chapter and the corresponding format for the whole
 * book. False if there is none. */
bool audio_format_whole(enum audio_format format, enum audio_format *ret_whole);
bool audio_format_chapters(enum audio_format whole, enum audio_format *ret_format);

/* Parses the first `len` bytes of a name. False if it is not a format. */
bool audio_format_parse(const char *name, size_t len, enum audio_format *ret_format);

/* Parses "m4b,opus" into a set of 1 << format bits; "none" and "" give the empty set. ERR_INVALID
 * names what is not a format. */
int audio_formats_parse(const char *list, unsigned *ret_formats, struct err *err);

/* The least common unit of the two sample rates in whole frames: a number of samples at `rate` that
 * is a multiple of `frame` and corresponds to whole samples at source_rate, so that audio can be
 * cut there without drift. All arguments must be positive. */
int64_t audio_frames_unit(int frame, int source_rate, int rate);

#endif
