/* slot_policy.c: the table of states and events, and its actions. */
#include "supervisor/pool/slot_policy.h"

#include <assert.h>
#include <signal.h>
#include <stddef.h>

struct step {
	struct slot_policy *slot;
	struct throttle *throttle;
	const struct slot_limits *limits;
	struct slot_input input;
	struct slot_orders orders;
};

typedef void action(struct step *step);

/* ---- small parts ---- */

static void enter(struct step *step, enum slot_state state)
{
	step->slot->state = state;
	step->slot->since = step->input.now;
}

static int64_t after(int64_t now, int64_t ms)
{
	return ms > INT64_MAX - now ? INT64_MAX : now + ms;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Jitter prevents workers that started together from being recycled together. */
static int64_t jobs_limit(struct step *step)
{
	int64_t max = step->limits->max_jobs;
	if (max <= 0)
		return 0;
	return max + (int64_t)throttle_random(step->throttle, (uint64_t)max / 10 + 1);
}

static void refill(struct slot_policy *slot, int64_t now)
{
	slot->budget = earlier(SLOT_RESTART_BUDGET_MS, slot->budget + (now - slot->budget_at));
	slot->budget_at = now;
}

static void spawn(struct step *step)
{
	struct slot_policy *slot = step->slot;
	int64_t now = step->input.now;
	slot->was_ready = slot->in_job = slot->asked = false;
	slot->blame = SLOT_BLAME_NONE;
	slot->started_at = slot->sign_at = now;
	slot->jobs = 0;
	slot->jobs_limit = jobs_limit(step);
	slot->probe = step->throttle->failures > 0;
	if (slot->probe)
		step->throttle->probing = true;
	enter(step, SLOT_STARTING);
	step->orders.spawn = true;
}

/* Starts a process as soon as the stage's throttle and the slot's own restart budget allow. */
static void spawn_when_allowed(struct step *step, bool costs)
{
	struct slot_policy *slot = step->slot;
	int64_t now = step->input.now;
	int64_t at = throttle_next(step->throttle, now);
	refill(slot, now);
	if (costs)
		slot->budget -= SLOT_RESTART_COST_MS;
	if (slot->budget < 0 && at < now - slot->budget)
		at = now - slot->budget;
	if (at <= now) {
		spawn(step);
		return;
	}
	slot->retry_at = at;
	if (slot->state != SLOT_BACKOFF)
		enter(step, SLOT_BACKOFF);
}

static void climb(struct step *step, enum slot_ladder ladder)
{
	struct slot_policy *slot = step->slot;
	const struct slot_limits *limits = step->limits;
	int64_t grace = SLOT_REKILL_MS;
	slot->ladder = ladder;
	switch (ladder) {
	case SLOT_LADDER_WAIT:
		grace = limits->close_grace;
		break;
	case SLOT_LADDER_ABORT:
		grace = limits->abort_grace;
		step->orders.signal = SIGABRT;
		break;
	case SLOT_LADDER_TERM:
		grace = limits->term_grace;
		step->orders.signal = SIGTERM;
		break;
	case SLOT_LADDER_KILL:
		step->orders.signal = SIGKILL;
		break;
	}
	slot->ladder_limit = after(step->input.now, grace);
	if (slot->state != SLOT_KILLING)
		enter(step, SLOT_KILLING);
}

static void kill_for(struct step *step, enum slot_blame blame, enum slot_ladder ladder)
{
	step->slot->blame = blame;
	climb(step, ladder);
}

static void leave_soon(struct step *step)
{
	step->slot->leave_limit = after(step->input.now, step->limits->leave_grace);
}

/* ---- actions ---- */

static void ignore(struct step *step)
{
	(void)step;
}

static void want(struct step *step)
{
	step->slot->wanted = true;
	spawn_when_allowed(step, false);
}

static void want_again(struct step *step)
{
	step->slot->wanted = true;
}

static void unwant_waiting(struct step *step)
{
	step->slot->wanted = false;
	enter(step, SLOT_EMPTY);
}

static void unwant_later(struct step *step)
{
	step->slot->wanted = false;
}

/* A starting worker has no job, so nothing is lost by not waiting for it. */
static void replace_starting(struct step *step)
{
	step->slot->asked = true;
	kill_for(step, SLOT_BLAME_HURRIED, SLOT_LADDER_TERM);
}

static void unwant_starting(struct step *step)
{
	step->slot->wanted = false;
	replace_starting(step);
}

static void drain(struct step *step)
{
	step->slot->asked = true;
	step->orders.drain = true;
	leave_soon(step);
	enter(step, SLOT_DRAINING);
}

static void unwant_working(struct step *step)
{
	step->slot->wanted = false;
	drain(step);
}

static void replace_leaving(struct step *step)
{
	step->slot->asked = true;
}

static void hurry(struct step *step)
{
	step->slot->asked = true;
	kill_for(step, SLOT_BLAME_HURRIED, SLOT_LADDER_TERM);
}

static void hurry_killing(struct step *step)
{
	bool termed = step->slot->ladder != SLOT_LADDER_WAIT;
	climb(step, termed ? SLOT_LADDER_KILL : SLOT_LADDER_TERM);
}

static void ready(struct step *step)
{
	step->slot->was_ready = true;
	step->slot->sign_at = step->input.now;
	step->slot->probe = false;
	step->orders.recovered = step->throttle->failures > 0;
	throttle_success(step->throttle);
	enter(step, SLOT_IDLE);
}

static void sign(struct step *step)
{
	step->slot->sign_at = step->input.now;
}

static void garbage(struct step *step)
{
	kill_for(step, SLOT_BLAME_GARBAGE, SLOT_LADDER_ABORT);
}

/* Normally the channel is closed a moment before the process ends. */
static void closed(struct step *step)
{
	kill_for(step, SLOT_BLAME_CLOSED, SLOT_LADDER_WAIT);
}

static void take_job(struct step *step)
{
	struct slot_policy *slot = step->slot;
	const struct slot_limits *limits = step->limits;
	int64_t deadline = step->input.deadline_ms;
	slot->sign_at = step->input.now;
	slot->in_job = true;
	slot->job_limit = INT64_MAX;
	if (deadline > 0 && deadline < INT64_MAX / 1000 / limits->deadline_times)
		slot->job_limit = after(step->input.now,
			deadline * limits->deadline_times + limits->deadline_slack);
}

static void job_start(struct step *step)
{
	take_job(step);
	enter(step, SLOT_BUSY);
}

static void end_job(struct step *step)
{
	step->slot->sign_at = step->input.now;
	if (step->slot->in_job)
		step->slot->jobs++;
	step->slot->in_job = false;
}

static void job_end(struct step *step)
{
	struct slot_policy *slot = step->slot;
	const struct slot_limits *limits = step->limits;
	end_job(step);
	if ((slot->jobs_limit > 0 && slot->jobs >= slot->jobs_limit) ||
		(limits->max_rss_kib > 0 && step->input.rss_kib > limits->max_rss_kib))
		drain(step);
	else
		enter(step, SLOT_IDLE);
}

static void job_end_leaving(struct step *step)
{
	end_job(step);
	leave_soon(step);
}

static void bye(struct step *step)
{
	step->slot->in_job = false;
	leave_soon(step);
	enter(step, SLOT_DRAINING);
}

static void bye_leaving(struct step *step)
{
	step->slot->in_job = false;
	leave_soon(step);
}

/* ---- the end of a process ---- */

static void exited(struct step *step)
{
	struct slot_policy *slot = step->slot;
	bool failed = !slot->was_ready && !slot->asked;
	if (slot->probe)
		step->throttle->probing = false;
	slot->probe = slot->in_job = false;
	if (failed)
		throttle_failure(step->throttle, slot->started_at, step->input.now);
	if (slot->wanted)
		/* Being asked to leave costs no budget; a death before READY is handled by the
		 * throttle. */
		spawn_when_allowed(step, slot->was_ready && !slot->asked);
	else
		enter(step, SLOT_EMPTY);
}

/* ---- time ---- */

static void tick_starting(struct step *step)
{
	if (step->input.now >= slot_policy_due(step->slot, step->limits))
		kill_for(step, SLOT_BLAME_NOT_READY, SLOT_LADDER_ABORT);
}

static void tick_working(struct step *step)
{
	struct slot_policy *slot = step->slot;
	if (step->input.now < slot_policy_due(slot, step->limits))
		return;
	if (slot->in_job && step->input.now >= slot->job_limit)
		kill_for(step, SLOT_BLAME_DEADLINE, SLOT_LADDER_ABORT);
	else if (slot->state == SLOT_DRAINING && !slot->in_job)
		kill_for(step, SLOT_BLAME_STAYED, SLOT_LADDER_TERM);
	else
		kill_for(step, SLOT_BLAME_SILENT, SLOT_LADDER_ABORT);
}

static void tick_killing(struct step *step)
{
	if (step->input.now < step->slot->ladder_limit)
		return;
	bool waited = step->slot->ladder == SLOT_LADDER_WAIT;
	climb(step, waited ? SLOT_LADDER_TERM : SLOT_LADDER_KILL);
}

/* May come early: another worker's success may have ended the stage's backoff. */
static void tick_backoff(struct step *step)
{
	spawn_when_allowed(step, false);
}

/* ---- the table ---- */

#define NO_PROCESS                                                                    \
	[SLOT_HURRY] = ignore, [SLOT_SPAWN_FAILED] = ignore, [SLOT_READY] = ignore,   \
	[SLOT_JOB_START] = ignore, [SLOT_PROGRESS] = ignore, [SLOT_JOB_END] = ignore, \
	[SLOT_BYE] = ignore, [SLOT_CLOSED] = ignore, [SLOT_GARBAGE] = ignore,         \
	[SLOT_EXITED] = ignore

static action *const actions[SLOT_STATE_COUNT][SLOT_EVENT_COUNT] = {
	[SLOT_EMPTY] = {
		NO_PROCESS,
		[SLOT_WANT] = want,
		[SLOT_UNWANT] = ignore,
		[SLOT_REPLACE] = ignore,
		[SLOT_TICK] = ignore,
	},
	[SLOT_STARTING] = {
		[SLOT_WANT] = ignore,
		[SLOT_UNWANT] = unwant_starting,
		[SLOT_REPLACE] = replace_starting,
		[SLOT_HURRY] = hurry,
		[SLOT_SPAWN_FAILED] = exited,
		[SLOT_READY] = ready,
		[SLOT_JOB_START] = garbage,
		[SLOT_PROGRESS] = sign,
		[SLOT_JOB_END] = garbage,
		[SLOT_BYE] = sign,
		[SLOT_CLOSED] = closed,
		[SLOT_GARBAGE] = garbage,
		[SLOT_EXITED] = exited,
		[SLOT_TICK] = tick_starting,
	},
	[SLOT_IDLE] = {
		[SLOT_WANT] = ignore,
		[SLOT_UNWANT] = unwant_working,
		[SLOT_REPLACE] = drain,
		[SLOT_HURRY] = hurry,
		[SLOT_SPAWN_FAILED] = ignore,
		[SLOT_READY] = sign,
		[SLOT_JOB_START] = job_start,
		[SLOT_PROGRESS] = sign,
		[SLOT_JOB_END] = garbage,
		[SLOT_BYE] = bye,
		[SLOT_CLOSED] = closed,
		[SLOT_GARBAGE] = garbage,
		[SLOT_EXITED] = exited,
		[SLOT_TICK] = tick_working,
	},
	[SLOT_BUSY] = {
		[SLOT_WANT] = ignore,
		[SLOT_UNWANT] = unwant_working,
		[SLOT_REPLACE] = drain,
		[SLOT_HURRY] = hurry,
		[SLOT_SPAWN_FAILED] = ignore,
		[SLOT_READY] = garbage,
		[SLOT_JOB_START] = take_job, /* next attempt at the same job */
		[SLOT_PROGRESS] = sign,
		[SLOT_JOB_END] = job_end,
		[SLOT_BYE] = bye,
		[SLOT_CLOSED] = closed,
		[SLOT_GARBAGE] = garbage,
		[SLOT_EXITED] = exited,
		[SLOT_TICK] = tick_working,
	},
	[SLOT_DRAINING] = {
		[SLOT_WANT] = want_again,
		[SLOT_UNWANT] = unwant_later,
		[SLOT_REPLACE] = replace_leaving,
		[SLOT_HURRY] = hurry,
		[SLOT_SPAWN_FAILED] = ignore,
		[SLOT_READY] = sign,
		[SLOT_JOB_START] = take_job, /* fetched before the request to drain arrived */
		[SLOT_PROGRESS] = sign,
		[SLOT_JOB_END] = job_end_leaving,
		[SLOT_BYE] = bye_leaving,
		[SLOT_CLOSED] = closed,
		[SLOT_GARBAGE] = garbage,
		[SLOT_EXITED] = exited,
		[SLOT_TICK] = tick_working,
	},
	[SLOT_KILLING] = {
		[SLOT_WANT] = want_again,
		[SLOT_UNWANT] = unwant_later,
		[SLOT_REPLACE] = replace_leaving,
		[SLOT_HURRY] = hurry_killing,
		[SLOT_SPAWN_FAILED] = ignore,
		[SLOT_READY] = ignore,
		[SLOT_JOB_START] = ignore,
		[SLOT_PROGRESS] = ignore,
		[SLOT_JOB_END] = end_job,
		[SLOT_BYE] = ignore,
		[SLOT_CLOSED] = ignore,
		[SLOT_GARBAGE] = ignore,
		[SLOT_EXITED] = exited,
		[SLOT_TICK] = tick_killing,
	},
	[SLOT_BACKOFF] = {
		NO_PROCESS,
		[SLOT_WANT] = ignore,
		[SLOT_UNWANT] = unwant_waiting,
		[SLOT_REPLACE] = ignore,
		[SLOT_TICK] = tick_backoff,
	},
};

void slot_policy_init(struct slot_policy *slot, int64_t now)
{
	*slot = (struct slot_policy) {
		.since = now,
		.budget = SLOT_RESTART_BUDGET_MS,
		.budget_at = now,
	};
}

struct slot_orders slot_policy_step(struct slot_policy *slot, struct throttle *throttle,
	const struct slot_limits *limits, enum slot_event event, const struct slot_input *input)
{
	assert(slot->state < SLOT_STATE_COUNT && event < SLOT_EVENT_COUNT);
	struct step step = { slot, throttle, limits, *input, { false, false, 0, false } };
	actions[slot->state][event](&step);
	return step.orders;
}

static int64_t due_starting(const struct slot_policy *slot, const struct slot_limits *limits)
{
	int64_t due = INT64_MAX;
	if (limits->start_silence > 0)
		due = after(slot->sign_at, limits->start_silence);
	if (limits->start_total > 0)
		due = earlier(due, after(slot->started_at, limits->start_total));
	return due;
}

static int64_t due_working(const struct slot_policy *slot, const struct slot_limits *limits)
{
	int64_t silence = slot->in_job ? limits->busy_silence : limits->idle_silence;
	int64_t due = silence > 0 ? after(slot->sign_at, silence) : INT64_MAX;
	if (slot->in_job)
		due = earlier(due, slot->job_limit);
	else if (slot->state == SLOT_DRAINING)
		due = slot->leave_limit;
	return due;
}

int64_t slot_policy_due(const struct slot_policy *slot, const struct slot_limits *limits)
{
	switch (slot->state) {
	case SLOT_STARTING:
		return due_starting(slot, limits);
	case SLOT_IDLE:
	case SLOT_BUSY:
	case SLOT_DRAINING:
		return due_working(slot, limits);
	case SLOT_KILLING:
		return slot->ladder_limit;
	case SLOT_BACKOFF:
		return slot->retry_at;
	case SLOT_EMPTY:
	case SLOT_STATE_COUNT:
		break;
	}
	return INT64_MAX;
}

void slot_policy_forgive(struct slot_policy *slot, int64_t ms, int64_t now)
{
	slot->started_at = after(slot->started_at, ms);
	slot->sign_at = now;
	slot->job_limit = after(slot->job_limit, ms);
	slot->leave_limit = after(slot->leave_limit, ms);
}

bool slot_policy_is_alive(const struct slot_policy *slot)
{
	return slot->state != SLOT_EMPTY && slot->state != SLOT_BACKOFF;
}
