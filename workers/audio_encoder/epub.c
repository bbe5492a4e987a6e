/* epub.c: makes an EPUB 3.2 with media overlays: a text, an overlay and an audio file for each
 * chapter. It contains what is spoken, as printed; for a page without a timeline, only the
 * audio. Only one chapter's text and one page's timeline are held in memory, however long the
 * book. */
#include "workers/audio_encoder/epub.h"

#include "workers/engine/io.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* ---- writing ---- */

int epub_add(struct epub *epub, const char *name, const struct buf *text, struct err *err)
{
	int fd = epub->split->part;
	if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "emptying a scratch file");
	if (engine_write(fd, text->data, text->len, err) < 0)
		return -1;
	return stored_zip_add(epub->split->zip, name, fd, err);
}

static int add_cover(struct epub *epub, struct err *err)
{
	const struct cover *cover = &epub->split->cover;
	struct buf bytes = BUF_EMPTY;
	if (cover->len < 4)
		return 0;
	bool png = memcmp(cover->data, "\x89PNG", 4) == 0;
	epub->cover = png ? "cover.png" : "cover.jpg";
	buf_append(&bytes, cover->data, cover->len);
	int rc = epub_add(epub, png ? "EPUB/cover.png" : "EPUB/cover.jpg", &bytes, err);
	buf_free(&bytes);
	return rc;
}

/* ---- text ---- */

/* A chapter's position in the book, in seconds. */
struct stretch {
	double start, end;
};

/* A page shared by several chapters is fetched once, since a front answers only a limited number
 * of requests. */
static int go_to_page(struct epub *epub, const struct book_page *page, struct err *err)
{
	if (epub->page == page)
		return 0;
	arena_free(&epub->page_arena);
	epub->page = NULL;
	epub->page_arena = arena_new();
	int known = work_timeline(epub->split->work, page, epub->page_arena, &epub->timeline, err);
	if (known < 0)
		return -1;
	epub->has_timeline = known > 0;
	epub->page = page;
	return 0;
}

static int say_page(struct epub *epub, struct epub_text *text, const struct book_page *page,
	struct stretch chapter, struct err *err)
{
	const double rounding = 0.002; /* chapters begin at whole milliseconds */
	if (go_to_page(epub, page, err) < 0)
		return -1;
	if (!epub->has_timeline)
		return 0;
	const struct timeline *timeline = &epub->timeline;
	const double rate = epub->pages.rate, first = (double)page->first / rate;
	const double scale = (double)page->frames / rate / (double)timeline->samples;
	for (size_t i = 0; i < timeline->count; i++) {
		const struct timeline_utterance *utterance = &timeline->utterances[i];
		double start = first + (double)utterance->first * scale;
		double within = start + rounding;
		if (within >= chapter.start && within < chapter.end)
			epub_text_say(text, utterance, start);
	}
	return 0;
}

static int say_pages(
	struct epub *epub, struct epub_text *text, struct stretch chapter, struct err *err)
{
	const double rate = epub->pages.rate;
	for (size_t i = 0; i < epub->pages.count; i++) {
		const struct book_page *page = &epub->pages.items[i];
		double first = (double)page->first / rate;
		double end = (double)(page->first + page->frames) / rate;
		if (end <= chapter.start || first >= chapter.end)
			continue;
		if (say_page(epub, text, page, chapter, err) < 0)
			return err_prefix(err, "page %d", page->page);
	}
	return 0;
}

/* ---- the chapters ---- */

static int add_chapter(struct epub *epub, const struct part *part, struct err *err)
{
	const double rate = epub->split->grid.rate;
	const struct stretch chapter = { (double)part->start / rate, (double)part->end / rate };
	struct epub_text *text = epub_text_new(epub, part, part->number);
	int rc = say_pages(epub, text, chapter, err);
	if (rc == 0)
		rc = epub_text_store(text, epub, err);
	epub_text_free(&text);
	if (rc == 0)
		rc = split_add(epub->split, part,
			arena_printf(epub->arena, "EPUB/audio/%04d.m4a", part->number), err);
	epub->chapters[epub->count++] = (struct epub_chapter) {
		.title = *part->title ? part->title
				      : arena_printf(epub->arena, "Chapter %d", part->number),
		.seconds = chapter.end - chapter.start,
	};
	return rc < 0 ? err_prefix(err, "chapter %d", part->number) : 0;
}

static int add_chapters(struct epub *epub, const struct part *parts, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		if (add_chapter(epub, &parts[i], err) < 0)
			return -1;
		if (job_progress(epub->split->work->job, 0, (int)((i + 1) * 1000 / count)) < 0)
			return err_set(err, ERR_UNAVAILABLE, "the front is gone");
	}
	return 0;
}

static int fill(struct split *split, const struct part *parts, size_t count, struct err *err)
{
	struct arena *arena = job_arena(split->work->job);
	struct epub epub = { .split = split,
		.arena = arena,
		.chapters = arena_alloc(arena, count * sizeof *epub.chapters) };
	if (work_pages(split->work, &epub.pages, err) < 0 || epub_begin(&epub, err) < 0 ||
		add_cover(&epub, err) < 0)
		return -1;
	int rc = add_chapters(&epub, parts, count, err);
	arena_free(&epub.page_arena);
	return rc < 0 ? -1 : epub_finish(&epub, err);
}

int work_epub(const struct work *work, struct err *err)
{
	return split_run(work, fill, err);
}
