/* test_farm_random.c: all of lecternd except its main(), on a kernel simulated by the test (sys.h):
 * children are records, and time is a number. Random children live through random days; in the end
 * lecternd is asked to stop and must do so, with every child gone and no descriptor leaked.
 *
 * $LECTERN_TEST_SEED repeats one day.
 */
#include "unit.h"

#include "common/base/log.h"
#include "common/ipc/channel.h"
#include "supervisor/farm.h"
#include "supervisor/os/sys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

enum {
	DAYS = 100,
	TURNS = 400,
	MAX_CHILDREN = 4096,
	MAX_ALIVE = 32,      /* the pools below, one more for each renewal, the web and its
			      * predecessor */
	FIRST_PID = 5000000, /* beyond any real pid */
	STOP_WITHIN_MS = 120000,
};

enum phase { STARTING, IDLE, BUSY, STUBBORN };

struct child {
	pid_t pid;
	int channel;
	enum phase phase;
	bool alive, reaped;
	int status;
};

static struct world {
	uint64_t seed, random;
	int64_t now_us;
	struct child children[MAX_CHILDREN];
	int count;
	int turns;
	bool calm;          /* children behave */
	bool no_forks;      /* fork() fails with EAGAIN */
	int64_t stopped_at; /* 0 if not yet */
	char directory[64];
} world;

static int children; /* over all days */

static uint64_t draw(uint64_t below)
{
	world.random = world.random * 6364136223846793005u + 1442695040888963407u;
	return (world.random >> 33) % below;
}

static bool chance(unsigned percent)
{
	return draw(100) < percent;
}

static int given_stderr = -1;

static _Noreturn void give_up(const char *what)
{
	if (given_stderr >= 0)
		dup2(given_stderr, STDERR_FILENO);
	fail_msg("LECTERN_TEST_SEED=%llu: not so: %s", (unsigned long long)world.seed, what);
	abort();
}

