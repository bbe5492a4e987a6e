/* encoded_audio: the files for people that are made of a job's joined WAV, and their states.
 *
 * A file is one object of ENCODED_AUDIO_FILES, "<tenant>/<workflow>/audio.m4b". Its metadata say
 * what it is, so that the job's own state, which is written at every page, knows nothing of it:
 *
 *   state    "waiting", "failed" (both without bytes) or "ready"
 *   source   the digest of the WAV that it is, or is to be, made of: another WAV, another file
 *   reason   why it failed
 *   seconds  how long it lasts
 *   title, author, narrator, language, date   of the book, as its tags have them
 *
 *   padding  of one that was put together: samples that a decoder gives before the first one
 *
 *   pieces   of what is waiting: how many it is made in, "<tenant>/<workflow>/pieces/m4b/00001";
 *            without it, nobody has started
 *   request     of what is ready: the last request that it fulfils, see below
 *
 * To have a file made again, leave a request, "<tenant>/<workflow>/again.m4b": whoever is making
 * the file at that moment has read the book already, and has it made once more. */
#ifndef LECTERN_COMMON_FARM_ENCODED_AUDIO_H
#define LECTERN_COMMON_FARM_ENCODED_AUDIO_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/meta.h"
#include "common/config/settings.h"
#include "common/farm/audio_format.h"
#include "common/farm/event.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"
#include "common/objstore/store.h"

#include <stdbool.h>
#include <stdint.h>

#define ENCODED_STATE    "state"
#define ENCODED_SOURCE   "source"
#define ENCODED_REASON   "reason"
#define ENCODED_PIECES   "pieces"
#define ENCODED_PADDING  "padding"
#define ENCODED_REQUEST  "wish"
#define ENCODED_TITLE    "title"
#define ENCODED_AUTHOR   "author"
#define ENCODED_NARRATOR "narrator"
#define ENCODED_LANGUAGE "language"
#define ENCODED_DATE     "date"

char *encoded_audio_key(
	struct arena *arena, const char *tenant, const char *id, enum audio_format format);
char *encoded_audio_piece_key(struct arena *arena, const char *tenant, const char *id,
	enum audio_format format, int piece);

enum encoded_state {
	ENCODED_NONE, /* nobody asked for it, or it is of another WAV */
	ENCODED_WAITING,
	ENCODED_MAKING,
	ENCODED_READY,
	ENCODED_FAILED,
};

const char *encoded_state_name(enum encoded_state state);

/* Strings live in the arena that was given. */
struct encoded_audio {
	enum encoded_state state;
	const char *reason;         /* of a failure */
	const char *digest;         /* of what is ready */
	const char *title, *author; /* what it says of itself; NULL: nothing */
	int64_t bytes;
	double seconds;
	int pieces_done, pieces; /* of what is being made; 0: unknown */
	uint64_t request;        /* that it fulfils when it is ready; 0: none */
	bool known; /* there is, or was asked for, such a file of this or an earlier WAV */
};

/* The job's file of that format, made of the WAV of that digest. */
int encoded_audio_look(struct natsconn *conn, const char *tenant, const char *id,
	const char *digest, enum audio_format format, struct arena *arena,
	struct encoded_audio *ret_file, struct err *err);

/* Whether an object, a file or a piece, is of the WAV of that digest. */
bool encoded_audio_fits(const struct object_info *info, const char *digest);

/* Whether an object is a file that is made, not one that waits or failed. */
bool encoded_audio_is_ready(const struct object_info *info);
/* Whether it is one that somebody wants and that is not made. */
bool encoded_audio_is_waiting(const struct object_info *info);

/* Which file of which job an object's name means; false: it is no file's. The id lives in the
 * arena. */
bool encoded_audio_parse_key(
	struct arena *arena, const char *key, const char **ret_id, enum audio_format *ret_format);
/* The same of a request's name. */
bool encoded_audio_parse_request(
	struct arena *arena, const char *key, const char **ret_id, enum audio_format *ret_format);

/* Whether pieces 1 to `pieces` are there. */
int encoded_audio_has_all(struct natsconn *conn, const char *tenant, const char *id,
	const char *digest, enum audio_format format, int pieces, bool *ret_all, struct err *err);

/* Whether it is to be made: it is waited for, or a later request than the one that it fulfils has
 * it made again. */
int encoded_audio_is_due(struct natsconn *conn, const char *tenant, const char *id,
	enum audio_format format, const struct encoded_audio *file, bool *ret_due, struct err *err);

struct encoded_request {
	enum audio_format format;
	bool again; /* though it is ready: that one goes, a FLAC when the new one is there */
	const char *message_id; /* equal for a repeated request; NULL: always a new one */
};

/* Leaves a request to have the file made again; to be called before the request that says so. */
int encoded_audio_request_again(struct natsconn *conn, const char *tenant, const char *id,
	enum audio_format format, struct err *err);

/* The last request: later ones are greater. 0: there is none. */
int encoded_audio_last_request(struct natsconn *conn, const char *tenant, const char *id,
	enum audio_format format, uint64_t *ret_request, struct err *err);

/* Asks for a file of the WAV of that digest: it is waiting from now on, unless it is ready. */
int encoded_audio_request(struct natsconn *conn, const struct event_header *header,
	const char *final_key, const char *digest, const struct encoded_request *what,
	struct err *err);

/* Asks for what a job that has just been joined shall have: `wanted`, and whatever it had of an
 * earlier WAV. */
int encoded_audio_request_all(struct natsconn *conn, const struct event_header *header,
	const char *final_key, const char *digest, unsigned wanted, struct err *err);

/* The formats of a job, as its option "formats" or else the settings have it: a set of
 * 1 << format. */
unsigned encoded_audio_wanted(const struct meta *options, const struct settings *settings);

/* Records that the file is being made, in this many pieces; that it cannot be made, and why. A file
 * that is ready stays so; that it could not be made again fulfils the request for that. */
int encoded_audio_begun(struct natsconn *conn, const struct workflow *workflow, const char *digest,
	enum audio_format format, int pieces, struct err *err);
int encoded_audio_failed(struct natsconn *conn, const struct workflow *workflow, const char *digest,
	enum audio_format format, const char *reason, struct err *err);

/* Removes pieces 1 to `pieces`, and all that there is of a job's files. */
int encoded_audio_remove_pieces(struct natsconn *conn, const char *tenant, const char *id,
	enum audio_format format, int pieces, struct err *err);
int encoded_audio_remove(
	struct natsconn *conn, const char *tenant, const char *id, struct err *err);

#endif
