/* epub_package.c: everything in an EPUB but the text: media type, package, table of contents,
 * style. The same book gives the same bytes. */
#include "workers/audio_encoder/epub.h"

#include "common/base/xml.h"

#include <string.h>

static const char style[] = "body { line-height: 1.5; margin: 5%; }\n"
			    ".caption, aside { font-size: 0.9em; }\n"
			    ".table, .verse, pre { white-space: pre-line; }\n"
			    ".cover { text-align: center; margin: 0; }\n"
			    ".cover img { max-width: 100%; }\n"
			    ".-epub-media-overlay-active { background: #fde68a; color: #000; }\n";

static int add_text(struct epub *epub, const char *name, const char *text, struct err *err)
{
	struct buf out = BUF_EMPTY;
	buf_append_string(&out, text);
	int rc = epub_add(epub, name, &out, err);
	buf_free(&out);
	return rc;
}

int epub_begin(struct epub *epub, struct err *err)
{
	static const char container[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<container version=\"1.0\" "
		"xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>"
		"<rootfile full-path=\"EPUB/package.opf\" "
		"media-type=\"application/oebps-package+xml\"/></rootfiles></container>\n";
	if (add_text(epub, "mimetype", "application/epub+zip", err) < 0 ||
		add_text(epub, "META-INF/container.xml", container, err) < 0)
		return -1;
	return add_text(epub, "EPUB/style.css", style, err);
}

static void element(struct buf *out, const char *tag, const char *attributes, const char *text)
{
	buf_printf(out, "<%s%s>", tag, attributes);
	xml_text(out, text);
	buf_printf(out, "</%s>\n", tag);
}

static const char *title_of(const struct epub *epub)
{
	const char *title = epub->split->tags.title;
	return *title ? title : "Untitled";
}

static void begin_page(struct buf *out, const struct epub *epub, const char *title)
{
	buf_append_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n"
			       "<html xmlns=\"http://www.w3.org/1999/xhtml\" "
			       "xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"");
	xml_text(out, epub->split->tags.language);
	buf_append_string(out, "\" xml:lang=\"");
	xml_text(out, epub->split->tags.language);
	buf_append_string(out, "\">\n<head><title>");
	xml_text(out, title);
	buf_append_string(
		out, "</title><link rel=\"stylesheet\" href=\"style.css\"/></head>\n<body>\n");
}

/* ---- contents and cover ---- */

static int add_contents(struct epub *epub, struct err *err)
{
	struct buf out = BUF_EMPTY;
	begin_page(&out, epub, title_of(epub));
	buf_append_string(&out, "<nav epub:type=\"toc\" id=\"toc\"><ol>\n");
	for (size_t i = 0; i < epub->count; i++) {
		buf_printf(&out, "<li><a href=\"text/%04zu.xhtml\">", i + 1);
		xml_text(&out, epub->chapters[i].title);
		buf_append_string(&out, "</a></li>\n");
	}
	buf_append_string(&out, "</ol></nav>\n</body>\n</html>\n");
	int rc = epub_add(epub, "EPUB/nav.xhtml", &out, err);
	buf_free(&out);
	return rc;
}

static int add_cover_page(struct epub *epub, struct err *err)
{
	struct buf out = BUF_EMPTY;
	begin_page(&out, epub, title_of(epub));
	buf_printf(&out, "<section class=\"cover\" epub:type=\"cover\"><img src=\"%s\" alt=\"",
		epub->cover);
	xml_text(&out, title_of(epub));
	buf_append_string(&out, "\"/></section>\n</body>\n</html>\n");
	int rc = epub_add(epub, "EPUB/cover.xhtml", &out, err);
	buf_free(&out);
	return rc;
}

/* ---- the package ---- */

/* The digest of the audio without its algorithm's name: other audio makes another edition. */
static const char *identifier(const struct epub *epub)
{
	const char *digest = job_parameter(epub->split->work->job, WORK_DIGEST);
	const char *value = digest ? strchr(digest, '=') : NULL;
	return arena_printf(epub->arena, "urn:lectern:%s", value ? value + 1 : "unknown");
}

/* The time at which the job was created, so that making the file again gives the same bytes. */
static const char *modified(const struct epub *epub)
{
	const char *date = job_parameter(epub->split->work->job, WORK_DATE);
	bool whole = date && strlen(date) == 10 && date[4] == '-' && date[7] == '-';
	return arena_printf(epub->arena, "%sT00:00:00Z", whole ? date : "2000-01-01");
}

static void add_metadata(struct buf *out, const struct epub *epub)
{
	const struct tags *tags = &epub->split->tags;
	double all = 0;
	buf_append_string(out, "<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n");
	element(out, "dc:identifier", " id=\"id\"", identifier(epub));
	element(out, "dc:title", "", title_of(epub));
	element(out, "dc:language", "", *tags->language ? tags->language : "und");
	if (*tags->author)
		element(out, "dc:creator", "", tags->author);
	if (*tags->date)
		element(out, "dc:date", "", tags->date);
	element(out, "meta", " property=\"dcterms:modified\"", modified(epub));
	if (*tags->narrator)
		element(out, "meta", " property=\"media:narrator\"", tags->narrator);
	element(out, "meta", " property=\"media:active-class\"", "-epub-media-overlay-active");
	for (size_t i = 0; i < epub->count; i++) {
		buf_printf(out,
			"<meta property=\"media:duration\" refines=\"#o%zu\">%.3fs</meta>\n", i + 1,
			epub->chapters[i].seconds);
		all += epub->chapters[i].seconds;
	}
	buf_printf(out, "<meta property=\"media:duration\">%.3fs</meta>\n</metadata>\n", all);
}

static void add_manifest(struct buf *out, const struct epub *epub)
{
	buf_append_string(out,
		"<manifest>\n"
		"<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" "
		"properties=\"nav\"/>\n"
		"<item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n");
	if (epub->cover)
		buf_printf(out,
			"<item id=\"cover-image\" href=\"%s\" media-type=\"image/%s\" "
			"properties=\"cover-image\"/>\n"
			"<item id=\"cover\" href=\"cover.xhtml\" "
			"media-type=\"application/xhtml+xml\"/>\n",
			epub->cover, strstr(epub->cover, "png") ? "png" : "jpeg");
	for (size_t i = 1; i <= epub->count; i++)
		buf_printf(out,
			"<item id=\"t%zu\" href=\"text/%04zu.xhtml\" "
			"media-type=\"application/xhtml+xml\" media-overlay=\"o%zu\"/>\n"
			"<item id=\"o%zu\" href=\"overlay/%04zu.smil\" "
			"media-type=\"application/smil+xml\"/>\n"
			"<item id=\"a%zu\" href=\"audio/%04zu.m4a\" media-type=\"audio/mp4\"/>\n",
			i, i, i, i, i, i, i);
	buf_append_string(out, "</manifest>\n");
}

static int add_package(struct epub *epub, struct err *err)
{
	struct buf out = BUF_EMPTY;
	buf_append_string(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
				"<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" "
				"unique-identifier=\"id\">\n");
	add_metadata(&out, epub);
	add_manifest(&out, epub);
	buf_append_string(&out, "<spine>\n");
	if (epub->cover)
		buf_append_string(&out, "<itemref idref=\"cover\"/>\n");
	for (size_t i = 1; i <= epub->count; i++)
		buf_printf(&out, "<itemref idref=\"t%zu\"/>\n", i);
	buf_append_string(&out, "</spine>\n</package>\n");
	int rc = epub_add(epub, "EPUB/package.opf", &out, err);
	buf_free(&out);
	return rc;
}

int epub_finish(struct epub *epub, struct err *err)
{
	if (epub->cover && add_cover_page(epub, err) < 0)
		return -1;
	return add_contents(epub, err) < 0 ? -1 : add_package(epub, err);
}
