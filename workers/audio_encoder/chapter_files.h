/* chapter_files: files for each chapter are cut from the file of the whole, which is made first. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_CHAPTER_FILES_H
#define LECTERN_WORKERS_AUDIO_ENCODER_CHAPTER_FILES_H

#include "workers/front/stage.h"

#include <stdbool.h>

/* The message wants files for each chapter. */
bool chapter_files_are_wanted(const struct front_job *job);

/* Whether the file of the whole is there. Otherwise it is asked for, or it cannot be made, and
 * neither can these be. */
int chapter_files_admit(struct front_job *job, bool *ret_ready, struct err *err);

/* The message's file, of a whole, is made or cannot be: those who wait for it are notified. */
int chapter_files_whole_made(struct front_job *job, struct err *err);
int chapter_files_whole_failed(struct front_job *job, const char *reason, struct err *err);

#endif
