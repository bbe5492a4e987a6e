/* port_claim.c: links in a directory shared by all tests. */
#include "tests/common/nats/port_claim.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST = 20000, COUNT = 12000, TRIES = 200, PATH_LEN = 400 };

/* The path of the directory or, if `port` is not 0, of a link in it. */
static void claims_path(char path[PATH_LEN], int port)
{
	const char *tmp = getenv("TMPDIR");
	int len = snprintf(
		path, PATH_LEN, "%s/lectern-test-ports-%u", tmp ? tmp : "/tmp", (unsigned)getuid());
	if (port)
		snprintf(path + len, PATH_LEN - (size_t)len, "/%d", port);
}

static bool is_free(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

/* Removes the claim of a process that no longer exists. */
static void forget_the_dead(const char *path)
{
	char owner[24];
	ssize_t len = readlink(path, owner, sizeof owner - 1);
	if (len <= 0)
		return;
	owner[len] = '\0';
	if (kill((pid_t)atol(owner), 0) < 0 && errno == ESRCH)
		unlink(path);
}

int port_claim(void)
{
	char path[PATH_LEN], owner[24];
	snprintf(owner, sizeof owner, "%ld", (long)getpid());
	for (int i = 0; i < TRIES; i++) {
		unsigned random;
		if (getrandom(&random, sizeof random, 0) != sizeof random)
			return -1;
		int port = FIRST + (int)(random % COUNT);
		claims_path(path, 0);
		mkdir(path, 0777); /* removed by the last test to finish */
		claims_path(path, port);
		forget_the_dead(path);
		if (is_free(port) && symlink(owner, path) == 0)
			return port;
	}
	return -1;
}

void port_give_back(int port)
{
	char path[PATH_LEN];
	claims_path(path, port);
	unlink(path);
	claims_path(path, 0);
	rmdir(path); /* fails while others hold claims */
}
