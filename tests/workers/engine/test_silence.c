/* Tests of workers/silence: its WAV is one to libsndfile too, and silent. */
#include "unit.h"

#include "workers/engine/silence.h"

#include <sndfile.h>
#include <sys/mman.h>
#include <unistd.h>

static void pcm_has_its_length(void **state)
{
	(void)state;
	struct buf audio = BUF_EMPTY;
	silence_pcm(&audio, 22050, 0.5);
	assert_int_equal(audio.len, 22050);
	for (size_t i = 0; i < audio.len; i++)
		assert_int_equal(audio.data[i], 0);
	buf_free(&audio);
}

static void wav_is_a_wav(void **state)
{
	(void)state;
	struct buf audio = BUF_EMPTY;
	silence_wav(&audio, 24000, 1.0);
	int fd = memfd_create("silence", MFD_CLOEXEC);
	assert_int_equal(write(fd, audio.data, audio.len), audio.len);
	lseek(fd, 0, SEEK_SET);
	SF_INFO info = { 0 };
	SNDFILE *file = sf_open_fd(fd, SFM_READ, &info, 0);
	assert_non_null(file);
	assert_int_equal(info.samplerate, 24000);
	assert_int_equal(info.channels, 1);
	assert_int_equal(info.frames, 24000);
	assert_int_equal(info.format, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
	static short samples[24000];
	assert_int_equal(sf_read_short(file, samples, 24000), 24000);
	for (int i = 0; i < 24000; i++)
		assert_int_equal(samples[i], 0);
	sf_close(file);
	close(fd);
	buf_free(&audio);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pcm_has_its_length),
		cmocka_unit_test(wav_is_a_wav),
	};
	return RUN(tests);
}
