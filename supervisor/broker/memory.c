/* memory.c: environment variables for the Go runtime. */
#include "supervisor/broker/memory.h"

#include "common/base/machine.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const int64_t mib = INT64_C(1) << 20;

int64_t broker_memory_limit(int64_t machine_bytes)
{
	int64_t share = machine_bytes / 8;
	if (share < 400 * mib)
		return 400 * mib;
	return share > 1000 * mib ? 1000 * mib : share;
}

void broker_memory_set(void)
{
	char limit[32];
	snprintf(
		limit, sizeof limit, "%" PRId64 "MiB", broker_memory_limit(machine_memory()) / mib);
	setenv("GOMEMLIMIT", limit, 0);
	/* Freed memory is released lazily: near the limit the runtime would otherwise fault it in
	 * again at once, page by page. */
	setenv("GODEBUG", "madvdontneed=0", 0);
}
