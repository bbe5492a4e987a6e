/* feed_xml: the books as a podcast: RSS 2.0 with iTunes and Podcasting 2.0 elements. Pure
 * functions. */
#ifndef LECTERN_WEB_JOBS_FEED_XML_H
#define LECTERN_WEB_JOBS_FEED_XML_H

#include "common/base/buf.h"
#include "common/farm/book.h"

#include <stdint.h>

/* A book in the feed. Strings are valid UTF-8. */
struct feed_item {
	const char *id;
	const struct book *book;
	const char *finished_at; /* RFC 3339; NULL: unknown */
	const char *extension;   /* of the audio file: "m4b" */
	const char *content_type;
	int64_t bytes;
	double seconds;
	bool has_chapters;
};

/* Append the feed: begin, any number of items, end. `base` is the feed's address without ".xml". */
void feed_xml_begin(struct buf *out, const char *base);
void feed_xml_item(struct buf *out, const char *base, const struct feed_item *item);
void feed_xml_end(struct buf *out);

/* Appends the chapters in the Podcasting 2.0 format (JSON, version 1.2.0). */
void feed_chapters(struct buf *out, const struct book *book);

#endif
