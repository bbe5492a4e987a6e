/* reply: what every reply has, for those that do not go through a request. */
#ifndef LECTERN_WEB_HTTP_REPLY_H
#define LECTERN_WEB_HTTP_REPLY_H

#include <microhttpd.h>

/* The headers that every reply has. */
void reply_add_common_headers(struct MHD_Response *response);

#endif
