/* base64url: RFC 4648 section 5, with padding, as the object store uses it. */
#ifndef LECTERN_COMMON_BASE_BASE64URL_H
#define LECTERN_COMMON_BASE_BASE64URL_H

#include "common/base/arena.h"

#include <stddef.h>

/* NUL-terminated text in the arena. */
char *base64url_encode(struct arena *arena, const void *data, size_t len);

/* Returns NUL-terminated bytes in the arena, or NULL if the text is not base64url. ret_len may be
 * NULL. */
char *base64url_decode(struct arena *arena, const char *text, size_t *ret_len);

#endif
