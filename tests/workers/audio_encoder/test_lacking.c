/* test_lacking.c: a build of FFmpeg that lacks an encoder, or a kind of file: the reason says
 * which. The functions below stand before those of the library. */
#include "tests/common/unit.h"

#include "workers/audio_encoder/encoder.h"
#include "workers/audio_encoder/muxer.h"

#include <libavformat/avformat.h>
#include <string.h>

const AVCodec *avcodec_find_encoder_by_name(const char *name)
{
	(void)name;
	return NULL;
}

int avformat_alloc_output_context2(AVFormatContext **ctx, const AVOutputFormat *oformat,
	const char *format_name, const char *filename)
{
	(void)oformat;
	(void)format_name;
	(void)filename;
	*ctx = NULL;
	return AVERROR(EINVAL);
}

static void test_encoders(void **state)
{
	static const struct {
		enum audio_format format;
		const char *reason;
	} rows[] = {
		{ AUDIO_M4B, "this build of FFmpeg has no encoder for m4b" },
		{ AUDIO_OPUS, "this build of FFmpeg has no encoder for opus" },
		{ AUDIO_MP3, "this build of FFmpeg has no encoder for mp3" },
		{ AUDIO_FLAC, "this build of FFmpeg has no encoder for flac" },
	};
	const struct wav_head head = { .rate = 22050, .channels = 1, .samples = 22050 };
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct grid grid = grid_of(rows[i].format, head.rate);
		struct encoder *encoder = NULL;
		struct err err;
		assert_int_equal(
			encoder_open(rows[i].format, 64000, &head, &grid, &encoder, &err), -1);
		/* Another try cannot help. */
		assert_int_equal(err.kind, ERR_INVALID);
		assert_string_equal(err.text, rows[i].reason);
		assert_null(encoder);
	}
}

static void test_containers(void **state)
{
	const struct tags tags = { .title = "", .author = "", .narrator = "", .language = "" };
	const struct cover cover = { 0 };
	AVCodecParameters *codec = avcodec_parameters_alloc();
	struct muxer *muxer = NULL;
	struct err err;
	(void)state;
	assert_int_equal(muxer_open(AUDIO_M4B, codec, &tags, &cover, -1, &muxer, &err), -1);
	assert_int_equal(err.kind, ERR_INVALID);
	assert_string_equal(err.text, "this build of FFmpeg writes no m4b files");
	assert_null(muxer);
	avcodec_parameters_free(&codec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encoders),
		cmocka_unit_test(test_containers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
