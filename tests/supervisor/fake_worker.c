/* fake_worker.c: a child of lecternd that behaves as a test tells it to.
 *
 * It stands in for lectern-web and every worker, called by their names through symbolic links in
 * $LECTERN_LIBEXECDIR. Its behaviour is the word (and number) in the file $FAKE_DIR/<name>, read at
 * startup, or in $FAKE_DIR/<name>.once, which the first process to start removes. Without such a
 * file it is a good worker that has nothing to do.
 *
 *   good                 ready; lives; exits when asked
 *   jobs MS              one job after another, each of that duration, without a queue
 *   queue MS             pages are files in $FAKE_DIR/queue: claims one, works that long, next
 *   crash-start          SIGSEGV before it is ready
 *   exit-start N         exits with status N before it is ready
 *   slow-ready MS        becomes ready after that time
 *   crash-idle MS        ready, then SIGSEGV after that time
 *   crash-job MS         ready, a job, then SIGSEGV after that time
 *   hang-start           never ready, silent
 *   hang-idle            ready, then silent
 *   hang-job             a job, then silent
 *   quiet-job MS         a job in which it is silent for that time, then a good worker
 *   endless-job MS       a job with that deadline that makes progress but never ends
 *   stubborn             in a job forever; ignores DRAIN, SIGTERM and SIGABRT
 *   leak KIB             jobs of 50 ms, each reporting that much more memory than the last
 *   half-record          ready, then half a record
 *   garbage              ready, then a record of random bytes
 *   untimely             a job before it is ready
 *   close-channel        ready, closes its channel and stays
 *   grandchild           ready, with a child in its process group and one in another session
 *   flood N              ready, writes N lines to standard error as fast as possible
 *   long-line N          ready, writes a line of N bytes
 *   bye                  ready, says goodbye and exits with status 0
 *   limits               ready, prints its resource limits and environment to standard error
 *   snapshots            ready, prints every snapshot it receives to standard error
 *   allocate MIB         ready, allocates that much memory and reports whether it succeeded
 */
#include "common/base/timestamp.h"
#include "common/ipc/channel.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *name, *directory;
static int channel = -1;
static volatile sig_atomic_t terminated;
static bool draining, idle;
static int64_t next_sign;
static int sign_ms = 200; /* or $FAKE_SIGN_MS */

static void on_term(int signal)
{
	(void)signal;
	terminated = 1;
}

static void say(const char *fmt, ...)
{
	va_list ap;
	char text[1024];
	va_start(ap, fmt);
	vsnprintf(text, sizeof text - 1, fmt, ap);
	va_end(ap);
	strcat(text, "\n");
	ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
	(void)ignored;
}

static void tell(const struct channel_record *record)
{
	struct err err;
	if (channel >= 0 && channel_send(channel, record, &err) < 0 && err.kind == ERR_NOT_FOUND)
		exit(0);
}

static void tell_kind(enum channel_kind kind)
{
	const struct channel_record record = channel_record(kind);
	tell(&record);
}

static bool show_snapshots;

static void take(const struct channel_record *record)
{
	if (record->kind == CHANNEL_DRAIN)
		draining = true;
	else if (record->kind == CHANNEL_LOG_LEVEL)
		say("log level %d", (int)record->value);
	else if (record->kind == CHANNEL_SLOT && show_snapshots)
		say("slot %s/%d state=%s pid=%d restarts=%u jobs=%u job=\"%s\" detail=\"%s\" rss=%s",
			record->stage, (int)record->value, record->state, (int)record->pid,
			record->restarts, record->jobs_done, record->job, record->detail,
			record->rss_kib > 0 ? "known" : "none");
	else if (record->kind == CHANNEL_SNAPSHOT_END && show_snapshots)
		say("snapshot end");
}

/* Lives for that long, sending heartbeats. Returns false if it should exit. */
static bool live(int ms)
{
	int64_t end = clock_monotonic_ms() + ms;
	for (;;) {
		int64_t now = clock_monotonic_ms();
		if (now >= next_sign) {
			tell_kind(CHANNEL_PROGRESS);
			next_sign = now + sign_ms;
		}
		if (terminated || (idle && draining))
			return false;
		if (now >= end)
			return true;
		struct pollfd poller = { .fd = channel, .events = POLLIN };
		int64_t until = next_sign < end ? next_sign : end;
		if (poll(&poller, 1, (int)(until - now)) <= 0)
			continue;
		struct channel_record record;
		switch (channel_receive(channel, &record)) {
		case CHANNEL_GOT:
			take(&record);
			break;
		case CHANNEL_CLOSED:
			exit(0);
		case CHANNEL_EMPTY:
		case CHANNEL_GARBAGE:
			break;
		}
	}
}

