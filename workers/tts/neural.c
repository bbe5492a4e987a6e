/* neural.c: keeps the models of neural voices, and has a child process speak each page. */
#include "workers/tts/neural.h"

#include "common/base/alloc.h"
#include "workers/engine/confine.h"
#include "workers/tts/neural_child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_MODELS = 16, POLL_MS = 20 };

struct entry {
	char name[VOICE_NAME_MAX + 1]; /* of the folder; "": a free slot */
	struct sherpa_model *
		model; /* NULL: a child was able to load it, but the engine has not loaded it yet */
	uint64_t used; /* time of the last use, in pages */
};

struct neural {
	const struct tts_settings *settings;
	struct sherpa *sherpa;
	struct neural_report *report;
	struct entry entries[MAX_MODELS];
	uint64_t pages;
};

int neural_start(const struct tts_settings *settings, struct neural **ret_neural, struct err *err)
{
	struct sherpa *sherpa;
	if (sherpa_open(settings->sherpa_library, &sherpa, err) < 0)
		return -1;
	struct neural *neural = alloc_zeroed(1, sizeof *neural);
	neural->settings = settings;
	neural->sherpa = sherpa;
	void *memory = mmap(NULL, sizeof *neural->report, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED) {
		alloc_free(&neural);
		return err_errno(err, ERR_UNAVAILABLE, errno, "mmap");
	}
	neural->report = memory;
	*ret_neural = neural;
	return 0;
}

void neural_stop(struct neural **neural)
{
	if (!*neural)
		return;
	for (size_t i = 0; i < MAX_MODELS; i++)
		sherpa_model_free(&(*neural)->entries[i].model);
	munmap((*neural)->report, sizeof *(*neural)->report);
	alloc_free(neural);
}

const char *neural_trouble(const struct neural *neural)
{
	return neural->report->trouble;
}

/* ---- models ---- */

static struct entry *find_entry(struct neural *neural, const char *name)
{
	for (size_t i = 0; i < MAX_MODELS; i++) {
		if (strcmp(neural->entries[i].name, name) == 0)
			return &neural->entries[i];
	}
	return NULL;
}

/* Takes a slot, dropping the least recently used model if necessary. */
static struct entry *new_entry(struct neural *neural, const char *name)
{
	size_t slots = (size_t)neural->settings->max_models;
	struct entry *oldest = &neural->entries[0];
	for (size_t i = 1; i < slots && i < MAX_MODELS; i++) {
		if (neural->entries[i].used < oldest->used)
			oldest = &neural->entries[i];
	}
	sherpa_model_free(&oldest->model);
	*oldest = (struct entry) { 0 };
	memcpy(oldest->name, name, strlen(name) + 1);
	return oldest;
}

/* Once the voice has spoken in a child, its model is loaded and stays in memory from the next
 * page on. On first use only the child loads it, because a damaged model ends the process. */
static int find_model(struct neural *neural, const struct voice_folder *folder,
	struct sherpa_model **ret_model, struct err *err)
{
	struct entry *entry = find_entry(neural, folder->name);
	*ret_model = NULL;
	if (!entry)
		return 0;
	if (!entry->model && sherpa_model_load(neural->sherpa, folder, &entry->model, err) < 0)
		return err_prefix(err, "the voice %s", folder->name);
	entry->used = neural->pages;
	*ret_model = entry->model;
	return 0;
}

static void note_success(struct neural *neural, const struct voice_folder *folder)
{
	struct entry *entry = find_entry(neural, folder->name);
	if (!entry)
		entry = new_entry(neural, folder->name);
	entry->used = neural->pages;
}

/* ---- the child ---- */

/* The library ends the process on errors that a function of ours would return. */
static int fault_of_end(
	const struct neural *neural, const struct voice_folder *folder, int status, struct err *err)
{
	const bool is_signal = WIFSIGNALED(status);
	const int code = is_signal ? WTERMSIG(status) : WEXITSTATUS(status);
	const int64_t limit = neural->settings->voice_memory_mb;
	char memory[80] = "";
	if (is_signal && code == SIGKILL)
		return err_set(err, ERR_INTERNAL,
			"the voice %s was killed: is the machine short of memory?", folder->name);
	if (limit > 0)
		snprintf(memory, sizeof memory,
			", or needs more memory than voice_memory_mb = %lld allows",
			(long long)limit);
	return err_set(err, ERR_INTERNAL,
		"the voice %s crashed or exited (%s %d): its model is damaged or of another kind%s",
		folder->name, is_signal ? "signal" : "status", code, memory);
}

static int failure_of(
	const struct neural *neural, const struct voice_folder *folder, int status, struct err *err)
{
	const struct neural_report *report = neural->report;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (report->kind == ERR_NONE)
		return fault_of_end(neural, folder, status, err);
	err_set(err, report->kind, "%s", report->text);
	return err_prefix(err, "the voice %s", folder->name);
}

/* The model may compute for many seconds without any output, so used processor time counts as
 * progress. */
static uint64_t cpu_ns(pid_t child)
{
	/* The result of clock_getcpuclockid() (the kernel's ABI, clock_getres(2)), without
	 * querying the clock's resolution, which an engine may not. */
	const clockid_t clock = (clockid_t)(~(unsigned)child << 3 | 2u);
	struct timespec t;
	if (clock_gettime(clock, &t) < 0)
		return 0;
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int wait_for(const struct neural *neural, pid_t child, neural_progress *progress,
	void *context, int *ret_status, struct err *err)
{
	const struct timespec pause = { 0, POLL_MS * 1000000L };
	uint64_t before = 0;
	for (;;) {
		pid_t ended = waitpid(child, ret_status, WNOHANG);
		if (ended == child)
			return 0;
		if (ended < 0 && errno != EINTR)
			return err_errno(err, ERR_INTERNAL, errno, "waitpid");
		uint64_t now = cpu_ns(child);
		/* The front is gone, so the engine and its child will be killed too. */
		if (now != before && !progress(context, neural->report->permille))
			return err_set(err, ERR_UNAVAILABLE, "stopped");
		before = now;
		nanosleep(&pause, NULL);
	}
}

static _Noreturn void be_child(const struct neural_task *task, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	confine_child();
	/* The engine may have died before prctl took effect. */
	_exit(getppid() == parent && neural_child(task) == 0 ? 0 : 1);
}

int neural_say(struct neural *neural, const struct neural_params *params, const char *text, int fd,
	neural_progress *progress, void *context, struct marks *marks, struct err *err)
{
	struct neural_task task = {
		.settings = neural->settings,
		.sherpa = neural->sherpa,
		.params = params,
		.text = text,
		.fd = fd,
		.report = neural->report,
		.marks = marks,
	};
	pid_t parent = getpid();
	int status;
	neural->pages++;
	memset(neural->report, 0, sizeof *neural->report);
	if (marks)
		marks_clear(marks);
	if (find_model(neural, params->folder, &task.model, err) < 0)
		return -1;
	pid_t child = fork();
	if (child < 0)
		return err_errno(err, ERR_UNAVAILABLE, errno, "fork");
	if (child == 0)
		be_child(&task, parent);
	if (wait_for(neural, child, progress, context, &status, err) < 0 ||
		failure_of(neural, params->folder, status, err) < 0)
		return -1;
	note_success(neural, params->folder);
	return 0;
}
