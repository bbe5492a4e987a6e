/* restore: brings back a book's WAV, which is dropped once its files are made, from its FLAC
 * (kept_wav.h). */
#ifndef LECTERN_WEB_JOBS_RESTORE_H
#define LECTERN_WEB_JOBS_RESTORE_H

#include "common/farm/workflow.h"
#include "common/nats/connection.h"
#include "web/http/request.h"

#include <stdbool.h>

/* Waits for the WAV if it is not stored. True: it may be there now. False: the reply has been
 * made. */
bool restore_audio(struct request *request, struct natsconn *conn, const struct workflow *workflow);

#endif
