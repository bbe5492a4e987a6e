/* link: the records exchanged by a front and its engine.
 *
 * The link is one SOCK_SEQPACKET socket pair; in the engine it is descriptor ENGINE_FD. A record
 * is a fixed header and a JSON object of at most ENGINE_MAX_BODY bytes; GOT, SCRATCH and PUT
 * carry one descriptor. The front trusts nothing in a record: the engine names pages, never
 * objects, and the front derives keys and events from them.
 *
 *   engine to front                              front to engine
 *   READY     {"unconfined"}                     JOB       {"page","totalPages","firstPage",
 *                                                    "maxPages","options":{},"parameters":{}}
 *   FATAL     {"reason"}
 *   GET       {"page"}                           GOT       {"size","digest","metadata":{}} + fd,
 *                                                          or FAILED
 *   GET       {"page","offset","length"}         likewise; "size" is the whole object's
 *   SCRATCH   {"size"}                           SCRATCHED {} + fd, or FAILED
 *   PUT       {"page","metadata":{}} + fd        OK        {"digest"}, or FAILED
 *   EMIT      {"page"}                           OK        {"stop":bool}, or FAILED
 *   TOTAL     {"pages"}                          OK        {}, or FAILED
 *   LANGUAGE  {"language"}                       OK        {}, or FAILED
 *   PAGE_FAILED {"page","reason"}                OK        {"stop":bool}, or FAILED
 *   PROGRESS  {"page","permille"}                -
 *   DONE      {"verdict","reason","kind",        -
 *              "nextPage","page"}
 *                                                FAILED    {"kind","reason"}
 *
 * "unconfined" are bits of enum sandbox_missing: protections that this kernel does not support.
 * "firstPage" and "maxPages" are present for a rendering. "options" are the job's, "parameters"
 * what the event and the front add to them; both map names to strings. "kind" is the reason's
 * enum err_kind; "page" of DONE is the page whose input made a join fail, or 0.
 *
 * Page 0 is the job's own input (the PDF, the page's image, ...) or its single result.
 */
#ifndef LECTERN_WORKERS_ENGINE_LINK_H
#define LECTERN_WORKERS_ENGINE_LINK_H

#include "common/base/err.h"

#include <cjson/cJSON.h>
#include <stdint.h>

enum { ENGINE_FD = 3, ENGINE_MAX_BODY = 128 * 1024 };

enum link_kind {
	LINK_READY = 1,
	LINK_FATAL,
	LINK_GET,
	LINK_SCRATCH,
	LINK_PUT,
	LINK_EMIT,
	LINK_TOTAL,
	LINK_LANGUAGE,
	LINK_PAGE_FAILED,
	LINK_PROGRESS,
	LINK_DONE,
	LINK_JOB = 64,
	LINK_GOT,
	LINK_SCRATCHED,
	LINK_OK,
	LINK_FAILED,
};

/* Sends one record, waiting while the peer's queue is full. body may be NULL ({}); fd is -1 for
 * none. Neither is consumed. ERR_NOT_FOUND when the peer is gone. */
int link_send(int socket, enum link_kind kind, const cJSON *body, int fd, struct err *err);

struct link_message {
	enum link_kind kind;
	cJSON *body; /* owned; never NULL, always an object */
	int fd;      /* owned; -1: none received */
};

/* Receives one record; whether it blocks depends on the socket. ERR_NOT_FOUND: the peer is gone;
 * ERR_UNAVAILABLE: it would block; ERR_INVALID: not a valid record (too long, bad header, bad
 * JSON). Free the message with link_message_free(). */
int link_receive(int socket, struct link_message *ret_message, struct err *err);
void link_message_free(struct link_message *message);

/* Copies a string of the body, or "" if there is none, cut to size - 1 bytes and fit for logs,
 * JSON and display: invalid UTF-8 becomes U+FFFD, control characters become spaces. */
void link_text(const cJSON *body, const char *name, char *ret_text, size_t size);

/* Parses a record, without its descriptor. Public for the fuzz target. */
int link_decode(const void *data, size_t len, struct link_message *ret_message, struct err *err);

#endif
