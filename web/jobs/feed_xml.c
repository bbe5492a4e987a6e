/* feed_xml.c: writes RSS, element by element. */
#include "web/jobs/feed_xml.h"

#include "common/base/timestamp.h"
#include "web/http/json_out.h"
#include "web/http/user_text.h"

#include <string.h>
#include <time.h>

/* What XML 1.0 has no character for, however it is escaped: controls, U+FFFE, U+FFFF. */
static size_t no_xml(const char *p)
{
	unsigned char c = (unsigned char)*p;
	if (c < 0x20 && c != '\t' && c != '\n')
		return 1;
	return memcmp(p, "\xef\xbf\xbe", 3) == 0 || memcmp(p, "\xef\xbf\xbf", 3) == 0 ? 3 : 0;
}

static void add_text(struct buf *out, const char *text)
{
	struct buf clean = BUF_EMPTY;
	while (*text) {
		size_t skip = no_xml(text);
		if (skip == 0)
			buf_append_char(&clean, *text++);
		text += skip;
	}
	user_text_html(out, buf_string(&clean));
	buf_free(&clean);
}

static void add(struct buf *out, const char *element, const char *text)
{
	if (!text || !*text)
		return;
	buf_printf(out, "<%s>", element);
	add_text(out, text);
	buf_printf(out, "</%s>\n", element);
}

/* "Sat, 28 Nov 2026 09:00:00 +0000" */
static void add_date(struct buf *out, const char *rfc3339)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t ms;
	struct tm tm;
	if (!rfc3339 || !timestamp_parse(rfc3339, &ms))
		return;
	const time_t seconds = (time_t)(ms / 1000);
	if (!gmtime_r(&seconds, &tm))
		return;
	buf_printf(out, "<pubDate>%.3s, %02d %.3s %d %02d:%02d:%02d +0000</pubDate>\n",
		days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900,
		tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void feed_xml_begin(struct buf *out, const char *base)
{
	buf_append_string(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\""
		" xmlns:podcast=\"https://podcastindex.org/namespace/1.0\""
		" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n"
		"<title>Lectern</title>\n"
		"<description>Books, read aloud</description>\n"
		"<language>en</language>\n"
		"<generator>Lectern</generator>\n"
		"<itunes:author>Lectern</itunes:author>\n"
		"<itunes:explicit>false</itunes:explicit>\n"
		/* Nobody's directory shall list it. */
		"<itunes:block>Yes</itunes:block>\n"
		"<itunes:category text=\"Arts\"><itunes:category text=\"Books\"/></itunes:category>\n");
	buf_append_string(out, "<link>");
	add_text(out, base);
	buf_append_string(
		out, ".xml</link>\n<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"");
	add_text(out, base);
	buf_append_string(out, ".xml\"/>\n");
}

static void add_link(
	struct buf *out, const char *base, const struct feed_item *item, const char *extension)
{
	add_text(out, base);
	buf_printf(out, "/%s.%s", item->id, extension);
}

static void add_files(struct buf *out, const char *base, const struct feed_item *item)
{
	buf_append_string(out, "<enclosure url=\"");
	add_link(out, base, item, item->extension);
	buf_printf(out, "\" length=\"%lld\" type=\"%s\"/>\n", (long long)item->bytes,
		item->content_type);
	if (*item->book->cover) {
		buf_append_string(out, "<itunes:image href=\"");
		add_link(out, base, item, "jpg");
		buf_append_string(out, "\"/>\n");
	}
	if (item->has_chapters) {
		buf_append_string(
			out, "<podcast:chapters type=\"application/json+chapters\" url=\"");
		add_link(out, base, item, "chapters.json");
		buf_append_string(out, "\"/>\n");
	}
}

void feed_xml_item(struct buf *out, const char *base, const struct feed_item *item)
{
	const struct book *book = item->book;
	struct buf authors = BUF_EMPTY;
	for (size_t i = 0; i < book->author_count; i++)
		buf_printf(&authors, "%s%s", i ? ", " : "", book->authors[i]);
	buf_append_string(out, "<item>\n");
	add(out, "title", book->title);
	add(out, "itunes:title", book->title);
	add(out, "itunes:author", buf_string(&authors));
	add(out, "description", *book->subject ? book->subject : book->title);
	buf_printf(out, "<guid isPermaLink=\"false\">%s</guid>\n", item->id);
	add_date(out, item->finished_at);
	buf_printf(out, "<itunes:duration>%lld</itunes:duration>\n", (long long)item->seconds);
	buf_append_string(out, "<itunes:explicit>false</itunes:explicit>\n");
	add_files(out, base, item);
	buf_append_string(out, "</item>\n");
	buf_free(&authors);
}

void feed_xml_end(struct buf *out)
{
	buf_append_string(out, "</channel>\n</rss>\n");
}

void feed_chapters(struct buf *out, const struct book *book)
{
	struct json_out json = json_out(out);
	json_out_object(&json, NULL);
	json_out_string(&json, "version", "1.2.0");
	json_out_string(&json, "title", book->title);
	json_out_array(&json, "chapters");
	for (size_t i = 0; i < book->chapters.count; i++) {
		const struct book_entry *chapter = &book->chapters.items[i];
		if (chapter->start < 0)
			continue;
		json_out_object(&json, NULL);
		json_out_number(&json, "startTime", chapter->start, 3);
		json_out_string(&json, "title", chapter->title);
		json_out_end_object(&json);
	}
	json_out_end_array(&json);
	json_out_end_object(&json);
	buf_append_char(out, '\n');
}
