/* children.c: from SIGCHLD to the callback for known processes, and a search in /proc for unknown
 * ones.
 */
#include "supervisor/os/children.h"

#include "common/base/log.h"
#include "common/base/process.h"
#include "supervisor/os/spawn.h"
#include "supervisor/os/sys.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

/* Long enough for an engine to have exited by itself. */
enum { LOOK_AFTER_MS = 500, FINISH_MS = 1000 };

static void fire(struct loop_timer *timer, int64_t now)
{
	/* A process that does not die at once is checked again. */
	if (children_kill_orphans(timer->context) > 0)
		timer->due = now + LOOK_AFTER_MS;
}

void children_open(struct children *children)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	children->timer = (struct loop_timer) { LOOP_NEVER, fire, children, NULL };
	loop_add_timer(children->loop, &children->timer);
}

void children_close(struct children *children)
{
	loop_remove_timer(children->loop, &children->timer);
}

/* ---- the dead ---- */

static void look_for_orphans_soon(struct children *children)
{
	int64_t due = loop_now(children->loop) + LOOK_AFTER_MS;
	if (children->timer.due > due)
		children->timer.due = due;
}

void children_reap(struct children *children)
{
	pid_t pid;
	while ((pid = sys_peek_dead()) > 0) {
		bool known = children->is_known(children->context, pid);
		/* Until it is reaped its pid cannot be reused, so the signal hits only its own
		 * group. */
		if (known)
			sys_kill(-pid, SIGKILL);
		int status = sys_reap(pid);
		if (known) {
			children->exited(children->context, pid, status);
			look_for_orphans_soon(children);
		} else {
			log_debug("reaped pid=%d, which is not a child of lecternd", (int)pid);
		}
	}
}

/* ---- the orphans ---- */

/* Whether its environment has the mark that all descendants of our workers inherit. */
static bool is_marked(pid_t pid)
{
	static const char mark[] = SPAWN_MARK "=";
	char text[32768];
	size_t len = process_read(pid, "environ", text, sizeof text);
	for (size_t at = 0; at < len; at += strlen(text + at) + 1) {
		if (strncmp(text + at, mark, sizeof mark - 1) == 0)
			return true;
	}
	return false;
}

static bool is_orphan(const struct children *children, pid_t pid)
{
	char state;
	pid_t parent;
	if (!process_stat(pid, &state, &parent) || parent != getpid() || state == 'Z' ||
		children->is_known(children->context, pid))
		return false;
	return getpid() != 1 || is_marked(pid);
}

size_t children_kill_orphans(struct children *children)
{
	size_t found = 0;
	DIR *dir = opendir("/proc");
	if (!dir)
		return 0;
	const struct dirent *entry;
	while ((entry = readdir(dir))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		if (!is_orphan(children, pid))
			continue;
		log_warn("killing pid=%d, left behind by a worker", (int)pid);
		/* It is our child, so its pid cannot be reused until we reap it. */
		sys_kill(pid, SIGKILL);
		found++;
	}
	closedir(dir);
	return found;
}

void children_finish(struct children *children)
{
	int64_t until = sys_now_ms() + FINISH_MS;
	const struct timespec pause = { 0, 5000000L };
	while (children_kill_orphans(children) > 0 && sys_now_ms() < until) {
		nanosleep(&pause, NULL);
		children_reap(children);
	}
	children_reap(children);
}
