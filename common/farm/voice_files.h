/* voice_files: what is kept of voices themselves, in the bucket VOICE_FILES: a sentence that each
 * of them speaks, made when somebody first wants to hear it, as `voices/<id>/sample.wav`.
 *
 * They belong to no job. The id is a digest of all that a sample follows from, so that another
 * model of the same name has another. A sample that cannot be made is an empty object whose
 * metadata say why, as that of a page's picture (page_image.h). */
#ifndef LECTERN_COMMON_FARM_VOICE_FILES_H
#define LECTERN_COMMON_FARM_VOICE_FILES_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/nats/connection.h"

/* In the place of a tenant. */
#define VOICE_FILES_TENANT "voices"

struct voice_sample {
	const char *voice;    /* as a job asks for it */
	const char *language; /* of the sentence, by eSpeak NG's name; NULL: English */
	const char *version;  /* tells this voice from another of its name; may be "" */
};

/* In the arena. The id stands for the workflow's in the event. */
char *voice_sample_id(struct arena *arena, const struct voice_sample *sample);
char *voice_sample_key(struct arena *arena, const char *id);

/* Asks for it to be made. */
int voice_sample_request(struct natsconn *conn, const struct voice_sample *sample, struct err *err);

#endif
