/* engine.c: wraps a page's raw speech in a WAV file. */
#include "common/base/alloc.h"
#include "common/farm/page_metadata.h"
#include "workers/engine/io.h"
#include "workers/engine/stage.h"
#include "workers/front/stage.h"

#include <endian.h>
#include <errno.h>
#include <sndfile.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	MIN_RATE = 1000,
	MAX_RATE = 384000,
	MAX_CHANNELS = 8,
	BLOCK_SAMPLES = 32 * 1024,
	HEADER_ROOM = 4096,
};

/* A WAV's size fields are 32 bits wide; a page of many hours is its producer's mistake. */
static const uint64_t max_pcm_bytes = UINT32_MAX - HEADER_ROOM;

struct pcm {
	int fd;
	uint64_t bytes;
	int rate, channels;
	struct meta meta;
	const char *digest; /* "": unknown */
};

static int init(const struct settings *settings, void **ret_state, struct err *err)
{
	(void)err;
	struct pcm_to_wav_settings *own = alloc_zeroed(1, sizeof *own);
	*own = settings->pcm_to_wav;
	*ret_state = own;
	return 0;
}

static void fini(void **state)
{
	alloc_free(state);
}

/* ---- the input ---- */

/* Reads a number from the metadata; if present, it must be in range. */
static int number_of(const struct meta *meta, const char *key, int min, int max, int64_t standard,
	int *ret_number, struct err *err)
{
	const char *text = meta_get(meta, key);
	int64_t number = text ? meta_get_int(meta, key, min, max, -1) : standard;
	if (number < 0)
		return err_set(err, ERR_INVALID, "the PCM's %s is \"%.40s\", not within %d to %d",
			key, text, min, max);
	*ret_number = (int)number;
	return 0;
}

static int examine(struct pcm *pcm, const struct pcm_to_wav_settings *settings, struct err *err)
{
	const char *encoding = meta_get(&pcm->meta, META_ENCODING);
	if (encoding && strcmp(encoding, "s16le") != 0)
		return err_set(
			err, ERR_INVALID, "the PCM's encoding is \"%.40s\", not s16le", encoding);
	if (number_of(&pcm->meta, META_SAMPLE_RATE, MIN_RATE, MAX_RATE,
		    settings->default_sample_rate, &pcm->rate, err) < 0 ||
		number_of(&pcm->meta, META_CHANNELS, 1, MAX_CHANNELS, settings->default_channels,
			&pcm->channels, err) < 0 ||
		engine_file_size(pcm->fd, &pcm->bytes, err) < 0)
		return -1;
	uint64_t frame = (uint64_t)pcm->channels * 2;
	if (pcm->bytes % frame != 0)
		return err_set(err, ERR_INVALID,
			"%llu bytes of PCM are not whole samples of %llu bytes",
			(unsigned long long)pcm->bytes, (unsigned long long)frame);
	if (pcm->bytes > max_pcm_bytes)
		return err_set(err, ERR_INVALID, "%llu bytes of PCM are more than a WAV can hold",
			(unsigned long long)pcm->bytes);
	return 0;
}

/* ---- the output ---- */

static int copy_block(
	const struct pcm *pcm, uint64_t offset, SNDFILE *wav, size_t *ret_bytes, struct err *err)
{
	static int16_t samples[BLOCK_SAMPLES];
	/* Whole frames: BLOCK_SAMPLES is not a multiple of every channel count. */
	size_t frame = (size_t)pcm->channels * 2;
	size_t len, size = sizeof samples / frame * frame;
	if (engine_read_at(pcm->fd, samples, size, offset, &len, err) < 0)
		return -1;
	for (size_t i = 0; i < len / 2; i++)
		samples[i] = (int16_t)le16toh((uint16_t)samples[i]);
	sf_count_t count = (sf_count_t)(len / 2);
	errno = 0;
	sf_count_t written = sf_write_short(wav, samples, count);
	int errnum = errno;
	/* Leave nothing for the next job to find. */
	memset(samples, 0, len);
	if (written != count)
		return engine_write_error(errnum, "writing the WAV", sf_strerror(wav), err);
	*ret_bytes = len;
	return 0;
}

