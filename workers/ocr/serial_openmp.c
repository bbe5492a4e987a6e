/* serial_openmp.c: OpenMP for one thread.
 *
 * Tesseract asks the compiler's OpenMP runtime to share its network's gates out among threads, some
 * forty thousand times a page. An engine is one thread by design (the farm's cores are shared among
 * engines), yet for a team of one that runtime still makes the team, and wakes through the kernel
 * those who might wait for it: a twentieth of a page's reading. These are the calls that Tesseract
 * makes, for one thread; the dynamic linker prefers a program's own. What each must do is written
 * in the GNU libgomp manual, "The libgomp ABI". A library that asks for any other call gets the
 * runtime's. */
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

/* Sections are numbered from one; the body asks for the next until it is told 0. */
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
