/* test_slot_policy.c: each rule of slot_policy and throttle by itself, with a simulated clock. */
#include "unit.h"

#include "supervisor/pool/slot_policy.h"

#include <signal.h>

static const struct slot_limits limits = {
	.start_silence = 3000,
	.start_total = 10000,
	.idle_silence = 2000,
	.busy_silence = 5000,
	.deadline_times = 2,
	.deadline_slack = 100,
	.leave_grace = 4000,
	.close_grace = 700,
	.abort_grace = 800,
	.term_grace = 900,
	.max_jobs = 0,
	.max_rss_kib = 50000,
};

struct bench {
	struct slot_policy slot;
	struct throttle throttle;
	struct slot_limits limits;
	int64_t now;
};

static struct bench new_bench(void)
{
	struct bench bench = { .limits = limits, .now = 1000000 };
	throttle_init(&bench.throttle, 42);
	slot_policy_init(&bench.slot, bench.now);
	return bench;
}

static struct slot_orders tell(struct bench *bench, enum slot_event event)
{
	const struct slot_input input = { .now = bench->now };
	return slot_policy_step(&bench->slot, &bench->throttle, &bench->limits, event, &input);
}

static struct slot_orders tell_job_start(struct bench *bench, int64_t deadline_ms)
{
	const struct slot_input input = { .now = bench->now, .deadline_ms = deadline_ms };
	return slot_policy_step(
		&bench->slot, &bench->throttle, &bench->limits, SLOT_JOB_START, &input);
}

static struct slot_orders tell_job_end(struct bench *bench, int64_t rss_kib)
{
	const struct slot_input input = { .now = bench->now, .rss_kib = rss_kib };
	return slot_policy_step(
		&bench->slot, &bench->throttle, &bench->limits, SLOT_JOB_END, &input);
}

/* Ticks when the policy asks for it. */
static struct slot_orders wait_for_due(struct bench *bench)
{
	int64_t due = slot_policy_due(&bench->slot, &bench->limits);
	assert_true(due < INT64_MAX);
	if (due - 1 > bench->now) {
		bench->now = due - 1;
		enum slot_state before = bench->slot.state;
		struct slot_orders none = tell(bench, SLOT_TICK);
		/* Not a millisecond early. */
		assert_int_equal(bench->slot.state, before);
		assert_int_equal(none.signal, 0);
		assert_false(none.spawn);
	}
	if (due > bench->now)
		bench->now = due;
	return tell(bench, SLOT_TICK);
}

static void bring_to(struct bench *bench, enum slot_state state)
{
	*bench = new_bench();
	if (state == SLOT_EMPTY)
		return;
	assert_true(tell(bench, SLOT_WANT).spawn);
	if (state == SLOT_BACKOFF)
		tell(bench, SLOT_EXITED);
	if (state == SLOT_KILLING)
		tell(bench, SLOT_GARBAGE);
	if (state == SLOT_IDLE || state == SLOT_BUSY || state == SLOT_DRAINING)
		tell(bench, SLOT_READY);
	if (state == SLOT_BUSY)
		tell_job_start(bench, 1000);
	if (state == SLOT_DRAINING)
		tell(bench, SLOT_REPLACE);
	assert_int_equal(bench->slot.state, state);
}

static void every_state_takes_every_event(void **state)
{
	(void)state;
	for (int s = 0; s < SLOT_STATE_COUNT; s++) {
		for (int e = 0; e < SLOT_EVENT_COUNT; e++) {
			struct bench bench;
			bring_to(&bench, (enum slot_state)s);
			bool alive = slot_policy_is_alive(&bench.slot);
			struct slot_orders orders = tell(&bench, (enum slot_event)e);
			/* Only an order creates a process, and only its death removes it. */
			bool ended =
				e == SLOT_EXITED || (e == SLOT_SPAWN_FAILED && s == SLOT_STARTING);
			bool expected = orders.spawn || (alive && !ended);
			assert_int_equal(slot_policy_is_alive(&bench.slot), expected);
			assert_false(orders.spawn && alive && !ended);
			/* Nothing is sent to a process that does not exist. */
			if (!alive)
				assert_true(!orders.drain && !orders.signal);
		}
	}
}

