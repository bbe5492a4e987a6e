/* wav_pages: reads WAV files of many kinds as streams of 16-bit frames in one format. */
#ifndef LECTERN_WORKERS_WAV_AGGREGATOR_WAV_PAGES_H
#define LECTERN_WORKERS_WAV_AGGREGATOR_WAV_PAGES_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wav_format {
	int rate; /* Hz */
	int channels;
};

enum { WAV_MAX_CHANNELS = 8, WAV_BLOCK_FRAMES = 16 * 1024 };

/* One WAV file, converted as it is read. Memory use does not depend on its length. */
struct wav_reader;

/* Reads from fd, which stays the caller's and must outlive the reader. target NULL: the file's
 * own format. ERR_INVALID: not a WAV file, or one that cannot be converted. The caller frees
 * *ret_reader. */
int wav_reader_open(
	int fd, const struct wav_format *target, struct wav_reader **ret_reader, struct err *err);
void wav_reader_free(struct wav_reader **reader);

/* The file's own format. */
struct wav_format wav_reader_format(const struct wav_reader *reader);

/* Reads up to WAV_BLOCK_FRAMES frames in the target format, valid until the next call;
 * *ret_frames is 0 at the end. */
int wav_reader_next(
	struct wav_reader *reader, const short **ret_samples, size_t *ret_frames, struct err *err);

/* How much of the file has been read, in thousandths. */
int wav_reader_permille(const struct wav_reader *reader);

#endif
