/* A settings file: taken whole or refused with its name in front. */
#include "fuzz.h"

#include "common/config/settings.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct settings *settings = NULL;
	struct err err = { 0 };
	if (settings_parse("/fuzz.toml", (const char *)data, size, &settings, &err) < 0) {
		FUZZ_CHECK(!settings);
		FUZZ_CHECK(err.kind == ERR_INVALID);
		FUZZ_CHECK(strncmp(err.text, "/fuzz.toml:", 11) == 0);
		return 0;
	}
	FUZZ_CHECK(settings->http.port >= 0 && settings->http.port <= 65535);
	FUZZ_CHECK(settings->supervisor.state_dir[0] == '/');
	FUZZ_CHECK(strcmp(settings->nats.pdf_created_subject, settings->nats.png_created_subject) !=
		   0);
	settings_free(&settings);
	return 0;
}
