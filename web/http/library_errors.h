/* library_errors: libmicrohttpd's own refusals in our form. */
#ifndef LECTERN_WEB_HTTP_LIBRARY_ERRORS_H
#define LECTERN_WEB_HTTP_LIBRARY_ERRORS_H

#include <microhttpd.h>

/* MHD_queue_response for a response that we made. */
enum MHD_Result library_queue_own(
	struct MHD_Connection *connection, unsigned status, struct MHD_Response *response);

#endif
