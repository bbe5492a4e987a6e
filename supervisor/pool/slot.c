/* slot.c: reports to the policy what a child does, and carries out its orders. */
#include "supervisor/pool/slot.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/base/process.h"
#include "supervisor/os/sys.h"
#include "supervisor/pool/launch.h"
#include "supervisor/pool/service.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* A dying process closes its channel a moment before it can be reaped. */
enum { CLOSED_GRACE_MS = 100 };

static void step(struct slot *slot, enum slot_event event, struct slot_input input);

static void fire(struct loop_timer *timer, int64_t now)
{
	struct slot *slot = timer->context;
	relay_tick(&slot->relay, now);
	if (now >= slot->closed_due) {
		slot->closed_due = LOOP_NEVER;
		slot_event(slot, SLOT_CLOSED);
	}
	slot_event(slot, SLOT_TICK);
}

static struct slot_input now_input(const struct slot *slot)
{
	return (struct slot_input) { .now = loop_now(slot->stage->shared->loop) };
}

/* ---- carrying out ---- */

bool slot_send(struct slot *slot, const struct channel_record *record)
{
	struct err err;
	return slot->channel.source.fd >= 0 &&
	       channel_send(slot->channel.source.fd, record, &err) == 0;
}

static void send_signal(struct slot *slot, int signal)
{
	struct pool_shared *shared = slot->stage->shared;
	const char *blame = slot_blame_text(slot->policy.blame);
	if (!slot->pid)
		return;
	log_warn("%s: SIG%s to pid=%d: %s%s%s%s", slot->name, sigabbrev_np(signal), (int)slot->pid,
		blame, slot->policy.in_job ? " (" : "", slot->policy.in_job ? slot->job : "",
		slot->policy.in_job ? ")" : "");
	sys_kill(-slot->pid, signal);
	/* A worker that was never ready had no work to lose. */
	if (shared->stopping && slot->policy.was_ready && shared->worst_signal != SIGKILL)
		shared->worst_signal = signal;
}

static void ask_to_leave(struct slot *slot)
{
	/* A child without a channel is sent SIGTERM. */
	if (slot->stage->service->kind == SERVICE_BROKER) {
		sys_kill(slot->pid, SIGTERM);
		return;
	}
	struct channel_record record = channel_record(CHANNEL_DRAIN);
	if (!slot->stage->shared->stopping)
		record.deadline_ms = slot->stage->limits.leave_grace;
	slot_send(slot, &record);
}

/* The farm settles its pools before it waits again, which wakes the slots in backoff. */
static void wake_stage(struct stage *stage)
{
	stage->recovered = true;
	stage->shared->changed = true;
}

static void carry_out(struct slot *slot, const struct slot_orders *orders)
{
	struct err err;
	if (orders->drain)
		ask_to_leave(slot);
	if (orders->signal)
		send_signal(slot, orders->signal);
	if (orders->spawn && launch(slot, &err) < 0) {
		log_error("%s: cannot start a process: %s", slot->name, err.text);
		snprintf(slot->last_death, sizeof slot->last_death, "%.90s", err.text);
		step(slot, SLOT_SPAWN_FAILED, now_input(slot));
	}
	if (orders->recovered)
		wake_stage(slot->stage);
}

static void log_change(const struct slot *slot, enum slot_state from)
{
	enum slot_state to = slot->policy.state;
	bool job = (from == SLOT_IDLE && to == SLOT_BUSY) || (from == SLOT_BUSY && to == SLOT_IDLE);
	char text[160] = "";
	if (to == SLOT_BACKOFF)
		snprintf(text, sizeof text, "; next try in %lld ms, failed %u times in a row",
			(long long)(slot->policy.retry_at - slot->policy.since),
			slot->stage->throttle.failures);
	else if (to == SLOT_BUSY)
		snprintf(text, sizeof text, "; job \"%s\"", slot->job);
	if (job)
		log_debug("%s: %s -> %s%s", slot->name, slot_state_name(from), slot_state_name(to),
			text);
	else if (to == SLOT_BACKOFF && slot->stage->throttle.failures)
		log_warn("%s: %s -> backoff: failing%s", slot->name, slot_state_name(from), text);
	else
		log_info("%s: %s -> %s%s", slot->name, slot_state_name(from), slot_state_name(to),
			text);
}

/* A running worker keeps the time limits it was started with, because it reports progress according
 * to them until it is replaced. Limits that it does not need to know take effect at once. */
