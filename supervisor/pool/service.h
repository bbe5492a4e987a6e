/* service: the kinds of children that lecternd runs, and their programs. */
#ifndef LECTERN_SUPERVISOR_POOL_SERVICE_H
#define LECTERN_SUPERVISOR_POOL_SERVICE_H

#include "common/base/arena.h"
#include "common/config/settings.h"
#include "supervisor/os/spawn.h"
#include "supervisor/pool/slot_policy.h"

#include <stddef.h>

enum service_kind { SERVICE_BROKER, SERVICE_WEB, SERVICE_WORKER };

struct service {
	enum service_kind kind;
	const char *stage;     /* in logs and in the farm's status: "tts" */
	const char *program;   /* "tts-service"; the broker's is in the settings */
	const char *directory; /* in the build tree */
	size_t offset;         /* of a worker's struct service_settings in struct settings */
};

enum { SERVICE_COUNT = 11, SERVICE_FIRST_CHILD = 1 };

/* The broker comes first, then the web, then the stages in the order that a page passes them. */
extern const struct service services[SERVICE_COUNT];

/* NULL for the broker and the web. */
const struct service_settings *service_settings_of(
	const struct service *service, const struct settings *settings);

/* How many processes the settings ask for; 0 for the broker, which is decided elsewhere. */
size_t service_size(const struct service *service, const struct settings *settings);

struct slot_limits service_slot_limits(
	const struct service *service, const struct settings *settings);

struct spawn_limits service_spawn_limits(
	const struct service *service, const struct settings *settings);

/* The path of its program: in $LECTERN_LIBEXECDIR, else in the build tree that lecternd runs from,
 * else where it is installed. In the arena. */
const char *service_program(const struct service *service, struct arena *arena);

#endif
