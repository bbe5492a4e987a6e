/* app: what handlers know of the farm. The HTTP layer below them merely passes it on. */
#ifndef LECTERN_WEB_STATE_APP_H
#define LECTERN_WEB_STATE_APP_H

struct settings;

/* Each part has its own lock, and all of them outlive the server. */
struct app {
	const struct settings *settings;
	struct backend *backend;        /* the connection to the broker */
	struct job_table *table;        /* every job */
	struct farm_snapshot *snapshot; /* lecternd's pools */
	struct sampler *sampler;        /* sizes of queues and buckets */
	struct installed *installed;    /* voices and languages */
	struct listeners *listeners;    /* listening positions */
	struct leftovers *leftovers;    /* of uploads that failed */
	struct on_demand *on_demand;    /* pictures and audio that clients are waiting for */
	struct newcomers
		*listening; /* clients that have just begun to listen to a book still being made */
	struct live_pages *live_pages;   /* the audio of books still being made */
	struct idempotency *idempotency; /* uploads in progress that have an Idempotency-Key */
	char *feed_secret;               /* part of the podcast feed's address; NULL: no feed */
};

#endif
