/* util.c: errors, signals and random numbers for the files that use NATS. */
#include "common/nats/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#undef natsconn_err

/* ---- errors ---- */

enum { NOBODY_ANSWERS = 10076 };

/* JetStream error codes (nats-server's errors.json). */
static enum err_kind kind_of_code(unsigned code)
{
	switch (code) {
	case 10023: /* insufficient resources */
	case 10028: /* memory resources exceeded */
	case 10047: /* storage resources exceeded */
	case 10077: /* message not stored: maximum messages or bytes, disk full */
		return ERR_NO_SPACE;
	case 10071: /* wrong last sequence */
	case 10164: /* the same, without the sequence */
		return ERR_CONFLICT;
	case 10014: /* consumer not found */
	case 10037: /* no message found */
	case 10059: /* stream not found */
		return ERR_NOT_FOUND;
	case 10004: /* cluster incomplete */
	case 10005: /* no suitable peers */
	case 10007: /* not assigned to a server yet */
	case 10008: /* temporarily unavailable */
	case 10009: /* not the leader */
	case NOBODY_ANSWERS:
	case 10118: /* stream offline */
	case 10119: /* consumer offline */
		return ERR_UNAVAILABLE;
	case 10003: /* bad request */
	case 10025: /* invalid JSON */
	case 10052: /* stream invalid configuration */
	case 10054: /* message size exceeds the maximum */
	case 10058: /* stream name in use with another configuration */
	case 10060: /* expected stream does not match */
	case 10065: /* subjects overlap */
	case 10074: /* replicas need a cluster */
	case 10097: /* header size exceeds the maximum */
	case 10099: /* a work queue takes one unfiltered consumer */
	case 10100: /* a work queue takes no overlapping filters */
		return ERR_INVALID;
	default:
		return ERR_NONE;
	}
}

static enum err_kind kind_of_status(natsStatus status)
{
	switch (status) {
	case NATS_NOT_FOUND:
		return ERR_NOT_FOUND;
	case NATS_TIMEOUT:
	case NATS_NO_RESPONDERS:
	case NATS_CONNECTION_CLOSED:
	case NATS_CONNECTION_DISCONNECTED:
	case NATS_CONNECTION_AUTH_FAILED:
	case NATS_NO_SERVER:
	case NATS_IO_ERROR:
	case NATS_STALE_CONNECTION:
	case NATS_NOT_YET_CONNECTED:
	case NATS_DRAINING:
	case NATS_MISSED_HEARTBEAT:
	case NATS_SLOW_CONSUMER:
	case NATS_INSUFFICIENT_BUFFER: /* our reconnect buffer has size 0: disconnected */
		return ERR_UNAVAILABLE;
	case NATS_INVALID_ARG:
	case NATS_INVALID_SUBJECT:
	case NATS_INVALID_QUEUE_NAME:
	case NATS_MAX_PAYLOAD:
	case NATS_ADDRESS_MISSING:
	case NATS_NOT_PERMITTED:
		return ERR_INVALID;
	default:
		return ERR_INTERNAL;
	}
}

static int verr(struct err *err, natsStatus status, jsErrCode code, const char *reason,
	const char *fmt, va_list ap)
{
	char what[200];
	vsnprintf(what, sizeof what, fmt, ap);
	enum err_kind kind = kind_of_code((unsigned)code);
	if (kind == ERR_NONE)
		kind = kind_of_status(status);
	if (!reason) {
		natsStatus last = NATS_OK;
		reason = nats_GetLastError(&last);
		if (!reason || !*reason || last != status || status == NATS_INSUFFICIENT_BUFFER)
			reason = natsStatus_GetText(status);
	}
	if (status == NATS_INSUFFICIENT_BUFFER)
		reason = "not connected";
	if ((unsigned)code == NOBODY_ANSWERS)
		reason = "no answer from JetStream: the server runs without it, or has no leader";
	if (code)
		return err_set(err, kind, "%s: %.220s (%u)", what, reason, (unsigned)code);
	return err_set(err, kind, "%s: %.220s", what, reason);
}

int natsconn_err(struct err *err, natsStatus status, jsErrCode code, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	verr(err, status, code, NULL, fmt, ap);
	va_end(ap);
	return -1;
}

int natsconn_err_said(struct err *err, natsStatus status, jsErrCode code, const char *reason,
	const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	verr(err, status, code, reason, fmt, ap);
	va_end(ap);
	return -1;
}

/* ---- signals, random numbers ---- */

void natsconn_block_signals(sigset_t *ret_old)
{
	sigset_t all;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, ret_old);
}

void natsconn_restore_signals(const sigset_t *old)
{
	pthread_sigmask(SIG_SETMASK, old, NULL);
}

unsigned natsconn_random(unsigned limit)
{
	unsigned value = 0;
	if (getrandom(&value, sizeof value, 0) != (ssize_t)sizeof value)
		abort(); /* cannot fail for so few bytes on Linux >= 3.17 */
	return value % limit;
}
