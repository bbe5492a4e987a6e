/* page_timeline.c: maps marks (bytes of what was spoken, samples) to printed words (code points
 * of what is stored), and pauses to silence in the audio itself. */
#include "workers/tts/page_timeline.h"

#include "common/text/letters.h"
#include "workers/tts/page_words_of_text.h"
#include "workers/tts/sound_edges.h"
#include "workers/tts/word_pauses.h"

#include <string.h>

struct making {
	const struct page_speech *speech;
	struct arena *arena;
	struct page_words words;
	const uint32_t *code_of; /* code point for each byte of the said text, including its end */
	const uint32_t
		*printed_at; /* byte for each code point of the printed text, including its end */
	struct sound_edges sound;
	struct timeline timeline;
	size_t word, paragraph; /* the next ones */
};

/* ---- offsets ---- */

static const uint32_t *codes_of(const char *text, size_t len, struct arena *arena)
{
	uint32_t *codes = arena_alloc(arena, (len + 1) * sizeof *codes), code = 0;
	for (size_t i = 0; i < len; i++) {
		bool within = ((unsigned char)text[i] & 0xc0) == 0x80;
		codes[i] = within && code > 0 ? code - 1 : code++;
	}
	codes[len] = code;
	return codes;
}

static const uint32_t *bytes_of(const char *text, struct arena *arena)
{
	size_t len = strlen(text), count = 0;
	uint32_t *bytes = arena_alloc(arena, (len + 1) * sizeof *bytes);
	for (size_t i = 0; i < len; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			bytes[count++] = (uint32_t)i;
	}
	bytes[count] = (uint32_t)len;
	return bytes;
}

/* The code point of the said text to which a byte of the spoken one belongs. */
static size_t said_code(const struct making *m, uint64_t spoken_byte)
{
	const struct page_speech *speech = m->speech;
	if (spoken_byte >= speech->spoken_len)
		return m->code_of[speech->said_len];
	size_t byte = speech->origins ? speech->origins[spoken_byte] : (size_t)spoken_byte;
	return m->code_of[byte < speech->said_len ? byte : speech->said_len];
}

/* ---- the words of an utterance ---- */

/* For each word, the sample at which it begins; -1: unknown. */
static int64_t *starts_of(const struct making *m, const struct words_word *words, size_t count,
	size_t from, size_t to)
{
	int64_t *starts = arena_alloc(m->arena, (count + 1) * sizeof *starts);
	for (size_t i = 0; i < count; i++)
		starts[i] = -1;
	size_t at = 0;
	for (size_t i = from; i < to; i++) {
		const struct mark *mark = &m->speech->marks->items[i];
		size_t code = said_code(m, mark->text_start);
		/* Of words that are spoken together, the first one is found. */
		while (at < count && words[at].said.end <= code)
			at++;
		if (at < count && words[at].said.start <= code && starts[at] < 0)
			starts[at] = (int64_t)mark->first_sample;
	}
	return starts;
}

static bool is_same_group(const struct words_word *a, const struct words_word *b)
{
	return a->said.start == b->said.start && a->said.end == b->said.end;
}

static size_t length_of(const struct words_word *word)
{
	return word->printed.end - word->printed.start + 1;
}

/* Interpolates unknown starts between known ones, by the lengths of the words. */
static void spread(const struct timeline_utterance *utterance, const struct words_word *words,
	size_t count, int64_t *starts)
{
	if (count > 0 && (starts[0] < 0 || starts[0] < utterance->first))
		starts[0] = utterance->first;
	for (size_t i = 1; i < count; i++) {
		if (starts[i] >= 0 && starts[i] < starts[i - 1])
			starts[i] = -1;
	}
	for (size_t i = 1; i < count; i++) {
		if (starts[i] >= 0)
			continue;
		size_t next = i, length = length_of(&words[i - 1]), done = length;
		for (; next < count && starts[next] < 0; next++)
			length += length_of(&words[next]);
		int64_t begin = starts[i - 1];
		int64_t end = next < count ? starts[next] : utterance->last;
		if (end < begin)
			end = begin;
		for (; i < next; i++) {
			starts[i] = begin + (end - begin) * (int64_t)done / (int64_t)length;
			done += length_of(&words[i]);
		}
	}
}

static const char *slice(const struct making *m, struct text_range printed)
{
	uint32_t start = m->printed_at[printed.start], end = m->printed_at[printed.end];
	return arena_string_n(m->arena, m->words.printed + start, end - start);
}

static const struct timeline_box *boxes_of(const struct making *m, const struct words_word *word)
{
	struct timeline_box *boxes = arena_alloc(m->arena, (word->box_count + 1) * sizeof *boxes);
	for (size_t i = 0; i < word->box_count; i++)
		boxes[i] = (struct timeline_box) { word->boxes[i].left, word->boxes[i].top,
			word->boxes[i].right, word->boxes[i].bottom };
	return boxes;
}

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
	return value < low ? low : value > high ? high : value;
}

/* Words that are said together have one time. ends NULL: a word ends where its sound does. */
static void fill_words(struct making *m, struct timeline_utterance *utterance,
	const struct words_word *words, size_t count, const int64_t *starts, const int64_t *ends)
{
	utterance->words = arena_alloc(m->arena, (count + 1) * sizeof *utterance->words);
	utterance->word_count = count;
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1; next < count && is_same_group(&words[i], &words[next]);)
			next++;
		int64_t first = clamp(starts[i], utterance->first, utterance->last);
		int64_t last = next < count ? starts[next] : utterance->last;
		last = clamp(ends ? ends[i] : last, first, utterance->last);
		if (!ends)
			last = sound_edges_end(&m->sound, first, last);
		for (; i < next; i++)
			utterance->words[i] = (struct timeline_word) {
				.text = slice(m, words[i].printed),
				.first = first,
				.last = last,
				.boxes = boxes_of(m, &words[i]),
				.box_count = words[i].box_count,
				.next_count = words[i].next_count,
			};
	}
}

