/* wav_source: reads the samples of a joined WAV (RIFF or RF64, 16 bits) in ranges through the
 * front. Memory and disk hold only one range, however long the book. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_WAV_SOURCE_H
#define LECTERN_WORKERS_AUDIO_ENCODER_WAV_SOURCE_H

#include "common/base/err.h"
#include "workers/engine/job.h"

#include <stddef.h>
#include <stdint.h>

/* The contents of a WAV's header. */
struct wav_head {
	int rate, channels;
	uint64_t data;   /* offset of the first sample, in bytes */
	int64_t samples; /* for each channel */
	uint64_t behind; /* bytes after the last sample */
};

/* The first sample is within this many bytes. */
enum { WAV_HEAD_BYTES = 4096 };

/* Parses the first `len` bytes of a file of `size` bytes. ERR_INVALID: not a WAV with 16-bit
 * samples. */
int wav_head_parse(
	const void *bytes, size_t len, uint64_t size, struct wav_head *ret_head, struct err *err);

struct wav_source {
	struct job *job;
	struct wav_head head;
	int fd;                 /* of the current range; -1: none */
	int64_t first, samples; /* what it contains */
};

int wav_source_open(struct job *job, struct wav_source *ret_source, struct err *err);
void wav_source_close(struct wav_source *source);

/* Announces that samples from `first` up to, but not including, `end` are read next, so that
 * they are fetched at once. */
int wav_source_want(struct wav_source *source, int64_t first, int64_t end, struct err *err);

/* Reads up to `most` samples (each of all channels, interleaved) from `at` on; *ret_samples is 0
 * at the end. */
int wav_source_read(struct wav_source *source, int64_t at, int16_t *data, size_t most,
	size_t *ret_samples, struct err *err);

#endif
