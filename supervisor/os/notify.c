/* notify.c: sends datagrams to the service manager. */
#include "supervisor/os/notify.h"

#include "supervisor/os/sys.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct {
	int socket;
	struct sockaddr_un address;
	socklen_t address_len;
	int64_t watchdog_ms;
} notify = { .socket = -1 };

static int64_t watchdog_from_env(void)
{
	const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	if (!usec || (pid && strtol(pid, NULL, 10) != (long)getpid()))
		return 0;
	long long us = strtoll(usec, NULL, 10);
	if (us <= 0)
		return 0;
	int64_t ms = us / 2000;
	return ms > 0 ? ms : 1;
}

void notify_open(void)
{
	const char *path = getenv("NOTIFY_SOCKET");
	if (!path || (path[0] != '/' && path[0] != '@') ||
		strlen(path) >= sizeof notify.address.sun_path)
		return;
	notify.socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	notify.address.sun_family = AF_UNIX;
	memcpy(notify.address.sun_path, path, strlen(path));
	/* A leading '@' stands for the NUL of an abstract address. */
	if (path[0] == '@')
		notify.address.sun_path[0] = '\0';
	notify.address_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
	notify.watchdog_ms = watchdog_from_env();
}

void notify_close(void)
{
	if (notify.socket >= 0)
		close(notify.socket);
	notify.socket = -1;
}

int64_t notify_watchdog_ms(void)
{
	return notify.watchdog_ms;
}

static void send_state(const char *text)
{
	if (notify.socket < 0)
		return;
	ssize_t n;
	do
		n = sendto(notify.socket, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT,
			(const struct sockaddr *)&notify.address, notify.address_len);
	while (n < 0 && errno == EINTR);
}

void notify_ready(const char *status)
{
	char text[256];
	snprintf(text, sizeof text, "READY=1\nSTATUS=%s", status);
	send_state(text);
}

void notify_reloading(void)
{
	char text[128];
	/* Needed with Type=notify-reload. */
	snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)sys_now_us());
	send_state(text);
}

void notify_stopping(const char *status)
{
	char text[256];
	snprintf(text, sizeof text, "STOPPING=1\nSTATUS=%s", status);
	send_state(text);
}

void notify_watchdog(void)
{
	send_state("WATCHDOG=1");
}
