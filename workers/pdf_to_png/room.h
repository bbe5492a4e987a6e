/* room: whether a book may go on being rendered, by what it will need on the disk.
 *
 * What has been begun is finished before more is begun: books have room in the order in which they
 * came, each by its pages and by how many bytes the audio of a page has had on this farm. The first
 * of them may use half of what is kept free (min_free_disk_mb), so that it comes to its end.
 */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_ROOM_H
#define LECTERN_WORKERS_PDF_TO_PNG_ROOM_H

#include "common/base/err.h"
#include "common/farm/workflow.h"

#include <stdbool.h>
#include <stdint.h>

struct natsconn;

/* What is known of all books, as one of them sees it. */
struct room_census {
	const struct workflow *book;      /* while others are counted */
	int64_t audio_bytes, audio_pages; /* of finished books */
	int64_t pages;                    /* that it will still write, see room_pages */
	int64_t pages_ahead;              /* the same of older ones */
	int books_ahead;
};

/* Nobody else is known yet. */
struct room_census room_census_of(const struct workflow *book);

/* Takes another book, or the same one, into account. */
void room_count(struct room_census *census, const struct workflow *other);

/* Pages' worth of audio that a book will still write: WAV of what is missing, the joined file, and
 * a quarter of that for encoded ones. */
int64_t room_pages(const struct workflow *workflow);

/* Bytes that must be free on the disk for the book to go on, of which `least` are kept. */
int64_t room_needed(const struct room_census *census, int64_t least);

/* Reads the states of all books. */
int room_take_census(struct natsconn *conn, const struct workflow *book,
	struct room_census *ret_census, struct err *err);

#endif