/* At commas, brackets and their like, which are no part of the word. */
static bool ends_with_mark(const char *word)
{
	return *word && !letters_is_alnum(letters_before(word, word + strlen(word)));
}

/* Of a voice that tells of no words. */
static void guess_words(struct making *m, struct timeline_utterance *utterance,
	const struct words_word *words, size_t count)
{
	struct guessed_word *guessed = arena_alloc(m->arena, (count + 1) * sizeof *guessed);
	int64_t *starts = arena_alloc(m->arena, (count + 1) * sizeof *starts);
	int64_t *ends = arena_alloc(m->arena, (count + 1) * sizeof *ends);
	size_t groups = 0;
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || !is_same_group(&words[i - 1], &words[i]))
			guessed[groups++] = (struct guessed_word) {
				.letters = words[i].said.end - words[i].said.start,
			};
		guessed[groups - 1].mark = ends_with_mark(slice(m, words[i].printed));
	}
	word_pauses_guess(&m->sound, m->speech->rate, utterance->first, utterance->last, guessed,
		groups, m->arena);
	for (size_t i = 0, group = 0; i < count; i++) {
		group += i > 0 && !is_same_group(&words[i - 1], &words[i]);
		starts[i] = guessed[group].first;
		ends[i] = guessed[group].last;
	}
	fill_words(m, utterance, words, count, starts, ends);
}

/* Of one that tells of some at least: marks from..to. */
static void place_words(struct making *m, struct timeline_utterance *utterance,
	const struct words_word *words, size_t count, size_t from, size_t to)
{
	int64_t *starts = starts_of(m, words, count, from, to);
	spread(utterance, words, count, starts);
	fill_words(m, utterance, words, count, starts, NULL);
}

/* ---- utterances ---- */

static const struct words_paragraph *paragraph_of(struct making *m, const struct words_word *word)
{
	static const struct words_paragraph none = { .role = TEXT_PARAGRAPH };
	while (m->paragraph < m->words.paragraph_count &&
		m->words.paragraphs[m->paragraph].printed.end <= word->printed.start)
		m->paragraph++;
	return m->paragraph < m->words.paragraph_count ? &m->words.paragraphs[m->paragraph] : &none;
}

/* The number of words in an utterance from m->word on: those that begin before its end. */
static size_t count_words(const struct making *m, size_t end)
{
	size_t count = 0;
	while (m->word + count < m->words.word_count &&
		m->words.words[m->word + count].said.start < end)
		count++;
	return count;
}

/* Adds a spoken piece and the words that its voice reported: marks from..to. */
static int add_utterance(
	struct making *m, const struct mark *piece, size_t from, size_t to, struct err *err)
{
	size_t code_end = said_code(m, piece->text_end > 0 ? piece->text_end - 1 : 0) + 1;
	size_t count = count_words(m, code_end);
	const struct words_word *words = &m->words.words[m->word];
	m->word += count;
	if (count == 0)
		return 0;
	struct timeline_utterance *utterance = &m->timeline.utterances[m->timeline.count];
	int64_t before = m->timeline.count > 0 ? utterance[-1].last : 0;
	int64_t first = clamp((int64_t)piece->first_sample, before, m->timeline.samples);
	int64_t last = clamp((int64_t)piece->end_sample, first, m->timeline.samples);
	if (sound_edges_load(&m->sound, first, last, err) < 0)
		return -1;
	const struct words_paragraph *paragraph = paragraph_of(m, &words[0]);
	*utterance = (struct timeline_utterance) {
		.role = text_role_name(paragraph->role),
		.section = text_section_name(paragraph->section),
		.text = slice(m, (struct text_range) { words[0].printed.start,
					 words[count - 1].printed.end }),
		.estimated = from == to,
		.starts = words[0].printed.start == paragraph->printed.start,
		.first = sound_edges_start(&m->sound, first, last),
		.last = sound_edges_end(&m->sound, first, last),
	};
	if (utterance->last < utterance->first)
		utterance->last = utterance->first;
	if (utterance->estimated)
		guess_words(m, utterance, words, count);
	else
		place_words(m, utterance, words, count, from, to);
	m->timeline.count++;
	return 0;
}

static int add_utterances(struct making *m, struct err *err)
{
	const struct marks *marks = m->speech->marks;
	size_t from = 0;
	m->timeline.utterances =
		arena_alloc(m->arena, (marks->count + 1) * sizeof *m->timeline.utterances);
	for (size_t i = 0; i < marks->count; i++) {
		if (marks->items[i].is_word)
			continue;
		if (add_utterance(m, &marks->items[i], from, i, err) < 0)
			return -1;
		from = i + 1;
	}
	return 0;
}

int page_timeline_make(const struct page_speech *speech, struct arena *arena,
	struct timeline *ret_timeline, struct err *err)
{
	struct making m = { .speech = speech, .arena = arena };
	if (sound_edges_open(&m.sound, speech->fd, speech->channels, &m.timeline.samples, err) < 0)
		return -1;
	m.words = speech->words ? *speech->words
				: page_words_of_text(speech->said, speech->said_len, arena);
	m.code_of = codes_of(speech->said, speech->said_len, arena);
	m.printed_at = bytes_of(m.words.printed, arena);
	m.timeline.digest = "";
	m.timeline.rate = speech->rate;
	m.timeline.language = *m.words.language ? m.words.language : speech->language;
	int rc = add_utterances(&m, err);
	sound_edges_close(&m.sound);
	if (rc < 0)
		return -1;
	*ret_timeline = m.timeline;
	return 0;
}