static struct slot_limits limits_of(const struct slot *slot)
{
	struct slot_limits limits = slot->stage->limits;
	if (slot->pid) {
		limits.start_silence = slot->start_limits.start_silence;
		limits.start_total = slot->start_limits.start_total;
		limits.idle_silence = slot->start_limits.idle_silence;
		limits.busy_silence = slot->start_limits.busy_silence;
		limits.deadline_times = slot->start_limits.deadline_times;
		limits.deadline_slack = slot->start_limits.deadline_slack;
	}
	return limits;
}

static void reschedule(struct slot *slot)
{
	int64_t now = loop_now(slot->stage->shared->loop);
	const struct slot_limits limits = limits_of(slot);
	int64_t due = slot_policy_due(&slot->policy, &limits);
	int64_t tick = slot->relay.dropped ? slot->relay.mute_until : LOOP_NEVER;
	if (slot->closed_due < due)
		due = slot->closed_due;
	slot->timer.due = tick < due ? tick : due;
	/* A policy that is due now but does nothing must not make the loop spin. */
	if (slot->timer.due <= now)
		slot->timer.due = now + 1;
}

static void step(struct slot *slot, enum slot_event event, struct slot_input input)
{
	struct stage *stage = slot->stage;
	enum slot_state from = slot->policy.state;
	bool wanted = slot->policy.wanted;
	const struct slot_limits limits = limits_of(slot);
	struct slot_orders orders =
		slot_policy_step(&slot->policy, &stage->throttle, &limits, event, &input);
	if (slot->policy.state != from) {
		log_change(slot, from);
		stage->shared->changed = true;
	}
	if (slot->policy.wanted != wanted)
		stage->shared->changed = true;
	carry_out(slot, &orders);
	reschedule(slot);
}

void slot_event(struct slot *slot, enum slot_event event)
{
	step(slot, event, now_input(slot));
}

/* ---- messages from the worker ---- */

static void take_job_start(struct slot *slot, const struct channel_record *record)
{
	struct slot_input input = now_input(slot);
	input.deadline_ms = record->deadline_ms;
	snprintf(slot->job, sizeof slot->job, "%s", record->job);
	slot->engine_pid = record->pid > 0 ? record->pid : 0;
	slot->stage->shared->changed = true;
	step(slot, SLOT_JOB_START, input);
}

static void count_job(struct stage *stage, const struct channel_record *record)
{
	int64_t ms = record->duration_ms > 0 ? record->duration_ms : 0;
	size_t bucket = 0;
	while (bucket < CHANNEL_BUCKETS - 1 && ms > channel_bucket_ms[bucket])
		bucket++;
	stage->counts[CHANNEL_COUNT_DONE + record->value]++;
	stage->counts[CHANNEL_COUNT_JOB_MS] += (uint64_t)ms;
	stage->counts[CHANNEL_COUNT_BUCKETS + bucket]++;
}

static void take_job_end(struct slot *slot, const struct channel_record *record)
{
	struct slot_input input = now_input(slot);
	input.rss_kib = slot->rss_kib = record->rss_kib;
	log_debug("%s: job \"%s\" ended after %lld ms, rss %lld KiB %s", slot->name, slot->job,
		(long long)record->duration_ms, (long long)record->rss_kib, record->detail);
	slot->jobs_done++;
	count_job(slot->stage, record);
	slot->stage->shared->changed = true;
	step(slot, SLOT_JOB_END, input);
	slot->job[0] = '\0';
}

static void take_record(void *context, const struct channel_record *record)
{
	struct slot *slot = context;
	switch (record->kind) {
	case CHANNEL_READY:
		slot->sandbox = record->value;
		slot_event(slot, SLOT_READY);
		break;
	case CHANNEL_JOB_START:
		take_job_start(slot, record);
		break;
	case CHANNEL_PROGRESS:
		slot_event(slot, SLOT_PROGRESS);
		break;
	case CHANNEL_JOB_END:
		take_job_end(slot, record);
		break;
	case CHANNEL_BYE:
		slot_event(slot, SLOT_BYE);
		break;
	default:
		break;
	}
}

static void take_garbage(void *context)
{
	slot_event(context, SLOT_GARBAGE);
}

/* Reported only if the process is still there a moment later. */
static void take_end(void *context)
{
	struct slot *slot = context;
	slot->closed_due = loop_now(slot->stage->shared->loop) + CLOSED_GRACE_MS;
	reschedule(slot);
}

