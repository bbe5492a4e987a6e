/* work_join.c: joins encoded pieces into one file without re-encoding. */
#include "workers/audio_encoder/grid.h"
#include "workers/audio_encoder/libav.h"
#include "workers/audio_encoder/piece_file.h"
#include "workers/audio_encoder/wav_source.h"
#include "workers/audio_encoder/work.h"
#include "workers/engine/io.h"

#include <string.h>
#include <unistd.h>

struct join {
	const struct work *work;
	const struct tags *tags;
	const struct cover *cover;
	int64_t samples; /* of the whole, at the encoded rate */
	int fd;          /* of the result */
	struct muxer *muxer;
	struct piece_head head; /* of the first piece, with a copy of its extradata in the arena */
	int64_t packets;
};

static AVCodecParameters *parameters_of(const struct piece_head *head, int bitrate)
{
	static const enum AVCodecID codecs[AUDIO_FORMAT_COUNT] = {
		[AUDIO_M4B] = AV_CODEC_ID_AAC,
		[AUDIO_OPUS] = AV_CODEC_ID_OPUS,
		[AUDIO_MP3] = AV_CODEC_ID_MP3,
	};
	AVCodecParameters *codec = libav_checked(avcodec_parameters_alloc());
	codec->codec_type = AVMEDIA_TYPE_AUDIO;
	codec->codec_id = codecs[head->format];
	codec->sample_rate = head->rate;
	codec->frame_size = head->frame;
	codec->initial_padding = head->padding;
	codec->bit_rate = bitrate;
	av_channel_layout_default(&codec->ch_layout, 1);
	if (head->own_len > 0) {
		codec->extradata = av_mallocz(head->own_len + AV_INPUT_BUFFER_PADDING_SIZE);
		if (!codec->extradata)
			libav_no_memory();
		memcpy(codec->extradata, head->own, head->own_len);
		codec->extradata_size = (int)head->own_len;
	}
	return codec;
}

static int begin(struct join *join, const struct piece_head *head, struct err *err)
{
	const struct work *work = join->work;
	if (head->format != work->format)
		return err_set(err, ERR_INVALID, "a piece of another format");
	join->head = *head;
	join->head.own = arena_string_n(job_arena(work->job), head->own, head->own_len);
	AVCodecParameters *codec = parameters_of(head, work->bitrate);
	int rc = muxer_open(
		work->format, codec, join->tags, join->cover, join->fd, &join->muxer, err);
	avcodec_parameters_free(&codec);
	return rc;
}

static int append(struct join *join, struct piece_reader *reader, struct err *err)
{
	const int frame = join->head.frame;
	const int64_t end = join->samples + join->head.padding;
	for (;;) {
		const void *packet;
		size_t len;
		int rc = piece_next(reader, &packet, &len, err);
		if (rc <= 0)
			return rc;
		int64_t at = join->packets * frame;
		int64_t surplus = at + frame - end;
		/* An encoder may flush more than the audio needs. */
		if (surplus >= frame)
			continue;
		if (muxer_write(join->muxer, packet, len, at - join->head.padding, frame,
			    surplus > 0 ? (int)surplus : 0, err) < 0)
			return -1;
		join->packets++;
	}
}

static int append_piece(struct join *join, int piece, struct err *err)
{
	const void *file = NULL;
	size_t len = 0;
	int fd;
	struct piece_reader reader;
	if (job_get(join->work->job, piece, &fd, NULL, err) < 0)
		return err_prefix(err, "piece %d", piece);
	int rc = engine_map(fd, &file, &len, err);
	if (rc == 0)
		rc = piece_open(file, len, &reader, err);
	if (rc == 0 && !join->muxer)
		rc = begin(join, &reader.head, err);
	if (rc == 0 && !piece_fits(&join->head, &reader.head))
		rc = err_set(err, ERR_INVALID, "encoded with other settings than the others");
	if (rc == 0)
		rc = append(join, &reader, err);
	engine_unmap(&file, len);
	close(fd);
	return rc < 0 ? err_prefix(err, "piece %d", piece) : 0;
}

static int append_all(struct join *join, struct err *err)
{
	const int pieces = join->work->pieces;
	for (int piece = 1; piece <= pieces; piece++) {
		if (append_piece(join, piece, err) < 0)
			return -1;
		if (job_progress(join->work->job, 0, (int)((int64_t)piece * 1000 / pieces)) < 0)
			return err_set(err, ERR_UNAVAILABLE, "the front is gone");
	}
	return muxer_finish(join->muxer, err);
}

static int make(struct join *join, int64_t total_ms, struct err *err)
{
	if (job_scratch(join->work->job, 0, &join->fd, err) < 0)
		return -1;
	int rc = append_all(join, err);
	muxer_free(&join->muxer);
	const struct work_file file = {
		.fd = join->fd,
		.tags = join->tags,
		.total_ms = total_ms,
		.padding = join->head.padding,
	};
	if (rc == 0)
		rc = work_put(join->work, &file, err);
	close(join->fd);
	return rc;
}

int work_join(const struct work *work, struct err *err)
{
	struct wav_source source;
	struct tags tags;
	struct cover cover = { 0 };
	if (wav_source_open(work->job, &source, err) < 0)
		return -1;
	struct grid grid = grid_of(work->format, source.head.rate);
	int64_t total_ms = source.head.samples * 1000 / source.head.rate;
	struct join join = {
		.work = work,
		.tags = &tags,
		.cover = &cover,
		.samples = grid_from_source(&grid, source.head.samples),
	};
	wav_source_close(&source);
	if (work_tags(work, total_ms, &tags, err) < 0 || work_cover(work, &cover, err) < 0)
		return -1;
	int rc = make(&join, total_ms, err);
	work_cover_free(&cover);
	return rc;
}
