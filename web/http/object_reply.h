/* object_reply: serves an object from the store as an HTTP representation, in constant memory. */
#ifndef LECTERN_WEB_HTTP_OBJECT_REPLY_H
#define LECTERN_WEB_HTTP_OBJECT_REPLY_H

#include "web/http/request.h"

struct natsconn;
struct object_info;

struct object_reply {
	const char *bucket, *key;
	const char *content_type;
	const char *disposition; /* "attachment", "inline" */
	const char *file_name;   /* as shown to the user */
};

/* Replies 200, 206, 304 or 416, or 503 when the store does not answer. The ETag is the digest;
 * Range, If-Range and If-None-Match are honoured. Returns -1, without a reply, when the object
 * does not exist. */
int object_reply(struct request *request, struct natsconn *conn, const struct object_reply *what);

/* The same for text derived from the object that `info` describes; what->key is not used. */
void object_reply_text(struct request *request, const struct object_reply *what,
	const struct object_info *info, const char *text);

#endif
