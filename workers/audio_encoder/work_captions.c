/* work_captions.c: captions (SubRip) of what is spoken, made from the pages' timelines. */
#include "workers/audio_encoder/wav_source.h"
#include "workers/audio_encoder/work.h"
#include "workers/engine/io.h"

#include "common/farm/captions.h"

#include <unistd.h>

struct captioning {
	const struct work *work;
	struct book_pages pages;
	int fd;          /* where they are written, page by page */
	struct buf text; /* of the page at hand */
	long number;     /* of the last caption */
};

static int add_page(struct captioning *captioning, const struct book_page *page,
	struct arena *arena, struct err *err)
{
	struct timeline timeline = { 0 };
	double rate = captioning->pages.rate;
	int known = work_timeline(captioning->work, page, arena, &timeline, err);
	if (known <= 0)
		return known;
	buf_clear(&captioning->text);
	captions_append(&captioning->text, CAPTIONS_SRT, &timeline, (double)page->first / rate,
		(double)page->frames / rate / (double)timeline.samples, &captioning->number);
	return engine_write(captioning->fd, captioning->text.data, captioning->text.len, err);
}

static int add_pages(struct captioning *captioning, struct err *err)
{
	const struct book_pages *pages = &captioning->pages;
	for (size_t i = 0; i < pages->count; i++) {
		struct arena *arena = arena_new();
		int rc = add_page(captioning, &pages->items[i], arena, err);
		arena_free(&arena);
		if (rc < 0)
			return -1;
		if (job_progress(captioning->work->job, 0, (int)(i * 1000 / pages->count)) < 0)
			return err_set(err, ERR_UNAVAILABLE, "the front is gone");
	}
	return 0;
}

static int put(struct captioning *captioning, int64_t total_ms, struct err *err)
{
	const struct work *work = captioning->work;
	struct tags tags;
	const struct work_file file = { .fd = captioning->fd, .tags = &tags, .total_ms = total_ms };
	if (work_tags(work, total_ms, &tags, err) < 0)
		return -1;
	return work_put(work, &file, err);
}

static int make(struct captioning *captioning, int64_t total_ms, struct err *err)
{
	const struct work *work = captioning->work;
	int known = work_pages(work, &captioning->pages, err);
	if (known < 0)
		return -1;
	if (known == 0)
		return err_set(err, ERR_INVALID, "the timeline is not known");
	if (job_scratch(work->job, 0, &captioning->fd, err) < 0)
		return -1;
	int rc = add_pages(captioning, err);
	if (rc == 0)
		rc = put(captioning, total_ms, err);
	close(captioning->fd);
	return rc;
}

int work_captions(const struct work *work, struct err *err)
{
	struct captioning captioning = { .work = work, .fd = -1, .text = BUF_EMPTY };
	struct wav_source source;
	if (wav_source_open(work->job, &source, err) < 0)
		return -1;
	int64_t total_ms = source.head.samples * 1000 / source.head.rate;
	wav_source_close(&source);
	int rc = make(&captioning, total_ms, err);
	buf_free(&captioning.text);
	return rc;
}
