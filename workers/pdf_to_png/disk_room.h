/* disk_room: whether a book may go on being rendered, by what it will need on the disk.
 *
 * What has been begun is finished before more is begun: books have room in the order in which they
 * came, each by its pages and by how many bytes the audio of a page has had on this farm. The first
 * of them may use half of what is kept free (min_free_disk_mb), so that it can finish.
 */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_DISK_ROOM_H
#define LECTERN_WORKERS_PDF_TO_PNG_DISK_ROOM_H

#include "common/base/err.h"
#include "common/farm/workflow.h"

#include <stddef.h>
#include <stdint.h>

struct natsconn;

/* A book that is not finished. */
struct disk_room_book {
	char *id, *created_at;
	int64_t pages; /* that it will still write, see disk_room_pages */
};

/* What is known of all books. It serves for each of them. */
struct disk_room_census {
	struct disk_room_book *books; /* owned, in no order */
	size_t len, capacity;
	int64_t audio_bytes, audio_pages; /* of finished books too */
};

/* How a book stands among them. */
struct disk_room_place {
	int64_t pages;       /* that it will still write */
	int64_t pages_ahead; /* the same of older ones */
	int books_ahead;
};

/* Zeroed is empty, and so it is again after disk_room_forget. */
void disk_room_count(struct disk_room_census *census, const struct workflow *workflow);
void disk_room_forget(struct disk_room_census *census);

struct disk_room_place disk_room_place_of(
	const struct disk_room_census *census, const struct workflow *book);

/* Pages' worth of audio that a book will still write: WAV of what is missing, the joined file, and
 * a quarter of that for encoded ones. */
int64_t disk_room_pages(const struct workflow *workflow);

/* Bytes that must be free on the disk for the book there to go on, of which `least` are kept. */
int64_t disk_room_needed(
	const struct disk_room_census *census, const struct disk_room_place *place, int64_t least);

/* Reads the states of all books again; *census stays what it was when that fails. */
int disk_room_take_census(struct natsconn *conn, struct disk_room_census *census, struct err *err);

#endif
