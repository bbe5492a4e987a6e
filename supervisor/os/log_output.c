/* log_output.c: makes standard error non-blocking, or replaces it with a file. */
#include "supervisor/os/log_output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The original standard error, to be restored. */
static int given = -1;

static void fill_standard_descriptors(void)
{
	int fd;
	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

void log_output_prepare(void)
{
	struct stat st;
	fill_standard_descriptors();
	given = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (fstat(STDERR_FILENO, &st) < 0 || S_ISREG(st.st_mode))
		return;
	/* Reopening gives it flags of its own, so other programs on the same pipe or terminal keep
	 * blocking as they expect. A socket (systemd's journal) cannot be reopened, but is ours
	 * alone. */
	int fd = open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_APPEND | O_CLOEXEC);
	if (fd >= 0) {
		dup2(fd, STDERR_FILENO);
		dup2(fd, given);
		fcntl(given, F_SETFD, FD_CLOEXEC);
		close(fd);
	} else if (S_ISSOCK(st.st_mode) || S_ISFIFO(st.st_mode)) {
		fcntl(STDERR_FILENO, F_SETFL, fcntl(STDERR_FILENO, F_GETFL) | O_NONBLOCK);
	}
}

int log_output_open(const char *path, struct err *err)
{
	if (!*path) {
		if (given >= 0)
			dup2(given, STDERR_FILENO);
		return 0;
	}
	int fd =
		open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
	if (fd < 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", path);
	dup2(fd, STDERR_FILENO);
	close(fd);
	return 0;
}
