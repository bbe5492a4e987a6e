/* muxer.c: libavformat on a descriptor. */
#include "workers/audio_encoder/muxer.h"

#include "common/base/alloc.h"
#include "workers/audio_encoder/file_io.h"
#include "workers/audio_encoder/libav.h"
#include "workers/audio_encoder/picture.h"

#include <libavformat/avformat.h>
#include <libavutil/intreadwrite.h>
#include <stdio.h>
#include <string.h>

struct muxer {
	AVFormatContext *file;
	AVStream *sound, *picture;
	AVPacket *packet;
	AVRational base; /* time base of the input */
	bool is_mp3;
};

static const struct {
	const char *name, *options;
} containers[AUDIO_FORMAT_COUNT] = {
	[AUDIO_M4B] = { "ipod", "movflags=+faststart" },
	[AUDIO_OPUS] = { "opus", "" },
	/* Cars and old players need ID3v2.3. */
	[AUDIO_MP3] = { "mp3", "id3v2_version=3:write_xing=1" },
	[AUDIO_FLAC] = { "flac", "" },
};

/* ---- tags ---- */

static void set(AVDictionary **tags, const char *key, const char *value)
{
	if (value && *value && av_dict_set(tags, key, value, 0) < 0)
		libav_no_memory();
}

static bool has_comments(enum audio_format format)
{
	return format == AUDIO_OPUS || format == AUDIO_FLAC;
}

static void add_tags(struct muxer *muxer, enum audio_format format, const struct tags *tags)
{
	AVDictionary **to = &muxer->file->metadata;
	set(to, "title", tags->title);
	set(to, "album", tags->album ? tags->album : tags->title);
	set(to, "artist", tags->author);
	set(to, "album_artist", tags->author);
	/* Audiobook players show this as the narrator. */
	set(to, "composer", tags->narrator);
	set(to, "genre", "Audiobook");
	set(to, "date", tags->date);
	set(to, "comment", tags->comment);
	if (has_comments(format))
		set(to, "narrator", tags->narrator);
	if (format == AUDIO_M4B)
		set(to, "media_type", "2"); /* an audiobook, for Apple's programs */
	if (format != AUDIO_M4B)
		set(to, "language", tags->language);
	set(&muxer->sound->metadata, "language", format == AUDIO_M4B ? tags->language : NULL);
	if (tags->tracks > 0) {
		char track[32];
		snprintf(track, sizeof track, "%d/%d", tags->track, tags->tracks);
		set(to, "track", track);
	}
}

/* ---- chapters ---- */

