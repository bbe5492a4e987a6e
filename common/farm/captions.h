/* captions: sentences as captions: at most two lines of 42 characters, at most 7 seconds, broken
 * where a person would. Pure. */
#ifndef LECTERN_COMMON_FARM_CAPTIONS_H
#define LECTERN_COMMON_FARM_CAPTIONS_H

#include "common/base/buf.h"
#include "common/farm/timeline.h"

enum caption_format { CAPTIONS_VTT, CAPTIONS_SRT };

/* "00:01:02.500 --> 01:00:00.000"; SubRip wants a comma for `point`. */
void captions_times(struct buf *out, double start, double end, char point);

/* Text as WebVTT has it: & < > escaped. */
void captions_escape(struct buf *out, const char *text);

/* Appends the captions of a page: its samples become seconds by `start` and `scale`. *number is
 * that of the last caption, of all pages. */
void captions_append(struct buf *out, enum caption_format format, const struct timeline *timeline,
	double start, double scale, long *number);

#endif
