/* listeners: where this farm's listener is in each book, between clients that report it often and
 * a store that should be written seldom.
 *
 * A position takes effect at once and is returned to whoever asks; it is written to the bucket at
 * most once in ten seconds for each book, the newest of them, and at the end. Safe to use from many
 * threads.
 */
#ifndef LECTERN_WEB_STATE_LISTENERS_H
#define LECTERN_WEB_STATE_LISTENERS_H

#include "common/config/settings.h"
#include "common/farm/listener_store.h"
#include "web/state/backend.h"
#include "web/state/job_table.h"

#include <stdbool.h>

struct listeners;

/* All of them must outlive it. */
struct listeners *listeners_start(
	const struct settings *settings, struct backend *backend, struct job_table *table);

/* Writes what is not written yet, if the broker answers. */
void listeners_stop(struct listeners **listeners);

/* The position as it stands. */
int listeners_get(struct listeners *listeners, struct natsconn *conn, const char *job,
	struct listener_position *ret_position, struct err *err);

/* A client says where it is. *ret_stands: that, or a later position that is known already. */
int listeners_put(struct listeners *listeners, struct natsconn *conn, const char *job,
	const struct listener_position *position, struct listener_position *ret_stands,
	struct err *err);

/* The job is gone: nothing more is written for it. */
void listeners_forget(struct listeners *listeners, const char *job);

/* Whose bookmarks are asked for. Lives as long as `job` and the settings. */
struct listener_key listeners_key(const struct listeners *listeners, const char *job);

#endif