static _Noreturn void leave(void)
{
	tell_kind(CHANNEL_BYE);
	exit(0);
}

static _Noreturn void crash(void)
{
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
	_exit(99);
}

static _Noreturn void be_silent(void)
{
	for (;;)
		pause();
}

static _Noreturn void be_good(void)
{
	idle = true;
	while (!draining && live(60000))
		;
	leave();
}

static void start_job(const char *job, int64_t deadline_ms)
{
	struct channel_record record = channel_record(CHANNEL_JOB_START);
	snprintf(record.job, sizeof record.job, "%s", job);
	record.deadline_ms = deadline_ms;
	tell(&record);
}

static void end_job(int64_t rss_kib)
{
	struct channel_record record = channel_record(CHANNEL_JOB_END);
	record.value = CHANNEL_OUTCOME_DONE;
	record.rss_kib = rss_kib;
	tell(&record);
}

static _Noreturn void do_jobs(int ms, int64_t more_kib)
{
	int64_t rss = 1000;
	for (int page = 1; !draining; page++) {
		char job[64];
		snprintf(job, sizeof job, "book page %d", page);
		start_job(job, 60000);
		bool done = live(ms);
		end_job(rss += more_kib);
		if (!done || !live(20))
			break;
	}
	leave();
}

/* ---- pages as files ----
 *
 * queue/<page> is waiting, claimed/<page>.<pid> is being worked on, done/<page> is done;
 * begun/<page> has a line for each time it was begun. A page whose worker has died may be claimed
 * again, which stands for redelivery.
 */

enum { PAGE_SIZE = 64 };

static bool is_dead(const char *claimed)
{
	const char *dot = strrchr(claimed, '.');
	return dot && kill((pid_t)strtol(dot + 1, NULL, 10), 0) < 0;
}

/* The path under which this worker holds the page. */
static void claimed_path(const char *page, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/claimed/%s.%d", directory, page, (int)getpid());
}

/* Claims any page that `is_free` from a directory below ours. */
static bool claim_from(const char *from, bool is_free(const char *), char page[PAGE_SIZE])
{
	char path[PATH_MAX], to[PATH_MAX];
	bool found = false;
	snprintf(path, sizeof path, "%s/%s", directory, from);
	DIR *dir = opendir(path);
	const struct dirent *entry;
	while (dir && !found && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || (is_free && !is_free(entry->d_name)))
			continue;
		snprintf(page, PAGE_SIZE, "%.*s", (int)strcspn(entry->d_name, "."), entry->d_name);
		snprintf(path, sizeof path, "%s/%s/%s", directory, from, entry->d_name);
		claimed_path(page, to);
		found = rename(path, to) == 0;
	}
	if (dir)
		closedir(dir);
	return found;
}

static void note_begin(const char *page)
{
	char path[PATH_MAX];
	snprintf(path, sizeof path, "%s/begun/%s", directory, page);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	dprintf(fd, "%d\n", (int)getpid());
	close(fd);
}

static void release(const char *page, const char *to)
{
	char from[PATH_MAX], path[PATH_MAX];
	claimed_path(page, from);
	snprintf(path, sizeof path, "%s/%s/%s", directory, to, page);
	rename(from, path);
}

static _Noreturn void work_queue(int ms)
{
	char page[PAGE_SIZE];
	while (!draining && !terminated) {
		if (!claim_from("queue", NULL, page) && !claim_from("claimed", is_dead, page)) {
			live(50);
			continue;
		}
		note_begin(page);
		start_job(page, 60000);
		release(page, live(ms) ? "done" : "queue");
		end_job(1000);
	}
	leave();
}

/* ---- misbehaviour ---- */

