/* workflow: the state of one job, as it stands in the KV bucket under its workflowId.
 *
 * This file knows the value and its rules, workflow_store.h how it is read and changed.
 * The JSON is meant for people too (`nats kv get WAV_AGGREGATOR_STATE <workflow>`):
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
 * Pages that failed in the same way are one element: "pages":"31-40,52" instead of "page".
 * `language` (not there until it is known) is the one that the document was found to be in when it
 * was first opened, by Tesseract's name; what the options say goes before it.
 * `received` holds every page whose WAV reached the aggregator (spoken, blank or failed);
 * `textSource` where the text of those was taken from: the PDF's own, or its image;
 * `standIn` those of them that fallback_engine spoke;
 * `remade` (seldom there) those whose WAV could not be used and was made once more from its PCM;
 * `reopened` (seldom there) how often it went back to work after its end;
 * `respoken` (seldom there) which pages are spoken otherwise than the options say, and how:
 * [{"pages":"2","voice":"en-us","speed":250}];
 * `final`, written when true, here and beside `error`: another try cannot help, since the document
 * itself, or what was asked of it, is the reason;
 * `waiting` (there only while it is so): what the job waits for before more of it is begun;
 * `slow` (there only while it is so): the stages in which its pages take much longer than others',
 * "png-to-text,tts";
 * `skipped` the pages that the job's `pages` option left out, known when totalPages is.
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
	bool final;                /* another try cannot help */
	struct page_failure *next; /* by page number */
};

/* Pages that are read, but not all of what was asked for. */
struct page_note {
	const char *kind;   /* what is missing: "commentary", "summary" */
	const char *reason; /* why */
	struct pageset pages;
	struct page_note *next;
};

/* Pages that are spoken otherwise than the options say: with these in the place of the options. */
struct page_manner {
	struct pageset pages;
	const char *voice; /* NULL: as if the job asked for none */
	int speed;         /* 0: the same */
	struct page_manner *next;
};

enum {
	WORKFLOW_MAX_MANNERS = 32,
	WORKFLOW_MAX_NOTES = 8,    /* further reasons are one */
	WORKFLOW_MAX_REASONS = 64, /* of failed pages: the same */
};

struct workflow {
	struct arena *arena; /* owned: holds every string below */
	const char *id, *tenant_id, *user_id;
	const char *name; /* the user's name for the file; never a path or a key */
	const char *pdf_key;
	enum workflow_status status;
	const char *error;   /* of a failed job: the reason; NULL */
	bool final;          /* of a failed job: another try cannot help */
	const char *waiting; /* for room on the disk: how much is lacking; NULL: for nothing */
	const char *slow;    /* stages, with commas between; NULL: in none */
	const char *created_at, *started_at, *finished_at, *updated_at; /* RFC 3339 or NULL */
	struct meta options;  /* as given by the user, by their public names ("voice", "pages") */
	const char *language; /* the document was found to be in, "deu"; NULL: not (yet) known */
	int total_pages;      /* 0 until the PDF was opened */
	int completing_page;  /* whose arrival completed the set: its message joins; 0 until then */
	struct pageset received, blank, skipped;
	struct pageset from_text, from_ocr; /* of those received; the text's source */
	struct pageset remade;              /* whose WAV could not be used, made again once */
	struct pageset stand_in;            /* spoken, but not by the engine of the settings */
	int reopened;                       /* how often it went back to work after its end */
	struct page_manner *manners;        /* each with a page at least; no page in two */
	struct page_failure *failed;
	struct page_note *notes;     /* each with a page at least, in the order of their coming */
	const char *final_audio_key; /* NULL until joined */
	double audio_seconds;
	int64_t audio_bytes;
	const char *audio_digest; /* "SHA-256=..." */
	uint64_t revision;        /* of the KV entry it was read from; 0 for a new one */
};

/* A queued job created now. Strings are copied. */
struct workflow *workflow_new(const char *id, const char *tenant_id, const char *user_id,
	const char *name, const char *pdf_key);
void workflow_free(struct workflow **workflow);

const char *workflow_status_name(enum workflow_status status);
bool workflow_status_parse(const char *name, enum workflow_status *ret_status);

/* No stage works for it any more. */
bool workflow_is_finished(const struct workflow *workflow);

/* Every page of a known total is received or skipped. */
bool workflow_is_complete(const struct workflow *workflow);

/* The PDF was opened: fixes total and skipped pages (from options.pages) and sets it running.
 * Harmless when already so. ERR_INVALID when the option selects no page, or the total differs
 * from the one already known. */
