/* object_fixture: the bucket PNG_FILES on a server of the test's own, and shorthands that fail the
 * test on errors. */
#ifndef LECTERN_TESTS_COMMON_OBJSTORE_OBJECT_FIXTURE_H
#define LECTERN_TESTS_COMMON_OBJSTORE_OBJECT_FIXTURE_H

#include "tests/common/nats/nats_check.h"

#include "common/objstore/store.h"

#define BUCKET "PNG_FILES"
#define STREAM "OBJ_PNG_FILES"

struct object_fixture {
	struct nats_server server;
	struct settings *settings;
	struct natsconn *conn;
	struct arena *arena;
	struct err err;
};

extern struct object_fixture fix;

/* For cmocka: start and stop once per program, purge before each test. */
int object_fixture_start(void **state);
int object_fixture_stop(void **state);
int object_fixture_purge(void **state);

/* An open file with those bytes; the caller closes it. */
int object_file(const void *data, size_t len);
/* The caller frees the bytes. */
char *object_bytes(size_t len, uint64_t seed);
struct object_info object_put(const char *name, const void *data, size_t len);
struct objwriter *object_open_writer(const char *name);
void object_assert_stored(const char *name, const void *data, size_t len);
/* The number of messages in the bucket's stream. */
int64_t object_messages(void);

void object_remove_chunk(uint64_t sequence);
void object_publish_meta(const char *subject, const char *json);
/* "t/marked" as another client leaves a deleted object: marked, without chunks. */
void object_mark_as_deleted(void);

#endif
