/* stage: what distinguishes one service from another. A service's whole main is
 * `return worker_main(argc, argv, &stage);` */
#ifndef LECTERN_WORKERS_ENGINE_STAGE_H
#define LECTERN_WORKERS_ENGINE_STAGE_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "workers/engine/confine.h"
#include "workers/engine/job.h"

enum verdict {
	VERDICT_DONE,   /* results are put and emitted */
	VERDICT_RETRY,  /* a later try may succeed */
	VERDICT_REJECT, /* this input will never work: the reason is the page's or job's failure */
	VERDICT_FATAL,  /* the engine is no longer fit for work: replace it, then retry */
};

struct front_stage;

struct stage {
	const char *name;    /* "png-to-text": in logs, failures and the farm's table */
	const char *program; /* "png-to-text-service" */
	size_t service;      /* offset of its struct service_settings in struct settings */
	/* How far the engine steps back when cores are short, as nice(2) has it: what is nearer to
	 * being heard goes first, so that nothing lies about half done. */
	int niceness;

	/* The engine: single-threaded, no connection, no credentials. */
	int (*init)(const struct settings *settings, void **ret_state, struct err *err);
	enum verdict (*run)(void *state, struct job *job, struct err *err);
	void (*fini)(void **state);
	/* What run() needs beyond the link when the engine is locked in after init(); strings live
	 * as long as the state. NULL: nothing. */
	void (*needs)(void *state, struct confinement *ret_needs);

	/* Files to read or write, and programs to run, that init() and what it starts need beyond
	 * the libraries and their data: the front, whose confinement an engine inherits, keeps the
	 * way to them open. NULL: none. */
	void (*reach)(const struct settings *settings, struct sandbox_rules *rules);

	/* The environment of its engines beyond what every engine has: "NAME" is passed on from the
	 * front's own if it is there, "NAME=value" is set. Ends with NULL; NULL: nothing. */
	const char *const *environment;

	/* The front: what the stage decides about state. See workers/front/stage.h. */
	const struct front_stage *front;
};

/* Parses the command line (--config FILE, --engine, --version, --help), runs front or engine and
 * returns the exit status: 0 fine, 1 failed at run time, 2 usage, 78 configuration error. */
int worker_main(int argc, char **argv, const struct stage *stage);

/* The engine's life on ENGINE_FD: init, READY, then jobs until the front is gone. Used by
 * worker_main, and by tests with a socket of their own. */
int engine_main(const struct stage *stage, const struct settings *settings, int socket);

/* Locks the engine in as the settings and its stage say: from here on it handles untrusted data.
 * *ret_missing: what is missing of it, as bits of enum sandbox_missing. */
int engine_confine(const struct stage *stage, void *state, const struct settings *settings,
	unsigned *ret_missing, struct err *err);

extern const struct stage pdf_to_png_stage, png_to_text_stage, tts_stage, pcm_to_wav_stage,
	wav_aggregator_stage, audio_encoder_stage, page_image_stage, live_audio_stage,
	voice_sample_stage;

#endif
