/* program_dir.c: reads /proc/self/exe. */
#include "common/base/program_dir.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

const char *program_dir(struct arena *arena)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
	if (len <= 0)
		return NULL;
	path[len] = '\0';
	char *slash = strrchr(path, '/');
	if (!slash)
		return NULL;
	*slash = '\0';
	return arena_string(arena, path);
}
