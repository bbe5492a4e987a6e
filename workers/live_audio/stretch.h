/* stretch: the samples from which a segment is made, taken from pages, in the way that
 * wav-aggregator will join them, or from the joined audio. */
#ifndef LECTERN_WORKERS_LIVE_AUDIO_STRETCH_H
#define LECTERN_WORKERS_LIVE_AUDIO_STRETCH_H

#include "common/base/err.h"
#include "workers/engine/job.h"

#include <stdint.h>

struct stretch {
	int rate, channels;
	const char *parts; /* from live_parts_format(); NULL: the joined audio */
	int64_t skip;      /* samples of the first part that precede the stretch */
	int64_t samples;
};

/* Writes the samples, 16 bits little-endian, into an empty file, which the caller closes. A page
 * that is shorter or longer than its part says is padded with silence or cut, so that later
 * positions stay as announced. */
int stretch_read(struct job *job, const struct stretch *stretch, int *ret_fd, struct err *err);

#endif
