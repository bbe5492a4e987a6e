/* stored_zip: writes files to a ZIP archive uncompressed: audio does not compress further, and
 * players and libraries may read stored files in place. Names are UTF-8. Uses ZIP64 where 32
 * bits do not suffice. Equal files give equal bytes. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_STORED_ZIP_H
#define LECTERN_WORKERS_AUDIO_ENCODER_STORED_ZIP_H

#include "common/base/err.h"

struct stored_zip;

/* Begins an archive in fd, which must be empty and stays the caller's. The caller frees the
 * result. */
struct stored_zip *stored_zip_new(int fd);
void stored_zip_free(struct stored_zip **zip);

/* Adds all of fd under that name, which must be unique. */
int stored_zip_add(struct stored_zip *zip, const char *name, int fd, struct err *err);

/* Writes the central directory. stored_zip_free() is still needed. */
int stored_zip_finish(struct stored_zip *zip, struct err *err);

#endif
