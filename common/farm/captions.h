/* captions: turns sentences into captions of at most two lines of 42 characters and at most 7
 * seconds, broken where a person would. Pure functions. */
#ifndef LECTERN_COMMON_FARM_CAPTIONS_H
#define LECTERN_COMMON_FARM_CAPTIONS_H

#include "common/base/buf.h"
#include "common/farm/timeline.h"

enum caption_format { CAPTIONS_VTT, CAPTIONS_SRT };

/* Appends "00:01:02.500 --> 01:00:00.000" for times in seconds; `point` is the decimal mark, ','
 * for SubRip. */
void captions_times(struct buf *out, double start, double end, char point);

/* Appends text escaped for WebVTT: & < >. */
void captions_escape(struct buf *out, const char *text);

/* Appends the captions of a page. A sample of the timeline is at `start` + sample * `scale`
 * seconds. *number is the number of the last caption so far, over all pages, and is updated. */
void captions_append(struct buf *out, enum caption_format format, const struct timeline *timeline,
	double start, double scale, long *number);

#endif
