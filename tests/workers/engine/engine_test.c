/* engine_test.c: directories, files and settings for a test of an engine. */
#include "tests/workers/engine/engine_test.h"

#include "workers/page/words_json.h"
#include "workers/png_to_text/results.h"

#include "common/base/alloc.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct player *start_engine(const char *program, const char *settings)
{
	char reason[500];
	struct player *player = player_start(program, settings, reason);
	if (!player)
		fail_msg("%s: %s", program, reason);
	return player;
}

void stop_engine(struct player **player)
{
	assert_int_equal(player_stop(player), 0);
}

void run_done(struct player *player, const struct play *play, struct play_result *ret_result)
{
	player_run(player, play, ret_result);
	if (ret_result->died || ret_result->verdict != VERDICT_DONE)
		fail_msg("died %d (%d), verdict %d: %s", ret_result->died, ret_result->status,
			ret_result->verdict, ret_result->reason);
}

void run_rejected(struct player *player, const struct play *play, const char *reason)
{
	static struct play_result result;
	player_run(player, play, &result);
	assert_false(result.died);
	assert_contains(result.reason, reason);
	assert_int_equal(result.verdict, VERDICT_REJECT);
	play_result_free(&result);
}

void assert_non_null_with_(const char *text, const char *part, const char *file, int line)
{
	if (!strstr(text, part)) {
		print_error("\"%s\" is not in \"%s\"\n", part, text);
		_fail(file, line);
	}
}

static void read_and_remove(const char *path, struct buf *buf)
{
	struct err err;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	if (buf)
		assert_int_equal(buf_read_fd(buf, fd, SIZE_MAX / 2, &err), 0);
	close(fd);
	unlink(path);
}

void make_pdf(const char *kind, int pages, struct buf *pdf, struct buf *words)
{
	char dir[] = "/tmp/make_pdf-XXXXXX";
	char pdf_path[64], words_path[64], command[300];
	assert_non_null(mkdtemp(dir));
	snprintf(pdf_path, sizeof pdf_path, "%s/pdf", dir);
	snprintf(words_path, sizeof words_path, "%s/words", dir);
	snprintf(command, sizeof command, "tests/tools/make_pdf %s %d %s %s", kind, pages, pdf_path,
		words_path);
	assert_int_equal(system(command), 0);
	read_and_remove(pdf_path, pdf);
	read_and_remove(words_path, words);
	rmdir(dir);
}

/* ---- words ---- */

struct words {
	char **items;
	size_t count;
	char *text;
};

static struct words words_of(const char *text)
{
	struct words words = { NULL, 0, alloc_string(text) };
	words.items = alloc_zeroed(strlen(text) + 1, sizeof *words.items);
	bool within = false;
	for (char *p = words.text; *p; p++) {
		bool letter = isalnum((unsigned char)*p);
		if (letter && !within)
			words.items[words.count++] = p;
		*p = letter ? (char)tolower((unsigned char)*p) : '\0';
		within = letter;
	}
	return words;
}

static void free_words(struct words *words)
{
	free(words->items);
	free(words->text);
}

int words_in_order(const char *known, const char *read)
{
	struct words a = words_of(known), b = words_of(read);
	size_t *row = alloc_zeroed(b.count + 1, sizeof *row);
	for (size_t i = 0; i < a.count; i++) {
		size_t diagonal = 0;
		for (size_t j = 1; j <= b.count; j++) {
			size_t above = row[j];
			if (strcmp(a.items[i], b.items[j - 1]) == 0)
				row[j] = diagonal + 1;
			else if (row[j - 1] > row[j])
				row[j] = row[j - 1];
			diagonal = above;
		}
	}
	int permille = a.count ? (int)(row[b.count] * 1000 / a.count) : 1000;
	free(row);
	free_words(&a);
	free_words(&b);
	return permille;
}

size_t word_count(const char *text)
{
	struct words words = words_of(text);
	free_words(&words);
	return words.count;
}

char *page_words(const char *words, int page)
{
	for (; page > 1 && *words; words++)
		page -= *words == '\f';
	size_t len = strcspn(words, "\f");
	char *copy = alloc_zeroed(1, len + 1);
	memcpy(copy, words, len);
	return copy;
}

void read_printed(const struct play_result *result, struct buf *printed)
{
	const struct play_put *put = play_result_put(result, PNG_TO_TEXT_WORDS);
	struct buf json = BUF_EMPTY;
	struct page_words words;
	struct err err = { ERR_NONE, "" };
	*printed = BUF_EMPTY;
	if (!put) {
		play_bytes(play_result_put(result, 0), printed);
		return;
	}
	struct arena *arena = arena_new();
	play_bytes(put, &json);
	if (page_words_parse(json.data, json.len, arena, &words, &err) < 0)
		fail_msg("%s", err.text);
	buf_append_string(printed, words.printed);
	buf_free(&json);
	arena_free(&arena);
}
