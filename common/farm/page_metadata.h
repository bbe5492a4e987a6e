/* page_metadata: the keys of what the objects of a job carry besides their bytes.
 *
 * They are part of what foreign stages and clients see: lectern-events(7) has them all. */
#ifndef LECTERN_COMMON_FARM_PAGE_METADATA_H
#define LECTERN_COMMON_FARM_PAGE_METADATA_H

/* ---- what became of a page: of PCM and WAV, the first of text too ---- */

#define META_OUTCOME "outcome" /* "spoken", "blank", "skipped" or "failed" */
#define META_STAGE   "stage"   /* of a failed page: where it failed */
#define META_REASON  "reason"  /* of a failed page: why */
#define META_FINAL   "final"   /* of a failed page: "true": another try cannot help */

/* ---- sound ---- */

#define META_SAMPLE_RATE "sample-rate" /* of PCM and WAV: Hz */
#define META_CHANNELS    "channels"    /* of PCM and WAV */
#define META_ENCODING    "encoding"    /* of PCM: "s16le" */
#define META_PCM_DIGEST  "pcm-digest"  /* of WAV: the digest of the PCM it was made of */
#define META_SECONDS     "seconds"     /* of WAV: length in seconds, "12.345" */
/* What spoke it: "espeak", "sherpa", "chatllm", "command", ...; and, when that is not the engine of
 * the settings, why. */
#define META_ENGINE       "engine"
#define META_ENGINE_FAULT "engine-fault"
/* What of it came out right at the second attempt only, and why. */
#define META_ENGINE_NOTE "engine-note"
#define META_UNREAD      "unread" /* of PCM: what the voice could not read: "Chinese characters" */
/* of PCM: "false": the same text may sound otherwise the next time, what was stored first stays */
#define META_REPEATABLE "repeatable"

/* ---- text, and the sound made of it ---- */

#define META_LANGUAGE    "language"    /* Tesseract's name, "eng" */
#define META_TEXT_SOURCE "text-source" /* "text" (the PDF's own) or "ocr" */
#define META_CONFIDENCE                                                                    \
	"confidence"           /* how sure the reading is: 0 to 100, a mean over its words \
				*/
#define META_SCRIPT  "script"  /* that the page seems to be in, if its language has another */
#define META_PRINT   "print"   /* in which its image was read, if its language has no model */
#define META_SKIPPED "skipped" /* sections that were left out: "contents,index" */
#define META_DROPPED "dropped" /* what cleaning dropped or changed, as JSON */

/* ---- the source ---- */

#define META_FILE_NAME "file-name" /* the user's name for the PDF, UTF-8 */

#endif
