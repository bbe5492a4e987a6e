/* words_json: the words of a page as they are stored beside its text, `page_00042.words.json`:
 *
 *   {"version":1,"language":"eng","digest":"SHA-256=...","printed":"It weighs 5 kg.",
 *    "paragraphs":[{"role":"paragraph","section":"body","printed":[0,15],"said":[0,22]}],
 *    "words":[{"p":[0,2],"s":[0,2],"b":[[0.12,0.1,0.14,0.12]]},...]}
 *
 * Offsets are code points, from..to, of the printed text, which is in it, and of the said one,
 * which is the text object whose digest it names. "section" is left out where it is "body". Boxes
 * are left, top, right, bottom in fractions of the page as it is shown; those of "n" are on the
 * next page, where a sentence goes on over the page's end. Words that are said together have the
 * same "s". A text without such an object, or with one of another digest, is spoken and shown as it
 * is. */
#ifndef LECTERN_WORKERS_PAGE_WORDS_JSON_H
#define LECTERN_WORKERS_PAGE_WORDS_JSON_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "workers/page/page_text.h"

enum { WORDS_JSON_VERSION = 1 };

struct words_paragraph {
	enum text_role role;
	enum text_section section;
	struct text_range printed, said; /* code points of the page's texts */
};

struct words_word {
	struct text_range printed, said;
	const struct layout_box *boxes; /* fractions of the page as it is shown */
	size_t box_count;
	size_t next_count; /* so many of them, the last ones, are on the next page */
};

struct page_words {
	const char *language; /* Tesseract's name, or "" */
	const char *digest;   /* of the text object, as the object store has it, or "" */
	const char *printed;
	const struct words_paragraph *paragraphs;
	size_t paragraph_count;
	const struct words_word *words;
	size_t word_count;
};

/* The text as it is stored; empty paragraphs are left out. In the arena. */
struct page_words page_words_of(const struct page_text *text, const char *language,
	const char *digest, struct arena *arena);

/* Of a text, as the object store has it of the object that holds it. A process that is to be
 * confined calls it once before, since OpenSSL looks at its configuration then. */
const char *page_words_digest(const void *text, size_t len, struct arena *arena);

/* JSON on one line; in the arena. */
const char *page_words_format(const struct page_words *words, struct arena *arena);

/* ERR_INVALID: not what page_words_format writes: ranges lie within the printed text and go on from
 * word to word, said ones do not go back, boxes are on the page. All of it lives in the arena. */
int page_words_parse(const char *json, size_t len, struct arena *arena,
	struct page_words *ret_words, struct err *err);

#endif
