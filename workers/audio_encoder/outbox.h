/* outbox: finished books in a directory, as Audiobookshelf and Jellyfin scan one:
 * "Author/Title/Title.m4b", with Title.srt, cover.jpg and metadata.opf
 * beside it. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_OUTBOX_H
#define LECTERN_WORKERS_AUDIO_ENCODER_OUTBOX_H

#include "workers/front/stage.h"

/* Puts the job's file there, if it is ready and not there; nothing when [library] outbox is "".
 * Trouble is logged: a book is no worse for a directory that is full, or on a disk that does not
 * answer, which is waited for no longer than outbox_timeout_seconds. */
void outbox_take(struct front_job *job, const struct object_info *file);

#endif
