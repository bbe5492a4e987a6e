/* feed_xml.c: writes RSS, element by element. */
#include "web/jobs/feed_xml.h"

#include "common/base/timestamp.h"
#include "common/base/xml.h"
#include "web/http/json_out.h"

#include <string.h>
#include <time.h>

static void add(struct buf *out, const char *element, const char *text)
{
	if (!text || !*text)
		return;
	buf_printf(out, "<%s>", element);
	xml_text(out, text);
	buf_printf(out, "</%s>\n", element);
}

/* RFC 822 date: "Sat, 28 Nov 2026 09:00:00 +0000". */
static void add_date(struct buf *out, const char *rfc3339)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	int64_t ms;
	struct tm tm;
	if (!rfc3339 || !timestamp_parse(rfc3339, &ms))
		return;
	const time_t seconds = (time_t)(ms / 1000);
	if (!gmtime_r(&seconds, &tm))
		return;
	buf_printf(out, "<pubDate>%s, %02d %s %d %02d:%02d:%02d +0000</pubDate>\n",
		days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour,
		tm.tm_min, tm.tm_sec);
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
		/* Keeps the feed out of public directories. */
		"<itunes:block>Yes</itunes:block>\n"
		"<itunes:category text=\"Arts\"><itunes:category text=\"Books\"/></itunes:category>\n");
	buf_append_string(out, "<link>");
	xml_text(out, base);
	buf_append_string(
		out, ".xml</link>\n<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"");
	xml_text(out, base);
	buf_append_string(out, ".xml\"/>\n");
}

static void add_link(
	struct buf *out, const char *base, const struct feed_item *item, const char *extension)
{
	xml_text(out, base);
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
