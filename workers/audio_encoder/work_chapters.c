/* work_chapters.c: a file for each chapter, in a ZIP. */
#include "workers/audio_encoder/split.h"

static int digits_of(int count)
{
	int digits = 2;
	for (int most = 100; count >= most && digits < 6; most *= 10)
		digits++;
	return digits;
}

static const char *name_of(const struct split *split, const struct part *part)
{
	struct arena *arena = job_arena(split->work->job);
	return arena_printf(arena, "%0*d - %s.%s", digits_of(part->of), part->number,
		tags_path(arena, part->title), audio_format_name(split->format));
}

static int add_parts(struct split *split, const struct part *parts, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		if (split_add(split, &parts[i], name_of(split, &parts[i]), err) < 0)
			return -1;
		if (job_progress(split->work->job, 0, (int)((i + 1) * 1000 / count)) < 0)
			return err_set(err, ERR_UNAVAILABLE, "the front is gone");
	}
	return 0;
}

int work_chapters(const struct work *work, struct err *err)
{
	return split_run(work, add_parts, err);
}
