/* wav_header: the header of a WAV file that was begun as RF64.
 *
 * libsndfile reserves space for 64-bit sizes and describes the samples in the extensible format.
 * Both remain when the file turns out to be small, but some programs read only the plain format
 * of 1991.
 */
#ifndef LECTERN_WORKERS_WAV_AGGREGATOR_WAV_HEADER_H
#define LECTERN_WORKERS_WAV_AGGREGATOR_WAV_HEADER_H

#include "common/base/err.h"
#include "workers/wav_aggregator/wav_pages.h"

/* Rewrites the header of a WAV file with 16-bit samples in place, in the plain format. RF64 is
 * left unchanged. */
int wav_header_make_plain(int fd, const struct wav_format *format, struct err *err);

#endif
