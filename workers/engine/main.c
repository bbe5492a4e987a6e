/* main.c: the engine's loop: init, READY, then one job after another. */
#include "config.h"

#include "workers/engine/confine.h"
#include "workers/engine/failpoint.h"
#include "workers/engine/job_session.h"
#include "workers/engine/link.h"
#include "workers/engine/scrub.h"
#include "workers/engine/stage.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_GONE = 0, EXIT_UNFIT = 1 };

/* READY reports which protections this kernel does not support. */
static int send_ready(int socket, unsigned missing, struct err *err)
{
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "unconfined", missing);
	int rc = link_send(socket, LINK_READY, body, -1, err);
	cJSON_Delete(body);
	return rc;
}

static void send_unfit(int socket, const char *reason)
{
	cJSON *body = cJSON_CreateObject();
	cJSON_AddStringToObject(body, "reason", reason);
	link_send(socket, LINK_FATAL, body, -1, NULL);
	cJSON_Delete(body);
}

/* Does the job of one JOB record. -1: the front is gone. */
static int do_job(const struct stage *stage, void *state, struct job *job, const cJSON *body)
{
	struct err why = { ERR_NONE, "" }, err;
	job_session_begin(job, body);
	enum verdict verdict = VERDICT_RETRY;
	if (failpoint(stage->name, "job-taken", job_page(job), &why) == 0)
		verdict = stage->run(state, job, &why);
	if (failpoint(stage->name, "work-done", job_page(job), &why) < 0)
		verdict = VERDICT_RETRY;
	return job_session_end(job, verdict, &why, &err);
}

int engine_confine(const struct stage *stage, void *state, const struct settings *settings,
	unsigned *ret_missing, struct err *err)
{
	const struct supervisor_settings *common = &settings->supervisor;
	struct confinement needs = {
		.max_memory_mb = common->engine_memory_mb,
		.max_file_mb = common->max_file_gb * 1024,
		.max_processes = common->engine_processes,
	};
	*ret_missing = SANDBOX_OFF;
#ifdef LECTERN_SANITIZED
	/* The sandbox would block a sanitizer's system calls and shadow memory. */
	return 0;
#endif
	if (strcmp(common->sandbox, "off") == 0)
		return 0;
	if (stage->needs)
		stage->needs(state, &needs);
	if (confine_process(&needs, ret_missing, err) < 0)
		return err_prefix(err, "sandbox");
	if (*ret_missing && strcmp(common->sandbox, "required") == 0)
		return err_set(err, ERR_INTERNAL,
			"sandbox = \"required\", but this kernel has no %s",
			sandbox_missing_text(*ret_missing));
	return 0;
}

static int serve(const struct stage *stage, void *state, int socket, bool forgets)
{
	struct job *job = job_session_new(socket);
	struct link_message message;
	struct err err;
	int status = EXIT_GONE;
	for (;;) {
		if (link_receive(socket, &message, &err) < 0) {
			status = err.kind == ERR_NOT_FOUND ? EXIT_GONE : EXIT_UNFIT;
			break;
		}
		/* Between jobs a front sends only JOB records. */
		int rc = message.kind == LINK_JOB ? do_job(stage, state, job, message.body) : 0;
		link_message_free(&message);
		if (forgets)
			scrub_memory();
		if (rc < 0)
			break;
	}
	job_session_free(&job);
	return status;
}

int engine_main(const struct stage *stage, const struct settings *settings, int socket)
{
	void *state = NULL;
	struct err err = { ERR_NONE, "" };
	/* The front may die: writing to it must then return an error, not raise a signal. */
	signal(SIGPIPE, SIG_IGN);
	/* So must exceeding the file size limit. */
	signal(SIGXFSZ, SIG_IGN);
	nice(stage->niceness); /* raising the nice value never fails */
	/* Leave none of a job's data to the next one: see scrub.h. */
	bool forgets = strcmp(settings->supervisor.sandbox, "off") != 0;
	if (forgets)
		scrub_prepare();
	if (stage->init(settings, &state, &err) < 0) {
		send_unfit(socket, err.text);
		return EXIT_UNFIT;
	}
	unsigned missing;
	failpoint_prepare(stage->name, socket);
	if (engine_confine(stage, state, settings, &missing, &err) < 0) {
		send_unfit(socket, err.text);
		stage->fini(&state);
		return EXIT_UNFIT;
	}
	int status = EXIT_GONE;
	if (send_ready(socket, missing, &err) == 0)
		status = serve(stage, state, socket, forgets);
	stage->fini(&state);
	return status;
}
