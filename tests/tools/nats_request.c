/* nats_request URL SUBJECT [PAYLOAD] - sends one NATS request and prints the reply.
 *
 * For scripts: JetStream's API answers requests, and acknowledges a publish to a stream's subject
 * in the same way. PAYLOAD "-" is read from standard input, so that it may be anything. Exit
 * status 0 with a reply, 1 without one in 5 seconds. */
#include "common/base/buf.h"

#include <nats/nats.h>
#include <stdio.h>
#include <string.h>

static void read_stdin(struct buf *buf)
{
	char chunk[65536];
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, stdin)) > 0)
		buf_append(buf, chunk, n);
}

static natsStatus ask(
	natsConnection **conn, const char *url, const char *subject, const struct buf *payload)
{
	natsMsg *reply = NULL;
	natsStatus s = natsConnection_ConnectTo(conn, url);
	if (s == NATS_OK)
		s = natsConnection_Request(
			&reply, *conn, subject, payload->data, (int)payload->len, 5000);
	if (s == NATS_OK) {
		fwrite(natsMsg_GetData(reply), 1, (size_t)natsMsg_GetDataLength(reply), stdout);
		putchar('\n');
	}
	natsMsg_Destroy(reply);
	return s;
}

int main(int argc, char **argv)
{
	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: nats_request URL SUBJECT [PAYLOAD|-]\n");
		return 2;
	}
	struct buf payload = BUF_EMPTY;
	if (argc == 4 && strcmp(argv[3], "-") == 0)
		read_stdin(&payload);
	else
		buf_append_string(&payload, argc == 4 ? argv[3] : "");
	natsConnection *conn = NULL;
	natsStatus s = ask(&conn, argv[1], argv[2], &payload);
	natsConnection_Destroy(conn);
	nats_CloseAndWait(2000);
	buf_free(&payload);
	if (s != NATS_OK) {
		fprintf(stderr, "%s: %s\n", argv[2], natsStatus_GetText(s));
		return 1;
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
