/* encoded_audio: the files for people that are made from a job's joined WAV, and their states.
 *
 * A file is one object of ENCODED_AUDIO_FILES, "<tenant>/<workflow>/audio.m4b". Its metadata
 * describe its state, so that the job's own state, which is rewritten for every page, does not have
 * to:
 *
 *   state    "waiting", "failed" (both without content) or "ready"
 *   source   digest of the WAV that it is made from; a file of another WAV does not count
 *   reason   why it failed
 *   seconds  its duration
 *   title, author, narrator, language, date   of the book, as in the file's tags
 *
 *   padding  of a file put together from pieces: samples that a decoder emits before the first
 *
 *   pieces   of a waiting file: the number of pieces it is made in,
 *            "<tenant>/<workflow>/pieces/m4b/00001"; absent if nobody has started
 *   wish     of a ready file: the last request that it fulfils, see below
 *
 * To have a file made again, leave a request, "<tenant>/<workflow>/again.m4b": whoever is making
 * the file at that moment has already read the book, and has it made once more.
 */
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

/* Names of a file and of its pieces (from 1), in the arena. */
char *encoded_audio_key(
	struct arena *arena, const char *tenant, const char *id, enum audio_format format);
char *encoded_audio_piece_key(struct arena *arena, const char *tenant, const char *id,
	enum audio_format format, int piece);

enum encoded_state {
	ENCODED_NONE, /* not requested, or made from another WAV */
	ENCODED_WAITING,
	ENCODED_MAKING,
	ENCODED_READY,
	ENCODED_FAILED,
};

const char *encoded_state_name(enum encoded_state state);

/* The strings live in the arena passed to the call. */
struct encoded_audio {
	enum encoded_state state;
	const char *reason;         /* if it failed */
	const char *digest;         /* if it is ready */
	const char *title, *author; /* from the file's tags; NULL if not set */
	int64_t bytes;
	double seconds;
	int pieces_done, pieces; /* while it is being made; 0 if unknown */
	uint64_t request;        /* that it fulfils if ready; 0 if none */
	bool known;              /* a file of this or an earlier WAV exists or was requested */
};

/* Looks up the job's file of that format, made from the WAV with that digest. */
int encoded_audio_look(struct natsconn *conn, const char *tenant, const char *id,
	const char *digest, enum audio_format format, struct arena *arena,
	struct encoded_audio *ret_file, struct err *err);

/* Whether an object (a file or a piece) was made from the WAV with that digest. */
bool encoded_audio_fits(const struct object_info *info, const char *digest);

/* Whether an object is a finished file, neither waiting nor failed. */
bool encoded_audio_is_ready(const struct object_info *info);
/* Whether an object is a file that was requested and is not made yet. */
bool encoded_audio_is_waiting(const struct object_info *info);

/* Which job and format the name of a file's object means; false if it is not such a name. The ID
 * lives in the arena. */
bool encoded_audio_parse_key(
	struct arena *arena, const char *key, const char **ret_id, enum audio_format *ret_format);
/* The same for the name of a request. */
bool encoded_audio_parse_request(
	struct arena *arena, const char *key, const char **ret_id, enum audio_format *ret_format);

/* Whether pieces 1 to `pieces` all exist. */
int encoded_audio_has_all(struct natsconn *conn, const char *tenant, const char *id,
	const char *digest, enum audio_format format, int pieces, bool *ret_all, struct err *err);

/* Whether the file must be made: it is waiting, or is ready but does not fulfil the last
 * request. */
int encoded_audio_is_due(struct natsconn *conn, const char *tenant, const char *id,
	enum audio_format format, const struct encoded_audio *file, bool *ret_due, struct err *err);

struct encoded_request {
	enum audio_format format;
	bool again; /* even if it is ready: the present file is removed, a FLAC only once the new
		     * one exists */
	const char *message_id; /* the same for a repeated request; NULL if every request is new */
};

/* Leaves a request to have the file made again. Call it before sending the request event that says
 * so. */
int encoded_audio_request_again(struct natsconn *conn, const char *tenant, const char *id,
	enum audio_format format, struct err *err);

/* The sequence of the last request; later ones are greater. 0 if there is none. */
int encoded_audio_last_request(struct natsconn *conn, const char *tenant, const char *id,
	enum audio_format format, uint64_t *ret_request, struct err *err);

/* Requests a file of the WAV with that digest: it is waiting from now on, unless it is ready. */
int encoded_audio_request(struct natsconn *conn, const struct event_header *header,
	const char *final_key, const char *digest, const struct encoded_request *what,
	struct err *err);

/* Requests all files of a job that has just been joined: the formats in `wanted`, and those it had
 * of an earlier WAV. */
int encoded_audio_request_all(struct natsconn *conn, const struct event_header *header,
	const char *final_key, const char *digest, unsigned wanted, struct err *err);

/* The formats that a job asks for in its option "formats", else those of the settings: a set of 1
 * << format bits. */
unsigned encoded_audio_wanted(const struct meta *options, const struct settings *settings);

/* Record that the file is being made in this many pieces, or that it cannot be made and why. A file
 * that is ready stays ready; a failure to make it again still fulfils the request to do so. */
int encoded_audio_begun(struct natsconn *conn, const struct workflow *workflow, const char *digest,
	enum audio_format format, int pieces, struct err *err);
int encoded_audio_failed(struct natsconn *conn, const struct workflow *workflow, const char *digest,
	enum audio_format format, const char *reason, struct err *err);

/* Remove pieces 1 to `pieces`, or everything a job has of encoded audio. */
int encoded_audio_remove_pieces(struct natsconn *conn, const char *tenant, const char *id,
	enum audio_format format, int pieces, struct err *err);
int encoded_audio_remove(
	struct natsconn *conn, const char *tenant, const char *id, struct err *err);

#endif
