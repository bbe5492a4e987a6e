/* job_objects: the objects that belong to one job, by kind, for removal. */
#ifndef LECTERN_COMMON_FARM_JOB_OBJECTS_H
#define LECTERN_COMMON_FARM_JOB_OBJECTS_H

#include "common/base/err.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"

enum job_object_kinds {
	JOB_PNG = 1,
	JOB_TEXT = 2,
	JOB_PCM = 4,
	JOB_WAV = 8,
	JOB_SOURCE = 16, /* the PDF */
	JOB_FINAL = 32,  /* the joined WAV */
	JOB_TIMELINE = 64,
	JOB_BOOK = 128,       /* what the document says about itself, chapters, cover */
	JOB_ENCODED = 256,    /* files made from the audio, and their pieces */
	JOB_PAGE_IMAGE = 512, /* pages in colour, shown to people */
	JOB_INTERMEDIATES = JOB_PNG | JOB_PCM | JOB_WAV,
	JOB_LIVE = 1024, /* segments for live playback */
	JOB_EVERYTHING = 2047,
};

/* The bucket that holds objects of one kind. */
const char *job_objects_bucket(const struct nats_settings *settings, enum job_object_kinds kind);

/* Removes one page's objects of these kinds (JOB_PNG to JOB_WAV, JOB_TIMELINE, JOB_PAGE_IMAGE).
 * Continues after a failure and reports the last one. */
int job_objects_remove_page(struct natsconn *conn, const struct workflow *workflow, int page,
	unsigned kinds, struct err *err);

/* The same for every page of the job, and for the objects of the job as a whole. `alive` is called
 * between pages; it may be NULL. */
int job_objects_remove(struct natsconn *conn, const struct workflow *workflow, unsigned kinds,
	void (*alive)(void *context), void *context, struct err *err);

#endif