int workflow_set_total(struct workflow *workflow, int total_pages, struct err *err);

/* The language that the job asks for ("auto" asks for none) or, without that, the one it was found
 * to be in; NULL: neither. */
const char *workflow_language(const struct workflow *workflow);

enum page_outcome { PAGE_SPOKEN, PAGE_BLANK, PAGE_FAILED };

/* A page's WAV arrived. stage and reason only for PAGE_FAILED. A page that arrives again takes
 * its newest outcome. ERR_INVALID when the page is beyond the total. ret_changed may be NULL. */
int workflow_mark_page(struct workflow *workflow, int page, enum page_outcome outcome,
	const char *stage, const char *reason, bool *ret_changed, struct err *err);

enum page_source { PAGE_SOURCE_UNKNOWN, PAGE_FROM_TEXT, PAGE_FROM_OCR };

/* Whence the text of a page was taken that has been marked (of others it is not noted). True when
 * that is news. */
bool workflow_mark_source(struct workflow *workflow, int page, enum page_source source);

/* Whether fallback_engine spoke a page that has been marked. True when that is news. */
bool workflow_mark_stand_in(struct workflow *workflow, int page, bool stand_in);

/* How the page failed; NULL: it did not. */
const struct page_failure *workflow_failure(const struct workflow *workflow, int page);

/* Whether another try cannot help a page that has been marked as failed. True when that is news. */
bool workflow_mark_final(struct workflow *workflow, int page, bool final);

/* Whether a finished job has failures that another try may mend. */
bool workflow_is_retryable(const struct workflow *workflow);

/* A page that was marked has to be done again. */
void workflow_forget_page(struct workflow *workflow, int page);

/* What is missing of a page, and why; reason NULL: nothing of that kind is. True when that is
 * news. The page need not have arrived. */
bool workflow_note(struct workflow *workflow, const char *kind, int page, const char *reason);
/* There is nothing to report about pages after the last one. */
void workflow_drop_notes_beyond(struct workflow *workflow, int total_pages);
bool workflow_has_note(const struct workflow *workflow, const char *kind, int page);

/* The job waits for something, or (NULL) goes on. True when that is news: whatever it waits for,
 * it is logged once. */
bool workflow_set_waiting(struct workflow *workflow, const char *waiting);

/* Whether its pages take long in that stage; NULL: in any. */
bool workflow_is_slow(const struct workflow *workflow, const char *stage);
/* True when that is news. */
bool workflow_set_slow(struct workflow *workflow, const char *stage, bool slow);

/* How many pages before that one are still to arrive. */
int workflow_pages_missing(const struct workflow *workflow, int before);

/* Pages that were spoken: received less blank and failed. The caller frees the set. */
void workflow_spoken_pages(const struct workflow *workflow, struct pageset *ret_set);

/* Ends the job now: status, finishedAt, and for a failure the reason. */
void workflow_finish(struct workflow *workflow, enum workflow_status status, const char *error);

int workflow_parse(const char *json, size_t len, struct workflow **ret_workflow, struct err *err);

/* JSON text; the caller frees it with free(). */
char *workflow_format(const struct workflow *workflow);

/* ---- names of a job's objects; all ASCII, they follow from the job alone ---- */

/* Whether the object is one of that job's: its name begins with "<tenant>/<id>/". */
bool workflow_owns_key(const char *tenant_id, const char *id, const char *key);

/* Whose it is: the id in "<tenant>/<id>/...", and its length. NULL: the name is of another kind. */
const char *workflow_id_in_key(const char *key, size_t *ret_len);

char *workflow_source_key(struct arena *arena, const char *tenant, const char *id);
char *workflow_final_key(struct arena *arena, const char *tenant, const char *id);
/* extension: "png", "txt", "words.json", "pcm" or "wav": "<tenant>/<workflow>/page_00042.png" */
char *workflow_page_key(
	struct arena *arena, const char *tenant, const char *id, int page, const char *extension);

/* The option is a language model's instructions: only for the front, and maybe longer than a record
 * to an engine may be. */
bool workflow_option_is_instruction(const char *name);

/* NULL: that page is spoken as the options say. */
const struct page_manner *workflow_manner(const struct workflow *workflow, int page);

/* So these pages are spoken from now on, the others as before. ERR_CONFLICT: there are too many
 * ways already. */
int workflow_set_manner(struct workflow *workflow, const struct pageset *pages, const char *voice,
	int speed, struct err *err);
/* As the options say again: these pages, or all. */
void workflow_unset_manner(struct workflow *workflow, const struct pageset *pages);
void workflow_clear_manners(struct workflow *workflow);

#endif
