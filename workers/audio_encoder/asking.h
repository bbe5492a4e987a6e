/* asking: what a message to audio-encoder is about, and messages to others of its kind. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_ASKING_H
#define LECTERN_WORKERS_AUDIO_ENCODER_ASKING_H

#include "common/farm/audio_format.h"
#include "workers/front/stage.h"

#include <stdbool.h>

/* The name of the WAV. */
const char *asking_wav_key(struct front_job *job);

/* False: it names no format. */
bool asking_parse_format(const struct front_job *job, enum audio_format *ret_format);
/* Of a message that was admitted. */
enum audio_format asking_format(const struct front_job *job);

/* One piece is wanted; the pieces are to be put together; else the whole file. */
bool asking_is_piece(const struct front_job *job);
bool asking_is_join(const struct front_job *job);

/* Asks for pieces from `first` on: some, and for the rest later. */
int asking_for_pieces(struct front_job *job, int first, int pieces, struct err *err);
int asking_for_join(struct front_job *job, struct err *err);

/* Of the same WAV another file is due: asks for it, though there may be one; or says that it
 * failed. */
int asking_for_file(struct front_job *job, enum audio_format format, struct err *err);
int asking_file_failed(
	struct front_job *job, enum audio_format format, const char *reason, struct err *err);

#endif
