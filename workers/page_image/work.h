/* work: what the front passes to its engine about a picture, as names of job parameters. */
#ifndef LECTERN_WORKERS_PAGE_IMAGE_WORK_H
#define LECTERN_WORKERS_PAGE_IMAGE_WORK_H

#define WORK_WIDTH  "width"     /* pixels */
#define WORK_DIGEST "pdfDigest" /* of the PDF: an engine that has it open need not fetch it */

#endif
