/* engine.c: joins the pages' WAV files into one, in constant memory. */
#include "common/base/alloc.h"
#include "common/base/pageset.h"
#include "common/farm/page_metadata.h"
#include "workers/engine/io.h"
#include "workers/engine/stage.h"
#include "workers/front/stage.h"
#include "workers/wav_aggregator/book_join.h"
#include "workers/wav_aggregator/wav_header.h"
#include "workers/wav_aggregator/wav_pages.h"

#include <errno.h>
#include <sndfile.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct join {
	struct job *job;
	const struct book_join_settings *settings;
	struct pageset pages;
	struct wav_format format;
	SNDFILE *out;
	int64_t frames;
	int kept_page, kept_fd; /* the page whose format was chosen, left open; -1: none */
	struct meta kept_meta;
	struct book_join *book;
};

static int init(const struct settings *settings, void **ret_state, struct err *err)
{
	const struct wav_aggregator_settings *own = &settings->wav_aggregator;
	struct book_join_settings *book = alloc_zeroed(1, sizeof *book);
	(void)err;
	book->lengths.least = (double)own->chapter_min_minutes * 60;
	book->lengths.most = (double)own->chapter_max_minutes * 60;
	book->pages = (int)own->chapter_pages;
	*ret_state = book;
	return 0;
}

static void fini(void **state)
{
	alloc_free(state);
}

/* ---- which pages, in which format ---- */

static int choose_pages(struct join *join, struct err *err)
{
	const char *text = job_parameter(join->job, "pages");
	if (text) {
		if (pageset_parse(&join->pages, text, err) < 0)
			return err_prefix(err, "pages");
	} else if (job_total_pages(join->job) > 0) {
		pageset_add_range(&join->pages, 1, job_total_pages(join->job));
	}
	if (join->pages.count == 0)
		return err_set(err, ERR_INVALID, "there are no pages to join");
	return 0;
}

static int open_page(struct join *join, int page, const struct wav_format *target, int *ret_fd,
	struct wav_reader **ret_reader, struct meta *ret_meta, struct err *err)
{
	int fd = join->kept_fd;
	if (fd >= 0 && page == join->kept_page) {
		join->kept_fd = -1;
		*ret_meta = join->kept_meta;
	} else if (job_get(join->job, page, &fd, ret_meta, err) < 0)
		return err_prefix(err, "page %d", page);
	if (wav_reader_open(fd, target, ret_reader, err) < 0) {
		close(fd);
		job_blame_page(join->job, page);
		return err_prefix(err, "page %d", page);
	}
	*ret_fd = fd;
	return 0;
}

/* Keeps the page open for append_pages, which starts with it unless silent pages precede it. */
static int keep(struct join *join, int page, int fd, const struct meta *meta, struct err *err)
{
	if (lseek(fd, 0, SEEK_SET) < 0) {
		err_errno(err, ERR_INTERNAL, errno, "page %d", page);
		close(fd);
		return -1;
	}
	join->kept_page = page;
	join->kept_fd = fd;
	join->kept_meta = *meta;
	return 0;
}

static bool is_spoken(const struct meta *meta)
{
	const char *outcome = meta_get(meta, META_OUTCOME);
	return !outcome || strcmp(outcome, "spoken") == 0;
}

/* The format of the first spoken page, which is the voice's: another program may have made the
 * silent pages before it. */
static int choose_format(struct join *join, struct err *err)
{
	int first = pageset_next(&join->pages, 1);
	for (int page = first; page > 0; page = pageset_next(&join->pages, page + 1)) {
		struct wav_reader *reader = NULL;
		struct meta meta = { 0 };
		int fd;
		if (open_page(join, page, NULL, &fd, &reader, &meta, err) < 0)
			return -1;
		bool spoken = is_spoken(&meta);
		if (spoken || page == first)
			join->format = wav_reader_format(reader);
		wav_reader_free(&reader);
		if (spoken)
			return keep(join, page, fd, &meta, err);
		close(fd);
	}
	return 0;
}

/* ---- joining ---- */

