/* free_space.c: free space according to statvfs(3) and the broker. */
#include "common/farm/free_space.h"

#include "common/config/embedded_broker.h"

#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

enum { ACCOUNT_SHARE = 20 };

static long long mib(int64_t bytes)
{
	return (long long)(bytes >> 20);
}

static bool disk_is_low(const char *path, int64_t bytes, char text[static FREE_SPACE_TEXT])
{
	struct statvfs fs;
	if (statvfs(path, &fs) < 0)
		return false;
	int64_t left = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
	if (left >= bytes)
		return false;
	snprintf(text, FREE_SPACE_TEXT, "%lld MiB are free at %.120s, %lld MiB are needed",
		mib(left), path, mib(bytes));
	return true;
}

static bool account_is_low(struct natsconn *conn, int64_t bytes, char text[static FREE_SPACE_TEXT])
{
	jsAccountInfo *info = NULL;
	jsErrCode code = 0;
	if (js_GetAccountInfo(&info, natsconn_js(conn), NULL, &code) != NATS_OK)
		return false;
	int64_t most = info->Limits.MaxStore, left = most - (int64_t)info->Store;
	jsAccountInfo_Destroy(info);
	if (bytes > most / ACCOUNT_SHARE)
		bytes = most / ACCOUNT_SHARE;
	if (most <= 0 || left >= bytes)
		return false;
	snprintf(text, FREE_SPACE_TEXT,
		"%lld MiB of %lld are left to this account of the broker, %lld MiB are needed",
		mib(left), mib(most), mib(bytes));
	return true;
}

bool free_space_is_low(struct natsconn *conn, const struct settings *settings, int64_t bytes,
	char text[static FREE_SPACE_TEXT])
{
	const char *state_dir = settings->supervisor.state_dir;
	char broker[4200];
	snprintf(broker, sizeof broker, "%s/" EMBEDDED_BROKER_DIRECTORY, state_dir);
	if (bytes <= 0)
		return false;
	if (disk_is_low(state_dir, bytes, text))
		return true;
	if (strcmp(settings->nats.server, "auto") == 0 && disk_is_low(broker, bytes, text))
		return true;
	return account_is_low(conn, bytes, text);
}
