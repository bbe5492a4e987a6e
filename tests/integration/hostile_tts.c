/* hostile_tts: a tts-service whose engine somebody has taken over: for each page it tries something
 * else of what its front and the kernel are there to refuse, and tells how that went. Page 1, and
 * every page that it has no idea for, is spoken as it should be.
 *
 * Front, link and confinement are those of the real service. */
#include "config.h"

#include "workers/engine/job_session.h"
#include "workers/engine/link.h"
#include "workers/engine/stage.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct settings *farm;

static int init(const struct settings *settings, void **ret_state, struct err *err)
{
	farm = settings;
	return tts_stage.init(settings, ret_state, err);
}

/* ---- what the kernel is to refuse ---- */

/* The page's failure says how it went. */
static enum verdict tell(struct err *err, const char *what, int rc)
{
	err_set(err, ERR_INVALID, "%s: %s", what, rc < 0 ? strerror(errno) : "it can");
	return VERDICT_REJECT;
}

static int connect_to_broker(void)
{
	const char *port = strrchr(farm->nats.url, ':');
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	to.sin_port = htons((uint16_t)atoi(port + 1));
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return connect(fd, (const struct sockaddr *)&to, sizeof to);
}

static int run_shell(void)
{
	char name[] = "/bin/sh";
	return execve(name, (char *[]) { name, NULL }, (char *[]) { NULL });
}

/* Anything that the engine's short environment is not to have. */
static int find_secret(void)
{
	for (char **name = environ; *name; name++) {
		if (strstr(*name, "SECRET") || strncmp(*name, "LECTERN_CHANNEL", 15) == 0 ||
			strncmp(*name, "STATE_DIRECTORY", 15) == 0)
			return 0;
	}
	errno = ENOENT;
	int fd = open("/proc/self/environ", O_RDONLY);
	if (fd >= 0)
		close(fd);
	return fd < 0 ? -1 : 0;
}

static int allocate_without_end(void)
{
	struct block {
		struct block *next;
		char rest[16 << 20];
	} *blocks = NULL, *block;
	while ((block = malloc(sizeof *block))) {
		block->next = blocks;
		blocks = block;
	}
	int why = errno;
	for (; blocks; blocks = block) {
		block = blocks->next;
		free(blocks);
	}
	errno = why;
	return -1;
}

/* Its children are stopped by nothing but the limit, and gone with the engine. */
static int fork_in_child(void)
{
	pid_t pid = fork();
	if (pid == 0) {
		confine_child();
		_exit(fork() < 0 ? 1 : 0);
	}
	return pid;
}

/* ---- what the front is to refuse ---- */

static bool is_refused(enum link_kind kind, const char *body, int fd)
{
	struct link_message answer;
	struct err err;
	cJSON *json = cJSON_Parse(body);
	link_send(ENGINE_FD, kind, json, fd, &err);
	cJSON_Delete(json);
	if (link_receive(ENGINE_FD, &answer, &err) < 0)
		_exit(1);
	bool refused = answer.kind == LINK_FAILED;
	if (!refused)
		fprintf(stderr, "not refused: kind %d %s\n", kind, body);
	link_message_free(&answer);
	return refused;
}

/* One after the other; then the page is spoken all the same. */
static bool forge_records(void)
{
	int ends[2] = { ENGINE_FD, STDERR_FILENO };
	bool refused = is_refused(LINK_GET, "{\"page\":3}", -1);
	refused &= is_refused(LINK_GET, "{\"page\":\"../../../other/job/page_00001.txt\"}", -1);
	refused &= is_refused(LINK_GET, "{\"key\":\"other/job/page_00001.txt\"}", -1);
	refused &= is_refused(LINK_PUT, "{\"page\":1000}", -1);
	refused &= is_refused(LINK_PUT, "{\"page\":-1,\"key\":\"other/job/page_00001.pcm\"}", -1);
	refused &= is_refused(LINK_PUT, "{\"page\":0}", -1);
	refused &= is_refused(LINK_PUT, "{\"page\":0}", ends[0]);
	refused &= is_refused(LINK_PUT, "{\"page\":0}", ends[1]);
	refused &= is_refused(LINK_EMIT, "{\"page\":0}", -1);
	refused &= is_refused(LINK_EMIT,
		"{\"page\":2,\"header\":{\"tenantId\":\"other\",\"workflowId\":\"job\"}}", -1);
	refused &= is_refused(LINK_EMIT, "{\"page\":1e9}", -1);
	refused &= is_refused(LINK_PAGE_FAILED, "{\"page\":2,\"reason\":\"\\u001b[2J\"}", -1);
	refused &= is_refused(LINK_TOTAL, "{\"pages\":1}", -1);
	refused &= is_refused(LINK_JOB, "{}", -1);
	refused &= is_refused(LINK_READY, "{}", -1);
	return refused;
}

static enum verdict flood(void)
{
	struct err err;
	struct link_message answer;
	for (;;) {
		cJSON *body = cJSON_Parse("{\"size\":1}");
		if (link_send(ENGINE_FD, LINK_SCRATCH, body, -1, &err) < 0 ||
			link_receive(ENGINE_FD, &answer, &err) < 0)
			_exit(1);
		cJSON_Delete(body);
		link_message_free(&answer);
	}
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	static const char garbage[] = "no record at all";
	switch (job_page(job)) {
	case 2:
		return tell(err, "/etc/passwd", open("/etc/passwd", O_RDONLY));
	case 3:
		return tell(err, "write", open("/tmp/lectern-was-here", O_WRONLY | O_CREAT, 0600));
	case 4:
		return tell(err, "connect", connect_to_broker());
	case 5:
		return tell(err, "exec", run_shell());
	case 6:
		return tell(err, "ptrace", (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
	case 7:
		return tell(err, "signal", kill(getppid(), SIGKILL));
	case 8:
		return tell(err, "secrets", find_secret());
	case 9:
		return tell(err, "memory", allocate_without_end());
	case 10:
		return forge_records() ? tts_stage.run(state, job, err)
				       : tell(err, "forged records", 0);
	case 11: /* done, with nothing to show */
		return VERDICT_DONE;
	case 12:
		return write(ENGINE_FD, garbage, sizeof garbage) > 0 ? flood() : VERDICT_DONE;
	case 13:
		return flood();
	case 14:
		job_continue_at(job, 1);
		return tts_stage.run(state, job, err);
	case 15:
		fork_in_child();
		return tts_stage.run(state, job, err);
	default:
		return tts_stage.run(state, job, err);
	}
}

int main(int argc, char **argv)
{
	struct stage hostile = tts_stage;
	hostile.init = init;
	hostile.run = run;
	return worker_main(argc, argv, &hostile);
}
