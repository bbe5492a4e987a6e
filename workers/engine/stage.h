/* stage: what distinguishes one service from another. A service's whole main is `return
 * worker_main(argc, argv, &stage);` */
#ifndef LECTERN_WORKERS_ENGINE_STAGE_H
#define LECTERN_WORKERS_ENGINE_STAGE_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "workers/engine/confine.h"
#include "workers/engine/job.h"

enum verdict {
	VERDICT_DONE,   /* results have been put and emitted */
	VERDICT_RETRY,  /* a later attempt may succeed */
	VERDICT_REJECT, /* this input cannot work: the page or job fails for the reason in err */
	VERDICT_FATAL,  /* the engine is unusable: replace it, then retry */
};

struct front_stage;

struct stage {
	const char *name;    /* "png-to-text": in logs, failures and GET /workers */
	const char *program; /* "png-to-text-service" */
	size_t service;      /* offset of its struct service_settings in struct settings */
	/* The engine's nice(2) increment. Later stages get a smaller one, so that when cores are
	 * short, pages already begun are finished first. */
	int niceness;

	/* The engine: single-threaded, without connections or credentials. init and run set err
	 * when they fail (run: unless VERDICT_DONE); fini frees the state. */
	int (*init)(const struct settings *settings, void **ret_state, struct err *err);
	enum verdict (*run)(void *state, struct job *job, struct err *err);
	void (*fini)(void **state);
	/* What run() needs beyond the link once the engine is sandboxed after init(). The
	 * strings must live as long as the state. NULL: nothing. */
	void (*needs)(void *state, struct confinement *ret_needs);

	/* Files to read or write and programs to run that init() and its children need beyond
	 * the libraries and their data. The front's sandbox, which an engine inherits, leaves
	 * access to them. NULL: none. */
	void (*reach)(const struct settings *settings, struct sandbox_rules *rules);

	/* Environment variables of its engines beyond the common ones: "NAME" is passed on from
	 * the front's environment if set, "NAME=value" is set. Terminated by NULL; NULL: none. */
	const char *const *environment;

	/* The front: the stage's decisions about state. See workers/front/stage.h. */
	const struct front_stage *front;
};

/* Parses the command line (--config FILE, --engine, --version, --help), runs the front or the
 * engine, and returns the exit status: 0 success, 1 failure at run time, 2 usage error, 78
 * configuration error. */
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
