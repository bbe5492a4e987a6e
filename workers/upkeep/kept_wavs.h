/* kept_wavs: WAVs that the settings let go (common/farm/kept_wav.h), and that are there still:
 * whoever made the last file of them was killed, or they came back for a while. */
#ifndef LECTERN_WORKERS_UPKEEP_KEPT_WAVS_H
#define LECTERN_WORKERS_UPKEEP_KEPT_WAVS_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/nats/connection.h"

/* Looks at every WAV, and removes those that nothing needs. `alive` is called now and then. Logs
 * what it does. */
int kept_wavs_release(struct natsconn *conn, const struct settings *settings,
	void (*alive)(void *context), void *context, struct err *err);

#endif
