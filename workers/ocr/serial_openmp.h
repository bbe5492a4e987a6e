/* serial_openmp: the OpenMP runtime calls that Tesseract makes, for a single-threaded program.
 * Linked into the program itself, they take precedence over the library's: see serial_openmp.c. */
#ifndef LECTERN_WORKERS_OCR_SERIAL_OPENMP_H
#define LECTERN_WORKERS_OCR_SERIAL_OPENMP_H

int omp_get_num_threads(void);
int omp_get_thread_num(void);
void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
void GOMP_parallel_sections(
	void (*body)(void *), void *data, unsigned threads, unsigned count, unsigned flags);
unsigned GOMP_sections_next(void);
void GOMP_sections_end_nowait(void);

#endif