static _Noreturn void be_stubborn(void)
{
	signal(SIGTERM, SIG_IGN);
	signal(SIGABRT, SIG_IGN);
	start_job("book page 1", 3600000);
	for (;;)
		live(60000);
}

static _Noreturn void send_bytes(size_t size)
{
	char bytes[sizeof(struct channel_record)];
	memset(bytes, 0x5a, sizeof bytes);
	send(channel, bytes, size, MSG_NOSIGNAL);
	for (;;)
		live(60000);
}

static _Noreturn void work_quietly(int ms)
{
	const struct timespec wait = { ms / 1000, ms % 1000 * 1000000L };
	start_job("book page 6", 60000);
	nanosleep(&wait, NULL);
	end_job(1000);
	be_good();
}

static pid_t start_sleeper(bool session)
{
	pid_t pid = fork();
	if (pid == 0) {
		if (session)
			setsid();
		close(channel);
		signal(SIGTERM, SIG_IGN);
		be_silent();
	}
	return pid;
}

static _Noreturn void have_children(void)
{
	pid_t near = start_sleeper(false), far = start_sleeper(true);
	say("children %d %d", (int)near, (int)far);
	live(60000);
	be_good();
}

static _Noreturn void flood(int lines)
{
	for (int i = 1; i <= lines; i++)
		say("line %d of a flood", i);
	be_good();
}

static _Noreturn void write_long_line(int len)
{
	char *line = malloc((size_t)len + 1);
	memset(line, 'x', (size_t)len);
	line[len] = '\n';
	for (size_t done = 0; done <= (size_t)len;) {
		ssize_t n = write(STDERR_FILENO, line + done, (size_t)len + 1 - done);
		done += n > 0 ? (size_t)n : 0;
	}
	free(line);
	be_good();
}

static void tell_limit(const char *what, __rlimit_resource_t resource)
{
	struct rlimit limit;
	getrlimit(resource, &limit);
	say("limit %s=%lld", what,
		limit.rlim_cur == RLIM_INFINITY ? -1LL : (long long)limit.rlim_cur);
}

static _Noreturn void tell_surroundings(void)
{
	sigset_t mask;
	int death = 0;
	tell_limit("core", RLIMIT_CORE);
	tell_limit("nofile", RLIMIT_NOFILE);
	tell_limit("fsize", RLIMIT_FSIZE);
	tell_limit("data", RLIMIT_DATA);
	const char *omp = getenv("OMP_THREAD_LIMIT"), *notify = getenv("NOTIFY_SOCKET");
	say("OMP_THREAD_LIMIT=%s NOTIFY_SOCKET=%s", omp ? omp : "unset", notify ? notify : "unset");
	sigprocmask(SIG_SETMASK, NULL, &mask);
	int blocked = 0;
	for (int i = 1; i < NSIG; i++)
		blocked += sigismember(&mask, i) == 1;
	prctl(PR_GET_PDEATHSIG, &death);
	int fds = 0;
	for (int fd = 0; fd < 1024; fd++)
		fds += fcntl(fd, F_GETFD) >= 0;
	say("blocked=%d sigpipe=%s pdeathsig=%d leader=%s fds=%d", blocked,
		signal(SIGPIPE, SIG_DFL) == SIG_DFL ? "default" : "ignored", death,
		getpgrp() == getpid() ? "yes" : "no", fds);
	be_good();
}

static _Noreturn void allocate(int mib)
{
	size_t size = (size_t)mib * 1024 * 1024;
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	say("%d MiB: %s", mib, memory == MAP_FAILED ? strerror(errno) : "given");
	be_good();
}

/* ---- choosing the behaviour ---- */

struct behaviour {
	char word[32];
	int number;
};

static bool read_behaviour(const char *path, struct behaviour *ret)
{
	FILE *file = fopen(path, "re");
	if (!file)
		return false;
	ret->number = 0;
	int n = fscanf(file, "%31s %d", ret->word, &ret->number);
	fclose(file);
	return n >= 1;
}

static struct behaviour choose(void)
{
	struct behaviour behaviour = { "good", 0 };
	char once[PATH_MAX], mine[PATH_MAX], always[PATH_MAX];
	snprintf(once, sizeof once, "%s/%s.once", directory, name);
	snprintf(mine, sizeof mine, "%s/%s.%d", directory, name, (int)getpid());
	snprintf(always, sizeof always, "%s/%s", directory, name);
	/* Renamed first, so that only one of two processes starting together gets it. */
	if (rename(once, mine) == 0) {
		read_behaviour(mine, &behaviour);
		unlink(mine);
	} else {
		read_behaviour(always, &behaviour);
	}
	return behaviour;
}

