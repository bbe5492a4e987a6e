/* reply: headers common to all replies, for replies that bypass `struct request`. */
#ifndef LECTERN_WEB_HTTP_REPLY_H
#define LECTERN_WEB_HTTP_REPLY_H

#include <microhttpd.h>

/* Adds the headers that every reply has. */
void reply_add_common_headers(struct MHD_Response *response);

#endif
