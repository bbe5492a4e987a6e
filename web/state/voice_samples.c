/* voice_samples.c: how a sample is requested, and when it is not. */
#include "web/state/voice_samples.h"

#include "common/farm/free_space.h"
#include "common/farm/voice_files.h"

/* How long a failure is valid; after that the voice may have been repaired. */
enum { BELIEVED_MS = 30000 };

static struct voice_sample sample_of(const struct wanted_sample *wanted)
{
	const struct installed_voice *voice = &wanted->voice;
	return (struct voice_sample) { voice->code, voice->language, voice->version, wanted->text,
		wanted->pronunciation };
}

const char *voice_samples_key(const struct wanted_sample *wanted, struct arena *arena)
{
	const struct voice_sample sample = sample_of(wanted);
	return voice_sample_key(arena, voice_sample_id(arena, &sample));
}

struct asking {
	const struct settings *settings;
	const struct wanted_sample *wanted;
	struct arena *arena;
	const char *refusal;
};

static int ask(void *context, struct natsconn *conn, struct err *err)
{
	struct asking *asking = context;
	const struct settings *settings = asking->settings;
	const struct voice_sample sample = sample_of(asking->wanted);
	char full[FREE_SPACE_TEXT];
	if (free_space_is_low(conn, settings, settings->http.min_free_disk_mb << 20, full)) {
		asking->refusal = arena_string(asking->arena, full);
		return 0;
	}
	return voice_sample_request(conn, &sample, err) < 0 ? -1 : 1;
}

int voice_samples_get(struct on_demand *all, struct natsconn *conn, const struct settings *settings,
	const struct wanted_sample *wanted, struct arena *arena, enum on_demand_result *ret_result,
	const char **ret_reason, struct err *err)
{
	struct asking asking = { .settings = settings, .wanted = wanted, .arena = arena };
	const struct on_demand_request what = {
		.bucket = settings->nats.voice_object_store_bucket,
		.key = voice_samples_key(wanted, arena),
		.believed_ms = BELIEVED_MS,
		.ask = ask,
		.context = &asking,
	};
	if (on_demand_get(all, conn, &what, arena, ret_result, ret_reason, err) < 0)
		return -1;
	if (*ret_result == ON_DEMAND_REFUSED)
		*ret_reason = asking.refusal;
	return 0;
}
