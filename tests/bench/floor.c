/* floor.c: the same work with nothing in between, as the floor that a pipeline can only approach.
 *
 * usage: floor IN.pdf OUT.wav [PROCESSES]
 *
 * Processes take pages from a shared counter; each renders a page with MuPDF (grey, 300 dpi), hands
 * the pixels to Tesseract and the text to eSpeak NG, and the parent joins the parts with
 * libsndfile. No PNG, no broker, no store, no second process for a page's speech. Errors end it. */
#include <espeak-ng/speak_lib.h>
#include <mupdf/fitz.h>
#include <sndfile.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <tesseract/capi.h>
#include <unistd.h>

enum { DPI = 300, BLOCK = 65536 };

static FILE *part;

static int on_audio(short *samples, int count, espeak_EVENT *events)
{
	(void)events;
	if (samples && count > 0)
		fwrite(samples, sizeof *samples, (size_t)count, part);
	return 0;
}

static void part_name(char *name, size_t size, const char *dir, int page)
{
	snprintf(name, size, "%s/%06d.pcm", dir, page);
}

static void speak(const char *text, const char *dir, int page)
{
	char name[512];
	part_name(name, sizeof name, dir, page);
	part = fopen(name, "wb");
	if (!part)
		_exit(1);
	espeak_Synth(text, strlen(text) + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, NULL, NULL);
	fclose(part);
}

static void read_and_speak(const char *pdf, const char *dir, atomic_int *next)
{
	fz_context *ctx = fz_new_context(NULL, NULL, FZ_STORE_DEFAULT);
	fz_register_document_handlers(ctx);
	fz_document *doc = fz_open_document(ctx, pdf);
	int pages = fz_count_pages(ctx, doc);
	TessBaseAPI *ocr = TessBaseAPICreate();
	if (TessBaseAPIInit3(ocr, NULL, "eng"))
		_exit(1);
	espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL, 0);
	espeak_SetSynthCallback(on_audio);
	espeak_SetVoiceByName("en");
	const fz_matrix scale = fz_scale(DPI / 72.0f, DPI / 72.0f);
	for (int page; (page = atomic_fetch_add(next, 1)) < pages;) {
		fz_pixmap *pixels = fz_new_pixmap_from_page_number(
			ctx, doc, page, scale, fz_device_gray(ctx), 0);
		TessBaseAPISetImage(ocr, fz_pixmap_samples(ctx, pixels),
			fz_pixmap_width(ctx, pixels), fz_pixmap_height(ctx, pixels), 1,
			fz_pixmap_stride(ctx, pixels));
		TessBaseAPISetSourceResolution(ocr, DPI);
		char *text = TessBaseAPIGetUTF8Text(ocr);
		speak(text, dir, page);
		TessDeleteText(text);
		fz_drop_pixmap(ctx, pixels);
	}
}

static void join(const char *dir, const char *path)
{
	SF_INFO info = {
		.samplerate = 22050,
		.channels = 1,
		.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16,
	};
	SNDFILE *out = sf_open(path, SFM_WRITE, &info);
	for (int page = 0; out; page++) {
		char name[512];
		static short block[BLOCK];
		part_name(name, sizeof name, dir, page);
		FILE *in = fopen(name, "rb");
		if (!in)
			break;
		for (size_t n; (n = fread(block, sizeof *block, BLOCK, in)) > 0;)
			sf_write_short(out, block, (sf_count_t)n);
		fclose(in);
		unlink(name);
	}
	if (out)
		sf_close(out);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	if (!getenv("OMP_THREAD_LIMIT")) {
		setenv("OMP_THREAD_LIMIT", "1", 1); /* libgomp reads it when it loads */
		execv("/proc/self/exe", argv);
	}
	int processes = argc > 3 ? atoi(argv[3]) : (int)sysconf(_SC_NPROCESSORS_ONLN);
	atomic_int *next =
		mmap(NULL, sizeof *next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char dir[] = "/tmp/floor-XXXXXX";
	if (next == MAP_FAILED || !mkdtemp(dir))
		return 1;
	for (int i = 0; i < processes; i++) {
		if (fork() == 0) {
			read_and_speak(argv[1], dir, next);
			_exit(0);
		}
	}
	int status, failed = 0;
	while (wait(&status) > 0)
		failed |= status;
	join(dir, argv[2]);
	rmdir(dir);
	return failed ? 1 : 0;
}
