/* split.c: cuts the chapters of a book's audio from the packets of the whole.
 *
 * Nothing is re-encoded. A chapter's file begins some packets early, because a decoder needs
 * them to decode the first one correctly, and says how many samples to skip at its start and
 * end, so that chapters join without a gap or overlap of even a sample.
 */
#include "workers/audio_encoder/split.h"

#include "common/farm/encoded_audio.h"
#include "workers/audio_encoder/libav.h"
#include "workers/audio_encoder/packet_source.h"
#include "workers/audio_encoder/wav_source.h"

#include <errno.h>
#include <libavutil/intreadwrite.h>
#include <unistd.h>

enum {
	/* AAC and MP3 overlap with one packet before; Opus needs 80 ms (RFC 7845, 4.6). The skip
	 * must fit into the 12 bits that an MP3's header has for it. */
	LEAD = 2,
	OPUS_LEAD = 4,
	OPUS_SKIP_AT = 10, /* offset in its header of the number of samples to skip */
};

/* ---- finding the parts ---- */

static int64_t sample_of(const struct split *split, int64_t ms)
{
	int64_t at = ms * split->grid.rate / 1000;
	return at < split->samples ? at : split->samples;
}

/* What precedes the first heading belongs to the first part; a chapter of no length gets no
 * file. A book without chapters is a single part. */
static size_t find_parts(const struct split *split, struct part *parts)
{
	const struct tags *tags = &split->tags;
	size_t count = 0;
	for (size_t i = 0; i < tags->chapter_count; i++) {
		struct part part = {
			.title = tags->chapters[i].title,
			.start = count > 0 ? parts[count - 1].end : 0,
			.end = i + 1 < tags->chapter_count
				       ? sample_of(split, tags->chapters[i].end_ms)
				       : split->samples,
		};
		if (part.end > part.start)
			parts[count++] = part;
	}
	if (count == 0)
		parts[count++] = (struct part) { .title = tags->title, .end = split->samples };
	for (size_t i = 0; i < count; i++) {
		parts[i].number = (int)i + 1;
		parts[i].of = (int)count;
	}
	return count;
}

/* ---- one part ---- */

/* Has the decoder skip that many samples at the start. */
static void set_padding(struct split *split, int padding)
{
	AVCodecParameters *codec = split->codec;
	codec->sample_rate = split->grid.rate;
	av_channel_layout_default(&codec->ch_layout, 1);
	codec->initial_padding = padding;
	codec->frame_size = split->grid.frame;
	codec->bit_rate = split->work->bitrate;
	if (split->format == AUDIO_OPUS && codec->extradata_size >= OPUS_SKIP_AT + 2)
		AV_WL16(codec->extradata + OPUS_SKIP_AT, (uint16_t)padding);
}

static int copy_packets(struct split *split, const struct part *part, int64_t first,
	struct muxer *muxer, struct err *err)
{
	const int frame = split->grid.frame;
	int64_t end = part->end + split->padding;
	for (int64_t number = first; number * frame < end; number++) {
		const AVPacket *packet;
		int64_t at = number * frame, surplus = at + frame - end;
		int rc = packet_window_get(&split->packets, number, &packet, err);
		if (rc == 0)
			return err_set(err, ERR_DAMAGED, "the whole book's file ends early");
		if (rc < 0 || muxer_write(muxer, packet->data, (size_t)packet->size,
				      at - split->padding - part->start, frame,
				      surplus > 0 ? (int)surplus : 0, err) < 0)
			return -1;
	}
	return muxer_finish(muxer, err);
}

static int write_part(struct split *split, const struct part *part, int fd, struct err *err)
{
	const int frame = split->grid.frame;
	struct tags tags = split->tags;
	struct muxer *muxer = NULL;
	int64_t first = (part->start + split->padding) / frame -
			(split->format == AUDIO_OPUS ? OPUS_LEAD : LEAD);
	if (first < 0)
		first = 0;
	tags.album = split->tags.title;
	tags.title = part->title;
	tags.chapter_count = 0;
	tags.track = part->number;
	tags.tracks = part->of;
	set_padding(split, (int)(part->start - (first * frame - split->padding)));
	int rc = muxer_open(split->format, split->codec, &tags, &split->cover, fd, &muxer, err);
	if (rc == 0)
		rc = copy_packets(split, part, first, muxer, err);
	muxer_free(&muxer);
	return rc;
}