static const struct child_channel_owner channel_owner = { take_record, take_garbage, take_end };

/* ---- death ---- */

static void remember_death(struct slot *slot, pid_t pid, int status, int64_t now_us)
{
	const struct slot_policy *policy = &slot->policy;
	const char *blame = slot_blame_text(policy->blame);
	char death[PROCESS_DEATH_SIZE];
	process_describe_death(status, death);
	const char *when = policy->in_job ? "in a job" : policy->was_ready ? "" : "before ready";
	if (*slot->exec_failure)
		snprintf(slot->last_death, sizeof slot->last_death, "%.90s", slot->exec_failure);
	else
		snprintf(slot->last_death, sizeof slot->last_death, "%.60s%s%s%s%s", death,
			*when ? " " : "", when, *blame ? ": " : "", blame);
	/* nats-server exits with status 1 when asked to stop. */
	bool fine = policy->asked && WIFEXITED(status) &&
		    (WEXITSTATUS(status) == 0 || slot->stage->service->kind == SERVICE_BROKER);
	void (*log_exit)(const char *, ...) = fine ? log_info : log_warn;
	log_exit("%s: exited pid=%d state=%s %s lived_ms=%lld%s%s%s%s%s mono=%lld.%03d", slot->name,
		(int)pid, slot_state_name(policy->state), death,
		(long long)(now_us / 1000 - policy->started_at), *when ? " " : "", when,
		policy->in_job ? " job=\"" : "", policy->in_job ? slot->job : "",
		policy->in_job ? "\"" : "", (long long)(now_us / 1000), (int)(now_us % 1000));
}

static void count_death(struct slot *slot, int status)
{
	const struct slot_policy *policy = &slot->policy;
	uint64_t *counts = slot->stage->counts;
	enum channel_count cause = WIFSIGNALED(status) ? CHANNEL_COUNT_SIGNAL : CHANNEL_COUNT_EXIT;
	if (!policy->was_ready)
		cause = CHANNEL_COUNT_UNREADY;
	else if (policy->blame == SLOT_BLAME_SILENT || policy->blame == SLOT_BLAME_DEADLINE)
		cause = CHANNEL_COUNT_HUNG;
	else if (policy->asked)
		cause = CHANNEL_COUNT_RECYCLED;
	counts[cause]++;
	if (policy->in_job && cause != CHANNEL_COUNT_RECYCLED)
		counts[CHANNEL_COUNT_IN_JOB]++;
}

void slot_exited(struct slot *slot, int status)
{
	int64_t now_us = sys_now_us();
	pid_t pid = slot->pid;
	/* Reads its last records first: they may name the job in which it died. */
	launch_undo(slot);
	remember_death(slot, pid, status, now_us);
	if (slot->policy.wanted) {
		slot->restarts++;
		count_death(slot, status);
	}
	slot->stage->shared->changed = true;
	slot_event(slot, SLOT_EXITED);
}

void slot_forgive(struct slot *slot, int64_t ms)
{
	slot_policy_forgive(&slot->policy, ms, loop_now(slot->stage->shared->loop));
	reschedule(slot);
}

struct slot *slot_new(struct stage *stage, size_t index)
{
	struct slot *slot = alloc_zeroed(1, sizeof *slot);
	slot->stage = stage;
	slot->index = index;
	snprintf(slot->name, sizeof slot->name, "%s/%zu", stage->service->stage, index);
	slot_policy_init(&slot->policy, loop_now(stage->shared->loop));
	child_channel_init(&slot->channel, stage->shared->loop, &channel_owner, slot);
	slot->output.fd = slot->exec.fd = slot->relay.fd = -1;
	slot->closed_due = LOOP_NEVER;
	slot->timer = (struct loop_timer) { LOOP_NEVER, fire, slot, NULL };
	loop_add_timer(stage->shared->loop, &slot->timer);
	return slot;
}

void slot_free(struct slot **slot)
{
	if (!slot || !*slot)
		return;
	loop_remove_timer((*slot)->stage->shared->loop, &(*slot)->timer);
	alloc_free(slot);
}

const char *slot_shown_state(const struct slot *slot)
{
	if (slot->policy.state == SLOT_BACKOFF && slot->stage->throttle.failures)
		return "failing";
	return slot_state_name(slot->policy.state);
}
