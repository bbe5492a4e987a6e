/* topology_stream.c: creates a stream, or refuses an existing one that does not fit. */
#include "common/farm/topology_parts.h"

#include "common/base/buf.h"
#include "common/nats/internal.h"
#include "common/nats/retry.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_WAIT_MS = 5000, MOST_SUBJECTS = 64 };

static const int64_t duplicate_window_ns = INT64_C(120) * 1000000000;

static const char *retention_name(jsRetentionPolicy retention)
{
	switch (retention) {
	case js_LimitsPolicy:
		return "limits";
	case js_InterestPolicy:
		return "interest";
	case js_WorkQueuePolicy:
		return "work queue";
	}
	return "unknown";
}

/* ---- checking ---- */

bool subject_is_covered(const char *subject, const char *pattern)
{
	for (;;) {
		size_t s = strcspn(subject, "."), p = strcspn(pattern, ".");
		if (p == 1 && *pattern == '>')
			return s > 0;
		bool same = s == p && strncmp(subject, pattern, s) == 0;
		bool any = p == 1 && *pattern == '*' && !(s == 1 && *subject == '>');
		if (!same && !any)
			return false;
		if (!subject[s] || !pattern[p])
			return !subject[s] && !pattern[p];
		subject += s + 1;
		pattern += p + 1;
	}
}

static int refuse(
	const struct stream_plan *plan, struct err *err, const char *has, const char *needs)
{
	return err_set(err, ERR_INVALID,
		"stream %s exists and does not fit: it has %s, but needs %s", plan->name, has,
		needs);
}

static bool has_subject(const jsStreamConfig *config, const char *subject)
{
	for (int i = 0; i < config->SubjectsLen; i++) {
		if (subject_is_covered(subject, config->Subjects[i]))
			return true;
	}
	return false;
}

static int check_subjects(
	const struct stream_plan *plan, const jsStreamConfig *config, struct err *err)
{
	for (int i = 0; i < plan->subject_count; i++) {
		if (has_subject(config, plan->subjects[i]))
			continue;
		struct buf has = BUF_EMPTY;
		char needs[160];
		for (int j = 0; j < config->SubjectsLen && has.len < 150; j++)
			buf_printf(&has, "%s%.60s", j ? ", " : "", config->Subjects[j]);
		snprintf(needs, sizeof needs, "subject %s", plan->subjects[i]);
		struct buf text = BUF_EMPTY;
		buf_printf(&text, "the subjects \"%s\"", buf_string(&has));
		refuse(plan, err, buf_string(&text), needs);
		buf_free(&text);
		buf_free(&has);
		return -1;
	}
	return 0;
}

/* Refuses flags with which our messages would be lost or could not be removed. */
static int check_flags(
	const struct stream_plan *plan, const jsStreamConfig *config, struct err *err)
{
	if (config->Sealed)
		return refuse(plan, err, "a seal", "one that takes messages");
	if (config->NoAck)
		return refuse(plan, err, "no_ack", "acknowledged publishing");
	if (config->Discard == js_DiscardOld && plan->retention == js_WorkQueuePolicy &&
		(config->MaxMsgs > 0 || config->MaxBytes > 0))
		return refuse(plan, err, "limits that discard old messages", "discard new");
	if (plan->bucket == STREAM_EVENTS)
		return 0;
	if (!config->AllowRollup)
		return refuse(plan, err, "no allow_rollup_hdrs", "it");
	if (config->DenyPurge)
		return refuse(plan, err, "deny_purge", "a bucket that can be purged");
	if (!config->AllowDirect)
		return refuse(plan, err, "no allow_direct", "it");
	return 0;
}

