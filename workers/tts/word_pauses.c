/* word_pauses.c: finds the pauses in a sentence's sound and ties them to its marks: of all ways to
 * do so in order, the one in which the words' share of the letters is nearest to their share of the
 * sound. Between two pauses, time is shared out by letters. */
#include "workers/tts/word_pauses.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	FRAMES_A_SECOND = 100, /* in which loudness is measured */
	LEAST_PAUSE = 10,      /* of those; within words it is quiet for less */
	BETWEEN_WORDS = 1,     /* letters' worth of time */
	BEFORE_MARK = 3,       /* the last word before a mark is drawn out */
	MOST_PAIRS = 1000000,  /* of marks and pauses that are weighed */
};

static const double quiet = 0.06; /* of what is loud in the sentence */

/* What it costs, in seconds, to leave a mark without a pause and a pause without a mark. */
static const double unpaused = 0.4, unmarked = 0.8, unmarked_length = 0.3, most_off = 1;

struct pause {
	int64_t first, last;
	double before; /* seconds of sound before it, pauses not counted */
};

struct guess {
	struct guessed_word *words;
	size_t count;
	int rate;
	size_t *marks, mark_count; /* words behind which one stands, but for the last */
	double *spoken;            /* by mark: seconds of sound before it, by letters */
	struct pause *pauses;
	size_t pause_count;
	double voiced; /* seconds of sound in all */
};

/* ---- pauses ---- */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Pauses within the sentence; the silence at its ends is none of them. */
static void find_pauses(struct guess *guess, const struct sound_edges *sound, int64_t first,
	int64_t last, struct arena *arena)
{
	const int64_t frame = guess->rate / FRAMES_A_SECOND;
	const size_t count = frame > 0 && last > first ? (size_t)((last - first) / frame) : 0;
	double *levels = arena_alloc(arena, (count + 1) * sizeof *levels);
	double *sorted = arena_alloc(arena, (count + 1) * sizeof *sorted);
	guess->pauses = arena_alloc(arena, (count / LEAST_PAUSE + 1) * sizeof *guess->pauses);
	for (size_t i = 0; i < count; i++)
		levels[i] = sorted[i] = sound_edges_level(sound, first + (int64_t)i * frame, frame);
	qsort(sorted, count, sizeof *sorted, by_value);
	const double limit = count > 0 ? quiet * sorted[count * 9 / 10] : 0;
	size_t silent = 0;
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i; end < count && levels[end] < limit;)
			end++;
		if (i > 0 && end < count && end - i >= LEAST_PAUSE) {
			guess->pauses[guess->pause_count++] = (struct pause) {
				.first = first + (int64_t)i * frame,
				.last = first + (int64_t)end * frame,
				.before = (double)(i - silent) / FRAMES_A_SECOND,
			};
			silent += end - i;
		}
		end += end == i;
	}
	guess->voiced = (double)(last - first) / guess->rate - (double)silent / FRAMES_A_SECOND;
}

/* ---- marks ---- */

static double length_of(const struct guess *guess, size_t i)
{
	const struct guessed_word *word = &guess->words[i];
	bool drawn = word->mark || i + 1 == guess->count;
	return (double)word->letters + BETWEEN_WORDS + (drawn ? BEFORE_MARK - 1 : 0);
}

static void find_marks(struct guess *guess, struct arena *arena)
{
	guess->marks = arena_alloc(arena, (guess->count + 1) * sizeof *guess->marks);
	guess->spoken = arena_alloc(arena, (guess->count + 1) * sizeof *guess->spoken);
	double all = 0, so_far = 0;
	for (size_t i = 0; i < guess->count; i++)
		all += length_of(guess, i);
	for (size_t i = 0; i + 1 < guess->count; i++) {
		so_far += length_of(guess, i);
		if (!guess->words[i].mark)
			continue;
		guess->marks[guess->mark_count] = i;
		guess->spoken[guess->mark_count++] = guess->voiced * so_far / all;
	}
}

/* ---- which pause is which mark's ---- */

enum step { END, SKIP_MARK, SKIP_PAUSE, TIE };

static double cost_of_pause(const struct guess *guess, size_t i)
{
	const struct pause *pause = &guess->pauses[i];
	double seconds = (double)(pause->last - pause->first) / guess->rate;
	return seconds < unmarked_length ? unmarked * seconds / unmarked_length : unmarked;
}

/* From the end: what the rest costs, and the best step, by mark and pause. */
static enum step *weigh(const struct guess *guess, struct arena *arena)
{
	const size_t marks = guess->mark_count, pauses = guess->pause_count, width = pauses + 1;
	double *costs = arena_alloc(arena, (marks + 1) * width * sizeof *costs);
	enum step *steps = arena_alloc(arena, (marks + 1) * width * sizeof *steps);
	for (size_t i = marks + 1; i-- > 0;) {
		for (size_t k = width; k-- > 0;) {
			double best = i == marks && k == pauses ? 0 : HUGE_VAL;
			enum step step = END;
			if (i < marks && unpaused + costs[(i + 1) * width + k] < best) {
				best = unpaused + costs[(i + 1) * width + k];
				step = SKIP_MARK;
			}
			if (k < pauses &&
				cost_of_pause(guess, k) + costs[i * width + k + 1] < best) {
				best = cost_of_pause(guess, k) + costs[i * width + k + 1];
				step = SKIP_PAUSE;
			}
			double off = i < marks && k < pauses
					     ? fabs(guess->spoken[i] - guess->pauses[k].before)
					     : HUGE_VAL;
			if (off < most_off && off + costs[(i + 1) * width + k + 1] < best) {
				best = off + costs[(i + 1) * width + k + 1];
				step = TIE;
			}
			costs[i * width + k] = best;
			steps[i * width + k] = step;
		}
	}
	return steps;
}

/* Words from..to have these frames. */
static void share_out(struct guess *guess, size_t from, size_t to, int64_t first, int64_t last)
{
	double all = 0, so_far = 0;
	for (size_t i = from; i < to; i++)
		all += length_of(guess, i);
	for (size_t i = from; i < to; i++) {
		guess->words[i].first = first + (int64_t)((double)(last - first) * so_far / all);
		so_far += length_of(guess, i);
		guess->words[i].last = first + (int64_t)((double)(last - first) * so_far / all);
	}
}

void word_pauses_guess(const struct sound_edges *sound, int rate, int64_t first, int64_t last,
	struct guessed_word *words, size_t count, struct arena *arena)
{
	struct guess guess = { .words = words, .count = count, .rate = rate };
	size_t from = 0;
	find_pauses(&guess, sound, first, last, arena);
	find_marks(&guess, arena);
	if ((guess.mark_count + 1) * (guess.pause_count + 1) < MOST_PAIRS) {
		const enum step *steps = weigh(&guess, arena);
		for (size_t i = 0, k = 0; steps[i * (guess.pause_count + 1) + k] != END;) {
			enum step step = steps[i * (guess.pause_count + 1) + k];
			if (step == TIE) {
				share_out(&guess, from, guess.marks[i] + 1, first,
					guess.pauses[k].first);
				from = guess.marks[i] + 1;
				first = guess.pauses[k].last;
			}
			i += step != SKIP_PAUSE;
			k += step != SKIP_MARK;
		}
	}
	share_out(&guess, from, count, first, last);
}
