/* confine_attempts: what somebody who has taken over a process would try, and how each attempt has
 * to end in a process that is locked in. */
#ifndef LECTERN_TESTS_WORKERS_ENGINE_CONFINE_ATTEMPTS_H
#define LECTERN_TESTS_WORKERS_ENGINE_CONFINE_ATTEMPTS_H

#include <signal.h>
#include <stddef.h>

enum {
	MEMORY_MB = 512,
	FILE_MB = 8,
	PROCESSES = 40,
	/* How an attempt ended: an errno below, 0 for success, or one of these. */
	DIED_OF = 1000, /* plus the signal */
	NOT_CONFINED = 200,
	NO_LANDLOCK = 201,
	ODD = 202,
	KILLED = DIED_OF + SIGSYS,
};

enum profile { BARE, READING, FORKING, PROFILES };

typedef int attempt_fn(void);

struct expectation {
	const char *name;
	attempt_fn *attempt;
	int outcomes[PROFILES];
};

extern const struct expectation confine_expectations[];
extern const size_t confine_expectation_count;

/* The one directory that a confinement may allow; what is `inside` it must stay, and nothing must
 * be `created`. */
struct attempt_place {
	char directory[64], inside[64], created[64];
};
extern struct attempt_place attempt_place;

/* Makes the place, a socket that listens and one that could connect, and a file in memory. -1:
 * something of it could not be made. */
int attempts_prepare(void);
int attempts_clean_up(void);

/* Empties the file in memory. */
int attempts_shrink_file(void);

/* Those that a test has its own questions about: 0, or the errno. */
attempt_fn attempt_read_passwd;
attempt_fn attempt_read_environment;
attempt_fn attempt_list_root;
attempt_fn attempt_read_through_link;
attempt_fn attempt_read_through_dots;
attempt_fn attempt_make_socket;
attempt_fn attempt_connect_loopback;
attempt_fn attempt_fork_plainly;
attempt_fn attempt_allocate_without_end;
attempt_fn attempt_run_memory;
attempt_fn attempt_fork_as_a_child;
attempt_fn attempt_grow_without_end;
attempt_fn attempt_fork_a_swarm;
attempt_fn attempt_read_inside;
attempt_fn attempt_list_inside;

#endif
