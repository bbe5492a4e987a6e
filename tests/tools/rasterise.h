/* rasterise: what of a test's PDF needs MuPDF: scans and encryption. */
#ifndef LECTERN_TESTS_TOOLS_RASTERISE_H
#define LECTERN_TESTS_TOOLS_RASTERISE_H

#include "common/base/buf.h"
#include "tests/tools/pdf_builder.h"

/* Makes each page an image of itself, as a scanner would see it: a little skewed, with specks. */
void scan_pages(struct made_page *pages, int count);

/* Encrypts the document (AES-256) so that it opens with the password "secret" only. */
void lock_document(struct buf *pdf);

#endif
