/* captions.c: breaks sentences into captions, using the times of their words. */
#include "common/farm/captions.h"

#include "common/words/word_lists.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 42, LINES = 2 };

static const double longest = 7; /* seconds */

/* ---- writing ---- */

static void append_time(struct buf *out, double seconds, char point)
{
	long long ms = llround((seconds > 0 ? seconds : 0) * 1000);
	buf_printf(out, "%02lld:%02lld:%02lld%c%03lld", ms / 3600000, ms / 60000 % 60,
		ms / 1000 % 60, point, ms % 1000);
}

void captions_times(struct buf *out, double start, double end, char point)
{
	append_time(out, start, point);
	buf_append_string(out, " --> ");
	append_time(out, end, point);
}

void captions_escape(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '&')
			buf_append_string(out, "&amp;");
		else if (*text == '<')
			buf_append_string(out, "&lt;");
		else if (*text == '>')
			buf_append_string(out, "&gt;");
		else
			buf_append_char(out, *text == '\n' || *text == '\r' ? ' ' : *text);
	}
}

/* ---- breaking ---- */

static size_t characters(const char *text)
{
	size_t count = 0;
	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static bool opens_phrase(const char *word)
{
	return word_list_has(&word_list_phrase_openers, word, strlen(word));
}

/* Rates a break after that word: best after punctuation, and better before than after a small word
 * that opens a phrase. */
static int break_worth(const struct timeline_utterance *utterance, size_t word)
{
	const char *text = utterance->words[word].text;
	size_t len = strlen(text);
	char last = len > 0 ? text[len - 1] : ' ';
	if (strchr(".!?:;", last))
		return 8;
	if (last == ',' || last == ')')
		return 6;
	if (word + 1 < utterance->word_count && opens_phrase(utterance->words[word + 1].text))
		return 4;
	return opens_phrase(text) ? -2 : 0;
}

/* The length of words from..to (exclusive) on one line, in characters. */
static size_t line_length(const struct timeline_utterance *utterance, size_t from, size_t to)
{
	size_t length = 0;
	for (size_t i = from; i < to; i++)
		length += characters(utterance->words[i].text) + (i > from);
	return length;
}

/* Where to split words from..to into two lines that fit, as evenly as possible. Returns `to` if one
 * line suffices or nothing fits. */
static size_t line_break(const struct timeline_utterance *utterance, size_t from, size_t to)
{
	if (line_length(utterance, from, to) <= LINE)
		return to;
	long best = -1000;
	size_t at = to;
	for (size_t i = from + 1; i < to; i++) {
		size_t first = line_length(utterance, from, i),
		       second = line_length(utterance, i, to);
		if (first > LINE || second > LINE)
			continue;
		long worth = 3L * break_worth(utterance, i - 1) - labs((long)first - (long)second);
		if (worth > best) {
			best = worth;
			at = i;
		}
	}
	return at;
}

static bool fits(const struct timeline_utterance *utterance, size_t from, size_t to, double scale)
{
	const struct timeline_word *words = utterance->words;
	double seconds = (double)(words[to - 1].last - words[from].first) * scale;
	if (seconds > longest)
		return false;
	return line_length(utterance, from, to) <= LINE || line_break(utterance, from, to) < to;
}

/* The end of the caption that starts with this word: as many words as fit, then back to the best
 * break in their second half. */
static size_t caption_end(const struct timeline_utterance *utterance, size_t from, double scale)
{
	size_t most = from + 1;
	while (most < utterance->word_count && fits(utterance, from, most + 1, scale))
		most++;
	if (most == utterance->word_count)
		return most;
	size_t best = most;
	int worth = break_worth(utterance, most - 1);
	for (size_t i = most; i > from + (most - from) / 2 && i > from + 1; i--) {
		int other = break_worth(utterance, i - 1);
		/* If they are equally good, prefer the later one. */
		if (other > worth + 1) {
			worth = other;
			best = i;
		}
	}
	return best;
}

static void append_line(struct buf *out, enum caption_format format,
	const struct timeline_utterance *utterance, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (i > from)
			buf_append_char(out, ' ');
		if (format == CAPTIONS_VTT)
			captions_escape(out, utterance->words[i].text);
		else
			buf_append_string(out, utterance->words[i].text);
	}
	buf_append_char(out, '\n');
}

void captions_append(struct buf *out, enum caption_format format, const struct timeline *timeline,
	double start, double scale, long *number)
{
	for (size_t i = 0; i < timeline->count; i++) {
		const struct timeline_utterance *utterance = &timeline->utterances[i];
		for (size_t from = 0, to; from < utterance->word_count; from = to) {
			to = caption_end(utterance, from, scale);
			size_t part = line_break(utterance, from, to);
			double begins = start + (double)utterance->words[from].first * scale;
			double ends = start + (double)utterance->words[to - 1].last * scale;
			buf_printf(out, "%s%ld\n", out->len > 0 || *number > 0 ? "\n" : "",
				*number + 1);
			++*number;
			captions_times(out, begins, ends, format == CAPTIONS_VTT ? '.' : ',');
			buf_append_char(out, '\n');
			append_line(out, format, utterance, from, part);
			if (part < to)
				append_line(out, format, utterance, part, to);
		}
	}
}
