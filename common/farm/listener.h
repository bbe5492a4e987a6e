/* listener: a listener's position in a book, and the bookmarks there.
 *
 * Kept in the key-value bucket LISTENER_STATE under `<tenant>.<user>.<job>`, never in the job's
 * state, which is rewritten for every page:
 *
 *   {"version":1,"position":{"page":12,"word":57,"offset":0.4,"at":"2026-11-28T09:00:00.000Z"},
 *    "revision":3,
 *    "bookmarks":[{"id":"...","page":3,"word":10,"offset":0,"note":"...","createdAt":"..."}]}
 *
 * A place is a page and a word on it, never a time in the audio, so it stays valid when pages are
 * retried or the book is spoken by another voice. "revision" counts the changes to the bookmarks,
 * so that one browser does not undo another's.
 */
#ifndef LECTERN_COMMON_FARM_LISTENER_H
#define LECTERN_COMMON_FARM_LISTENER_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LISTENER_VERSION = 1,
	LISTENER_MAX_PAGE = 1000000,
	LISTENER_MAX_WORD = 1000000,
	LISTENER_MAX_OFFSET = 86400, /* seconds */
	LISTENER_MAX_BOOKMARKS = 200,
	LISTENER_MAX_NOTE = 1000, /* bytes; line feeds and tabs are the only control characters
				   * allowed */
	/* As JSON, in which a byte of a note may take two. */
	LISTENER_MAX_JSON = LISTENER_MAX_BOOKMARKS * (2 * LISTENER_MAX_NOTE + 300),
};

struct listener_place {
	int page;      /* from 1; 0 if none */
	int word;      /* index on the page, from 0 */
	double offset; /* seconds since the start of the word, or of the page if its words are
			* unknown */
};

struct listener_position {
	struct listener_place place; /* page 0 if unknown */
	int64_t at_ms;               /* when it was reached, Unix time; 0 if unknown */
};

struct listener_bookmark {
	const char *id; /* unique within the book */
	struct listener_place place;
	const char *note; /* "" if none */
	int64_t created_ms;
};

struct listener_bookmarks {
	int64_t revision; /* 0 if there never were any */
	struct listener_bookmark *items;
	size_t count; /* sorted by place */
};

struct listener_state {
	struct listener_position position;
	struct listener_bookmarks bookmarks;
};

/* Parses the stored form. Untrusted input gives ERR_INVALID or a state within the limits above;
 * everything lives in the arena. */
int listener_parse(const char *json, size_t len, struct arena *arena,
	struct listener_state *ret_state, struct err *err);

/* JSON on one line; in the arena. */
const char *listener_format(const struct listener_state *state, struct arena *arena);

/* Parses what a client sends. Errors are ERR_INVALID and name the field. at_ms is never in the
 * future; it is now if the client sends no time. */
int listener_parse_position(
	const char *json, size_t len, struct listener_position *ret_position, struct err *err);

/* Bookmarks without an ID or a time are given one. The revision is -1 if the client sends none. */
int listener_parse_bookmarks(const char *json, size_t len, struct arena *arena,
	struct listener_bookmarks *ret_bookmarks, struct err *err);

/* Whether `position` supersedes `known`, which it does unless it is older. A known time that is
 * still in the future came from a wrong clock and does not count. */
bool listener_is_later(
	const struct listener_position *position, const struct listener_position *known);

#endif
