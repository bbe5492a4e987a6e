/* wav_pages.c: libsndfile reads each page; libsamplerate converts it to the book's sample rate. */
#include "workers/wav_aggregator/wav_pages.h"

#include "common/base/alloc.h"

#include <samplerate.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

enum {
	MIN_RATE = 1000,
	MAX_RATE = 384000,
	BLOCK_SAMPLES = WAV_BLOCK_FRAMES * WAV_MAX_CHANNELS,
};

struct wav_reader {
	SNDFILE *file;
	SF_INFO info;
	struct wav_format target;
	int64_t frames_read;
	short shorts[BLOCK_SAMPLES];

	/* for floating-point samples and rate conversion */
	SRC_STATE *converter;
	SRC_DATA data;
	float in[BLOCK_SAMPLES], out[BLOCK_SAMPLES];
};

/* Samples from -1 to 1, which libsndfile would not scale when read as integers. */
static bool is_float(int format)
{
	int subformat = format & SF_FORMAT_SUBMASK;
	return subformat == SF_FORMAT_FLOAT || subformat == SF_FORMAT_DOUBLE;
}

static bool is_wav(int format)
{
	int major = format & SF_FORMAT_TYPEMASK;
	return major == SF_FORMAT_WAV || major == SF_FORMAT_WAVEX || major == SF_FORMAT_RF64;
}

static int open_converter(struct wav_reader *reader, struct err *err)
{
	int code;
	reader->converter = src_new(SRC_SINC_MEDIUM_QUALITY, reader->target.channels, &code);
	if (!reader->converter)
		return err_set(err, ERR_INTERNAL, "libsamplerate: %s", src_strerror(code));
	reader->data.src_ratio = (double)reader->target.rate / reader->info.samplerate;
	reader->data.data_in = reader->in;
	reader->data.data_out = reader->out;
	if (!src_is_valid_ratio(reader->data.src_ratio))
		return err_set(err, ERR_INVALID, "%d Hz cannot be converted to %d Hz",
			reader->info.samplerate, reader->target.rate);
	return 0;
}

static int open_file(struct wav_reader *reader, int fd, struct err *err)
{
	reader->file = sf_open_fd(fd, SFM_READ, &reader->info, SF_FALSE);
	if (!reader->file)
		return err_set(err, ERR_INVALID, "not a WAV file: %s", sf_strerror(NULL));
	const SF_INFO *info = &reader->info;
	if (!is_wav(info->format))
		return err_set(err, ERR_INVALID, "not a WAV file");
	if (info->channels < 1 || info->channels > WAV_MAX_CHANNELS ||
		info->samplerate < MIN_RATE || info->samplerate > MAX_RATE)
		return err_set(err, ERR_INVALID, "a WAV file of %d channels at %d Hz",
			info->channels, info->samplerate);
	return 0;
}

int wav_reader_open(
	int fd, const struct wav_format *target, struct wav_reader **ret_reader, struct err *err)
{
	struct wav_reader *reader = alloc_zeroed(1, sizeof *reader);
	int rc = open_file(reader, fd, err);
	if (rc == 0) {
		reader->target = target ? *target : wav_reader_format(reader);
		if (reader->target.rate != reader->info.samplerate)
			rc = open_converter(reader, err);
	}
	if (rc < 0)
		wav_reader_free(&reader);
	else
		*ret_reader = reader;
	return rc;
}

void wav_reader_free(struct wav_reader **reader)
{
	if (!*reader)
		return;
	if ((*reader)->file)
		sf_close((*reader)->file);
	if ((*reader)->converter)
		src_delete((*reader)->converter);
	alloc_free(reader);
}

struct wav_format wav_reader_format(const struct wav_reader *reader)
{
	return (struct wav_format) { reader->info.samplerate, reader->info.channels };
}

int wav_reader_permille(const struct wav_reader *reader)
{
	return reader->info.frames > 0 ? (int)(reader->frames_read * 1000 / reader->info.frames)
				       : 1000;
}

/* ---- channels ---- */

