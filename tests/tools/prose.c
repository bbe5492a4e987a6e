/* prose.c: words by a generator of numbers with a fixed seed. */
#include "tests/tools/prose.h"

#include <ctype.h>
#include <stdbool.h>

static const char *const vocabulary[] = { "river", "mountain", "garden", "window", "morning",
	"evening", "letter", "journey", "teacher", "market", "bridge", "kitchen", "forest",
	"village", "station", "summer", "winter", "paper", "music", "story", "people", "children",
	"animal", "machine", "weather", "country", "hundred", "thousand", "moment", "reason",
	"question", "answer", "simple", "narrow", "gentle", "quiet", "bright", "heavy", "careful",
	"ancient", "modern", "distant", "familiar", "strange", "perfect", "common", "walked",
	"opened", "carried", "followed", "remembered", "forgot", "listened", "wondered", "painted",
	"planted", "crossed", "returned", "believed", "discovered", "slowly", "quickly", "almost",
	"always", "never", "together", "often", "perhaps", "under", "above", "between", "behind",
	"before", "after", "through", "around", "against", "toward", "without", "because", "while",
	"though", "where", "which", "their", "other", "every", "another", "several", "little",
	"great", "yellow", "purple", "silver", "golden", "wooden", "broken", "hidden", "written",
	"spoken", "the", "and", "with", "from", "into", "over", "this", "that", "there", "would",
	"could", "should", "might" };

enum { WORDS = sizeof vocabulary / sizeof *vocabulary };

/* Knuth's MMIX generator; the high bits are the good ones. */
static unsigned long draw(struct prose *prose, unsigned long below)
{
	prose->state = prose->state * 6364136223846793005ul + 1442695040888963407ul;
	return (prose->state >> 33) % below;
}

struct prose prose_start(int page)
{
	struct prose prose = { (unsigned long)page * 2654435761ul + 12345, 0 };
	for (int i = 0; i < 8; i++)
		draw(&prose, 2);
	return prose;
}

void prose_word(struct prose *prose, struct buf *word)
{
	const char *text = vocabulary[draw(prose, WORDS)];
	if (prose->words_left == 0) {
		prose->words_left = 6 + draw(prose, 8);
		buf_append_char(word, (char)toupper((unsigned char)*text++));
	}
	buf_append_string(word, text);
	if (--prose->words_left == 0)
		buf_append_char(word, '.');
	else if (prose->words_left > 2 && draw(prose, 9) == 0)
		buf_append_char(word, ',');
}

void prose_line(struct prose *prose, size_t width, struct buf *line)
{
	size_t start = line->len;
	for (;;) {
		struct prose next = *prose;
		struct buf word = BUF_EMPTY;
		prose_word(&next, &word);
		size_t blank = line->len > start;
		bool fits = line->len - start + blank + word.len <= width;
		if (fits) {
			if (blank)
				buf_append_char(line, ' ');
			buf_append(line, word.data, word.len);
			*prose = next;
		}
		buf_free(&word);
		if (!fits)
			return;
	}
}
