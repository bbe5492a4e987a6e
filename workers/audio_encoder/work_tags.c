/* work_tags.c: makes tags from what the front, the book and the cover provide. */
#include "workers/audio_encoder/work.h"

#include "common/farm/encoded_audio.h"
#include "common/farm/kept_wav.h"
#include "common/farm/page_metadata.h"
#include "workers/audio_encoder/language.h"
#include "workers/engine/failpoint.h"
#include "workers/engine/io.h"

#include <string.h>
#include <unistd.h>

static const char *parameter(const struct work *work, const char *name)
{
	return tags_text(job_arena(work->job), job_parameter(work->job, name));
}

/* ---- the book ---- */

static const char *join_names(struct arena *arena, const struct book *book)
{
	const char *names = "";
	for (size_t i = 0; i < book->author_count; i++)
		names = arena_printf(arena, "%s%s%s", names, i ? ", " : "", book->authors[i]);
	return tags_text(arena, names);
}

static void take_text(struct arena *arena, const char *text, const char **to)
{
	if (text && *text)
		*to = tags_text(arena, text);
}

static int64_t ms_of(double seconds)
{
	return seconds > 0 && seconds < 1e8 ? (int64_t)(seconds * 1000 + 0.5) : 0;
}

/* Chapters that belong to earlier audio would be at wrong times. */
static void take_chapters(
	const struct work *work, const struct book *book, int64_t total_ms, struct tags *tags)
{
	struct arena *arena = job_arena(work->job);
	const char *digest = job_parameter(work->job, WORK_DIGEST);
	const struct book_entries *entries = &book->chapters;
	struct tag_chapter *chapters = arena_alloc(arena, (entries->count + 1) * sizeof *chapters);
	size_t count = 0;
	if (!digest || strcmp(book->audio_digest, digest) != 0)
		return;
	for (size_t i = 0; i < entries->count; i++) {
		if (entries->items[i].start < 0)
			continue;
		chapters[count++] = (struct tag_chapter) {
			.title = entries->items[i].title,
			.start_ms = ms_of(entries->items[i].start),
		};
	}
	tags_set_chapters(tags, arena, chapters, count, total_ms);
}

/* The book, or else only its document's own description, with the user's edits. */
static int find_book(const struct work *work, struct book *book, struct err *err)
{
	struct book edits;
	int rc = work_book(work, WORK_BOOK, book, err);
	if (rc == 0)
		rc = work_book(work, WORK_OUTLINE, book, err);
	int edited = rc < 0 ? -1 : work_book(work, WORK_EDITS, &edits, err);
	if (edited > 0)
		book_apply_edits(book, &edits);
	return edited < 0 ? -1 : 0;
}

static int read_book(const struct work *work, int64_t total_ms, struct tags *tags, struct err *err)
{
	struct arena *arena = job_arena(work->job);
	struct book book = book_empty();
	if (find_book(work, &book, err) < 0)
		return -1;
	take_text(arena, book.title, &tags->title);
	if (*book.language)
		tags->language = language_of(arena, book.language);
	take_text(arena, book.date, &tags->date);
	take_text(arena, book.subject, &tags->comment);
	tags->author = join_names(arena, &book);
	take_chapters(work, &book, total_ms, tags);
	return 0;
}

int work_tags(const struct work *work, int64_t total_ms, struct tags *ret_tags, struct err *err)
{
	struct tags tags = {
		.title = parameter(work, WORK_TITLE),
		.author = "",
		.narrator = parameter(work, WORK_NARRATOR),
		.language = language_of(job_arena(work->job), parameter(work, WORK_LANGUAGE)),
		.date = parameter(work, WORK_DATE),
		.comment = parameter(work, WORK_COMMENT),
	};
	if (read_book(work, total_ms, &tags, err) < 0 || failpoint(NULL, "tags-read", 0, err) < 0)
		return -1;
	*ret_tags = tags;
	return 0;
}

int work_cover(const struct work *work, struct cover *ret_cover, struct err *err)
{
	struct cover cover = { 0 };
	int fd;
	if (job_get(work->job, WORK_COVER, &fd, NULL, err) < 0) {
		*ret_cover = cover;
		return err->kind == ERR_NOT_FOUND ? 0 : -1;
	}
	int rc = engine_map(fd, &cover.data, &cover.len, err);
	close(fd);
	if (rc == 0)
		*ret_cover = cover;
	return rc;
}

void work_cover_free(struct cover *cover)
{
	engine_unmap(&cover->data, cover->len);
	cover->len = 0;
}

int work_put(const struct work *work, const struct work_file *file, struct err *err)
{
	struct arena *arena = job_arena(work->job);
	const struct tags *tags = file->tags;
	struct meta meta = { 0 };
	meta_setf(&meta, arena, META_SECONDS, "%lld.%03lld", (long long)file->total_ms / 1000,
		(long long)file->total_ms % 1000);
	meta_set(&meta, arena, ENCODED_TITLE, tags->title);
	meta_set(&meta, arena, ENCODED_AUTHOR, tags->author);
	meta_set(&meta, arena, ENCODED_NARRATOR, tags->narrator);
	meta_set(&meta, arena, ENCODED_LANGUAGE, tags->language);
	meta_set(&meta, arena, ENCODED_DATE, tags->date);
	if (file->wav_head)
		meta_set(&meta, arena, KEPT_WAV_HEAD, file->wav_head);
	if (file->padding > 0)
		meta_setf(&meta, arena, ENCODED_PADDING, "%d", file->padding);
	return job_put(work->job, 0, file->fd, &meta, err);
}