static void lives_a_good_life(void **state)
{
	(void)state;
	struct bench bench = new_bench();
	assert_true(tell(&bench, SLOT_WANT).spawn);
	assert_int_equal(bench.slot.state, SLOT_STARTING);
	tell(&bench, SLOT_READY);
	assert_int_equal(bench.slot.state, SLOT_IDLE);
	tell_job_start(&bench, 1000);
	assert_int_equal(bench.slot.state, SLOT_BUSY);
	tell_job_end(&bench, 100);
	assert_int_equal(bench.slot.state, SLOT_IDLE);
	assert_true(tell(&bench, SLOT_UNWANT).drain);
	assert_int_equal(bench.slot.state, SLOT_DRAINING);
	tell(&bench, SLOT_BYE);
	assert_false(tell(&bench, SLOT_EXITED).spawn);
	assert_int_equal(bench.slot.state, SLOT_EMPTY);
	assert_int_equal(slot_policy_due(&bench.slot, &bench.limits), INT64_MAX);
}

static void replaces_at_once_after_a_death_in_a_job(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_BUSY);
	assert_true(tell(&bench, SLOT_EXITED).spawn);
	assert_int_equal(bench.throttle.failures, 0);
}

static void restarts_come_from_a_budget(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_BUSY);
	int at_once = 0;
	while (tell(&bench, SLOT_EXITED).spawn) {
		at_once++;
		assert_true(at_once < 100);
		tell(&bench, SLOT_READY);
		tell_job_start(&bench, 1000);
	}
	assert_int_equal(at_once, SLOT_RESTART_BUDGET_MS / SLOT_RESTART_COST_MS);
	assert_int_equal(bench.slot.state, SLOT_BACKOFF);
	int64_t since = bench.now;
	assert_true(wait_for_due(&bench).spawn);
	assert_int_equal(bench.now - since, SLOT_RESTART_COST_MS);
}

static void backs_off_before_ready(void **state)
{
	(void)state;
	struct bench bench;
	int64_t expected = THROTTLE_FIRST_MS;
	bring_to(&bench, SLOT_STARTING);
	for (int i = 1; i <= 12; i++) {
		int64_t died = bench.now;
		assert_false(tell(&bench, SLOT_EXITED).spawn);
		assert_int_equal(bench.throttle.failures, i);
		assert_true(wait_for_due(&bench).spawn);
		int64_t waited = bench.now - died;
		if (expected < THROTTLE_LAST_MS)
			assert_in_range(waited, expected, expected + expected / 4);
		else
			assert_in_range(waited, THROTTLE_LAST_MS * 3 / 4, THROTTLE_LAST_MS);
		expected = expected * 2 > THROTTLE_LAST_MS ? THROTTLE_LAST_MS : expected * 2;
	}
	/* Success resets everything. */
	assert_true(tell(&bench, SLOT_READY).recovered);
	assert_int_equal(bench.throttle.failures, 0);
	assert_true(tell(&bench, SLOT_EXITED).spawn);
}

static void failures_have_jitter(void **state)
{
	(void)state;
	int64_t least = INT64_MAX, most = 0;
	for (uint64_t seed = 1; seed < 50; seed++) {
		struct throttle throttle;
		throttle_init(&throttle, seed * 7919);
		throttle_failure(&throttle, 0, 0);
		int64_t wait = throttle_next(&throttle, 0);
		least = wait < least ? wait : least;
		most = wait > most ? wait : most;
	}
	assert_true(most - least > 100);
}

static void a_batch_fails_once(void **state)
{
	(void)state;
	struct throttle throttle;
	throttle_init(&throttle, 1);
	for (int i = 0; i < 10; i++)
		throttle_failure(&throttle, 1000, 2000 + i);
	assert_int_equal(throttle.failures, 1);
	throttle_failure(&throttle, 5000, 5001);
	assert_int_equal(throttle.failures, 2);
}

