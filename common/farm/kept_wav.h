/* kept_wav: whether a book's WAV stays when its files are made, and how it comes back.
 *
 * With keep_wav = "until_encoded" the WAV of a finished job goes as soon as a FLAC of it is there
 * and no other file is waited for. The FLAC holds its samples and, in its metadata, what the WAV
 * has before them: so the same bytes, with the same digest, can be made again in the same place,
 * for whoever wants the WAV or another file. One that came back so says "restored" in its metadata
 * and stays for a while. */
#ifndef LECTERN_COMMON_FARM_KEPT_WAV_H
#define LECTERN_COMMON_FARM_KEPT_WAV_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/farm/event.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>

#define KEPT_WAV_HEAD     "wav-head" /* of a FLAC: base64url; without: nothing makes the WAV again */
#define KEPT_WAV_RESTORED "restored" /* of a WAV: "true" */

/* What a request to audio-encoder names instead of a format. */
#define KEPT_WAV_REQUEST "restore"

/* Whether the settings let WAVs go. */
bool kept_wav_may_go(const struct settings *settings);

/* A job's formats, and FLAC with them if that is all that will be left of its WAV. */
unsigned kept_wav_wanted(unsigned formats, const struct settings *settings);

/* Whether the WAV of a finished job can be made again of its FLAC. */
int kept_wav_can_be_made(
	struct natsconn *conn, const struct workflow *workflow, bool *ret_can, struct err *err);

/* Asks for it. message_id distinguishes a repeated request from a new one; NULL: none does. */
int kept_wav_request(struct natsconn *conn, const struct event_header *header,
	const char *final_key, const char *digest, const char *message_id, struct err *err);

/* The one who waits while a FLAC is read back; alive NULL: nobody. */
struct kept_wav_watch {
	void (*alive)(void *context);
	void *context;
};

/* Removes the WAV of that job if nothing needs it any more and the store gives back all of the
 * FLAC, which takes its time. Reads the job's state again, before and after that. */
int kept_wav_release(struct natsconn *conn, const struct settings *settings, const char *id,
	const struct kept_wav_watch *watch, bool *ret_removed, struct err *err);

#endif
