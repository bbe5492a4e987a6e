/* words_json: the words of a page as stored beside its text, in `page_00042.words.json`:
 *
 *   {"version":1,"language":"eng","digest":"SHA-256=...","printed":"It weighs 5 kg.",
 *    "paragraphs":[{"role":"paragraph","section":"body","printed":[0,15],"said":[0,22]}],
 *    "words":[{"p":[0,2],"s":[0,2],"b":[[0.12,0.1,0.14,0.12]]},...]}
 *
 * Offsets are half-open ranges of code points: in the printed text, which is included, and in
 * the said one, which is the text object with that digest. "section" is omitted if it is "body".
 * Boxes are left, top, right, bottom in fractions of the displayed page; those of "n" are on the
 * next page, if a sentence continues there. Words that are spoken together have the same "s". A
 * text without such an object, or whose digest differs, is spoken and shown as it is.
 */
#ifndef LECTERN_WORKERS_PAGE_WORDS_JSON_H
#define LECTERN_WORKERS_PAGE_WORDS_JSON_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "workers/page/page_text.h"

enum { WORDS_JSON_VERSION = 1 };

struct words_paragraph {
	enum text_role role;
	enum text_section section;
	struct text_range printed, said; /* code points in the page's texts */
};

struct words_word {
	struct text_range printed, said;
	const struct layout_box *boxes; /* fractions of the displayed page */
	size_t box_count;
	size_t next_count; /* this many of them, the last ones, are on the next page */
};

struct page_words {
	const char *language; /* Tesseract's name, or "" */
	const char *digest;   /* of the text object, in the object store's form, or "" */
	const char *printed;
	const struct words_paragraph *paragraphs;
	size_t paragraph_count;
	const struct words_word *words;
	size_t word_count;
};

/* The words of a page as stored; empty paragraphs are left out. In the arena. */
struct page_words page_words_of(const struct page_text *text, const char *language,
	const char *digest, struct arena *arena);

/* The digest that the object store would give an object with that text, in the arena. Call it
 * once before sandboxing the process, because OpenSSL reads its configuration on first use. */
const char *page_words_digest(const void *text, size_t len, struct arena *arena);

/* JSON on a single line; in the arena. */
const char *page_words_format(const struct page_words *words, struct arena *arena);

/* ERR_INVALID: not in page_words_format's form. Otherwise, ranges are within the printed text
 * and in order from word to word, said ranges never go back, and boxes are on the page.
 * Everything is in the arena. */
int page_words_parse(const char *json, size_t len, struct arena *arena,
	struct page_words *ret_words, struct err *err);

#endif
