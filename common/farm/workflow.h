/* workflow: the state of one job, as stored in the KV bucket under its workflowId.
 *
 * This file defines the value and its rules, workflow_store.h how it is read and changed. The JSON
 * is meant to be read by people too (`nats kv get WAV_AGGREGATOR_STATE <workflow>`):
 *
 *   {"workflowId":"...","tenantId":"default","userId":"...","name":"book.pdf",
 *    "pdfKey":"default/<id>/source.pdf","status":"running","error":null,
 *    "createdAt":"...","startedAt":"...","finishedAt":null,"updatedAt":"...",
 *    "options":{"voice":"en-gb","pages":"1-20"},"language":"eng",
 *    "totalPages":50,"completingPage":0,"received":"1-28,30","blank":"29","skipped":"",
 *    "textSource":{"text":"1-28","ocr":"30"},
 *    "standIn":"7","failed":[{"page":31,"stage":"png-to-text","reason":"...","final":true}],
 *    "notes":[{"kind":"commentary","pages":"3-5","reason":"..."}],
 *    "finalAudioKey":null,"audio":null}
 *
 * Pages that failed in the same way share one element: "pages":"31-40,52" instead of "page".
 *
 * `language` (absent until known) is the language detected when the document was first opened, by
 * its Tesseract name; the job's options take precedence.
 * `received` holds every page whose WAV reached the aggregator (spoken, blank or failed).
 * `textSource` tells where their text came from: the PDF's own text, or its image.
 * `standIn` holds those that were spoken by fallback_engine.
 * `remade` (rare) holds those whose WAV was unusable and was made once more from its PCM.
 * `reopened` (rare) counts how often the job was resumed after it had finished.
 * `respoken` (rare) lists pages that are spoken differently from the options, and how:
 * [{"pages":"2","voice":"en-us","speed":250}].
 * `final`, written if true, in "failed" and beside `error`: a retry cannot help, because the
 * document itself, or what was asked of it, is the cause.
 * `waiting` (present only while it applies): what the job waits for before more of it is started.
 * `slow` (present only while it applies): the stages in which its pages take much longer than
 * others', "png-to-text,tts".
 * `skipped` holds the pages excluded by the job's `pages` option, known once totalPages is.
 */
#ifndef LECTERN_COMMON_FARM_WORKFLOW_H
#define LECTERN_COMMON_FARM_WORKFLOW_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/meta.h"
#include "common/base/pageset.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum workflow_status {
	WORKFLOW_QUEUED,
	WORKFLOW_RUNNING,
	WORKFLOW_ASSEMBLING,
	WORKFLOW_COMPLETED,
	WORKFLOW_COMPLETED_WITH_ERRORS,
	WORKFLOW_FAILED,
	WORKFLOW_CANCELLED,
};

struct page_failure {
	int page;
	const char *stage, *reason;
	bool final;                /* a retry cannot help */
	struct page_failure *next; /* by page number */
};

/* Pages that were read, but without everything that was asked for. */
struct page_note {
	const char *kind;   /* what is missing: "commentary", "summary" */
	const char *reason; /* why */
	struct pageset pages;
	struct page_note *next;
};

/* Pages that are spoken with these parameters instead of the job's options. */
struct page_manner {
	struct pageset pages;
	const char *voice; /* NULL: as if the job named none */
	int speed;         /* 0: as if the job named none */
	struct page_manner *next;
};

enum {
	WORKFLOW_MAX_MANNERS = 32,
	WORKFLOW_MAX_NOTES = 8,    /* any further reasons share one note */
	WORKFLOW_MAX_REASONS = 64, /* of failed pages; further ones are collected too */
};

struct workflow {
	struct arena *arena; /* owned: holds every string below */
	const char *id, *tenant_id, *user_id;
	const char *name; /* the user's name for the file; never a path or a key */
	const char *pdf_key;
	enum workflow_status status;
	const char *error;   /* why the job failed, or NULL */
	bool final;          /* the job failed and a retry cannot help */
	const char *waiting; /* waiting for disk space: how much is lacking; NULL if not waiting */
	const char *slow;    /* comma-separated stages, or NULL */
	const char *created_at, *started_at, *finished_at, *updated_at; /* RFC 3339 or NULL */
	struct meta options;  /* as given by the user, under their public names ("voice",
			       * "pages") */
	const char *language; /* detected in the document, "deu"; NULL if not (yet) known */
	int total_pages;      /* 0 until the PDF has been opened */
	int completing_page;  /* the page that completed the set, whose message joins the audio; 0
			       * until then */
	struct pageset received, blank, skipped;
	struct pageset from_text, from_ocr; /* received pages, by source of their text */
	struct pageset remade;              /* whose WAV was unusable and was made again once */
	struct pageset stand_in;            /* spoken, but not by the configured engine */
	int reopened;                       /* how often the job was resumed after it had
					     * finished */
	struct page_manner *manners;        /* each has at least one page; no page is in two */
	struct page_failure *failed;
	struct page_note *notes;     /* each has at least one page; in order of arrival */
	const char *final_audio_key; /* NULL until joined */
	double audio_seconds;
	int64_t audio_bytes;
	const char *audio_digest; /* "SHA-256=..." */
	uint64_t revision;        /* of the KV entry it was read from; 0 if new */
};

/* A queued job, created now. The strings are copied. */
struct workflow *workflow_new(const char *id, const char *tenant_id, const char *user_id,
	const char *name, const char *pdf_key);