static int append(struct join *join, int page, struct wav_reader *reader, struct err *err)
{
	for (;;) {
		const short *samples;
		size_t frames;
		if (wav_reader_next(reader, &samples, &frames, err) < 0) {
			job_blame_page(join->job, page);
			return err_prefix(err, "page %d", page);
		}
		if (frames == 0)
			return 0;
		errno = 0;
		if (sf_writef_short(join->out, samples, (sf_count_t)frames) != (sf_count_t)frames)
			return engine_write_error(
				errno, "writing the joined audio", sf_strerror(join->out), err);
		join->frames += (int64_t)frames;
		if (job_progress(join->job, page, wav_reader_permille(reader)) < 0)
			return err_set(err, ERR_UNAVAILABLE, "the front is gone");
	}
}

static int append_pages(struct join *join, struct err *err)
{
	for (int page = pageset_next(&join->pages, 1); page > 0;
		page = pageset_next(&join->pages, page + 1)) {
		struct wav_reader *reader = NULL;
		struct meta meta = { 0 };
		int64_t first = join->frames;
		int fd;
		if (open_page(join, page, &join->format, &fd, &reader, &meta, err) < 0)
			return -1;
		int rc = append(join, page, reader, err);
		if (rc == 0)
			rc = book_join_page(
				join->book, page, &meta, first, join->frames - first, err);
		wav_reader_free(&reader);
		close(fd);
		if (rc < 0)
			return -1;
	}
	return 0;
}

/* RF64 (EBU Tech 3306) while being written, turned into a plain WAV if it stays below 4 GiB. */
static int write_audio(struct join *join, int fd, struct err *err)
{
	SF_INFO info = {
		.samplerate = join->format.rate,
		.channels = join->format.channels,
		.format = SF_FORMAT_RF64 | SF_FORMAT_PCM_16,
	};
	join->out = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);
	if (!join->out)
		return err_set(err, ERR_INTERNAL, "libsndfile: %s", sf_strerror(NULL));
	sf_command(join->out, SFC_RF64_AUTO_DOWNGRADE, NULL, SF_TRUE);
	int rc = append_pages(join, err);
	errno = 0;
	if (sf_close(join->out) != 0 && rc == 0)
		rc = engine_write_error(
			errno, "writing the joined audio", "its end cannot be written", err);
	return rc < 0 ? -1 : wav_header_make_plain(fd, &join->format, err);
}

static int put(struct join *join, int fd, struct err *err)
{
	struct arena *arena = job_arena(join->job);
	struct meta meta = { 0 };
	meta_setf(&meta, arena, META_SAMPLE_RATE, "%d", join->format.rate);
	meta_setf(&meta, arena, META_CHANNELS, "%d", join->format.channels);
	meta_setf(&meta, arena, META_SECONDS, "%.3f", (double)join->frames / join->format.rate);
	return job_put(join->job, 0, fd, &meta, err);
}

static int join_pages(struct join *join, struct err *err)
{
	int fd;
	if (choose_pages(join, err) < 0 || choose_format(join, err) < 0 ||
		book_join_new(join->job, join->settings, join->format.rate, &join->book, err) < 0 ||
		job_scratch(join->job, 0, &fd, err) < 0)
		return -1;
	int rc = write_audio(join, fd, err);
	if (rc == 0)
		rc = put(join, fd, err);
	if (rc == 0)
		rc = book_join_finish(
			join->book, arena_string(job_arena(join->job), job_digest(join->job)), err);
	close(fd);
	return rc;
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	struct join join = { .job = job, .settings = state, .pages = PAGESET_EMPTY, .kept_fd = -1 };
	int rc = join_pages(&join, err);
	pageset_free(&join.pages);
	book_join_free(&join.book);
	if (join.kept_fd >= 0)
		close(join.kept_fd);
	return rc == 0 ? VERDICT_DONE : engine_verdict(err);
}

const struct stage wav_aggregator_stage = {
	.name = "wav-aggregator",
	.program = "wav-aggregator-service",
	.service = offsetof(struct settings, wav_aggregator.service),
	.init = init,
	.run = run,
	.fini = fini,
	.front = &wav_aggregator_front,
};
