/* stretch: the samples that a segment is made of, taken out of pages, as wav-aggregator will join
 * them, or out of the joined sound. */
#ifndef LECTERN_WORKERS_LIVE_AUDIO_STRETCH_H
#define LECTERN_WORKERS_LIVE_AUDIO_STRETCH_H

#include "common/base/err.h"
#include "workers/engine/job.h"

#include <stdint.h>

struct stretch {
	int rate, channels;
	const char *parts; /* live_parts_format(); NULL: the joined sound */
	int64_t skip;      /* samples of the first part that lie before it */
	int64_t samples;
};

/* Writes them into an empty file, 16 bits little-endian, which the caller closes. A page that is
 * not as long as its part says is cut, or followed by silence: the positions after it stay as
 * announced. */
int stretch_read(struct job *job, const struct stretch *stretch, int *ret_fd, struct err *err);

#endif
