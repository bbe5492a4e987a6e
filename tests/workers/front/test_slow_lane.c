/* test_slow_lane.c: what counts as slow, by the voice that speaks a document and beside whom. */
#include "unit.h"

#include "common/farm/workflow.h"
#include "workers/front/front.h"
#include "workers/front/slow_lane.h"

#include <stdio.h>

enum { LEAST_MS = 5000, USUAL_TEXT = 3000, QUICK_MS = 300, NATURAL_MS = 20000, PAGES = 60 };

static const struct front_stage spoken = { .pace = { .slow_page_ms = LEAST_MS,
						   .usual_input = USUAL_TEXT } };
static const struct front_stage drawn = { .pace = { .slow_page_ms = LEAST_MS } };
static const struct front_stage joined = { .joins = true };

static struct workflow *document(const char *voice, const char *language)
{
	struct workflow *workflow = workflow_new("a", "default", "user", "a.pdf", "a/a/source.pdf");
	if (voice)
		meta_set(&workflow->options, workflow->arena, "voice", voice);
	workflow->language = language;
	return workflow;
}

static struct front front_of(const struct front_stage *ops)
{
	return (struct front) { .ops = ops, .slow_lane = { .fd = -1 } };
}

/* Pages of the usual length and of half of it, which take half as long. */
static void learn_pages(struct front *front, const struct workflow *workflow, int64_t ms)
{
	for (int i = 0; i < PAGES; i++)
		slow_lane_learn(
			front, workflow, ms / (1 + i % 2), (uint64_t)(USUAL_TEXT / (1 + i % 2)));
}

static void each_voice_has_its_own_usual_time(void **state)
{
	(void)state;
	struct front front = front_of(&spoken);
	struct workflow *quick = document(NULL, "eng"), *natural = document("joe", "eng");
	struct workflow *other = document("joe", "deu");
	assert_int_equal(slow_lane_usual_ms(&front, quick), 0);
	learn_pages(&front, natural, NATURAL_MS);
	learn_pages(&front, quick, QUICK_MS);
	assert_in_range(slow_lane_usual_ms(&front, natural), NATURAL_MS - 10, NATURAL_MS + 10);
	assert_in_range(slow_lane_usual_ms(&front, quick), QUICK_MS - 10, QUICK_MS + 10);
	assert_int_equal(slow_lane_usual_ms(&front, other), 0);
	workflow_free(&quick);
	workflow_free(&natural);
	workflow_free(&other);
}

static void a_voice_is_slow_beside_quicker_ones_alone(void **state)
{
	(void)state;
	struct front front = front_of(&spoken);
	struct workflow *quick = document(NULL, "eng"), *natural = document("joe", "eng");
	learn_pages(&front, natural, NATURAL_MS);
	assert_true(slow_lane_least_ms(&front, natural) > 2 * (int64_t)NATURAL_MS);
	learn_pages(&front, quick, QUICK_MS);
	int64_t natural_ms = slow_lane_usual_ms(&front, natural);
	int64_t quick_ms = slow_lane_usual_ms(&front, quick);
	/* Among its like, however many pages of the other voice there were before. */
	assert_true(slow_lane_limit_ms(&front, natural, 0) > 2 * (int64_t)NATURAL_MS);
	assert_true(slow_lane_limit_ms(&front, natural, natural_ms) > 2 * (int64_t)NATURAL_MS);
	/* Beside the other. */
	assert_int_equal(slow_lane_limit_ms(&front, natural, quick_ms), LEAST_MS);
	assert_int_equal(slow_lane_least_ms(&front, natural), LEAST_MS);
	/* A quick one that is slow for once stays so, whoever is beside it. */
	assert_int_equal(slow_lane_limit_ms(&front, quick, natural_ms), LEAST_MS);
	assert_int_equal(slow_lane_limit_ms(&front, quick, 0), LEAST_MS);
	workflow_free(&quick);
	workflow_free(&natural);
}

static void an_unknown_voice_has_time_unless_others_are_quick(void **state)
{
	(void)state;
	struct front front = front_of(&spoken);
	struct workflow *quick = document(NULL, "eng"), *natural = document("joe", "eng");
	assert_true(slow_lane_limit_ms(&front, natural, 0) > LEAST_MS);
	learn_pages(&front, quick, QUICK_MS);
	assert_true(slow_lane_limit_ms(&front, natural, 0) > LEAST_MS);
	assert_int_equal(
		slow_lane_limit_ms(&front, natural, slow_lane_usual_ms(&front, quick)), LEAST_MS);
	workflow_free(&quick);
	workflow_free(&natural);
}

static void slow_pages_are_not_learned_from(void **state)
{
	(void)state;
	struct front front = front_of(&spoken);
	struct workflow *quick = document(NULL, "eng");
	learn_pages(&front, quick, QUICK_MS);
	int64_t before = slow_lane_usual_ms(&front, quick);
	front.slow_lane.fd = 0;
	learn_pages(&front, quick, NATURAL_MS);
	assert_int_equal(slow_lane_usual_ms(&front, quick), before);
	workflow_free(&quick);
}

static void the_voice_that_was_not_heard_for_longest_is_forgotten(void **state)
{
	(void)state;
	struct front front = front_of(&spoken);
	struct workflow *many[SLOW_LANE_KINDS + 1];
	for (int i = 0; i <= SLOW_LANE_KINDS; i++) {
		char voice[32];
		snprintf(voice, sizeof voice, "voice-%d", i);
		many[i] = document(voice, "eng");
		slow_lane_learn(&front, many[i], NATURAL_MS, USUAL_TEXT);
		/* The clock may not have moved on. */
		for (int k = 0; k < SLOW_LANE_KINDS; k++)
			front.slow_lane.kinds[k].learned_ms--;
	}
	assert_int_equal(slow_lane_usual_ms(&front, many[0]), 0);
	for (int i = 1; i <= SLOW_LANE_KINDS; i++)
		assert_true(slow_lane_usual_ms(&front, many[i]) > 0);
	for (int i = 0; i <= SLOW_LANE_KINDS; i++)
		workflow_free(&many[i]);
}

static void where_nothing_is_spoken_all_documents_are_alike(void **state)
{
	(void)state;
	struct front front = front_of(&drawn), without = front_of(&joined);
	struct workflow *one = document(NULL, "eng"), *other = document("joe", "deu");
	assert_int_equal(slow_lane_limit_ms(&front, one, 0), LEAST_MS);
	learn_pages(&front, one, NATURAL_MS);
	assert_true(slow_lane_limit_ms(&front, other, 0) > LEAST_MS);
	assert_true(slow_lane_least_ms(&front, other) == slow_lane_limit_ms(&front, other, 0));
	assert_true(slow_lane_limit_ms(&without, one, 0) == INT64_MAX);
	assert_true(slow_lane_least_ms(&without, one) == INT64_MAX);
	workflow_free(&one);
	workflow_free(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_voice_has_its_own_usual_time),
		cmocka_unit_test(a_voice_is_slow_beside_quicker_ones_alone),
		cmocka_unit_test(an_unknown_voice_has_time_unless_others_are_quick),
		cmocka_unit_test(slow_pages_are_not_learned_from),
		cmocka_unit_test(the_voice_that_was_not_heard_for_longest_is_forgotten),
		cmocka_unit_test(where_nothing_is_spoken_all_documents_are_alike),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
