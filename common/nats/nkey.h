/* nkey: NATS's textual Ed25519 keys. */
#ifndef LECTERN_COMMON_NATS_NKEY_H
#define LECTERN_COMMON_NATS_NKEY_H

#include "common/base/err.h"

#include <stddef.h>

enum { NKEY_PUBLIC_LEN = 56 };

/* The public key ("U...") of a user seed ("SU..."): base32 of the prefix, 32 key bytes and a
 * CRC-16, which is verified. ERR_INVALID if it is not a user seed; the error does not contain the
 * seed. */
int nkey_public(const char *seed, char ret_public[NKEY_PUBLIC_LEN + 1], struct err *err);

#endif
