/* epub_text.c: a chapter's text as XHTML, and its overlay (SMIL 3.0). Each sentence is an
 * element of its own, highlighted while it is spoken and during the pause after it. */
#include "workers/audio_encoder/epub.h"

#include "common/base/alloc.h"
#include "common/base/xml.h"

#include <string.h>

/* How the text of a role is marked up. */
struct setting {
	const char *role;
	const char *open, *close; /* around a paragraph */
	const char *begin, *end;  /* around several consecutive ones; "": nothing */
};

static const struct setting settings[] = {
	{ "heading", "<h2>", "</h2>\n", "", "" },
	{ "item", "<li>", "</li>\n", "<ul>\n", "</ul>\n" },
	{ "note", "<p>", "</p>\n", "<aside epub:type=\"footnote\">\n", "</aside>\n" },
	{ "caption", "<p class=\"caption\">", "</p>\n", "", "" },
	{ "table", "<p class=\"table\">", "</p>\n", "", "" },
	{ "code", "<pre>", "</pre>\n", "", "" },
	{ "formula", "<p class=\"formula\">", "</p>\n", "", "" },
	{ "verse", "<p class=\"verse\">", "</p>\n", "", "" },
	{ "commentary", "<p>", "</p>\n", "<aside class=\"commentary\">\n", "</aside>\n" },
	{ "paragraph", "<p>", "</p>\n", "", "" }, /* and unknown roles */
};

struct epub_text {
	const char *title, *language;
	int number;
	double start, end; /* of the chapter, in seconds of the book */
	struct buf text, overlay;
	const struct setting *open; /* of the current paragraph; NULL: none */
	size_t sentences;
	double said_from; /* start of the last sentence */
};

static const struct setting *setting_of(const char *role)
{
	size_t i = 0;
	while (i + 1 < sizeof settings / sizeof *settings && strcmp(settings[i].role, role) != 0)
		i++;
	return &settings[i];
}

struct epub_text *epub_text_new(const struct epub *epub, const struct part *part, int number)
{
	const double rate = epub->split->grid.rate;
	struct epub_text *text = alloc_zeroed(1, sizeof *text);
	text->title = part->title;
	text->language = epub->split->tags.language;
	text->number = number;
	text->start = text->said_from = (double)part->start / rate;
	text->end = (double)part->end / rate;
	return text;
}

void epub_text_free(struct epub_text **text)
{
	if (!*text)
		return;
	buf_free(&(*text)->text);
	buf_free(&(*text)->overlay);
	alloc_free(text);
}

/* Highlights the last sentence up to this time. */
static void end_sentence(struct epub_text *text, double at)
{
	if (text->sentences == 0)
		return;
	buf_printf(&text->overlay,
		"<par id=\"p%zu\"><text src=\"../text/%04d.xhtml#s%zu\"/>"
		"<audio src=\"../audio/%04d.m4a\" clipBegin=\"%.3fs\" clipEnd=\"%.3fs\"/></par>\n",
		text->sentences, text->number, text->sentences, text->number,
		text->said_from - text->start, at - text->start);
	text->said_from = at;
}

static void end_paragraph(struct epub_text *text)
{
	if (text->open)
		buf_append_string(&text->text, text->open->close);
}

/* Continues a paragraph of that kind, or begins one. */
static void enter(struct epub_text *text, const struct setting *setting, bool starts)
{
	const struct setting *before = text->open;
	if (before == setting && !starts) {
		buf_append_char(&text->text, ' ');
		return;
	}
	end_paragraph(text);
	if (before != setting) {
		buf_append_string(&text->text, before ? before->end : "");
		buf_append_string(&text->text, setting->begin);
	}
	buf_append_string(&text->text, setting->open);
	text->open = setting;
}

void epub_text_say(struct epub_text *text, const struct timeline_utterance *utterance, double start)
{
	const double least = 0.002; /* distinguishable at three decimals */
	bool lit = text->end - start >= least &&
		   (text->sentences == 0 || start - text->said_from >= least);
	enter(text, setting_of(utterance->role), utterance->starts);
	if (!lit) { /* it takes no time */
		xml_text(&text->text, utterance->text);
		return;
	}
	/* The first sentence is highlighted from the chapter's start on. */
	end_sentence(text, start);
	text->sentences++;
	buf_printf(&text->text, "<span id=\"s%zu\">", text->sentences);
	xml_text(&text->text, utterance->text);
	buf_append_string(&text->text, "</span>");
}

/* Without any timeline, the title stands for the whole text. */
static void say_title(struct epub_text *text)
{
	text->sentences = 1;
	enter(text, setting_of("heading"), true);
	buf_append_string(&text->text, "<span id=\"s1\">");
	xml_text(&text->text, *text->title ? text->title : "\xe2\x80\xa6");
	buf_append_string(&text->text, "</span>");
}

static void write_text(struct buf *out, const struct epub_text *text)
{
	buf_append_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n"
			       "<html xmlns=\"http://www.w3.org/1999/xhtml\" "
			       "xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"");
	xml_text(out, text->language);
	buf_append_string(out, "\" xml:lang=\"");
	xml_text(out, text->language);
	buf_append_string(out, "\">\n<head><title>");
	xml_text(out, *text->title ? text->title : "\xe2\x80\xa6");
	buf_append_string(out, "</title><link rel=\"stylesheet\" href=\"../style.css\"/></head>\n"
			       "<body><section epub:type=\"chapter\">\n");
	buf_append(out, text->text.data, text->text.len);
	buf_append_string(out, "</section></body>\n</html>\n");
}

int epub_text_store(struct epub_text *text, struct epub *epub, struct err *err)
{
	struct buf out = BUF_EMPTY;
	if (text->sentences == 0)
		say_title(text);
	end_sentence(text, text->end);
	end_paragraph(text);
	buf_append_string(&text->text, text->open->end);
	write_text(&out, text);
	int rc = epub_add(
		epub, arena_printf(epub->arena, "EPUB/text/%04d.xhtml", text->number), &out, err);
	buf_clear(&out);
	buf_append_string(&out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<smil xmlns=\"http://www.w3.org/ns/SMIL\" version=\"3.0\"><body>\n");
	buf_append(&out, text->overlay.data, text->overlay.len);
	buf_append_string(&out, "</body></smil>\n");
	if (rc == 0)
		rc = epub_add(epub,
			arena_printf(epub->arena, "EPUB/overlay/%04d.smil", text->number), &out,
			err);
	buf_free(&out);
	return rc;
}
