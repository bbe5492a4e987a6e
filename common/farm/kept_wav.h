/* kept_wav: whether a book's WAV is kept once its files are made, and how it is restored.
 *
 * With keep_wav = "until_encoded" the WAV of a finished job is removed as soon as a FLAC of it
 * exists and no other file is waiting. The FLAC holds its samples and, in its metadata, the WAV's
 * header, so the same bytes with the same digest can be restored in the same place for whoever
 * wants the WAV or another file. A restored WAV is marked "restored" in its metadata and is kept
 * for a while.
 */
#ifndef LECTERN_COMMON_FARM_KEPT_WAV_H
#define LECTERN_COMMON_FARM_KEPT_WAV_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/farm/event.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>

/* On a FLAC: the WAV's header in base64url, without which the WAV cannot be restored. */
#define KEPT_WAV_HEAD     "wav-head"
#define KEPT_WAV_RESTORED "restored" /* on a WAV: "true" */

/* Takes the place of a format in a request to audio-encoder. */
#define KEPT_WAV_REQUEST "restore"

/* Whether the settings allow removing WAVs. */
bool kept_wav_may_go(const struct settings *settings);

/* The formats to make for a job: adds FLAC if only that will be left of its WAV. */
unsigned kept_wav_wanted(unsigned formats, const struct settings *settings);

/* Whether the WAV of a finished job can be restored from its FLAC. */
int kept_wav_can_be_made(
	struct natsconn *conn, const struct workflow *workflow, bool *ret_can, struct err *err);

/* Requests the restoration. message_id lets the stream detect a repeated request; NULL for none. */
int kept_wav_request(struct natsconn *conn, const struct event_header *header,
	const char *final_key, const char *digest, const char *message_id, struct err *err);

/* Called while a FLAC is read back; `alive` may be NULL. */
struct kept_wav_watch {
	void (*alive)(void *context);
	void *context;
};

/* Removes the job's WAV if nothing needs it any more and the FLAC can be read back in full, which
 * takes a while. Reads the job's state before and after that. */
int kept_wav_release(struct natsconn *conn, const struct settings *settings, const char *id,
	const struct kept_wav_watch *watch, bool *ret_removed, struct err *err);

#endif