static void one_probe_at_a_time(void **state)
{
	(void)state;
	struct bench a;
	bring_to(&a, SLOT_BACKOFF);
	struct slot_policy b = a.slot;
	assert_true(wait_for_due(&a).spawn);
	const struct slot_input input = { .now = a.now + 10 };
	struct slot_orders orders = slot_policy_step(&b, &a.throttle, &a.limits, SLOT_TICK, &input);
	assert_false(orders.spawn);
	assert_int_equal(b.retry_at, input.now + THROTTLE_POLL_MS);
	/* The probe succeeds: the other may follow. */
	assert_true(tell(&a, SLOT_READY).recovered);
	assert_true(slot_policy_step(&b, &a.throttle, &a.limits, SLOT_TICK, &input).spawn);
}

static void a_failed_spawn_is_a_failure(void **state)
{
	(void)state;
	struct bench bench = new_bench();
	assert_true(tell(&bench, SLOT_WANT).spawn);
	assert_false(tell(&bench, SLOT_SPAWN_FAILED).spawn);
	assert_int_equal(bench.slot.state, SLOT_BACKOFF);
	assert_int_equal(bench.throttle.failures, 1);
}

static void kills_who_is_not_ready(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_STARTING);
	int64_t started = bench.now;
	assert_int_equal(wait_for_due(&bench).signal, SIGABRT);
	assert_int_equal(bench.now - started, limits.start_silence);
	assert_int_equal(bench.slot.blame, SLOT_BLAME_NOT_READY);
	assert_int_equal(wait_for_due(&bench).signal, SIGKILL);
	assert_false(tell(&bench, SLOT_EXITED).spawn);
	assert_int_equal(bench.throttle.failures, 1);
}

static void signs_of_life_do_not_start_for_ever(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_STARTING);
	int64_t started = bench.now;
	while (bench.slot.state == SLOT_STARTING) {
		bench.now += 1000;
		tell(&bench, SLOT_PROGRESS);
		tell(&bench, SLOT_TICK);
		assert_true(bench.now - started <= limits.start_total);
	}
	assert_int_equal(bench.now - started, limits.start_total);
}

static void kills_the_silent(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_IDLE);
	bench.now += 1500;
	tell(&bench, SLOT_PROGRESS);
	int64_t sign = bench.now;
	assert_int_equal(wait_for_due(&bench).signal, SIGABRT);
	assert_int_equal(bench.now - sign, limits.idle_silence);
	assert_int_equal(bench.slot.blame, SLOT_BLAME_SILENT);

	bring_to(&bench, SLOT_BUSY);
	tell_job_start(&bench, 1000000);
	sign = bench.now;
	assert_int_equal(wait_for_due(&bench).signal, SIGABRT);
	assert_int_equal(bench.now - sign, limits.busy_silence);
	/* It was at work, so its successor starts at once, however it dies. */
	int64_t aborted = bench.now;
	assert_int_equal(wait_for_due(&bench).signal, SIGKILL);
	assert_int_equal(bench.now - aborted, limits.abort_grace);
	assert_true(tell(&bench, SLOT_EXITED).spawn);
}

static void kills_at_the_deadline_in_spite_of_progress(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_IDLE);
	tell_job_start(&bench, 3000);
	int64_t started = bench.now;
	while (bench.slot.state == SLOT_BUSY) {
		bench.now += 100;
		tell(&bench, SLOT_PROGRESS);
		tell(&bench, SLOT_TICK);
		assert_true(bench.now - started < 10000);
	}
	assert_int_equal(bench.now - started, 3000 * limits.deadline_times + limits.deadline_slack);
	assert_int_equal(bench.slot.blame, SLOT_BLAME_DEADLINE);
}

