/* wav_file.c: tones and contents by libsndfile, in memory. */
#include "tests/workers/engine/wav_file.h"

#include "common/base/alloc.h"
#include "tests/workers/engine/engine_test.h"

#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void wav_tone(int rate, int channels, int subformat, double hertz, size_t frames, struct buf *wav)
{
	SF_INFO info = {
		.samplerate = rate,
		.channels = channels,
		.format = SF_FORMAT_WAV | subformat,
	};
	struct err err;
	int fd = memfd_create("tone", MFD_CLOEXEC);
	SNDFILE *file = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);
	assert_non_null(file);
	float *frame = alloc_zeroed((size_t)channels, sizeof *frame);
	for (size_t i = 0; i < frames; i++) {
		double value = 0.5 * sin(2 * 3.14159265358979 * hertz * (double)i / rate);
		for (int c = 0; c < channels; c++)
			frame[c] = (float)value;
		assert_int_equal(sf_writef_float(file, frame, 1), 1);
	}
	sf_close(file);
	free(frame);
	assert_int_equal(buf_read_fd(wav, fd, SIZE_MAX / 2, &err), 0);
	close(fd);
}

void wav_read(int fd, struct wav_content *ret_content)
{
	*ret_content = (struct wav_content) { .samples = NULL };
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	SNDFILE *file = sf_open_fd(fd, SFM_READ, &ret_content->info, SF_FALSE);
	assert_non_null(file);
	sf_count_t frames = ret_content->info.frames;
	ret_content->samples = alloc_zeroed((size_t)frames + 1,
		(size_t)ret_content->info.channels * sizeof *ret_content->samples);
	assert_int_equal(sf_readf_short(file, ret_content->samples, frames), frames);
	sf_close(file);
}
