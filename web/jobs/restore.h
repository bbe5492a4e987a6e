/* restore: a book's WAV that went when its files were made comes back of its FLAC (kept_wav.h). */
#ifndef LECTERN_WEB_JOBS_RESTORE_H
#define LECTERN_WEB_JOBS_RESTORE_H

#include "common/farm/workflow.h"
#include "common/nats/connection.h"
#include "web/http/request.h"

#include <stdbool.h>

/* Waits for it if it is not there. True: it may be there now. Otherwise the reply is made. */
bool restore_audio(struct request *request, struct natsconn *conn, const struct workflow *workflow);

#endif