static void a_further_attempt_moves_the_deadline(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_BUSY);
	int64_t limit = bench.slot.job_limit;
	bench.now += 500;
	tell_job_start(&bench, 1000);
	assert_int_equal(bench.slot.job_limit, limit + 500);
}

static void a_job_without_deadline_has_none(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_IDLE);
	tell_job_start(&bench, 0);
	assert_int_equal(bench.slot.job_limit, INT64_MAX);
	tell_job_start(&bench, INT64_MAX);
	assert_int_equal(bench.slot.job_limit, INT64_MAX);
	tell_job_start(&bench, -5);
	assert_int_equal(bench.slot.job_limit, INT64_MAX);
}

static void climbs_the_ladder_to_the_end(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_IDLE);
	assert_int_equal(tell(&bench, SLOT_CLOSED).signal, 0);
	int64_t at = bench.now;
	assert_int_equal(wait_for_due(&bench).signal, SIGTERM);
	assert_int_equal(bench.now - at, limits.close_grace);
	at = bench.now;
	assert_int_equal(wait_for_due(&bench).signal, SIGKILL);
	assert_int_equal(bench.now - at, limits.term_grace);
	/* A process that survives even that (stuck in the kernel) is not forgotten. */
	for (int i = 0; i < 5; i++) {
		at = bench.now;
		assert_int_equal(wait_for_due(&bench).signal, SIGKILL);
		assert_int_equal(bench.now - at, SLOT_REKILL_MS);
	}
	assert_true(tell(&bench, SLOT_EXITED).spawn);
}

static void a_drained_worker_finishes_its_job(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_IDLE);
	tell_job_start(&bench, 60000);
	assert_true(tell(&bench, SLOT_UNWANT).drain);
	/* Longer than an idle worker may take to leave. */
	for (int i = 0; i < 20; i++) {
		bench.now += 1000;
		tell(&bench, SLOT_PROGRESS);
		assert_int_equal(tell(&bench, SLOT_TICK).signal, 0);
	}
	tell_job_end(&bench, 0);
	assert_int_equal(bench.slot.state, SLOT_DRAINING);
	assert_int_equal(wait_for_due(&bench).signal, SIGTERM);
	assert_int_equal(bench.slot.blame, SLOT_BLAME_STAYED);
}

static void a_drained_worker_may_not_hang(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_IDLE);
	tell_job_start(&bench, 60000);
	tell(&bench, SLOT_REPLACE);
	assert_int_equal(wait_for_due(&bench).signal, SIGABRT);
	assert_int_equal(bench.slot.blame, SLOT_BLAME_SILENT);
	assert_true(tell(&bench, SLOT_EXITED).spawn);
}

static void hurries_step_by_step(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_BUSY);
	tell(&bench, SLOT_UNWANT);
	assert_int_equal(tell(&bench, SLOT_HURRY).signal, SIGTERM);
	assert_int_equal(tell(&bench, SLOT_HURRY).signal, SIGKILL);
	assert_false(tell(&bench, SLOT_EXITED).spawn);
	assert_int_equal(bench.slot.state, SLOT_EMPTY);
}

static void a_starting_worker_is_not_waited_for(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_STARTING);
	assert_int_equal(tell(&bench, SLOT_UNWANT).signal, SIGTERM);
	tell(&bench, SLOT_EXITED);
	assert_int_equal(bench.slot.state, SLOT_EMPTY);
	/* We killed it, so it is not a failure of the stage. */
	assert_int_equal(bench.throttle.failures, 0);
}

static void wanted_again_while_leaving(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_IDLE);
	tell(&bench, SLOT_UNWANT);
	assert_false(tell(&bench, SLOT_WANT).spawn);
	assert_true(tell(&bench, SLOT_EXITED).spawn);
}

