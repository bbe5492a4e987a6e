/* work: what front and engine of audio-encoder agree on, and the engine's three kinds of work. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_WORK_H
#define LECTERN_WORKERS_AUDIO_ENCODER_WORK_H

#include "common/farm/audio_format.h"
#include "common/farm/book.h"
#include "common/farm/timeline.h"
#include "workers/audio_encoder/muxer.h"
#include "workers/audio_encoder/tags.h"
#include "workers/engine/job.h"

#include <stdint.h>

/* Parameters of the JOB record. */
#define WORK_TASK     "task"   /* "piece", "join", "whole" or "restore" */
#define WORK_FORMAT   "format" /* audio_format_name() */
#define WORK_PIECE    "piece"  /* of a piece: which, from 1 */
#define WORK_PIECES   "pieces" /* how many */
#define WORK_BITRATE  "bitrate"
#define WORK_DIGEST   "digest" /* of the WAV */
#define WORK_TITLE    "title"
#define WORK_NARRATOR "narrator"
#define WORK_LANGUAGE "language" /* of a document that does not say: any of language.h */
#define WORK_DATE     "date"
#define WORK_COMMENT  "comment"

/* What the engine may ask for beside pieces and WAV; any may be missing. WORK_FILE is a file that
 * was made of the WAV: the FLAC, or that of the whole where chapters are wanted. */
enum { WORK_BOOK = JOB_BESIDE, WORK_OUTLINE, WORK_COVER, WORK_EDITS, WORK_FILE, WORK_PAGES };

/* And of each page: when what of it is said. */
enum { WORK_TIMELINE = JOB_BESIDE + 1000 /* and the page's number */ };

/* What it puts beside its result: the WAV that it restored. */
enum { WORK_ORIGINAL = JOB_BESIDE };

struct work {
	struct job *job;
	enum audio_format format;
	int bitrate, piece, pieces;
};

/* Encodes one piece; puts a piece_file. */
int work_piece(const struct work *work, struct err *err);

/* Puts the pieces 1..pieces together; puts the file. */
int work_join(const struct work *work, struct err *err);

/* Makes a file of a format without pieces; puts it. */
int work_whole(const struct work *work, struct err *err);

/* The same for a WAV with chapters. */
int work_wav(const struct work *work, struct err *err);

/* A file for each chapter, of WORK_FILE. */
int work_chapters(const struct work *work, struct err *err);

/* What is said as captions, of the pages' timelines. */
int work_captions(const struct work *work, struct err *err);

/* An EPUB 3 of WORK_FILE, the pages' timelines and the cover. */
int work_epub(const struct work *work, struct err *err);

/* Makes the WAV again of its FLAC; puts WORK_ORIGINAL. */
int work_restore(const struct work *work, struct err *err);

/* ---- for those ---- */

/* What WORK_BOOK, WORK_OUTLINE and WORK_EDITS name, where the pages stand in this sound, and when
 * what of a page is said, if that is of the sound which the page has in the book: 1. 0: it is not
 * known; -1. The first two live in the job's arena. */
int work_book(const struct work *work, int number, struct book *ret_book, struct err *err);
int work_pages(const struct work *work, struct book_pages *ret_pages, struct err *err);
int work_timeline(const struct work *work, const struct book_page *page, struct arena *arena,
	struct timeline *ret_timeline, struct err *err);

/* What the file says of the book, all in the job's arena. The cover is mapped until
 * work_cover_free. */
int work_tags(const struct work *work, int64_t total_ms, struct tags *ret_tags, struct err *err);
int work_cover(const struct work *work, struct cover *ret_cover, struct err *err);
void work_cover_free(struct cover *cover);

/* A finished file, which says of itself what the tags do. */
struct work_file {
	int fd;
	const struct tags *tags;
	int64_t total_ms;
	const char *wav_head; /* of a FLAC, see common/farm/kept_wav.h; NULL: none */
	int padding;          /* of one that was put together, see encoded_audio.h; 0: none */
};

int work_put(const struct work *work, const struct work_file *file, struct err *err);

#endif
