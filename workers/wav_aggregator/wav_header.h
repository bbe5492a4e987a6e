/* wav_header: the head of a WAV file that was begun as RF64.
 *
 * libsndfile begins it with room for 64-bit sizes and describes the samples in the extensible
 * form; when the file turns out to be small that stays, and some programs read only the plain
 * form of 1991. */
#ifndef LECTERN_WORKERS_WAV_AGGREGATOR_WAV_HEADER_H
#define LECTERN_WORKERS_WAV_AGGREGATOR_WAV_HEADER_H

#include "common/base/err.h"
#include "workers/wav_aggregator/wav_pages.h"

/* Makes the head of a WAV file of 16-bit samples plain, in its place. RF64 is left alone. */
int wav_header_make_plain(int fd, const struct wav_format *format, struct err *err);

#endif
