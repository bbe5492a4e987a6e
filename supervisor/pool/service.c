/* service.c: the table of services, their limits and programs. */
#include "config.h"

#include "supervisor/pool/service.h"

#include "common/base/program_dir.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORKER(name, member)                                      \
	{                                                         \
		SERVICE_WORKER, name, name "-service", "workers", \
			offsetof(struct settings, member.service) \
	}

const struct service services[SERVICE_COUNT] = {
	{ SERVICE_BROKER, "nats-server", NULL, NULL, 0 },
	{ SERVICE_WEB, "web", "lectern-web", "web", 0 },
	WORKER("pdf-to-png", pdf_to_png),
	WORKER("png-to-text", png_to_text),
	WORKER("tts", tts),
	WORKER("pcm-to-wav", pcm_to_wav),
	WORKER("wav-aggregator", wav_aggregator),
	WORKER("audio-encoder", audio_encoder),
	WORKER("page-image", page_image),
	WORKER("live-audio", live_audio),
	WORKER("voice-sample", voice_sample),
};

enum {
	MIB = 1024 * 1024,
	GIB_IN_MIB = 1024,
	BROKER_SILENCE_MS = 60000,
	UPLOAD_SLACK_MS = 15000,
	SPARE_FDS = 128, /* for the web, beyond its connections */
	/* RLIMIT_DATA as a multiple of the memory that a worker may keep between jobs. */
	DATA_TIMES = 2,
};

const struct service_settings *service_settings_of(
	const struct service *service, const struct settings *settings)
{
	if (service->kind != SERVICE_WORKER)
		return NULL;
	return (const void *)((const char *)settings + service->offset);
}

size_t service_size(const struct service *service, const struct settings *settings)
{
	const struct service_settings *own = service_settings_of(service, settings);
	if (own)
		return (size_t)own->worker_pool_size;
	return service->kind == SERVICE_WEB;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Voice models are meant to stay in memory: if voices are installed, a worker is not recycled after
 * every page for holding one. */
static int64_t max_rss_kib(const struct service_settings *own, const struct settings *settings)
{
	const struct tts_settings *tts = &settings->tts;
	if (own != &tts->service || settings->voices_changed == 0)
		return own->max_rss_mb * 1024;
	bool any = tts->voice_memory_mb == 0 || own->max_rss_mb == 0;
	return any ? 0 : (own->max_rss_mb + tts->voice_memory_mb) * 1024;
}

struct slot_limits service_slot_limits(
	const struct service *service, const struct settings *settings)
{
	const struct supervisor_settings *common = &settings->supervisor;
	const struct service_settings *own = service_settings_of(service, settings);
	int64_t silence = common->silence_seconds * 1000;
	/* A starting worker waits for its engine and for the broker, each for up to about this
	 * long. */
	struct slot_limits limits = {
		.start_silence = common->ready_seconds * 1250,
		.start_total = common->ready_seconds * 2500,
		.idle_silence = silence,
		.busy_silence = silence,
		.deadline_times = 1,
		.deadline_slack = silence,
		/* Longer than the drain when lecternd stops, which hurries by itself. */
		.leave_grace = larger(common->drain_seconds, common->term_seconds) * 1000 + 1000,
		.close_grace = 5000, /* exiting takes a while on a busy machine */
		.abort_grace = common->abort_seconds * 1000,
		.term_grace = common->term_seconds * 1000,
	};
	if (service->kind == SERVICE_BROKER) {
		/* Loading a large store takes a while; a broker that answers probes is alive. */
		limits.start_silence = 0;
		limits.start_total = common->ready_seconds * 20000;
		limits.idle_silence = larger(2 * silence, BROKER_SILENCE_MS);
		limits.leave_grace = larger(common->term_seconds, 1) * 1000;
	}
	if (service->kind == SERVICE_WEB)
		/* It leaves alongside its successor, so no upload needs to be cut off. */
		limits.leave_grace = larger(limits.leave_grace,
			settings->http.upload_timeout_seconds * 1000 + UPLOAD_SLACK_MS);
	if (own) {
		limits.busy_silence = own->progress_timeout_seconds * 1000 + silence / 3;
		/* Its front retries a job by itself, with pauses in between. */
		limits.deadline_times = larger(own->max_attempts, 1);
		limits.deadline_slack = silence * limits.deadline_times;
		limits.max_jobs = own->max_jobs;
		limits.max_rss_kib = max_rss_kib(own, settings);
	}
	return limits;
}

struct spawn_limits service_spawn_limits(
	const struct service *service, const struct settings *settings)
{
	const struct supervisor_settings *common = &settings->supervisor;
	const struct service_settings *own = service_settings_of(service, settings);
	struct spawn_limits limits = { common->max_core_mb * MIB, -1, -1, -1 };
	if (service->kind == SERVICE_BROKER)
		return limits;
	limits.file_size = common->max_file_gb * GIB_IN_MIB * MIB;
	limits.open_files = common->max_open_files;
	if (service->kind == SERVICE_WEB)
		limits.open_files =
			larger(limits.open_files, settings->http.max_connections + SPARE_FDS);
#ifndef LECTERN_SANITIZED
	/* A sanitizer's unbounded shadow memory would count too. */
	if (own && own->max_rss_mb > 0)
		limits.data = (own->max_rss_mb * DATA_TIMES + GIB_IN_MIB) * MIB;
#else
	(void)own;
#endif
	return limits;
}

const char *service_program(const struct service *service, struct arena *arena)
{
	const char *given = getenv("LECTERN_LIBEXECDIR");
	if (given && *given)
		return arena_printf(arena, "%s/%s", given, service->program);
	const char *own = program_dir(arena);
	if (own) {
		const char *built = arena_printf(
			arena, "%s/../%s/%s", own, service->directory, service->program);
		if (access(built, F_OK) == 0)
			return built;
	}
	return arena_printf(arena, "%s/%s", LIBEXECDIR, service->program);
}
