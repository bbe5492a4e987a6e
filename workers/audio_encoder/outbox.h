/* outbox: finished books in a directory that Audiobookshelf and Jellyfin can scan:
 * "Author/Title/Title.m4b", with Title.srt, cover.jpg and metadata.opf beside it. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_OUTBOX_H
#define LECTERN_WORKERS_AUDIO_ENCODER_OUTBOX_H

#include "workers/front/stage.h"

/* Puts the job's file there if it is ready and not there yet; does nothing when [library] outbox
 * is "". Failures are only logged: a directory that is full, or on a disk that does not respond
 * (which is waited for no longer than outbox_timeout_seconds), does not affect the book. */
void outbox_take(struct front_job *job, const struct object_info *file);

#endif
