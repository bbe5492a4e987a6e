/* failpoint.c: the fault to inject is named in a file that all processes share, and occurrences
 * are counted in it under a lock. */
#include "workers/engine/failpoint.h"

#ifdef LECTERN_FAILPOINTS

#include "workers/engine/link.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct spec {
	char stage[64], point[64], turn[16], fault[16];
	int page;     /* 0: any */
	off_t length; /* of the first line */
};

static const char *own_stage = "";
static int own_link = -1;

static int open_file(void)
{
	static int fd = -1;
	const char *name = getenv("LECTERN_FAILPOINT");
	if (fd < 0 && name)
		fd = open(name, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	return fd;
}

static bool read_spec(int fd, struct spec *spec)
{
	char line[256];
	ssize_t n = fd < 0 ? -1 : pread(fd, line, sizeof line - 1, 0);
	char *end = n > 0 ? memchr(line, '\n', (size_t)n) : NULL;
	if (!end)
		return false;
	*end = '\0';
	spec->page = 0;
	spec->length = end + 1 - line;
	return sscanf(line, "%63[^:]:%63[^:]:%15[^:]:%15[^:]:%d", spec->stage, spec->point,
		       spec->turn, spec->fault, &spec->page) >= 4;
}

/* Counts this passage; true when it is to fail. A lock with fcntl() is among the calls that a
 * sandboxed engine may make. */
static bool is_turn(int fd, const struct spec *spec)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct stat st = { .st_size = 0 };
	if (fcntl(fd, F_SETLKW, &lock) < 0)
		return false;
	bool counted = write(fd, ".", 1) == 1 && fstat(fd, &st) == 0;
	lock.l_type = F_UNLCK;
	fcntl(fd, F_SETLK, &lock);
	return counted && (strcmp(spec->turn, "*") == 0 ||
				  st.st_size - spec->length == strtol(spec->turn, NULL, 10));
}

void failpoint_prepare(const char *stage, int link)
{
	own_stage = stage;
	own_link = link;
	open_file();
}

static _Noreturn void hang(void)
{
	for (;;)
		pause();
}

/* Lets a test act at exactly this point. */
static void wait_for_change(int fd, const struct spec *spec)
{
	const struct timespec pause = { 0, 10000000 };
	struct spec now;
	while (read_spec(fd, &now) && strcmp(now.stage, spec->stage) == 0 &&
		strcmp(now.point, spec->point) == 0 && strcmp(now.fault, spec->fault) == 0)
		nanosleep(&pause, NULL);
}

static _Noreturn void send_garbage(void)
{
	static const char nothing_known[] = "\377\376 no record {";
	/* write, not send: a sandboxed engine may not call send. */
	if (write(own_link, nothing_known, sizeof nothing_known) < 0)
		_exit(99);
	hang();
}

static _Noreturn void claim_progress(int page)
{
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "page", page);
	while (link_send(own_link, LINK_PROGRESS, body, -1, NULL) == 0)
		;
	_exit(99);
}

static int strike(int fd, const struct spec *spec, int page, struct err *err)
{
	if (strcmp(spec->fault, "wait") == 0) {
		wait_for_change(fd, spec);
		return 0;
	}
	if (strcmp(spec->fault, "exit") == 0)
		_exit(99);
	if (strcmp(spec->fault, "segv") == 0) {
		/* Bypass any handler that a sanitizer installed. */
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
	}
	if (strcmp(spec->fault, "hang") == 0)
		hang();
	if (strcmp(spec->fault, "garbage") == 0)
		send_garbage();
	if (strcmp(spec->fault, "busy") == 0)
		claim_progress(page);
	if (strcmp(spec->fault, "kill") == 0)
		raise(SIGKILL);
	if (strcmp(spec->fault, "nospace") == 0)
		return err_set(err, ERR_NO_SPACE, "failpoint %s", spec->point);
	return err_set(err, ERR_UNAVAILABLE, "failpoint %s", spec->point);
}

int failpoint(const char *stage, const char *point, int page, struct err *err)
{
	struct spec spec;
	int fd = open_file();
	if (!read_spec(fd, &spec) || strcmp(stage ? stage : own_stage, spec.stage) != 0 ||
		strcmp(point, spec.point) != 0 || (spec.page && spec.page != page) ||
		!is_turn(fd, &spec))
		return 0;
	return strike(fd, &spec, page, err);
}

#else
typedef int failpoint_is_empty_without_failpoints;
#endif
