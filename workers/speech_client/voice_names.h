/* voice_names: the voices that a speech server reports (GET /audio/voices). There is no standard
 * for it; accepted is an object with an array "voices" or "data" of names, or of objects with an
 * "id", a "name" or a "voice_id". The contents of the array are untrusted. */
#ifndef LECTERN_WORKERS_SPEECH_CLIENT_VOICE_NAMES_H
#define LECTERN_WORKERS_SPEECH_CLIENT_VOICE_NAMES_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stddef.h>

/* Appends one name a line, leaving out names that no job could ask for. ERR_INVALID: there is no
 * such list. */
int voice_names_read(const char *json, size_t len, struct buf *ret_lines, struct err *err);

#endif
