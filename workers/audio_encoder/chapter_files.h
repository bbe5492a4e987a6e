/* chapter_files: files for each chapter, which are cut from the whole book's file once that is
 * made. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_CHAPTER_FILES_H
#define LECTERN_WORKERS_AUDIO_ENCODER_CHAPTER_FILES_H

#include "workers/front/stage.h"

#include <stdbool.h>

/* Whether the message asks for files for each chapter. */
bool chapter_files_are_wanted(const struct front_job *job);

/* *ret_ready: whether the whole book's file exists. If not, it is requested; if it cannot be
 * made, these files fail too. */
int chapter_files_admit(struct front_job *job, bool *ret_ready, struct err *err);

/* The message's file, which is a whole book's, was made or cannot be made: tells the files that
 * wait for it. */
int chapter_files_whole_made(struct front_job *job, struct err *err);
int chapter_files_whole_failed(struct front_job *job, const char *reason, struct err *err);

#endif
