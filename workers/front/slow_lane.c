/* slow_lane.c: places for slow pages, implemented as locks on directories. */
#include "workers/front/slow_lane.h"

#include "workers/front/front.h"

#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/farm/workflow.h"
#include "common/nats/pull.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	USUAL_TIMES = 4,   /* times the usual duration is slow */
	UNKNOWN_TIMES = 6, /* times the minimum is slow, while the usual duration is unknown */
	SHORT_TIMES = 4,   /* texts shorter than this fraction take no less time */
	USUAL_WEIGHT = 8,  /* of the average, against one more page */
	TURN_MS = 5000,
	LOWERED_TIMES = 8, /* times as long at lower priority */
};

static int count_places(const struct front *front)
{
	int workers = (int)front->service->worker_pool_size;
	if (front->ops->pace.slow_page_ms == 0)
		return 0;
	return workers > 1 ? workers - 1 : 1;
}

static void name_place(const struct front *front, int number, char *path, size_t size)
{
	snprintf(path, size, "%s/slow-%s-%d", front->spool_dir, front->stage->name, number);
}

/* Opens a place, creating it if it is missing; -1 with errno. */
static int open_place(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT && (mkdir(path, 0700) == 0 || errno == EEXIST))
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd;
}

/* The descriptor that holds the place, or -1 with errno: EWOULDBLOCK if another process holds
 * it; anything else if it cannot be locked, since some file systems do not lock directories. */
static int take_place(const char *path)
{
	int fd = open_place(path);
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	int reason = errno;
	close(fd);
	errno = reason;
	return -1;
}

bool slow_lane_enter(struct front *front)
{
	struct slow_lane *lane = &front->slow_lane;
	char path[4200];
	bool one_is_taken = false;
	for (int i = 0; lane->fd < 0 && i < count_places(front); i++) {
		name_place(front, i, path, sizeof path);
		lane->fd = take_place(path);
		bool taken = lane->fd < 0 && errno == EWOULDBLOCK;
		one_is_taken |= taken;
		if (lane->fd < 0 && !taken && !lane->failed) {
			log_warn("%s: %s: slow pages may take every worker", path, strerror(errno));
			lane->failed = true;
		}
	}
	/* If no place can be locked at all, waiting for one would never end. */
	return slow_lane_is_held(front) || !one_is_taken;
}

void slow_lane_leave(struct front *front)
{
	if (front->slow_lane.fd >= 0)
		close(front->slow_lane.fd);
	front->slow_lane.fd = -1;
}

bool slow_lane_is_held(const struct front *front)
{
	return front->slow_lane.fd >= 0;
}

bool slow_lane_lowers(const struct front *front)
{
	/* With a single worker, everyone waits for its page. */
	return slow_lane_is_held(front) && front->ops->pace.engine_is_light &&
	       front->service->worker_pool_size > 1;
}

/* ---- usual durations ---- */

/* If the time grows with the page's length, the rest depends on the voice. */
static void name_kind(const struct front *front, const struct workflow *workflow,
	char name[static SLOW_LANE_KIND_SIZE])
{
	const char *voice = meta_get(&workflow->options, "voice");
	const char *language = workflow_language(workflow);
	name[0] = '\0';
	if (front->ops->pace.usual_input > 0)
		snprintf(name, SLOW_LANE_KIND_SIZE, "%.16s %s", language ? language : "",
			voice ? voice : "");
}

int64_t slow_lane_usual_ms(const struct front *front, const struct workflow *workflow)
{
	char name[SLOW_LANE_KIND_SIZE];
	name_kind(front, workflow, name);
	for (int i = 0; i < SLOW_LANE_KINDS; i++) {
		if (strcmp(front->slow_lane.kinds[i].name, name) == 0)
			return front->slow_lane.kinds[i].usual_ms;
	}
	return 0;
}

/* The entry for that kind, which may replace the one that was measured longest ago. */
static struct slow_lane_kind *kind_of(struct front *front, const struct workflow *workflow)
{
	char name[SLOW_LANE_KIND_SIZE];
	struct slow_lane_kind *kinds = front->slow_lane.kinds, *oldest = kinds;
	name_kind(front, workflow, name);
	for (int i = 0; i < SLOW_LANE_KINDS; i++) {
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
		if (kinds[i].learned_ms < oldest->learned_ms)
			oldest = &kinds[i];
	}
	*oldest = (struct slow_lane_kind) { .usual_ms = 0 };
	snprintf(oldest->name, sizeof oldest->name, "%s", name);
	return oldest;
}

int64_t slow_lane_limit_ms(
	const struct front *front, const struct workflow *workflow, int64_t others_ms)
{
	int64_t least = front->ops->pace.slow_page_ms;
	int64_t usual = slow_lane_usual_ms(front, workflow), limit = usual * USUAL_TIMES;
	if (least == 0)
		return INT64_MAX;
	/* Any page will show how long a usual one takes, because the time grows with the length
	 * of the text; with a large model it may be a minute. */
	if (front->ops->pace.usual_input > 0 && usual == 0)
		limit = least * UNKNOWN_TIMES;
	if (others_ms > 0 && others_ms * USUAL_TIMES < limit)
		limit = others_ms * USUAL_TIMES;
	return limit > least ? limit : least;
}

int64_t slow_lane_least_ms(const struct front *front, const struct workflow *workflow)
{
	int64_t least = slow_lane_limit_ms(front, workflow, 0);
	for (int i = 0; i < SLOW_LANE_KINDS; i++) {
		int64_t limit =
			slow_lane_limit_ms(front, workflow, front->slow_lane.kinds[i].usual_ms);
		if (limit < least)
			least = limit;
	}
	return least;
}

void slow_lane_learn(
	struct front *front, const struct workflow *workflow, int64_t took_ms, uint64_t input_bytes)
{
	struct slow_lane_kind *kind = kind_of(front, workflow);
	int64_t length = front->ops->pace.usual_input;
	bool first = length > 0 && kind->usual_ms == 0;
	/* Work at lower priority, or slow work, says nothing about other pages. */
	if (slow_lane_is_held(front) && !first)
		return;
	if (length > 0) {
		int64_t least = length / SHORT_TIMES;
		int64_t bytes = input_bytes > (uint64_t)least ? (int64_t)input_bytes : least;
		took_ms = took_ms * length / bytes;
	}
	kind->usual_ms =
		first ? took_ms + 1 : kind->usual_ms + (took_ms - kind->usual_ms) / USUAL_WEIGHT;
	kind->learned_ms = clock_monotonic_ms();
}

int64_t front_patience_ms(const struct front *front)
{
	int64_t ms = front->service->job_timeout_seconds * 1000;
	return slow_lane_lowers(front) ? LOWERED_TIMES * ms : ms;
}

bool front_others_wait(struct front *front)
{
	uint64_t pending = 0;
	struct err err;
	return pull_pending(front->pull, &pending, &err) == 0 && pending > 0;
}

bool front_should_yield(struct front_job *job)
{
	return clock_monotonic_ms() - job->began_ms >= TURN_MS && front_others_wait(job->front);
}
