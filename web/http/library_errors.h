/* library_errors: libmicrohttpd's own error replies, in our format. */
#ifndef LECTERN_WEB_HTTP_LIBRARY_ERRORS_H
#define LECTERN_WEB_HTTP_LIBRARY_ERRORS_H

#include <microhttpd.h>

/* Like MHD_queue_response(), for a response of ours, which must not be replaced. */
enum MHD_Result library_queue_own(
	struct MHD_Connection *connection, unsigned status, struct MHD_Response *response);

#endif
