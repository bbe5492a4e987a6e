/* app: what handlers know of the farm. The HTTP layer below them only passes it on. */
#ifndef LECTERN_WEB_STATE_APP_H
#define LECTERN_WEB_STATE_APP_H

struct settings;

/* Each part has a lock of its own; everything outlives the server. */
struct app {
	const struct settings *settings;
	struct backend *backend;         /* the broker's connection */
	struct job_table *table;         /* every job */
	struct farm_snapshot *snapshot;  /* lecternd's pools */
	struct sampler *sampler;         /* queues and buckets */
	struct installed *installed;     /* voices and languages */
	struct listeners *listeners;     /* where listeners are */
	struct leftovers *leftovers;     /* of uploads that came to nothing */
	struct on_demand *on_demand;     /* pictures and audio that clients wait for */
	struct newcomers *listening;     /* to books that are being made */
	struct live_pages *live_pages;   /* sound of books that are being made */
	struct idempotency *idempotency; /* uploads under way that have a key */
	char *feed_secret;               /* of the podcast feed's address; NULL: there is none */
};

#endif