static int check(const struct stream_plan *plan, const jsStreamConfig *config, struct err *err)
{
	char has[64], needs[64];
	snprintf(has, sizeof has, "%s retention", retention_name(config->Retention));
	snprintf(needs, sizeof needs, "%s retention", retention_name(plan->retention));
	if (config->Retention != plan->retention)
		return refuse(plan, err, has, needs);
	if (config->Storage != js_FileStorage)
		return refuse(plan, err, "memory storage", "file storage");
	if (check_subjects(plan, config, err) < 0)
		return -1;
	return check_flags(plan, config, err);
}

/* ---- creating ---- */

static void configure(const struct stream_plan *plan, jsStreamConfig *config)
{
	jsStreamConfig_Init(config);
	config->Name = plan->name;
	config->Subjects = (const char **)(uintptr_t)plan->subjects;
	config->SubjectsLen = plan->subject_count;
	config->Retention = plan->retention;
	config->Storage = js_FileStorage;
	/* A full stream refuses the publisher, who retries; it never loses a message. */
	config->Discard = js_DiscardNew;
	config->MaxAge = plan->max_age;
	if (plan->max_bytes > 0) {
		config->MaxBytes = plan->max_bytes;
		config->Discard = js_DiscardOld;
	}
	config->Replicas = plan->replicas;
	config->Duplicates = duplicate_window_ns;
	if (plan->max_age > 0 && plan->max_age < config->Duplicates)
		config->Duplicates = plan->max_age;
	if (plan->bucket == STREAM_EVENTS)
		return;
	config->AllowRollup = true;
	config->AllowDirect = true;
	if (plan->bucket == STREAM_KEYS) {
		config->MaxMsgsPerSubject = 1;
		config->DenyDelete = true;
	}
}

/* Finds the other stream that takes this subject. Empty if that cannot be determined. */
static void find_owner(
	struct natsconn *conn, const char *subject, const char *not_this, char *owner, size_t size)
{
	char body[300];
	natsMsg *answer = NULL;
	*owner = '\0';
	snprintf(body, sizeof body, "{\"subject\":\"%s\"}", subject);
	if (natsConnection_RequestString(&answer, natsconn_nats(conn), "$JS.API.STREAM.NAMES", body,
		    NAMES_WAIT_MS) != NATS_OK)
		return;
	cJSON *json = cJSON_ParseWithLength(
		natsMsg_GetData(answer), (size_t)natsMsg_GetDataLength(answer));
	const cJSON *name;
	cJSON_ArrayForEach(name, cJSON_GetObjectItemCaseSensitive(json, "streams"))
	{
		if (cJSON_IsString(name) && strcmp(name->valuestring, not_this) != 0)
			snprintf(owner, size, "%s", name->valuestring);
	}
	cJSON_Delete(json);
	natsMsg_Destroy(answer);
}

static int report_overlap(struct natsconn *conn, const struct stream_plan *plan, struct err *err)
{
	for (int i = 0; i < plan->subject_count; i++) {
		char owner[128];
		find_owner(conn, plan->subjects[i], plan->name, owner, sizeof owner);
		if (*owner)
			return err_set(err, ERR_INVALID,
				"stream %s cannot be created: its subject %s belongs to stream %s",
				plan->name, plan->subjects[i], owner);
	}
	/* It may be this very stream, just being created by another process: check again. */
	return err_set(err, ERR_CONFLICT,
		"stream %s cannot be created: another stream has one of its subjects (%s, ...)",
		plan->name, plan->subjects[0]);
}

/* A byte limit reserves storage from the account's quota. An account that lacks it gets a small
 * limit, because its storage is needed for work. */
static bool lacks_room(jsErrCode code)
{
	return code == JSStorageResourcesExceededErr || code == JSAccountResourcesExceededErr ||
	       code == JSInsufficientResourcesErr;
}

