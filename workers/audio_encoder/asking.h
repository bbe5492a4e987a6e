/* asking: what a message to audio-encoder is about, and messages to other workers of the stage.
 *
 * Functions that return int return 0, or -1 with err set.
 */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_ASKING_H
#define LECTERN_WORKERS_AUDIO_ENCODER_ASKING_H

#include "common/farm/audio_format.h"
#include "workers/front/stage.h"

#include <stdbool.h>

/* The name of the WAV. In the job's arena. */
const char *asking_wav_key(struct front_job *job);

/* False: the message names no known format. */
bool asking_parse_format(const struct front_job *job, enum audio_format *ret_format);
/* The format of a message that was admitted. */
enum audio_format asking_format(const struct front_job *job);

/* Whether the message asks for a single piece, or for joining the pieces; otherwise it asks for
 * the whole file. */
bool asking_is_piece(const struct front_job *job);
bool asking_is_join(const struct front_job *job);

/* Requests a batch of pieces from `first` on, and has the rest requested later. */
int asking_for_pieces(struct front_job *job, int first, int pieces, struct err *err);
int asking_for_join(struct front_job *job, struct err *err);

/* Requests another file made from the same WAV, even if one exists; or reports that it failed. */
int asking_for_file(struct front_job *job, enum audio_format format, struct err *err);
int asking_file_failed(
	struct front_job *job, enum audio_format format, const char *reason, struct err *err);

#endif