/* Converts a frame of `from` channels to `to`, mixing down when there are fewer. */
#define CONVERT_FRAME(type, sum_type, frame, from, to, result)         \
	do {                                                           \
		sum_type sum = 0;                                      \
		for (int c_ = 0; c_ < (from); c_++)                    \
			sum += (frame)[c_];                            \
		for (int c_ = 0; c_ < (to); c_++)                      \
			(result)[c_] = (type)(sum / (sum_type)(from)); \
	} while (0)

static void convert_shorts(short *samples, size_t frames, int from, int to)
{
	short frame[WAV_MAX_CHANNELS];
	if (from == to)
		return;
	/* In place: from the end when frames grow, from the start when they shrink. */
	for (size_t i = 0; i < frames; i++) {
		size_t at = to > from ? frames - 1 - i : i;
		memcpy(frame, samples + at * (size_t)from, (size_t)from * sizeof *frame);
		CONVERT_FRAME(short, int, frame, from, to, samples + at * (size_t)to);
	}
}

static void convert_floats(float *samples, size_t frames, int from, int to)
{
	float frame[WAV_MAX_CHANNELS];
	if (from == to)
		return;
	for (size_t i = 0; i < frames; i++) {
		size_t at = to > from ? frames - 1 - i : i;
		memcpy(frame, samples + at * (size_t)from, (size_t)from * sizeof *frame);
		CONVERT_FRAME(float, float, frame, from, to, samples + at * (size_t)to);
	}
}

/* ---- reading ---- */

static int failed_to_read(struct wav_reader *reader, struct err *err)
{
	return err_set(err, ERR_INVALID, "damaged WAV file: %s", sf_strerror(reader->file));
}

static int next_plain(struct wav_reader *reader, size_t *ret_frames, struct err *err)
{
	sf_count_t n;
	if (is_float(reader->info.format)) {
		n = sf_readf_float(reader->file, reader->in, WAV_BLOCK_FRAMES);
		if (n > 0)
			src_float_to_short_array(
				reader->in, reader->shorts, (int)n * reader->info.channels);
	} else {
		n = sf_readf_short(reader->file, reader->shorts, WAV_BLOCK_FRAMES);
	}
	if (n < 0 || sf_error(reader->file) != SF_ERR_NO_ERROR)
		return failed_to_read(reader, err);
	reader->frames_read += n;
	convert_shorts(reader->shorts, (size_t)n, reader->info.channels, reader->target.channels);
	*ret_frames = (size_t)n;
	return 0;
}

static int refill(struct wav_reader *reader, struct err *err)
{
	sf_count_t n = sf_readf_float(reader->file, reader->in, WAV_BLOCK_FRAMES);
	if (n < 0 || sf_error(reader->file) != SF_ERR_NO_ERROR)
		return failed_to_read(reader, err);
	reader->frames_read += n;
	convert_floats(reader->in, (size_t)n, reader->info.channels, reader->target.channels);
	reader->data.data_in = reader->in;
	reader->data.input_frames = (long)n;
	reader->data.end_of_input = n < WAV_BLOCK_FRAMES;
	return 0;
}

static int next_resampled(struct wav_reader *reader, size_t *ret_frames, struct err *err)
{
	SRC_DATA *data = &reader->data;
	for (;;) {
		if (data->input_frames == 0 && !data->end_of_input && refill(reader, err) < 0)
			return -1;
		data->output_frames = WAV_BLOCK_FRAMES;
		int code = src_process(reader->converter, data);
		if (code != 0)
			return err_set(err, ERR_INTERNAL, "libsamplerate: %s", src_strerror(code));
		data->data_in += data->input_frames_used * reader->target.channels;
		data->input_frames -= data->input_frames_used;
		if (data->output_frames_gen > 0 || data->end_of_input)
			break;
	}
	int samples = (int)data->output_frames_gen * reader->target.channels;
	src_float_to_short_array(reader->out, reader->shorts, samples);
	*ret_frames = (size_t)data->output_frames_gen;
	return 0;
}

int wav_reader_next(
	struct wav_reader *reader, const short **ret_samples, size_t *ret_frames, struct err *err)
{
	int rc = reader->converter ? next_resampled(reader, ret_frames, err)
				   : next_plain(reader, ret_frames, err);
	if (rc == 0)
		*ret_samples = reader->shorts;
	return rc;
}
