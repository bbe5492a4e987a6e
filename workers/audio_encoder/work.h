/* work: what audio-encoder's front and engine agree on, and the kinds of work that the engine
 * does.
 *
 * Functions that return int return 0, or -1 with err set, unless stated otherwise.
 */
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
#define WORK_PIECE    "piece"  /* of a piece: its number, from 1 */
#define WORK_PIECES   "pieces" /* how many */
#define WORK_BITRATE  "bitrate"
#define WORK_DIGEST   "digest" /* of the WAV */
#define WORK_TITLE    "title"
#define WORK_NARRATOR "narrator"
#define WORK_LANGUAGE "language" /* for a document that does not say: a name as in language.h */
#define WORK_DATE     "date"
#define WORK_COMMENT  "comment"

/* What the engine may request besides pieces and WAV; any may be missing. WORK_FILE is a file
 * made from the WAV: the FLAC or, for chapters, the whole book's file. */
enum { WORK_BOOK = JOB_BESIDE, WORK_OUTLINE, WORK_COVER, WORK_EDITS, WORK_FILE, WORK_PAGES };

/* And for each page, its timeline. */
enum { WORK_TIMELINE = JOB_BESIDE + 1000 /* plus the page's number */ };

/* What it puts besides its result: the restored WAV. */
enum { WORK_ORIGINAL = JOB_BESIDE };

struct work {
	struct job *job;
	enum audio_format format;
	int bitrate, piece, pieces;
};

/* Encodes one piece and puts a piece_file. */
int work_piece(const struct work *work, struct err *err);

/* Joins the pieces 1..pieces and puts the file. */
int work_join(const struct work *work, struct err *err);

/* Makes and puts a file of a format that has no pieces. */
int work_whole(const struct work *work, struct err *err);

/* The same for a WAV with chapters. */
int work_wav(const struct work *work, struct err *err);

/* Makes a file for each chapter from WORK_FILE. */
int work_chapters(const struct work *work, struct err *err);

/* Makes captions from the pages' timelines. */
int work_captions(const struct work *work, struct err *err);

/* Makes an EPUB 3 from WORK_FILE, the pages' timelines and the cover. */
int work_epub(const struct work *work, struct err *err);

/* Restores the WAV from its FLAC and puts WORK_ORIGINAL. */
int work_restore(const struct work *work, struct err *err);

/* ---- shared ---- */

/* Read what WORK_BOOK, WORK_OUTLINE and WORK_EDITS name, the positions of the pages in this
 * audio, and a page's timeline, if it belongs to the page's audio in the book. 1: found; 0:
 * unknown; -1: error. The first two are in the job's arena. */
int work_book(const struct work *work, int number, struct book *ret_book, struct err *err);
int work_pages(const struct work *work, struct book_pages *ret_pages, struct err *err);
int work_timeline(const struct work *work, const struct book_page *page, struct arena *arena,
	struct timeline *ret_timeline, struct err *err);

/* The file's metadata on the book, all in the job's arena. The cover remains mapped until
 * work_cover_free(). */
int work_tags(const struct work *work, int64_t total_ms, struct tags *ret_tags, struct err *err);
int work_cover(const struct work *work, struct cover *ret_cover, struct err *err);
void work_cover_free(struct cover *cover);

/* A finished file with its metadata. */
struct work_file {
	int fd;
	const struct tags *tags;
	int64_t total_ms;
	const char *wav_head; /* of a FLAC, see common/farm/kept_wav.h; NULL: none */
	int padding;          /* of a joined file, see encoded_audio.h; 0: none */
};

int work_put(const struct work *work, const struct work_file *file, struct err *err);

#endif
