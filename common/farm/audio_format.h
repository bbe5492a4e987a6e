/* audio_format: the kinds of files that a book's audio is given out as. */
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
	/* A file for each chapter, in a ZIP. */
	AUDIO_M4B_CHAPTERS,
	AUDIO_OPUS_CHAPTERS,
	AUDIO_MP3_CHAPTERS,
	/* What is said and when (SubRip), beside the sound. */
	AUDIO_CAPTIONS,
	AUDIO_EPUB, /* an EPUB 3 with the sound of its chapters */
	AUDIO_FORMAT_COUNT,
};

/* "m4b", "m4b.zip": in options, names of objects and files. */
const char *audio_format_name(enum audio_format format);
/* "audio/mp4" */
const char *audio_format_content_type(enum audio_format format);
/* Encoded piece by piece, side by side; the others are made in one go, which is as fast as
 * copying. */
bool audio_format_has_pieces(enum audio_format format);

/* Of files for each chapter, the format of them, of which there is a file of the whole; and the
 * other way. False: it is no such format. */
bool audio_format_whole(enum audio_format format, enum audio_format *ret_whole);
bool audio_format_chapters(enum audio_format whole, enum audio_format *ret_format);

bool audio_format_parse(const char *name, size_t len, enum audio_format *ret_format);

/* "m4b,opus" as a set of 1 << format; "none" and "" are the empty one. ERR_INVALID names what is
 * not a format. */
int audio_formats_parse(const char *list, unsigned *ret_formats, struct err *err);

/* Samples at `rate`, of whole frames of `frame` samples, that are as many whole samples at
 * source_rate: sound can be cut after each of them without a shift. Both rates and the frame are
 * above 0. */
int64_t audio_frames_unit(int frame, int source_rate, int rate);

#endif
