/* engine_test: what the tests of engines share, on top of cmocka. */
#ifndef LECTERN_TESTS_WORKERS_ENGINE_ENGINE_TEST_H
#define LECTERN_TESTS_WORKERS_ENGINE_ENGINE_TEST_H

/* cmocka wants these first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/base/buf.h"
#include "tests/workers/engine/front_player.h"

/* player_start() that must succeed. */
struct player *start_engine(const char *program, const char *settings);

/* player_stop(); the engine must have left in peace. */
void stop_engine(struct player **player);

/* A job that must end done. */
void run_done(struct player *player, const struct play *play, struct play_result *ret_result);

/* A job that must be rejected with a reason that has this in it. */
void run_rejected(struct player *player, const struct play *play, const char *reason);

#define assert_contains(text, part) assert_non_null_with_(text, part, __FILE__, __LINE__)
void assert_non_null_with_(const char *text, const char *part, const char *file, int line);

/* Runs tests/tools/make_pdf and reads what it made. words may be NULL. */
void make_pdf(const char *kind, int pages, struct buf *pdf, struct buf *words);

/* What png-to-text printed beside a page's text: its words as they stand on the page, where the
 * text has them as they are said. The text itself where there are no words. */
void read_printed(const struct play_result *result, struct buf *printed);

/* Of the words of `known`, thousandths that come in `read` in the same order (longest common
 * subsequence, without case and punctuation). 1000 when there are none. */
int words_in_order(const char *known, const char *read);

/* Number of words. */
size_t word_count(const char *text);

/* The n-th page's (from 1) part of a text with form feeds. The caller frees it. */
char *page_words(const char *words, int page);

#endif