void workflow_free(struct workflow **workflow);

const char *workflow_status_name(enum workflow_status status);
bool workflow_status_parse(const char *name, enum workflow_status *ret_status);

/* Whether no stage works on it any more. */
bool workflow_is_finished(const struct workflow *workflow);

/* Whether every page of a known total is received or skipped. */
bool workflow_is_complete(const struct workflow *workflow);

/* Called when the PDF has been opened: sets the total and the skipped pages (from options.pages)
 * and the status running. Harmless if repeated. ERR_INVALID if the option selects no page, or the
 * total differs from the one already known. */
int workflow_set_total(struct workflow *workflow, int total_pages, struct err *err);

/* The language that the job asks for ("auto" does not count), else the detected one, else NULL. */
const char *workflow_language(const struct workflow *workflow);

enum page_outcome { PAGE_SPOKEN, PAGE_BLANK, PAGE_FAILED };

/* Records that a page's WAV has arrived. stage and reason are for PAGE_FAILED only. A page that
 * arrives again takes its latest outcome. ERR_INVALID if the page is beyond the total. ret_changed
 * may be NULL. */
int workflow_mark_page(struct workflow *workflow, int page, enum page_outcome outcome,
	const char *stage, const char *reason, bool *ret_changed, struct err *err);

enum page_source { PAGE_SOURCE_UNKNOWN, PAGE_FROM_TEXT, PAGE_FROM_OCR };

/* Records where the text of a marked page came from (ignored for other pages). Returns true if that
 * changed something. */
bool workflow_mark_source(struct workflow *workflow, int page, enum page_source source);

/* Records whether fallback_engine spoke a marked page. Returns true if that changed something. */
bool workflow_mark_stand_in(struct workflow *workflow, int page, bool stand_in);

/* How the page failed, or NULL if it did not. */
const struct page_failure *workflow_failure(const struct workflow *workflow, int page);

/* Records whether a retry cannot help a page marked as failed. Returns true if that changed
 * something. */
bool workflow_mark_final(struct workflow *workflow, int page, bool final);

/* Whether a finished job has failures that a retry may mend. */
bool workflow_is_retryable(const struct workflow *workflow);

/* A marked page must be done again. */
void workflow_forget_page(struct workflow *workflow, int page);

/* Records what a page lacks and why; reason NULL: it lacks nothing of that kind. Returns true if
 * that changed something. The page need not have arrived. */
bool workflow_note(struct workflow *workflow, const char *kind, int page, const char *reason);
/* Drops notes about pages beyond the last one. */
void workflow_drop_notes_beyond(struct workflow *workflow, int total_pages);
bool workflow_has_note(const struct workflow *workflow, const char *kind, int page);

/* Records what the job waits for, or NULL when it continues. Returns true if it started or stopped
 * waiting, so that each wait is logged once. */
bool workflow_set_waiting(struct workflow *workflow, const char *waiting);

/* Whether its pages take long in that stage, or in any if `stage` is NULL. */
bool workflow_is_slow(const struct workflow *workflow, const char *stage);
/* Returns true if that changed something. */
bool workflow_set_slow(struct workflow *workflow, const char *stage, bool slow);

/* How many pages before that one have yet to arrive. */
int workflow_pages_missing(const struct workflow *workflow, int before);

/* Pages that were spoken: received except blank and failed. The caller frees the set. */
void workflow_spoken_pages(const struct workflow *workflow, struct pageset *ret_set);

/* Finishes the job now: sets status, finishedAt, and the reason for a failure. */
void workflow_finish(struct workflow *workflow, enum workflow_status status, const char *error);

/* Parses untrusted JSON; ERR_INVALID if it is not a consistent state. The caller frees the
 * workflow. */
int workflow_parse(const char *json, size_t len, struct workflow **ret_workflow, struct err *err);

/* JSON text; the caller frees it with free(). */
char *workflow_format(const struct workflow *workflow);

/* ---- names of a job's objects: ASCII, derived from the job alone ---- */

/* Whether the object belongs to that job: its name starts with "<tenant>/<id>/". */
bool workflow_owns_key(const char *tenant_id, const char *id, const char *key);

/* The ID in "<tenant>/<id>/...", of length *ret_len; NULL if the name has another form. */
const char *workflow_id_in_key(const char *key, size_t *ret_len);

char *workflow_source_key(struct arena *arena, const char *tenant, const char *id);
char *workflow_final_key(struct arena *arena, const char *tenant, const char *id);
/* "<tenant>/<workflow>/page_00042.png". extension: "png", "txt", "words.json", "pcm" or "wav". */
char *workflow_page_key(
	struct arena *arena, const char *tenant, const char *id, int page, const char *extension);

/* Whether the option holds instructions for a language model: these are for the front only, and may
 * exceed the size of a record to an engine. */
bool workflow_option_is_instruction(const char *name);

/* How that page is spoken, or NULL if by the options. */
const struct page_manner *workflow_manner(const struct workflow *workflow, int page);

/* From now on these pages are spoken this way; the others are unaffected. ERR_CONFLICT if there are
 * too many different ways already. */
int workflow_set_manner(struct workflow *workflow, const struct pageset *pages, const char *voice,
	int speed, struct err *err);
/* Return these pages, or all, to the job's options. */
void workflow_unset_manner(struct workflow *workflow, const struct pageset *pages);
void workflow_clear_manners(struct workflow *workflow);

#endif