/* libavformat writes no chapters to FLAC, so add the comments that players read. */
static void add_chapter_comments(struct muxer *muxer, const struct tags *tags)
{
	for (size_t i = 0; i < tags->chapter_count; i++) {
		const struct tag_chapter *chapter = &tags->chapters[i];
		char key[40], start[40];
		long long ms = chapter->start_ms;
		snprintf(start, sizeof start, "%02lld:%02lld:%02lld.%03lld", ms / 3600000,
			ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
		snprintf(key, sizeof key, "CHAPTER%03zu", i + 1);
		set(&muxer->file->metadata, key, start);
		snprintf(key, sizeof key, "CHAPTER%03zuNAME", i + 1);
		set(&muxer->file->metadata, key, chapter->title);
	}
}

static void add_chapters(struct muxer *muxer, enum audio_format format, const struct tags *tags)
{
	AVFormatContext *file = muxer->file;
	size_t count = tags->chapter_count;
	if (has_comments(format)) {
		add_chapter_comments(muxer, tags);
		return;
	}
	if (format == AUDIO_MP3 && count > TAGS_MAX_ID3_CHAPTERS)
		count = TAGS_MAX_ID3_CHAPTERS;
	if (count == 0)
		return;
	file->chapters = av_calloc(count, sizeof(AVChapter *));
	if (!file->chapters)
		libav_no_memory();
	for (size_t i = 0; i < count; i++) {
		AVChapter *chapter = file->chapters[i] = libav_checked(av_mallocz(sizeof *chapter));
		file->nb_chapters = (unsigned)i + 1;
		chapter->id = (int64_t)i + 1;
		chapter->time_base = (AVRational) { 1, 1000 };
		chapter->start = tags->chapters[i].start_ms;
		chapter->end = tags->chapters[i].end_ms;
		set(&chapter->metadata, "title", tags->chapters[i].title);
	}
}

/* ---- the picture ---- */

static void add_picture(struct muxer *muxer, enum audio_format format, const struct cover *cover)
{
	struct picture picture;
	if (!picture_look(cover->data, cover->len, &picture))
		return;
	if (format == AUDIO_OPUS) {
		char *block = picture_comment(&picture, cover->data, cover->len);
		set(&muxer->file->metadata, "METADATA_BLOCK_PICTURE", block);
		free(block);
		return;
	}
	AVStream *stream = muxer->picture = libav_checked(avformat_new_stream(muxer->file, NULL));
	stream->codecpar->codec_type = AVMEDIA_TYPE_VIDEO;
	stream->codecpar->codec_id = picture.is_png ? AV_CODEC_ID_PNG : AV_CODEC_ID_MJPEG;
	stream->codecpar->width = picture.width;
	stream->codecpar->height = picture.height;
	stream->disposition = AV_DISPOSITION_ATTACHED_PIC;
	stream->time_base = (AVRational) { 1, 90000 };
	set(&stream->metadata, "comment", "Cover (front)");
}

static int write_picture(struct muxer *muxer, const struct cover *cover, struct err *err)
{
	if (!muxer->picture)
		return 0;
	AVPacket *packet = muxer->packet;
	if (av_new_packet(packet, (int)cover->len) < 0)
		libav_no_memory();
	memcpy(packet->data, cover->data, cover->len);
	packet->stream_index = muxer->picture->index;
	packet->pts = packet->dts = 0;
	packet->flags = AV_PKT_FLAG_KEY;
	int code = av_interleaved_write_frame(muxer->file, packet);
	av_packet_unref(packet);
	return code < 0 ? libav_err(err, code, "writing the cover") : 0;
}

/* ---- the file ---- */

static int begin(struct muxer *muxer, enum audio_format format, struct err *err)
{
	AVDictionary *options = NULL;
	av_dict_parse_string(&options, containers[format].options, "=", ":", 0);
	/* Exactly four characters: the option parser would strip the blank. */
	if (format == AUDIO_M4B)
		av_dict_set(&options, "brand", "M4B ", 0);
	int code = avformat_write_header(muxer->file, &options);
	av_dict_free(&options);
	if (code < 0)
		return libav_err(err, code, "beginning the file");
	return 0;
}

int muxer_open(enum audio_format format, const AVCodecParameters *codec, const struct tags *tags,
	const struct cover *cover, int fd, struct muxer **ret_muxer, struct err *err)
{
	struct muxer *muxer = alloc_zeroed(1, sizeof *muxer);
	int code =
		avformat_alloc_output_context2(&muxer->file, NULL, containers[format].name, NULL);
	if (code < 0) {
		alloc_free(&muxer);
		return err_set(err, ERR_INVALID, "this build of FFmpeg writes no %s files",
			audio_format_name(format));
	}
	muxer->is_mp3 = format == AUDIO_MP3;
	muxer->file->flags |= AVFMT_FLAG_BITEXACT;
	muxer->packet = av_packet_alloc();
	muxer->sound = avformat_new_stream(muxer->file, NULL);
	if (!muxer->packet || !muxer->sound ||
		avcodec_parameters_copy(muxer->sound->codecpar, codec) < 0)
		libav_no_memory();
	muxer->base = muxer->sound->time_base = (AVRational) { 1, codec->sample_rate };
	file_io_attach(muxer->file, fd);
	add_tags(muxer, format, tags);
	add_chapters(muxer, format, tags);
	add_picture(muxer, format, cover);
	if (begin(muxer, format, err) < 0 || write_picture(muxer, cover, err) < 0) {
		muxer_free(&muxer);
		return -1;
	}
	*ret_muxer = muxer;
	return 0;
}

/* 10 bytes: how much to skip at the start and at the end. For MP3 the muxer takes both numbers,
 * which are for the whole file, from the packet that carries them. */
static void note_surplus(AVPacket *packet, int padding, int surplus)
{
	enum { SKIP_BYTES = 10 };
	uint8_t *skip = libav_checked(
		av_packet_new_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, SKIP_BYTES));
	memset(skip, 0, SKIP_BYTES);
	AV_WL32(skip, (uint32_t)padding);
	AV_WL32(skip + 4, (uint32_t)surplus);
}

static int send(struct muxer *muxer, struct err *err)
{
	AVPacket *packet = muxer->packet;
	packet->stream_index = muxer->sound->index;
	av_packet_rescale_ts(packet, muxer->base, muxer->sound->time_base);
	int code = av_interleaved_write_frame(muxer->file, packet);
	av_packet_unref(packet);
	return code < 0 ? libav_err(err, code, "writing the file") : 0;
}

int muxer_write(struct muxer *muxer, const void *packet, size_t len, int64_t at, int samples,
	int surplus, struct err *err)
{
	AVPacket *out = muxer->packet;
	if (av_new_packet(out, (int)len) < 0)
		libav_no_memory();
	memcpy(out->data, packet, len);
	out->pts = out->dts = at;
	out->duration = samples - surplus;
	out->flags = AV_PKT_FLAG_KEY;
	if (surplus > 0)
		note_surplus(
			out, muxer->is_mp3 ? muxer->sound->codecpar->initial_padding : 0, surplus);
	return send(muxer, err);
}

int muxer_write_packet(struct muxer *muxer, const AVPacket *packet, struct err *err)
{
	if (av_packet_ref(muxer->packet, packet) < 0)
		libav_no_memory();
	return send(muxer, err);
}

int muxer_finish(struct muxer *muxer, struct err *err)
{
	int code = av_write_trailer(muxer->file);
	if (code >= 0 && muxer->file->pb) {
		avio_flush(muxer->file->pb);
		code = muxer->file->pb->error;
	}
	return code < 0 ? libav_err(err, code, "finishing the file") : 0;
}

void muxer_free(struct muxer **muxer)
{
	struct muxer *m = *muxer;
	if (!m)
		return;
	file_io_detach(m->file);
	avformat_free_context(m->file);
	av_packet_free(&m->packet);
	alloc_free(muxer);
}
