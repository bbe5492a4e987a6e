/* work_captions.c: what is said, as captions (SubRip), of the pages' timelines. */
#include "workers/audio_encoder/wav_source.h"
#include "workers/audio_encoder/work.h"
#include "workers/engine/io.h"

#include "common/farm/captions.h"

#include <unistd.h>

struct captioning {
	const struct work *work;
	struct book_pages pages;
	struct buf text;
	long number; /* of the last caption */
};

static int add_page(struct captioning *captioning, const struct book_page *page,
	struct arena *arena, struct err *err)
{
	struct timeline timeline = { 0 };
	double rate = captioning->pages.rate;
	int known = work_timeline(captioning->work, page, arena, &timeline, err);
	if (known > 0)
		captions_append(&captioning->text, CAPTIONS_SRT, &timeline,
			(double)page->first / rate,
			(double)page->frames / rate / (double)timeline.samples,
			&captioning->number);
	return known < 0 ? -1 : 0;
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
	struct work_file file = { .tags = &tags, .total_ms = total_ms };
	if (work_tags(work, total_ms, &tags, err) < 0 ||
		job_scratch(work->job, captioning->text.len + 1, &file.fd, err) < 0)
		return -1;
	int rc = engine_write(file.fd, captioning->text.data, captioning->text.len, err);
	if (rc == 0)
		rc = work_put(work, &file, err);
	close(file.fd);
	return rc;
}

static int make(struct captioning *captioning, int64_t total_ms, struct err *err)
{
	const struct work *work = captioning->work;
	int known = work_pages(work, &captioning->pages, err);
	if (known < 0)
		return -1;
	if (known == 0)
		return err_set(err, ERR_INVALID, "the timeline is not known");
	return add_pages(captioning, err) < 0 ? -1 : put(captioning, total_ms, err);
}

int work_captions(const struct work *work, struct err *err)
{
	struct captioning captioning = { .work = work, .text = BUF_EMPTY };
	struct wav_source source;
	if (wav_source_open(work->job, &source, err) < 0)
		return -1;
	int64_t total_ms = source.head.samples * 1000 / source.head.rate;
	wav_source_close(&source);
	int rc = make(&captioning, total_ms, err);
	buf_free(&captioning.text);
	return rc;
}