int split_add(struct split *split, const struct part *part, const char *name, struct err *err)
{
	if (ftruncate(split->part, 0) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "emptying a scratch file");
	if (write_part(split, part, split->part, err) < 0 ||
		stored_zip_add(split->zip, name, split->part, err) < 0)
		return err_prefix(err, "chapter %d", part->number);
	return 0;
}

/* ---- all parts ---- */

static int fill_zip(struct split *split, split_fill *fill, struct err *err)
{
	struct part *parts = arena_alloc(
		job_arena(split->work->job), (split->tags.chapter_count + 1) * sizeof *parts);
	size_t count = find_parts(split, parts);
	return fill(split, parts, count, err) < 0 ? -1 : stored_zip_finish(split->zip, err);
}

static int split_file(struct split *split, int whole, split_fill *fill, int fd, struct err *err)
{
	struct packet_source *source = NULL;
	if (packet_source_open(whole, &source, err) < 0)
		return -1;
	split->packets.source = source;
	split->codec = libav_checked(avcodec_parameters_alloc());
	if (avcodec_parameters_copy(split->codec, packet_source_codec(source)) < 0)
		libav_no_memory();
	split->zip = stored_zip_new(fd);
	int rc = job_scratch(split->work->job, 0, &split->part, err);
	if (rc == 0) {
		rc = fill_zip(split, fill, err);
		close(split->part);
	}
	stored_zip_free(&split->zip);
	avcodec_parameters_free(&split->codec);
	packet_window_free(&split->packets);
	packet_source_close(&source);
	return rc;
}

static int make(struct split *split, int64_t total_ms, int whole, split_fill *fill, struct err *err)
{
	struct work_file file = { .tags = &split->tags, .total_ms = total_ms };
	if (job_scratch(split->work->job, 0, &file.fd, err) < 0)
		return -1;
	int rc = split_file(split, whole, fill, file.fd, err);
	if (rc == 0)
		rc = work_put(split->work, &file, err);
	close(file.fd);
	return rc;
}

/* Fetches the whole book's file. Its metadata can be trusted: this stage wrote it. */
static int get_whole(struct split *split, int *ret_fd, struct err *err)
{
	enum { MAX_PADDING = 4000 };
	struct meta meta = { 0 };
	if (job_get(split->work->job, WORK_FILE, ret_fd, &meta, err) < 0)
		return -1;
	split->padding = (int)meta_get_int(&meta, ENCODED_PADDING, 0, MAX_PADDING, -1);
	if (split->padding >= 0)
		return 0;
	close(*ret_fd);
	return err_set(err, ERR_INVALID,
		"the %s file was made by an earlier version: have it made again first",
		audio_format_name(split->format));
}

static int split_whole(struct split *split, int64_t total_ms, split_fill *fill, struct err *err)
{
	int whole;
	if (work_tags(split->work, total_ms, &split->tags, err) < 0 ||
		get_whole(split, &whole, err) < 0)
		return -1;
	int rc = work_cover(split->work, &split->cover, err);
	if (rc == 0)
		rc = make(split, total_ms, whole, fill, err);
	work_cover_free(&split->cover);
	close(whole);
	return rc;
}

int split_run(const struct work *work, split_fill *fill, struct err *err)
{
	struct wav_source source;
	struct split split = { .work = work };
	if (!audio_format_whole(work->format, &split.format))
		return err_set(err, ERR_INVALID, "not a format with one file per chapter");
	if (wav_source_open(work->job, &source, err) < 0)
		return -1;
	split.grid = grid_of(split.format, source.head.rate);
	split.samples = grid_from_source(&split.grid, source.head.samples);
	wav_source_close(&source);
	return split_whole(&split, source.head.samples * 1000 / source.head.rate, fill, err);
}