/* For tests that need to know who is ready. */
static void note_ready(void)
{
	char path[PATH_MAX];
	snprintf(path, sizeof path, "%s/ready/%s.%d", directory, name, (int)getpid());
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
}

/* Applied before READY. */
static void misbehave_at_start(const struct behaviour *be)
{
	if (strcmp(be->word, "crash-start") == 0)
		crash();
	if (strcmp(be->word, "exit-start") == 0)
		exit(be->number);
	if (strcmp(be->word, "hang-start") == 0)
		be_silent();
	if (strcmp(be->word, "slow-ready") == 0) {
		const struct timespec wait = { be->number / 1000, be->number % 1000 * 1000000L };
		nanosleep(&wait, NULL);
	}
	if (strcmp(be->word, "untimely") == 0)
		start_job("book page 1", 1000);
}

static _Noreturn void behave(const struct behaviour *be)
{
	const char *word = be->word;
	if (strcmp(word, "jobs") == 0)
		do_jobs(be->number, 0);
	if (strcmp(word, "leak") == 0)
		do_jobs(50, be->number);
	if (strcmp(word, "queue") == 0)
		work_queue(be->number);
	if (strcmp(word, "crash-job") == 0)
		start_job("book page 7", 60000);
	if (strcmp(word, "crash-job") == 0 || strcmp(word, "crash-idle") == 0) {
		live(be->number);
		crash();
	}
	if (strcmp(word, "hang-job") == 0)
		start_job("book page 8", 60000);
	if (strcmp(word, "hang-job") == 0 || strcmp(word, "hang-idle") == 0)
		be_silent();
	if (strcmp(word, "quiet-job") == 0)
		work_quietly(be->number);
	if (strcmp(word, "endless-job") == 0) {
		start_job("book page 9", be->number);
		for (;;)
			live(60000);
	}
	if (strcmp(word, "stubborn") == 0)
		be_stubborn();
	if (strcmp(word, "half-record") == 0)
		send_bytes(sizeof(struct channel_record) / 2);
	if (strcmp(word, "garbage") == 0)
		send_bytes(sizeof(struct channel_record));
	if (strcmp(word, "close-channel") == 0) {
		close(channel);
		be_silent();
	}
	if (strcmp(word, "grandchild") == 0)
		have_children();
	if (strcmp(word, "flood") == 0)
		flood(be->number);
	if (strcmp(word, "long-line") == 0)
		write_long_line(be->number);
	if (strcmp(word, "bye") == 0)
		leave();
	if (strcmp(word, "limits") == 0)
		tell_surroundings();
	if (strcmp(word, "allocate") == 0)
		allocate(be->number);
	show_snapshots = strcmp(word, "snapshots") == 0;
	be_good();
}

/* FAKE_UNFIT names the program that rejects every configuration. */
static int check_fails(const char *program)
{
	const char *unfit = getenv("FAKE_UNFIT");
	if (!unfit || strcmp(unfit, program) != 0)
		return 0;
	fprintf(stderr, "%s: nothing is right\n", program);
	return 78;
}

int main(int argc, char **argv)
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const char *sign = getenv("FAKE_SIGN_MS");
	name = slash ? slash + 1 : "nobody";
	directory = getenv("FAKE_DIR");
	if (sign)
		sign_ms = atoi(sign);
	if (argc > 1 && strcmp(argv[1], "--check") == 0)
		return check_fails(name);
	/* Like the real programs: the configuration must be readable. */
	if (!directory || argc != 3 || strcmp(argv[1], "--config") != 0 ||
		access(argv[2], R_OK) < 0) {
		say("no FAKE_DIR, or no configuration");
		return 78;
	}
	channel = channel_from_env();
	signal(SIGTERM, on_term);
	const struct behaviour behaviour = choose();
	misbehave_at_start(&behaviour);
	tell_kind(CHANNEL_READY);
	note_ready();
	behave(&behaviour);
}
