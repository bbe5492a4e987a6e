/* serial_openmp.c: OpenMP for a single thread.
 *
 * Tesseract has the compiler's OpenMP runtime distribute its network's gates over threads, some
 * forty thousand times a page. An engine is single-threaded by design (the engines share the
 * farm's cores), but even for a team of one that runtime forms the team and makes a system call
 * to wake potential waiters: a twentieth of a page's time. These are the calls that Tesseract
 * makes, for one thread; the dynamic linker prefers a program's own definitions. What each must
 * do is specified in the GNU libgomp manual, "The libgomp ABI". A library that makes any other
 * call gets the runtime's.
 */
#include "workers/ocr/serial_openmp.h"

#define EXPORTED __attribute__((visibility("default")))

static unsigned section_count, sections_begun;

EXPORTED int omp_get_num_threads(void)
{
	return 1;
}

EXPORTED int omp_get_thread_num(void)
{
	return 0;
}

EXPORTED void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags)
{
	(void)threads;
	(void)flags;
	body(data);
}

/* Sections are numbered from 1; the body asks for the next one until it gets 0. */
EXPORTED void GOMP_parallel_sections(
	void (*body)(void *), void *data, unsigned threads, unsigned count, unsigned flags)
{
	const unsigned outer_count = section_count, outer_begun = sections_begun;
	(void)threads;
	(void)flags;
	section_count = count;
	sections_begun = 0;
	body(data);
	section_count = outer_count;
	sections_begun = outer_begun;
}

EXPORTED unsigned GOMP_sections_next(void)
{
	return sections_begun < section_count ? ++sections_begun : 0;
}

EXPORTED void GOMP_sections_end_nowait(void)
{
}
