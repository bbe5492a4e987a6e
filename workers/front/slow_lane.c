/* slow_lane.c: places for slow pages, as locks on directories. */
#include "workers/front/slow_lane.h"

#include "workers/front/front.h"

#include "common/base/log.h"
#include "common/base/timestamp.h"
#include "common/nats/pull.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	USUAL_TIMES = 4,   /* as long as usual is slow */
	UNKNOWN_TIMES = 6, /* as long as is slow at least, while it is not known what is usual */
	SHORT_TIMES = 4,   /* shorter texts take no less time */
	USUAL_WEIGHT = 8,  /* of what is known, against one page more */
	TURN_MS = 5000,
	LOWERED_TIMES = 8, /* as much time at a lower priority */
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

/* Of a place that may have been removed; -1 with errno. */
static int open_place(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT && (mkdir(path, 0700) == 0 || errno == EEXIST))
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd;
}

/* The descriptor that holds the place, or -1 and errno, which is EWOULDBLOCK if somebody else has
 * it: some file systems lock no directories. */
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
	/* Where there are no places, waiting for one would have no end. */
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
	return slow_lane_is_held(front) && front_takes_documents(front);
}

int64_t slow_lane_limit_ms(const struct front *front)
{
	int64_t least = front->ops->pace.slow_page_ms;
	int64_t usual = front->slow_lane.usual_ms * USUAL_TIMES;
	if (least == 0)
		return INT64_MAX;
	/* By the length of a text it can be told from any page how long a usual one takes: that of
	 * a large model may be a minute. */
	if (front->ops->pace.usual_input > 0 && front->slow_lane.usual_ms == 0)
		return least * UNKNOWN_TIMES;
	return usual > least ? usual : least;
}

void slow_lane_learn(struct front *front, int64_t took_ms, uint64_t input_bytes)
{
	int64_t *usual = &front->slow_lane.usual_ms, length = front->ops->pace.usual_input;
	bool first = length > 0 && *usual == 0;
	/* What works at a lower priority, or is slow, says nothing of others. */
	if (slow_lane_is_held(front) && !first)
		return;
	if (length > 0) {
		int64_t least = length / SHORT_TIMES;
		int64_t bytes = input_bytes > (uint64_t)least ? (int64_t)input_bytes : least;
		took_ms = took_ms * length / bytes;
	}
	*usual = first ? took_ms + 1 : *usual + (took_ms - *usual) / USUAL_WEIGHT;
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