static void recycles_by_memory(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_BUSY);
	assert_false(tell_job_end(&bench, limits.max_rss_kib).drain);
	tell_job_start(&bench, 1000);
	assert_true(tell_job_end(&bench, limits.max_rss_kib + 1).drain);
	assert_int_equal(bench.slot.state, SLOT_DRAINING);
	/* Not a failure, and free of cost, however often. */
	for (int i = 0; i < 50; i++) {
		assert_true(tell(&bench, SLOT_EXITED).spawn);
		tell(&bench, SLOT_READY);
		tell_job_start(&bench, 1000);
		assert_true(tell_job_end(&bench, limits.max_rss_kib + 1).drain);
	}
}

static void recycles_by_jobs_with_jitter(void **state)
{
	(void)state;
	int least = 1000, most = 0;
	struct bench bench;
	bring_to(&bench, SLOT_EMPTY);
	bench.limits.max_jobs = 100;
	tell(&bench, SLOT_WANT);
	for (int round = 0; round < 40; round++) {
		int jobs = 0;
		tell(&bench, SLOT_READY);
		do {
			tell_job_start(&bench, 1000);
			jobs++;
			assert_true(jobs <= 110);
		} while (!tell_job_end(&bench, 0).drain);
		least = jobs < least ? jobs : least;
		most = jobs > most ? jobs : most;
		assert_true(tell(&bench, SLOT_EXITED).spawn);
	}
	assert_true(least >= 100 && most > least);
}

static void forgives_time_that_nobody_had(void **state)
{
	(void)state;
	struct bench bench;
	bring_to(&bench, SLOT_IDLE);
	bench.now += 3600000;
	slot_policy_forgive(&bench.slot, 3600000, bench.now);
	/* Not right afterwards either: it must have time to report. */
	bench.now += limits.idle_silence - 1;
	assert_int_equal(tell(&bench, SLOT_TICK).signal, 0);
	assert_int_equal(bench.slot.state, SLOT_IDLE);

	bring_to(&bench, SLOT_BUSY);
	int64_t limit = bench.slot.job_limit;
	slot_policy_forgive(&bench.slot, 5000, bench.now + 5000);
	assert_int_equal(bench.slot.job_limit, limit + 5000);
}

static void names_are_complete(void **state)
{
	(void)state;
	for (int s = 0; s < SLOT_STATE_COUNT; s++)
		assert_true(strlen(slot_state_name((enum slot_state)s)) > 0);
	for (int b = 1; b < SLOT_BLAME_COUNT; b++)
		assert_true(strlen(slot_blame_text((enum slot_blame)b)) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_takes_every_event),
		cmocka_unit_test(lives_a_good_life),
		cmocka_unit_test(replaces_at_once_after_a_death_in_a_job),
		cmocka_unit_test(restarts_come_from_a_budget),
		cmocka_unit_test(backs_off_before_ready),
		cmocka_unit_test(failures_have_jitter),
		cmocka_unit_test(a_batch_fails_once),
		cmocka_unit_test(one_probe_at_a_time),
		cmocka_unit_test(a_failed_spawn_is_a_failure),
		cmocka_unit_test(kills_who_is_not_ready),
		cmocka_unit_test(signs_of_life_do_not_start_for_ever),
		cmocka_unit_test(kills_the_silent),
		cmocka_unit_test(kills_at_the_deadline_in_spite_of_progress),
		cmocka_unit_test(a_further_attempt_moves_the_deadline),
		cmocka_unit_test(a_job_without_deadline_has_none),
		cmocka_unit_test(climbs_the_ladder_to_the_end),
		cmocka_unit_test(a_drained_worker_finishes_its_job),
		cmocka_unit_test(a_drained_worker_may_not_hang),
		cmocka_unit_test(hurries_step_by_step),
		cmocka_unit_test(a_starting_worker_is_not_waited_for),
		cmocka_unit_test(wanted_again_while_leaving),
		cmocka_unit_test(recycles_by_memory),
		cmocka_unit_test(recycles_by_jobs_with_jitter),
		cmocka_unit_test(forgives_time_that_nobody_had),
		cmocka_unit_test(names_are_complete),
	};
	return RUN(tests);
}
