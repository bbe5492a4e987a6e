/* rss: reads /proc/<pid>/statm. */
#include "supervisor/rss.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int64_t rss_kib(pid_t pid)
{
	char path[40], text[128];
	snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	long long pages = 0;
	text[n > 0 ? n : 0] = '\0';
	if (sscanf(text, "%*s %lld", &pages) != 1)
		return 0;
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}
