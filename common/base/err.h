/* err: what failed, on what, and why, passed up to the layer that can act on it.
 *
 * A function that can fail returns 0 on success and -1 on failure, takes a `struct err *`
 * as its last parameter and fills it on failure only. The text reads as one sentence that
 * names the thing and the reason ("PNG_FILES/a/b.png: no such object"). Libraries never log.
 */
#ifndef LECTERN_COMMON_BASE_ERR_H
#define LECTERN_COMMON_BASE_ERR_H

enum err_kind {
	ERR_NONE = 0,
	ERR_INVALID,     /* the input is wrong and will stay wrong */
	ERR_NOT_FOUND,   /* the named thing does not exist */
	ERR_CONFLICT,    /* someone else changed it first: read again */
	ERR_UNAVAILABLE, /* transient: broker away, timeout; try again later */
	ERR_NO_SPACE,    /* disk, stream or bucket full; try again later */
	ERR_DAMAGED,     /* stored data does not match its digest, size or count */
	ERR_INTERNAL,    /* a system call or library failed where it should not */
};

struct err {
	enum err_kind kind;
	char text[480];
};

/* Sets kind and text (printf style, cut when too long). Returns -1, so that
 * `return err_set(err, ...)` works. err may be NULL: then only -1 is returned. */
int err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* As err_set, and adds ": " and the text of errno `errnum`. ENOSPC and EDQUOT
 * make the kind ERR_NO_SPACE, whatever was asked for. */
int err_errno(struct err *err, enum err_kind kind, int errnum, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Puts "<prefix>: " before the text that is there, keeping the kind. Returns -1. */
int err_prefix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#ifdef __clang_analyzer__ /* The analyzer sees one file at a time: tell it what these return. */
#define err_set(...)    (err_set(__VA_ARGS__), -1)
#define err_errno(...)  (err_errno(__VA_ARGS__), -1)
#define err_prefix(...) (err_prefix(__VA_ARGS__), -1)
#endif

/* True for kinds that a later attempt may overcome. */
int err_is_transient(const struct err *err);

/* A stable lower-case name of a kind, for logs ("not-found"). */
const char *err_kind_name(enum err_kind kind);

#endif