static int make(struct natsconn *conn, const struct stream_plan *plan, struct err *err)
{
	enum { LITTLE = 1024 * 1024 };
	jsStreamConfig config;
	jsErrCode code = 0;
	configure(plan, &config);
	natsStatus status = js_AddStream(NULL, natsconn_js(conn), &config, NULL, &code);
	if (status != NATS_OK && config.MaxBytes > LITTLE && lacks_room(code)) {
		config.MaxBytes = LITTLE;
		code = 0;
		status = js_AddStream(NULL, natsconn_js(conn), &config, NULL, &code);
	}
	if (status == NATS_OK)
		return 0;
	if (code == JSStreamSubjectOverlapErr)
		return report_overlap(conn, plan, err);
	natsconn_err(err, status, code, "creating stream %s", plan->name);
	/* Another program has just created it, in its own way: check that one. */
	if (code == JSStreamNameExistErr && err)
		err->kind = ERR_CONFLICT;
	return -1;
}

/* Applies the one limit that a setting may change later. If we are not permitted to, the old limit
 * stays.
 */
static void adjust_limit(
	struct natsconn *conn, const struct stream_plan *plan, jsStreamConfig *config)
{
	if (plan->max_bytes == 0 || config->MaxBytes == plan->max_bytes)
		return;
	config->MaxBytes = plan->max_bytes;
	config->Discard = js_DiscardOld;
	js_UpdateStream(NULL, natsconn_js(conn), config, NULL, NULL);
}

/* ---- growing ---- */

/* Whether the stream was created by an earlier version that did not know all subjects: it has the
 * first and lacks a later one. */
static bool is_of_before(const struct stream_plan *plan, const jsStreamConfig *config)
{
	bool lacks = false;
	for (int i = 1; i < plan->subject_count; i++)
		lacks = lacks || !has_subject(config, plan->subjects[i]);
	return plan->may_grow && lacks && has_subject(config, plan->subjects[0]);
}

/* Adds the missing subjects and changes nothing else. */
static int grow(struct natsconn *conn, const struct stream_plan *plan, const jsStreamConfig *now,
	struct err *err)
{
	const char *subjects[MOST_SUBJECTS];
	jsStreamConfig config = *now;
	jsErrCode code = 0;
	int count = 0;
	for (int i = 0; i < now->SubjectsLen && count < MOST_SUBJECTS; i++)
		subjects[count++] = now->Subjects[i];
	for (int i = 1; i < plan->subject_count && count < MOST_SUBJECTS; i++) {
		if (!has_subject(now, plan->subjects[i]))
			subjects[count++] = plan->subjects[i];
	}
	config.Subjects = subjects;
	config.SubjectsLen = count;
	natsStatus status = js_UpdateStream(NULL, natsconn_js(conn), &config, NULL, &code);
	if (status == NATS_OK)
		return 0;
	if (code == JSStreamSubjectOverlapErr)
		return report_overlap(conn, plan, err);
	return natsconn_err(err, status, code, "adding a subject to stream %s", plan->name);
}

/* A single attempt. */
static int ensure_once(struct natsconn *conn, const struct stream_plan *plan, struct err *err)
{
	jsStreamInfo *info = NULL;
	jsErrCode code = 0;
	natsStatus status = js_GetStreamInfo(&info, natsconn_js(conn), plan->name, NULL, &code);
	if (status == NATS_OK) {
		int result = is_of_before(plan, info->Config) ? grow(conn, plan, info->Config, err)
							      : check(plan, info->Config, err);
		if (result == 0)
			adjust_limit(conn, plan, info->Config);
		jsStreamInfo_Destroy(info);
		return result;
	}
	if (status != NATS_NOT_FOUND && code != JSStreamNotFoundErr)
		return natsconn_err(err, status, code, "stream %s", plan->name);
	return make(conn, plan, err);
}

int stream_ensure(
	struct natsconn *conn, const struct stream_plan *plan, int64_t deadline_ms, struct err *err)
{
	struct retry retry = retry_until(deadline_ms, RETRY_TRANSIENT);
	struct err error;
	int result;
	do {
		result = ensure_once(conn, plan, &error);
	} while (retry_again(&retry, result, &error));
	return retry_result(result, &error, err);
}