static int copy_samples(struct job *job, const struct pcm *pcm, SNDFILE *wav, struct err *err)
{
	for (uint64_t offset = 0; offset < pcm->bytes;) {
		size_t len = 0;
		if (copy_block(pcm, offset, wav, &len, err) < 0)
			return -1;
		if (len == 0)
			return err_set(err, ERR_INTERNAL, "the PCM ends early");
		offset += len;
		if (job_progress(job, 0, (int)(offset * 1000 / pcm->bytes)) < 0)
			return err_set(err, ERR_UNAVAILABLE, "the front is gone");
	}
	return 0;
}

static int write_wav(struct job *job, const struct pcm *pcm, int fd, struct err *err)
{
	SF_INFO info = {
		.samplerate = pcm->rate,
		.channels = pcm->channels,
		.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16,
	};
	SNDFILE *wav = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);
	if (!wav)
		return err_set(err, ERR_INTERNAL, "libsndfile: %s", sf_strerror(NULL));
	int rc = copy_samples(job, pcm, wav, err);
	errno = 0;
	if (sf_close(wav) != 0 && rc == 0)
		rc = engine_write_error(errno, "writing the WAV", "its end cannot be written", err);
	return rc;
}

static int put(struct job *job, const struct pcm *pcm, int fd, struct err *err)
{
	static const char *const passed_on[] = { META_OUTCOME, META_STAGE, META_REASON, META_FINAL,
		META_LANGUAGE, META_TEXT_SOURCE, META_CONFIDENCE, META_ENGINE, META_ENGINE_FAULT };
	struct arena *arena = job_arena(job);
	struct meta meta = { 0 };
	for (size_t i = 0; i < sizeof passed_on / sizeof *passed_on; i++) {
		const char *value = meta_get(&pcm->meta, passed_on[i]);
		if (value)
			meta_set(&meta, arena, passed_on[i], value);
	}
	if (*pcm->digest)
		meta_set(&meta, arena, META_PCM_DIGEST, pcm->digest);
	if (!meta_get(&meta, META_OUTCOME))
		meta_set(&meta, arena, META_OUTCOME, "spoken");
	uint64_t frames = pcm->bytes / 2 / (uint64_t)pcm->channels;
	meta_setf(&meta, arena, META_SAMPLE_RATE, "%d", pcm->rate);
	meta_setf(&meta, arena, META_CHANNELS, "%d", pcm->channels);
	meta_setf(&meta, arena, META_SECONDS, "%.3f", (double)frames / pcm->rate);
	if (job_put(job, 0, fd, &meta, err) < 0)
		return -1;
	return job_emit(job, 0, NULL, err);
}

static int convert(struct job *job, const struct pcm *pcm, struct err *err)
{
	int fd;
	if (job_scratch(job, pcm->bytes + HEADER_ROOM, &fd, err) < 0)
		return -1;
	int rc = write_wav(job, pcm, fd, err);
	if (rc == 0)
		rc = put(job, pcm, fd, err);
	close(fd);
	return rc;
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	struct pcm pcm = { .fd = -1 };
	if (job_get(job, 0, &pcm.fd, &pcm.meta, err) < 0)
		return engine_verdict(err);
	pcm.digest = job_digest(job);
	int rc = examine(&pcm, state, err);
	if (rc == 0)
		rc = convert(job, &pcm, err);
	close(pcm.fd);
	return rc == 0 ? VERDICT_DONE : engine_verdict(err);
}

const struct stage pcm_to_wav_stage = {
	.name = "pcm-to-wav",
	.program = "pcm-to-wav-service",
	.service = offsetof(struct settings, pcm_to_wav.service),
	.init = init,
	.run = run,
	.fini = fini,
	.front = &pcm_to_wav_front,
};
