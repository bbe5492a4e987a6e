/* page_metadata: the metadata keys of a job's objects.
 *
 * They are part of the interface to foreign stages and clients; lectern-events(7) lists them all.
 */
#ifndef LECTERN_COMMON_FARM_PAGE_METADATA_H
#define LECTERN_COMMON_FARM_PAGE_METADATA_H

/* ---- the outcome of a page: on PCM and WAV; META_OUTCOME on text too ---- */

#define META_OUTCOME "outcome" /* "spoken", "blank", "skipped" or "failed" */
#define META_STAGE   "stage"   /* of a failed page: the stage where it failed */
#define META_REASON  "reason"  /* of a failed page: why */
#define META_FINAL   "final"   /* of a failed page: "true" if a retry cannot help */

/* ---- audio ---- */

#define META_SAMPLE_RATE "sample-rate" /* on PCM and WAV: Hz */
#define META_CHANNELS    "channels"    /* on PCM and WAV */
#define META_ENCODING    "encoding"    /* on PCM: "s16le" */
#define META_PCM_DIGEST  "pcm-digest"  /* on WAV: digest of the PCM it was made from */
#define META_SECONDS     "seconds"     /* on WAV: duration in seconds, "12.345" */
/* What spoke it: "espeak", "sherpa", "chatllm", "command", ...; and why, if that is not the
 * configured engine. */
#define META_ENGINE       "engine"
#define META_ENGINE_FAULT "engine-fault"
/* Which parts came out right only at the second attempt, and why. */
#define META_ENGINE_NOTE "engine-note"
#define META_UNREAD      "unread" /* on PCM: what the voice could not read: "Chinese characters" */
/* On PCM: "false" if the same text may sound different the next time, in which case the first
 * version stored is kept. */
#define META_REPEATABLE "repeatable"

/* ---- text, and the audio made from it ---- */

#define META_LANGUAGE    "language"    /* Tesseract's name, "eng" */
#define META_TEXT_SOURCE "text-source" /* "text" (the PDF's own) or "ocr" */
#define META_CONFIDENCE \
	"confidence"           /* confidence of the reading, 0 to 100, averaged over its words */
#define META_SCRIPT  "script"  /* the page's apparent script, if its language uses another */
#define META_PRINT   "print"   /* script its image was read in, if its language has no model */
#define META_SKIPPED "skipped" /* sections left out: "contents,index" */
#define META_BESIDES "besides" /* what the document is besides its pages: see book_besides */
#define META_DROPPED "dropped" /* what cleaning removed or changed, as JSON */

/* ---- the source ---- */

#define META_FILE_NAME "file-name" /* the user's name for the PDF, UTF-8 */

#endif
