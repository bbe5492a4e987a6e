/* A record between lecternd and a child. */
#include "fuzz.h"

#include "common/ipc/channel.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct channel_record record;
	if (!channel_decode(data, size, &record))
		return 0;
	FUZZ_CHECK(size == sizeof record);
	FUZZ_CHECK(memchr(record.stage, 0, sizeof record.stage));
	FUZZ_CHECK(record.kind != 0 && record.kind <= CHANNEL_POOL);
	if (record.kind == CHANNEL_POOL)
		return 0;
	FUZZ_CHECK(memchr(record.state, 0, sizeof record.state));
	FUZZ_CHECK(memchr(record.job, 0, sizeof record.job));
	FUZZ_CHECK(memchr(record.detail, 0, sizeof record.detail));
	return 0;
}
