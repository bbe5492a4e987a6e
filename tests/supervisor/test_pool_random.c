/* test_pool_random.c: random lives of whole pools: thousands of sequences of events, goals, deaths
 * and time, without processes or clocks. Whatever happens,
 *
 *   - no slot is stuck: something is always due, and once the workers behave the pool is whole;
 *   - nobody is started faster than the policy allows;
 *   - the pool never has more processes than allowed.
 *
 * $LECTERN_TEST_SEED repeats one sequence.
 */
#include "unit.h"

#include "supervisor/pool/pool_policy.h"

#include <signal.h>

enum {
	SEQUENCES = 4000,
	STEPS = 250,
	MAX_SIZE = 6,
	MAX_SLOTS = 2 * MAX_SIZE + 8,
	MAX_SPAWNS = 4096,
	SETTLE_MS = 20 * 60 * 1000,
};

struct place {
	struct slot_policy slot;
	unsigned generation;
	bool process;
	bool doomed; /* was sent SIGKILL */
	/* Times of the restarts that cost budget. */
	int64_t restarts[MAX_SPAWNS];
	int restart_count;
};

struct world {
	uint64_t seed, random;
	int64_t now;
	struct throttle throttle;
	struct slot_limits limits;
	struct pool_goal goal;
	unsigned generation;
	struct place places[MAX_SLOTS];
	size_t count;
	size_t high_water; /* the largest goal since the pool was last at rest */
	bool spawns_fail;
	/* The test's own count of the stage's failures. */
	int failures;
	int64_t failed_at;
};

static uint64_t draw(struct world *world, uint64_t below)
{
	world->random = world->random * 6364136223846793005u + 1442695040888963407u;
	return (world->random >> 33) % below;
}

static bool chance(struct world *world, unsigned percent)
{
	return draw(world, 100) < percent;
}

