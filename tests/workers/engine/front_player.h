/* front_player: a test plays the front: it starts a service's own program as an engine, gives it
 * jobs over the link, serves the objects it asks for and keeps what it hands back. */
#ifndef LECTERN_TESTS_WORKERS_ENGINE_FRONT_PLAYER_H
#define LECTERN_TESTS_WORKERS_ENGINE_FRONT_PLAYER_H

#include "common/base/buf.h"
#include "common/base/err.h"
#include "workers/engine/link.h"
#include "workers/engine/stage.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

struct player;

/* Starts `workers/<program> --engine` of the build tree with these settings and waits until it is
 * ready. NULL when it is not: `reason` gets why. */
struct player *player_start(const char *program, const char *settings, char reason[500]);

/* The same under another program, such as valgrind: its words before the engine's own, NULL ends
 * them. */
struct player *player_start_under(
	const char *const *under, const char *program, const char *settings, char reason[500]);

/* Lets go of the engine, which must then leave by itself. Returns its exit status, or minus the
 * signal that ended it. */
int player_stop(struct player **player);

/* The engine's process. */
int player_pid(const struct player *player);

/* An object that the engine may get. */
struct play_input {
	int page;
	const void *data; /* NULL: fd */
	size_t len;
	int fd;
	const char *metadata; /* JSON, NULL: {} */
	const char *digest;   /* NULL: the front does not say */
};

/* A job, and how this front behaves. Zero and NULL are sensible. */
struct play {
	int page, total_pages, first_page, max_pages;
	const char *options, *parameters; /* JSON */
	const struct play_input *inputs;
	size_t input_count;
	int stop_at_emit;       /* the n-th EMIT is answered with stop */
	enum link_kind refused; /* this question is answered with FAILED ... */
	enum err_kind refusal;  /* ... of this kind */
	bool scratch_on_disk;   /* scratch files are for results too large for memory */
	bool leave_at_progress; /* the front goes away when it is told of progress */
	void (*on_progress)(struct player *player, void *context);
	void *context;
};

struct play_put {
	int page, fd;
	cJSON *metadata;
	bool emitted;
};

struct play_failure {
	int page;
	char reason[500];
};

enum { PLAY_MAX = 100 };

struct play_result {
	bool died;  /* the engine went away instead of an answer */
	bool left;  /* leave_at_progress came true */
	int status; /* of died: as player_stop() */
	enum verdict verdict;
	char reason[1200];
	int next_page, total, progress_count;
	char language[24]; /* that the engine said the document is in; "": none */
	struct play_put puts[PLAY_MAX];
	size_t put_count;
	struct play_put besides[PLAY_MAX]; /* of numbers from JOB_BESIDE on */
	size_t beside_count;
	struct play_failure failures[PLAY_MAX];
	size_t failure_count;
};

/* Plays one job to its end. */
void player_run(struct player *player, const struct play *play, struct play_result *ret_result);
void play_result_free(struct play_result *result);

/* What was put under that number from JOB_BESIDE on, or NULL. */
const struct play_put *play_result_beside(const struct play_result *result, int number);

/* The put of that page, or NULL. */
const struct play_put *play_result_put(const struct play_result *result, int page);

/* A put's metadata value, or "". */
const char *play_meta(const struct play_put *put, const char *key);

/* Its bytes, appended. */
void play_bytes(const struct play_put *put, struct buf *bytes);

#endif
