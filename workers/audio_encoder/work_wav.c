/* work_wav.c: writes the WAV again with title and chapters (cue points) after its samples. */
#include "workers/audio_encoder/wav_source.h"
#include "workers/audio_encoder/work.h"
#include "workers/engine/io.h"

#include "common/base/buf.h"

#include <endian.h>
#include <string.h>
#include <unistd.h>

enum { HEAD_BYTES = 80, BLOCK = 16 * 1024, MAX_CHANNELS = 8, DS64_BYTES = 28 };

/* ---- chunks ---- */

/* A chunk's content may have an odd length, but its padded size is even. */
static void put_chunk(struct buf *to, const char *name, const struct buf *content)
{
	buf_append(to, name, 4);
	buf_append_le(to, content->len, 4);
	buf_append(to, content->data, content->len);
	if (content->len % 2)
		buf_append_le(to, 0, 1);
}

static void put_text(struct buf *to, const char *name, const char *text)
{
	struct buf content = BUF_EMPTY;
	if (!*text)
		return;
	buf_append(&content, text, strlen(text) + 1);
	put_chunk(to, name, &content);
	buf_free(&content);
}

static void put_list(struct buf *to, const char *kind, const struct buf *chunks)
{
	struct buf content = BUF_EMPTY;
	if (chunks->len == 0)
		return;
	buf_append(&content, kind, 4);
	buf_append(&content, chunks->data, chunks->len);
	put_chunk(to, "LIST", &content);
	buf_free(&content);
}

static void put_info(struct buf *to, const struct tags *tags)
{
	struct buf info = BUF_EMPTY;
	put_text(&info, "INAM", tags->title);
	put_text(&info, "IPRD", tags->title);
	put_text(&info, "IART", tags->author);
	put_text(&info, "ICRD", tags->date);
	put_text(&info, "IGNR", "Audiobook");
	put_text(&info, "ICMT", tags->comment);
	put_text(&info, "ILNG", tags->language);
	put_list(to, "INFO", &info);
	buf_free(&info);
}

static void put_cues(struct buf *to, const struct tags *tags, int rate)
{
	struct buf cues = BUF_EMPTY, labels = BUF_EMPTY;
	size_t count = 0;
	for (size_t i = 0; i < tags->chapter_count; i++) {
		int64_t sample = tags->chapters[i].start_ms * rate / 1000;
		/* A cue point's position has 32 bits: 27 hours at 44,100 Hz. */
		if (sample > UINT32_MAX)
			break;
		count++;
		buf_append_le(&cues, count, 4);
		buf_append_le(&cues, (uint64_t)sample, 4);
		buf_append(&cues, "data", 4);
		buf_append_le(&cues, 0, 4);
		buf_append_le(&cues, 0, 4);
		buf_append_le(&cues, (uint64_t)sample, 4);
		struct buf label = BUF_EMPTY;
		buf_append_le(&label, count, 4);
		buf_append(&label, tags->chapters[i].title, strlen(tags->chapters[i].title) + 1);
		put_chunk(&labels, "labl", &label);
		buf_free(&label);
	}
	if (count > 0) {
		struct buf content = BUF_EMPTY;
		buf_append_le(&content, count, 4);
		buf_append(&content, cues.data, cues.len);
		put_chunk(to, "cue ", &content);
		buf_free(&content);
		put_list(to, "adtl", &labels);
	}
	buf_free(&cues);
	buf_free(&labels);
}

/* Writes RF64 (EBU Tech 3306) where 32 bits do not suffice, else a filler chunk in place of its
 * 64-bit sizes. */
static void put_head(
	struct buf *to, const struct wav_head *head, uint64_t data_bytes, uint64_t tail_bytes)
{
	uint64_t frame = 2 * (uint64_t)head->channels;
	uint64_t riff = HEAD_BYTES - 8 + data_bytes + tail_bytes;
	bool large = riff > UINT32_MAX;
	buf_append(to, large ? "RF64" : "RIFF", 4);
	buf_append_le(to, large ? UINT32_MAX : riff, 4);
	buf_append(to, large ? "WAVEds64" : "WAVEJUNK", 8);
	buf_append_le(to, DS64_BYTES, 4);
	buf_append_le(to, large ? riff : 0, 8);
	buf_append_le(to, large ? data_bytes : 0, 8);
	buf_append_le(to, large ? (uint64_t)head->samples : 0, 8);
	buf_append_le(to, 0, 4);
	buf_append(to, "fmt ", 4);
	buf_append_le(to, 16, 4);
	buf_append_le(to, 1, 2);
	buf_append_le(to, (uint64_t)head->channels, 2);
	buf_append_le(to, (uint64_t)head->rate, 4);
	buf_append_le(to, (uint64_t)head->rate * frame, 4);
	buf_append_le(to, frame, 2);
	buf_append_le(to, 16, 2);
	buf_append(to, "data", 4);
	buf_append_le(to, large ? UINT32_MAX : data_bytes, 4);
}

/* ---- the file ---- */

static int copy_samples(struct wav_source *source, int fd, struct err *err)
{
	static int16_t block[BLOCK * MAX_CHANNELS];
	size_t channels = (size_t)source->head.channels;
	for (int64_t at = 0;;) {
		size_t samples;
		if (wav_source_read(source, at, block, BLOCK, &samples, err) < 0)
			return -1;
		if (samples == 0)
			return 0;
		at += (int64_t)samples;
		for (size_t i = 0; i < samples * channels; i++)
			block[i] = (int16_t)htole16((uint16_t)block[i]);
		if (engine_write(fd, block, samples * channels * 2, err) < 0)
			return -1;
		if (job_progress(source->job, 0, (int)(at * 1000 / source->head.samples)) < 0)
			return err_set(err, ERR_UNAVAILABLE, "the front is gone");
	}
}

static int write_file(struct wav_source *source, const struct tags *tags, int fd, struct err *err)
{
	const struct wav_head *head = &source->head;
	struct buf start = BUF_EMPTY, tail = BUF_EMPTY;
	put_info(&tail, tags);
	put_cues(&tail, tags, head->rate);
	put_head(&start, head, (uint64_t)head->samples * 2 * (uint64_t)head->channels, tail.len);
	int rc = engine_write(fd, start.data, start.len, err);
	if (rc == 0)
		rc = copy_samples(source, fd, err);
	if (rc == 0 && tail.len > 0)
		rc = engine_write(fd, tail.data, tail.len, err);
	buf_free(&start);
	buf_free(&tail);
	return rc;
}

int work_wav(const struct work *work, struct err *err)
{
	struct wav_source source;
	struct tags tags;
	int fd = -1;
	if (wav_source_open(work->job, &source, err) < 0)
		return -1;
	int64_t total_ms = source.head.samples * 1000 / source.head.rate;
	int rc = work_tags(work, total_ms, &tags, err);
	if (rc == 0)
		rc = job_scratch(work->job, 0, &fd, err);
	if (rc == 0)
		rc = write_file(&source, &tags, fd, err);
	const struct work_file file = { .fd = fd, .tags = &tags, .total_ms = total_ms };
	if (rc == 0)
		rc = work_put(work, &file, err);
	if (fd >= 0)
		close(fd);
	wav_source_close(&source);
	return rc;
}
