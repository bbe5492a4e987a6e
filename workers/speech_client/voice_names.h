/* voice_names: the voices that a speech server says it has (GET /audio/voices). There is no
 * standard for it; what is understood is an object with an array "voices" or "data" of names, or of
 * objects with an "id", a "name" or a "voice_id". What the array holds is untrusted. */
#ifndef LECTERN_WORKERS_SPEECH_CLIENT_VOICE_NAMES_H
#define LECTERN_WORKERS_SPEECH_CLIENT_VOICE_NAMES_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stddef.h>

/* Appends one name a line; those that no job could ask for are left out. ERR_INVALID: there is no
 * such list in it. */
int voice_names_read(const char *json, size_t len, struct buf *ret_lines, struct err *err);

#endif
