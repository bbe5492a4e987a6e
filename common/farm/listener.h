/* listener: where a listener is in a book, and the bookmarks there.
 *
 * Kept in the key-value bucket LISTENER_STATE under `<tenant>.<user>.<job>`, never in the job's
 * state, which is written at every page:
 *
 *   {"version":1,"position":{"page":12,"word":57,"offset":0.4,"at":"2026-11-28T09:00:00.000Z"},
 *    "revision":3,
 *    "bookmarks":[{"id":"...","page":3,"word":10,"offset":0,"note":"...","createdAt":"..."}]}
 *
 * A place is a page and a word of it, never a second of the sound: it is still the same place when
 * pages were tried again or the book was spoken by another voice. "revision" counts the changes of
 * the bookmarks, so that one browser does not undo what another did.
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
	LISTENER_MAX_NOTE = 1000, /* bytes; of control characters only line feeds and tabs */
	/* As JSON; a byte of a note may take two of them. */
	LISTENER_MAX_JSON = LISTENER_MAX_BOOKMARKS * (2 * LISTENER_MAX_NOTE + 300),
};

struct listener_place {
	int page;      /* from 1; 0: none */
	int word;      /* of the page, from 0 */
	double offset; /* seconds since the word began, or the page where no words are known */
};

struct listener_position {
	struct listener_place place; /* page 0: nothing is known */
	int64_t at_ms;               /* when it was heard: Unix; 0: unknown */
};

struct listener_bookmark {
	const char *id; /* within the book */
	struct listener_place place;
	const char *note; /* "": none */
	int64_t created_ms;
};

struct listener_bookmarks {
	int64_t revision; /* 0: there never were any */
	struct listener_bookmark *items;
	size_t count; /* sorted by place */
};

struct listener_state {
	struct listener_position position;
	struct listener_bookmarks bookmarks;
};

/* What is stored. Untrusted input gives ERR_INVALID or a state within the limits above;
 * all of it lives in the arena. */
int listener_parse(const char *json, size_t len, struct arena *arena,
	struct listener_state *ret_state, struct err *err);

/* On one line; in the arena. */
const char *listener_format(const struct listener_state *state, struct arena *arena);

/* What a client sends. Errors are ERR_INVALID and name the field, as above. at_ms is never in the
 * future, and now where the client says nothing. */
int listener_parse_position(
	const char *json, size_t len, struct listener_position *ret_position, struct err *err);

/* Bookmarks without an id or a time get one. revision -1: the client says none. */
int listener_parse_bookmarks(const char *json, size_t len, struct arena *arena,
	struct listener_bookmarks *ret_bookmarks, struct err *err);

/* Whether `position` takes the place of `known`: the later one does. What is known of a time that
 * is still to come was said by a clock that was wrong. */
bool listener_is_later(
	const struct listener_position *position, const struct listener_position *known);

#endif
