/* voice_files: files about voices themselves, in the bucket VOICE_FILES: a sentence spoken by each
 * voice, made when somebody first wants to hear it, as `voices/<id>/sample.wav`.
 *
 * They belong to no job. The ID is a digest of everything that determines a sample, so another
 * model of the same name gets another ID. A sample that cannot be made is an empty object whose
 * metadata say why, like a page image (page_image.h).
 */
#ifndef LECTERN_COMMON_FARM_VOICE_FILES_H
#define LECTERN_COMMON_FARM_VOICE_FILES_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/nats/connection.h"

/* Takes the place of a tenant. */
#define VOICE_FILES_TENANT "voices"

struct voice_sample {
	const char *voice;    /* as in a job's option */
	const char *language; /* of the sentence, eSpeak NG's name; NULL for English */
	const char *version;  /* tells voices of the same name apart; may be "" */
	/* What to say instead of the sentence, and how words in it are pronounced, as in a job's
	 * option; NULL for neither. */
	const char *text, *pronunciation;
};

/* In the arena. In the event, the ID takes the place of the workflow ID. */
char *voice_sample_id(struct arena *arena, const struct voice_sample *sample);
char *voice_sample_key(struct arena *arena, const char *id);

/* Requests that it be made. */
int voice_sample_request(struct natsconn *conn, const struct voice_sample *sample, struct err *err);

#endif