#define check(condition)                     \
	do {                                 \
		if (!(condition))            \
			give_up(#condition); \
	} while (0)

/* ---- the children ---- */

static struct child *find(pid_t pid)
{
	for (int i = 0; i < world.count; i++) {
		if (world.children[i].pid == pid && !world.children[i].reaped)
			return &world.children[i];
	}
	return NULL;
}

static int alive(void)
{
	int n = 0;
	for (int i = 0; i < world.count; i++)
		n += world.children[i].alive;
	return n;
}

static void die(struct child *child, int status)
{
	if (!child->alive)
		return;
	child->alive = false;
	child->status = status;
	close(child->channel);
	raise(SIGCHLD);
}

static void say(struct child *child, enum channel_kind kind)
{
	struct channel_record record = channel_record(kind);
	struct err err;
	record.deadline_ms = 1 + (int64_t)draw(5000);
	record.rss_kib = (int64_t)draw(3072);
	snprintf(record.job, sizeof record.job, "book page %d", (int)draw(100));
	channel_send(child->channel, &record, &err);
}

/* Reads its messages; a stubborn child ignores them. */
static bool is_asked_to_leave(struct child *child)
{
	struct channel_record record;
	bool asked = false;
	while (channel_receive(child->channel, &record) == CHANNEL_GOT)
		asked |= record.kind == CHANNEL_DRAIN;
	return asked && child->phase != STUBBORN;
}

static void go_on(struct child *child)
{
	say(child, CHANNEL_PROGRESS);
	if (child->phase == STARTING && chance(50)) {
		say(child, CHANNEL_READY);
		child->phase = IDLE;
	} else if (child->phase == IDLE && chance(50)) {
		say(child, CHANNEL_JOB_START);
		child->phase = BUSY;
	} else if (child->phase == BUSY && chance(50)) {
		say(child, CHANNEL_JOB_END);
		child->phase = IDLE;
	}
}

static void misbehave(struct child *child)
{
	switch (draw(8)) {
	case 0:
		say(child, (enum channel_kind)(1 + draw(5)));
		break;
	case 1:
		send(child->channel, "half", 4, MSG_NOSIGNAL | MSG_DONTWAIT);
		break;
	case 2:
		say(child, CHANNEL_BYE);
		break;
	case 3:
		child->phase = STUBBORN;
		break;
	case 4:
		shutdown(child->channel, SHUT_RDWR);
		break;
	default:
		die(child, chance(50) ? SIGSEGV : 3 << 8);
	}
}

static void live(struct child *child)
{
	if (!child->alive)
		return;
	if (is_asked_to_leave(child)) {
		say(child, CHANNEL_BYE);
		die(child, 0);
	} else if (child->phase == STUBBORN) {
		return;
	} else if (!world.calm && chance(8)) {
		misbehave(child);
	} else {
		go_on(child);
	}
}

/* ---- the kernel ---- */

int64_t sys_now_us(void)
{
	return world.now_us;
}

int64_t sys_now_ms(void)
{
	return world.now_us / 1000;
}

static void pass_turn(int timeout_ms);

int sys_wait(int epoll, struct epoll_event *events, int max, int timeout_ms)
{
	int n = epoll_wait(epoll, events, max, 0);
	if (n > 0)
		return n;
	pass_turn(timeout_ms);
	return epoll_wait(epoll, events, max, 0);
}

pid_t sys_fork(int channel)
{
	if (world.no_forks || (!world.calm && chance(5))) {
		errno = EAGAIN;
		return -1;
	}
	check(world.count < MAX_CHILDREN);
	check(alive() < MAX_ALIVE);
	struct child *child = &world.children[world.count];
	*child = (struct child) {
		.pid = FIRST_PID + world.count,
		.channel = fcntl(channel, F_DUPFD_CLOEXEC, 0),
		.alive = true,
	};
	world.count++;
	return child->pid;
}

void sys_exec(const char *program, char *const argv[])
{
	(void)program;
	(void)argv;
	check(!"a test has no children to execute anything");
}

int sys_kill(pid_t pid, int signal)
{
	struct child *child = find(pid < 0 ? -pid : pid);
	/* Only living children of lecternd may be signalled. */
	check(child != NULL);
	bool heeds = child->phase != STUBBORN && (world.calm || chance(50));
	if (signal == SIGKILL || (heeds && (signal == SIGTERM || signal == SIGABRT)))
		die(child, signal);
	return 0;
}

pid_t sys_peek_dead(void)
{
	for (int i = 0; i < world.count; i++) {
		if (!world.children[i].alive && !world.children[i].reaped)
			return world.children[i].pid;
	}
	return 0;
}

int sys_reap(pid_t pid)
{
	struct child *child = find(pid);
	check(child && !child->alive);
	child->reaped = true;
	return child->status;
}

/* ---- a day ---- */

static void write_config(void)
{
	char path[96];
	snprintf(path, sizeof path, "%s/project.toml", world.directory);
	FILE *file = fopen(path, "we");
	fprintf(file,
		"[nats]\nserver = \"external\"\n"
		"[http]\nport = 0\nmax_queued_jobs = %d\n"
		"[supervisor]\nstate_dir = \"%s/state\"\nlog_level = \"error\"\n"
		"ready_seconds = 2\ndrain_seconds = 5\nterm_seconds = 1\nabort_seconds = 1\n"
		"silence_seconds = 2\n"
		"[tts_service]\nworker_pool_size = %d\nmax_rss_mb = 2\nspeed = %d\n"
		"[pcm_to_wav_service]\nworker_pool_size = %d\nmax_jobs = 3\n",
		1 + (int)draw(3), world.directory, (int)draw(6), 100 + (int)draw(3), (int)draw(6));
	fclose(file);
}

static void stop(void)
{
	if (!world.stopped_at)
		world.stopped_at = sys_now_ms();
	raise(SIGTERM);
}

static void pass_turn(int timeout_ms)
{
	/* Waiting without a timeout while stopping would mean that the farm is stuck. */
	check(timeout_ms >= 0 || !world.stopped_at);
	int64_t step = 1 + (int64_t)draw(200);
	if (timeout_ms >= 0 && timeout_ms < step)
		step = timeout_ms;
	/* Now and then the machine is suspended. */
	if (chance(1))
		step += 5000;
	world.now_us += step * 1000;
	world.turns++;
	if (world.stopped_at)
		check(sys_now_ms() - world.stopped_at < STOP_WITHIN_MS);
	if (chance(2) && !world.stopped_at) {
		write_config();
		raise(SIGHUP);
	}
	if (chance(1))
		world.no_forks = !world.no_forks;
	if (world.turns == TURNS)
		stop();
	for (int i = 0; i < world.count; i++)
		live(&world.children[i]);
}

static int open_descriptors(void)
{
	int n = 0;
	for (int fd = 0; fd < 4096; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void remove_directory(void)
{
	char command[128];
	snprintf(command, sizeof command, "rm -rf %s", world.directory);
	assert_int_equal(system(command), 0);
}

static void live_a_day(uint64_t seed)
{
	static struct farm farm;
	struct settings *settings = NULL;
	struct err err;
	char path[96];
	memset(&world, 0, sizeof world);
	world.seed = world.random = seed;
	world.now_us = 1000000000;
	world.calm = seed % 10 == 0;
	snprintf(world.directory, sizeof world.directory, "/tmp/lectern-farm-XXXXXX");
	assert_non_null(mkdtemp(world.directory));
	write_config();
	snprintf(path, sizeof path, "%s/project.toml", world.directory);
	int before = open_descriptors();
	assert_int_equal(settings_load(path, &settings, &err), 0);
	log_open("test", LOG_LEVEL_ERROR, LOG_FORMAT_TEXT);
	assert_int_equal(farm_open(&farm, settings, path, true, &err), 0);
	int status = farm_run(&farm);
	farm_close(&farm);
	check(status == 0 || status == 3 || status == 4);
	check(!world.calm || status == 0);
	check(alive() == 0);
	check(sys_peek_dead() == 0);
	check(open_descriptors() == before);
	children += world.count;
	remove_directory();
}

static void random_days(void **state)
{
	(void)state;
	const char *seed = getenv("LECTERN_TEST_SEED");
	if (seed) {
		live_a_day(strtoull(seed, NULL, 10));
		return;
	}
	/* Its log is long and of no interest. */
	given_stderr = dup(STDERR_FILENO);
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	for (uint64_t day = 1; day <= DAYS; day++) {
		dup2(null, STDERR_FILENO);
		live_a_day(day);
		dup2(given_stderr, STDERR_FILENO);
	}
	close(null);
	close(given_stderr);
	given_stderr = -1;
	print_message("%d children in %d days\n", children, DAYS);
	/* Days on which nothing happens would prove nothing. */
	assert_true(children > DAYS * 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_days),
	};
	return RUN(tests);
}
