/* wav_file: WAV files as the tests of the audio stages need them: made, and taken apart. */
#ifndef LECTERN_TESTS_WORKERS_ENGINE_WAV_FILE_H
#define LECTERN_TESTS_WORKERS_ENGINE_WAV_FILE_H

#include "common/base/buf.h"

#include <sndfile.h>
#include <stddef.h>
#include <stdint.h>

/* A tone of that many frames, the same on all channels: a WAV file of that libsndfile subformat. */
void wav_tone(int rate, int channels, int subformat, double hertz, size_t frames, struct buf *wav);

/* What libsndfile reads of a file; interleaved samples, freed with free(). */
struct wav_content {
	SF_INFO info;
	int16_t *samples;
};

void wav_read(int fd, struct wav_content *ret_content);

#endif
