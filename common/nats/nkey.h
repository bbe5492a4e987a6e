/* nkey: NATS's textual Ed25519 keys. */
#ifndef LECTERN_COMMON_NATS_NKEY_H
#define LECTERN_COMMON_NATS_NKEY_H

#include "common/base/err.h"

#include <stddef.h>

enum { NKEY_PUBLIC_LEN = 56 };

/* The public key ("U...") of a user's seed ("SU..."): base32 of the kind, 32 bytes of key and a
 * CRC-16, which is checked. ERR_INVALID if it is not a user's seed; the seed itself is not
 * reported. */
int nkey_public(const char *seed, char ret_public[NKEY_PUBLIC_LEN + 1], struct err *err);

#endif
