/* nats_watch URL SUBJECT... - prints every message of these subjects (wildcards allowed) until its
 * standard input ends: Unix milliseconds, bytes, subject and, when short, the payload; tabs
 * between.
 *
 * A line "ready" comes first: from then on nothing is missed. */
#include <inttypes.h>
#include <nats/nats.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_SHOWN = 1000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void print_payload(natsMsg *message)
{
	const char *data = natsMsg_GetData(message);
	int len = natsMsg_GetDataLength(message);
	for (int i = 0; len <= MAX_SHOWN && i < len; i++)
		putchar((unsigned char)data[i] < ' ' ? ' ' : data[i]);
}

static void on_message(
	natsConnection *nats, natsSubscription *subscription, natsMsg *message, void *closure)
{
	(void)nats;
	(void)subscription;
	(void)closure;
	pthread_mutex_lock(&lock);
	printf("%" PRId64 "\t%d\t%s\t", now_ms(), natsMsg_GetDataLength(message),
		natsMsg_GetSubject(message));
	print_payload(message);
	putchar('\n');
	pthread_mutex_unlock(&lock);
	natsMsg_Destroy(message);
}

static natsStatus watch(
	natsConnection *conn, char **subjects, int count, natsSubscription **subscriptions)
{
	natsStatus s = NATS_OK;
	for (int i = 0; s == NATS_OK && i < count; i++) {
		s = natsConnection_Subscribe(
			&subscriptions[i], conn, subjects[i], on_message, NULL);
		if (s == NATS_OK) /* a burst is no reason to lose any */
			s = natsSubscription_SetPendingLimits(subscriptions[i], -1, -1);
	}
	return s == NATS_OK ? natsConnection_Flush(conn) : s;
}

static void until_told(void)
{
	char ignored[64];
	while (read(STDIN_FILENO, ignored, sizeof ignored) > 0)
		;
}

int main(int argc, char **argv)
{
	natsConnection *conn = NULL;
	if (argc < 3) {
		fprintf(stderr, "usage: nats_watch URL SUBJECT...\n");
		return 2;
	}
	natsSubscription **subscriptions = calloc((size_t)argc, sizeof(natsSubscription *));
	natsStatus s = subscriptions ? natsConnection_ConnectTo(&conn, argv[1]) : NATS_NO_MEMORY;
	if (s == NATS_OK)
		s = watch(conn, argv + 2, argc - 2, subscriptions);
	if (s != NATS_OK) {
		fprintf(stderr, "%s: %s\n", argv[1], natsStatus_GetText(s));
		free(subscriptions);
		return 1;
	}
	pthread_mutex_lock(&lock);
	puts("ready");
	fflush(stdout);
	pthread_mutex_unlock(&lock);
	until_told();
	natsConnection_Flush(conn); /* what was on its way */
	usleep(200000);
	natsConnection_Close(conn); /* nothing arrives any more */
	for (int i = 0; i < argc - 2; i++)
		natsSubscription_Destroy(subscriptions[i]);
	free(subscriptions);
	natsConnection_Destroy(conn);
	pthread_mutex_lock(&lock);
	return fflush(stdout) == 0 ? 0 : 1;
}
