/* sound_edges: where sound and silence begin and end in a page's samples. */
#ifndef LECTERN_WORKERS_TTS_SOUND_EDGES_H
#define LECTERN_WORKERS_TTS_SOUND_EDGES_H

#include "common/base/err.h"

#include <stdint.h>

struct sound_edges {
	int fd, channels;
	int16_t *samples;
	int64_t first, count; /* which frames are in `samples` */
};

/* fd stays the caller's; *ret_frames is the number of frames. Close it with sound_edges_close(). */
int sound_edges_open(
	struct sound_edges *sound, int fd, int channels, int64_t *ret_frames, struct err *err);
void sound_edges_close(struct sound_edges *sound);

/* Loads frames from `first` up to, but not including, `last`, for the functions below. */
int sound_edges_load(struct sound_edges *sound, int64_t first, int64_t last, struct err *err);

/* Within what was loaded: the first frame from `first` on with sound, and the end of the last
 * one; `first` or `last`, respectively, when all is silent. */
int64_t sound_edges_start(const struct sound_edges *sound, int64_t first, int64_t last);
int64_t sound_edges_end(const struct sound_edges *sound, int64_t first, int64_t last);

/* How loud so many frames from `first` on are: the root mean square of their samples. */
double sound_edges_level(const struct sound_edges *sound, int64_t first, int64_t count);

#endif