#define check(world, condition)                                                 \
	do {                                                                    \
		if (!(condition))                                               \
			fail_msg("LECTERN_TEST_SEED=%llu: not so: %s",          \
				(unsigned long long)(world)->seed, #condition); \
	} while (0)

static size_t processes(const struct world *world)
{
	size_t n = 0;
	for (size_t i = 0; i < world->count; i++)
		n += world->places[i].process;
	return n;
}

static size_t taken(const struct world *world)
{
	size_t n = 0;
	for (size_t i = 0; i < world->count; i++)
		n += world->places[i].slot.state != SLOT_EMPTY;
	return n;
}

/* Places beyond the goal's size. */
static size_t spare(const struct world *world)
{
	return pool_policy_slots(&world->goal) - world->goal.size;
}

/* ---- invariants ---- */

static void check_restart_rate(struct world *world, const struct place *place)
{
	/* Any window of restarts allows the budget, plus one restart for every 2 s. */
	int last = place->restart_count - 1;
	for (int first = last; first >= 0 && last - first < 40; first--) {
		int64_t span = place->restarts[last] - place->restarts[first];
		int64_t most = SLOT_RESTART_BUDGET_MS / SLOT_RESTART_COST_MS +
			       span / SLOT_RESTART_COST_MS + 1;
		check(world, last - first + 1 <= most);
	}
}

static void check_backoff(struct world *world)
{
	if (!world->failures)
		return;
	int64_t least = THROTTLE_FIRST_MS;
	for (int i = 1; i < world->failures && least < THROTTLE_LAST_MS; i++)
		least *= 2;
	if (least >= THROTTLE_LAST_MS)
		least = THROTTLE_LAST_MS * 3 / 4;
	check(world, world->now - world->failed_at >= least);
}

static void check_world(struct world *world)
{
	size_t wanted = 0, starting = 0;
	for (size_t i = 0; i < world->count; i++) {
		const struct place *place = &world->places[i];
		const struct slot_policy *slot = &place->slot;
		int64_t due = slot_policy_due(slot, &world->limits);
		wanted += slot->wanted;
		starting += slot->state == SLOT_STARTING && slot->probe;
		check(world, slot_policy_is_alive(slot) == place->process);
		check(world, (slot->state == SLOT_EMPTY) == (due == INT64_MAX));
		check(world, slot->state != SLOT_BACKOFF || slot->wanted);
		check(world, slot->state != SLOT_EMPTY || !slot->wanted);
	}
	/* While the stage is failing, only one worker at a time is tried. */
	check(world, !world->failures || starting <= 1);
	check(world, wanted <= pool_policy_slots(&world->goal));
	check(world, processes(world) <= world->high_water + spare(world));
}

/* ---- carrying out orders ---- */

static void step(struct world *world, struct place *place, enum slot_event event);

static void on_death(struct world *world, const struct place *place)
{
	const struct slot_policy *slot = &place->slot;
	/* Workers started together fail as one. */
	if (!slot->was_ready && !slot->asked && slot->started_at > world->failed_at) {
		world->failures++;
		world->failed_at = world->now;
	}
}

static void on_spawn(struct world *world, struct place *place, bool restart)
{
	check(world, !place->process);
	check_backoff(world);
	place->process = true;
	place->doomed = false;
	place->generation = world->generation;
	if (restart) {
		check(world, place->restart_count < MAX_SPAWNS);
		place->restarts[place->restart_count++] = world->now;
		check_restart_rate(world, place);
	}
}

static void step_with(
	struct world *world, struct place *place, enum slot_event event, struct slot_input input)
{
	bool costs = event == SLOT_EXITED && place->slot.was_ready && !place->slot.asked &&
		     place->slot.wanted;
	if (event == SLOT_EXITED || event == SLOT_SPAWN_FAILED) {
		on_death(world, place);
		place->process = place->doomed = false;
	}
	if (event == SLOT_READY && place->slot.state == SLOT_STARTING) {
		world->failures = 0;
		world->failed_at = INT64_MIN;
	}
	struct slot_orders orders =
		slot_policy_step(&place->slot, &world->throttle, &world->limits, event, &input);
	check(world, !orders.spawn || !place->process);
	check(world, place->process || orders.spawn || (!orders.signal && !orders.drain));
	if (orders.signal == SIGKILL)
		place->doomed = true;
	if (orders.spawn) {
		on_spawn(world, place, costs);
		if (world->spawns_fail && chance(world, 50))
			step(world, place, SLOT_SPAWN_FAILED);
	}
	if (orders.recovered) {
		for (size_t i = 0; i < world->count; i++) {
			if (world->places[i].slot.state == SLOT_BACKOFF)
				step(world, &world->places[i], SLOT_TICK);
		}
	}
}

static void step(struct world *world, struct place *place, enum slot_event event)
{
	struct slot_input input = { .now = world->now };
	if (event == SLOT_JOB_START)
		input.deadline_ms = (int64_t)draw(world, 5000) - 100;
	if (event == SLOT_JOB_END)
		input.rss_kib = (int64_t)draw(world, 1200);
	step_with(world, place, event, input);
}

static void settle(struct world *world)
{
	bool any = true;
	while (world->count < pool_policy_slots(&world->goal))
		slot_policy_init(&world->places[world->count++].slot, world->now);
	for (int rounds = 0; any; rounds++) {
		struct pool_view views[MAX_SLOTS];
		enum slot_event steps[MAX_SLOTS];
		check(world, rounds < 10 * MAX_SLOTS);
		for (size_t i = 0; i < world->count; i++)
			views[i] = (struct pool_view) { &world->places[i].slot,
				world->places[i].generation };
		any = pool_policy_plan(&world->goal, views, world->count, steps);
		for (size_t i = 0; i < world->count; i++) {
			if (steps[i] != SLOT_TICK)
				step(world, &world->places[i], steps[i]);
		}
	}
	if (taken(world) <= world->goal.size + spare(world))
		world->high_water = world->goal.size;
}

static void tick_due(struct world *world)
{
	for (size_t i = 0; i < world->count; i++) {
		struct place *place = &world->places[i];
		if (slot_policy_due(&place->slot, &world->limits) <= world->now)
			step(world, place, SLOT_TICK);
	}
}

/* ---- the events ---- */

static void change_goal(struct world *world)
{
	if (chance(world, 50)) {
		world->goal.size = world->goal.turn == POOL_EXCLUSIVE ? draw(world, 2)
								      : draw(world, MAX_SIZE + 1);
		if (world->goal.size > world->high_water)
			world->high_water = world->goal.size;
	} else {
		world->goal.generation = ++world->generation;
	}
}

static void disturb(struct world *world)
{
	static const enum slot_event from_worker[] = { SLOT_READY, SLOT_READY, SLOT_READY,
		SLOT_JOB_START, SLOT_JOB_START, SLOT_JOB_END, SLOT_JOB_END, SLOT_PROGRESS,
		SLOT_PROGRESS, SLOT_BYE, SLOT_CLOSED, SLOT_GARBAGE, SLOT_EXITED, SLOT_EXITED };
	struct place *place = &world->places[draw(world, world->count)];
	unsigned kind = (unsigned)draw(world, 100);
	if (kind < 70) {
		if (place->process)
			step(world, place,
				from_worker[draw(world, sizeof from_worker / sizeof *from_worker)]);
	} else if (kind < 76) {
		change_goal(world);
	} else if (kind < 78) {
		step(world, place, SLOT_HURRY);
	} else if (kind < 80) {
		world->spawns_fail = chance(world, 30);
	} else if (kind < 95) {
		world->now += (int64_t)draw(world, 400);
	} else {
		world->now += (int64_t)draw(world, 70000);
	}
	for (size_t i = 0; i < world->count; i++) {
		if (world->places[i].doomed && chance(world, 50))
			step(world, &world->places[i], SLOT_EXITED);
	}
	tick_due(world);
	settle(world);
	check_world(world);
}

static void begin(struct world *world, uint64_t seed)
{
	memset(world, 0, sizeof *world);
	world->seed = world->random = seed;
	world->now = (int64_t)draw(world, 1000000);
	world->failed_at = INT64_MIN;
	world->limits = (struct slot_limits) {
		.start_silence = 3000,
		.start_total = 9000,
		.idle_silence = 2000,
		.busy_silence = 3000,
		.deadline_times = 1,
		.deadline_slack = 500,
		.leave_grace = 2000,
		.close_grace = 500,
		.abort_grace = 500,
		.term_grace = 500,
		.max_jobs = (int64_t)draw(world, 10),
		.max_rss_kib = 1000,
	};
	throttle_init(&world->throttle, seed);
	world->goal.turn = chance(world, 20)   ? POOL_EXCLUSIVE
			   : chance(world, 30) ? POOL_HAND_OVER
					       : POOL_ROLL;
	world->goal.size = world->goal.turn == POOL_EXCLUSIVE ? 1 : draw(world, MAX_SIZE + 1);
	world->goal.generation = world->generation = 1;
	world->high_water = world->goal.size;
	settle(world);
	check_world(world);
}

/* ---- all ends well ---- */

/* Advances a worker: becomes ready, lives, exits when asked. Only `tame` workers heed anything but
 * SIGKILL. */
static void behave(struct world *world, struct place *place, bool tame)
{
	if (!place->process)
		return;
	if (place->doomed || (tame && place->slot.state == SLOT_KILLING)) {
		step(world, place, SLOT_EXITED);
	} else if (!tame) {
		step(world, place, SLOT_PROGRESS);
	} else if (place->slot.state == SLOT_STARTING) {
		step(world, place, SLOT_READY);
	} else if (place->slot.state == SLOT_BUSY) {
		step_with(world, place, SLOT_JOB_END, (struct slot_input) { .now = world->now });
	} else if (place->slot.state == SLOT_DRAINING) {
		step(world, place, SLOT_EXITED);
	} else {
		step(world, place, SLOT_PROGRESS);
	}
}

static bool is_whole(const struct world *world)
{
	size_t ready = 0;
	for (size_t i = 0; i < world->count; i++) {
		const struct place *place = &world->places[i];
		if (place->slot.state == SLOT_EMPTY)
			continue;
		if (place->slot.state != SLOT_IDLE || place->generation < world->goal.generation)
			return false;
		ready++;
	}
	return ready == world->goal.size;
}

static void recover(struct world *world, bool tame)
{
	int64_t until = world->now + SETTLE_MS;
	world->spawns_fail = false;
	while (!is_whole(world)) {
		check(world, world->now < until);
		world->now += 100;
		for (size_t i = 0; i < world->count; i++)
			behave(world, &world->places[i], tame);
		tick_due(world);
		settle(world);
		check_world(world);
	}
}

static uint64_t only_seed(void)
{
	const char *text = getenv("LECTERN_TEST_SEED");
	return text ? strtoull(text, NULL, 10) : 0;
}

static void run(uint64_t seed, void end(struct world *world))
{
	static struct world world;
	begin(&world, seed);
	for (int i = 0; i < STEPS; i++)
		disturb(&world);
	end(&world);
}

static void run_all(void end(struct world *world))
{
	if (only_seed()) {
		run(only_seed(), end);
		return;
	}
	for (uint64_t seed = 1; seed <= SEQUENCES; seed++)
		run(seed, end);
}

static void end_whole(struct world *world)
{
	recover(world, true);
}

/* Even if nobody heeds anything but SIGKILL, all are gone in the end. */
static void end_stopped(struct world *world)
{
	world->goal.size = 0;
	settle(world);
	recover(world, false);
	check(world, processes(world) == 0);
}

static void a_pool_is_whole_in_the_end(void **state)
{
	(void)state;
	run_all(end_whole);
}

static void a_stop_leaves_nothing(void **state)
{
	(void)state;
	run_all(end_stopped);
}

/* Counts idle workers of one generation, or of all if 0. */
static size_t count_idle(const struct world *world, unsigned generation)
{
	size_t n = 0;
	for (size_t i = 0; i < world->count; i++) {
		const struct place *place = &world->places[i];
		n += place->slot.state == SLOT_IDLE &&
		     (!generation || place->generation == generation);
	}
	return n;
}

/* While an idle pool is renewed, there is always a worker to take work. */
static void check_renewal(enum pool_turn turn, size_t size)
{
	static struct world world;
	begin(&world, 2);
	world.goal = (struct pool_goal) { size, 1, turn };
	world.high_water = MAX_SIZE;
	settle(&world);
	recover(&world, true);
	world.goal.generation = world.generation = 2;
	world.high_water = size;
	settle(&world);
	while (!is_whole(&world)) {
		check(&world, count_idle(&world, 0) >= size);
		world.now += 100;
		check(&world, world.now < SETTLE_MS);
		for (size_t i = 0; i < world.count; i++) {
			behave(&world, &world.places[i], true);
			settle(&world);
		}
		check_world(&world);
	}
}

static void renewal_leaves_no_gap(void **state)
{
	(void)state;
	for (size_t size = 1; size <= MAX_SIZE; size++) {
		check_renewal(POOL_ROLL, size);
		check_renewal(POOL_HAND_OVER, size);
	}
}

/* Old workers that do not leave cannot keep a new generation from working, as long as it has a
 * place. */
static void who_lingers_holds_nobody_up(void **state)
{
	(void)state;
	static struct world world;
	begin(&world, 4);
	world.goal = (struct pool_goal) { 1, 1, POOL_HAND_OVER };
	world.high_water = MAX_SIZE;
	settle(&world);
	recover(&world, true);
	for (unsigned generation = 2; generation <= 1 + spare(&world); generation++) {
		world.goal.generation = world.generation = generation;
		settle(&world);
		check(&world, count_idle(&world, generation - 1) == 1);
		for (size_t i = 0; i < world.count; i++) {
			if (world.places[i].slot.state == SLOT_STARTING)
				step(&world, &world.places[i], SLOT_READY);
		}
		settle(&world);
		check(&world, count_idle(&world, generation) == 1);
		check(&world, count_idle(&world, 0) == 1);
		check(&world, processes(&world) == generation);
	}
	/* One more has to wait for the first to leave; the last one works meanwhile. */
	world.goal.generation = ++world.generation;
	settle(&world);
	check(&world, count_idle(&world, 0) == 1);
	recover(&world, true);
}

/* A new generation that cannot start leaves the old one working. */
static void check_bad_generation(enum pool_turn turn)
{
	static struct world world;
	begin(&world, 3);
	world.goal = (struct pool_goal) { 4, 1, turn };
	world.high_water = MAX_SIZE;
	settle(&world);
	recover(&world, true);
	world.goal.generation = world.generation = 2;
	settle(&world);
	for (int i = 0; i < 1000; i++) {
		size_t old = 0;
		world.now += 500;
		for (size_t p = 0; p < world.count; p++) {
			struct place *place = &world.places[p];
			if (place->process && place->generation == 2)
				step(&world, place, SLOT_EXITED);
			else if (place->process)
				step(&world, place, SLOT_PROGRESS);
			old += place->slot.state == SLOT_IDLE && place->generation == 1;
		}
		tick_due(&world);
		settle(&world);
		check(&world, old == 4);
	}
}

static void a_bad_generation_stops_nobody(void **state)
{
	(void)state;
	check_bad_generation(POOL_ROLL);
	check_bad_generation(POOL_HAND_OVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pool_is_whole_in_the_end),
		cmocka_unit_test(a_stop_leaves_nothing),
		cmocka_unit_test(renewal_leaves_no_gap),
		cmocka_unit_test(who_lingers_holds_nobody_up),
		cmocka_unit_test(a_bad_generation_stops_nobody),
	};
	return RUN(tests);
}
