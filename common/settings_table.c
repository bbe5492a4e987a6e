/* settings_table: every key of project.toml: type, default, limits, and what it is for. */
#include "common/settings.h"

/* A table reads best with a row on a line or two. */
/* clang-format off */

#define NATS(key, standard, help) \
	{ "nats", #key, OPTION_STRING, offsetof(struct settings, nats.key), standard, 1, 128, NULL, help }
#define NATS_FILE(key, help) \
	{ "nats", #key, OPTION_STRING, offsetof(struct settings, nats.key), "\"\"", 0, 4000, NULL, help }
#define NATS_INT(key, standard, min, max, help) \
	{ "nats", #key, OPTION_INT, offsetof(struct settings, nats.key), standard, min, max, NULL, help }

#define ROW(section, member, key, type, standard, min, max, choices, help) \
	{ section, #key, type, offsetof(struct settings, member.key), standard, min, max, choices, help }
#define SERVICE_ROW(section, member, key, type, standard, min, max, help) \
	{ section, #key, type, offsetof(struct settings, member.service.key), standard, min, max, NULL, help }

/* What every stage's section has. */
#define SERVICE(section, member, pool, timeout) \
	SERVICE_ROW(section, member, worker_pool_size, OPTION_COUNT_OR_AUTO, pool, 0, 256, \
		"worker processes; \"auto\": one for each core that may be used; 0: none on this machine"), \
	SERVICE_ROW(section, member, job_timeout_seconds, OPTION_INT, timeout, 1, 604800, \
		"longest time for one job, then it is tried again"), \
	SERVICE_ROW(section, member, progress_timeout_seconds, OPTION_INT, "60", 1, 86400, \
		"an engine without a sign of life for so long is taken for hung and replaced"), \
	SERVICE_ROW(section, member, max_attempts, OPTION_INT, "3", 1, 100, \
		"tries before a page counts as failed"), \
	SERVICE_ROW(section, member, max_jobs, OPTION_INT, "0", 0, 1000000000, \
		"a worker is replaced after about so many jobs; 0: never"), \
	SERVICE_ROW(section, member, max_rss_mb, OPTION_INT, "1024", 0, 1048576, \
		"a worker is replaced between jobs when it holds more memory; 0: never")

const struct settings_option settings_options[] = {
	NATS(url, "\"nats://127.0.0.1:4222\"", "where NATS is: nats:// or tls://, several with commas between"),
	NATS_FILE(tls_ca_file, "TLS: certificates of the authorities that sign the servers' own; \"\": the system's, for tls:// urls"),
	NATS_FILE(tls_cert_file, "TLS: our certificate, for servers that ask clients for one"),
	NATS_FILE(tls_key_file, "TLS: its private key; as all files with secrets, closed to other users (chmod o-rwx)"),
	{ "nats", "user", OPTION_STRING, offsetof(struct settings, nats.user), "\"\"", 0, 128, NULL,
		"user, with password_file; \"\": none, but one that lecternd makes up for the broker that it runs itself" },
	NATS_FILE(password_file, "file with the user's password"),
	NATS_FILE(token_file, "file with a token, in the place of user and password"),
	NATS_FILE(nkey_seed_file, "file with the seed of an NKey (SU...)"),
	NATS_FILE(credentials_file, "credentials file with JWT and seed, as nsc writes it"),
	NATS(pdf_stream_name, "\"PDF_JOBS\"", "work queue of PDFs to render"),
	NATS(pdf_consumer_name, "\"pdf-workers\"", "its durable consumer, for pdf-to-png"),
	NATS(pdf_created_subject, "\"pdf.created\"", "a PDF is in its bucket: starts a job"),
	NATS(pdf_object_store_bucket, "\"PDF_FILES\"", "uploaded PDFs"),
	NATS(png_stream_name, "\"PNG_PROCESSING\"", "work queue of page images to read"),
	NATS(png_consumer_name, "\"png-text-workers\"", "its durable consumer, for png-to-text"),
	NATS(png_created_subject, "\"png.created\"", "a page is rendered"),
	NATS(png_object_store_bucket, "\"PNG_FILES\"", "page images"),
	NATS(text_stream_name, "\"TTS_JOBS\"", "work queue of texts to speak"),
	NATS(text_object_store_bucket, "\"TEXT_FILES\"", "what was read, page by page"),
	NATS(text_processed_subject, "\"text.processed\"", "a page is read"),
	NATS(tts_stream_name, "\"TTS_JOBS\"", "where tts fetches its work: the same as text_stream_name"),
	NATS(tts_consumer_name, "\"tts-workers\"", "its durable consumer, for tts"),
	NATS(audio_chunk_created_subject, "\"audio.chunk.created\"", "a page is spoken"),
	NATS(audio_object_store_bucket, "\"AUDIO_FILES\"", "speech of each page, raw PCM"),
	NATS(audio_processing_stream_name, "\"AUDIO_PROCESSING\"", "work queue of PCM to wrap as WAV"),
	NATS(audio_processing_consumer_name, "\"pcm-to-wav-workers\"", "its durable consumer, for pcm-to-wav"),
	NATS(wav_created_subject, "\"wav.created\"", "a page's WAV is ready"),
	NATS(wav_consumer_name, "\"wav-aggregator-workers\"", "durable consumer of wav_stream_name, for wav-aggregator"),
	NATS(final_audio_created_subject, "\"final.audio.created\"", "a book's audio is ready"),
	NATS(final_audio_object_store_bucket, "\"FINAL_AUDIO_FILES\"", "the finished audio files"),
	NATS(wav_aggregator_kv_bucket, "\"WAV_AGGREGATOR_STATE\"", "key-value bucket with the state of every job"),
	NATS(wav_stream_name, "\"AUDIO_PROCESSING\"", "the stream that wav_created_subject lives on"),
	NATS(wav_object_store_bucket, "\"WAV_FILES\"", "WAV of each page"),
	NATS(final_audio_stream_name, "\"FINAL_AUDIO\"", "keeps final_audio_created_subject for late listeners"),
	NATS(dead_letter_stream_name, "\"DEAD_LETTERS\"", "keeps what nobody could work on, with the reason"),
	NATS(dead_letter_subject, "\"dead.letter\"", "where such messages are published"),
	NATS_INT(replicas, "1", 1, 5, "copies of streams and buckets in a cluster"),
	{ "nats", "server", OPTION_STRING, offsetof(struct settings, nats.server), "\"auto\"", 1, 16, "auto|external",
		"\"auto\": lecternd runs nats-server itself when url is loopback and nothing answers; \"external\": never" },
	NATS(server_program, "\"nats-server\"", "that program: a path, or a name looked for in PATH"),
	NATS_INT(ack_wait_seconds, "30", 2, 3600, "unacknowledged work without progress is given to another worker after so long"),
	NATS_INT(intermediate_ttl_hours, "168", 0, 87600, "page images, PCM and WAV that were left behind go after so long; 0: never"),

	SERVICE("pdf_to_png_service", pdf_to_png, "1", "300"),
	ROW("pdf_to_png_service", pdf_to_png, dpi, OPTION_INT, "300", 72, 1200, NULL,
		"resolution of page images"),
	ROW("pdf_to_png_service", pdf_to_png, text_page_dpi, OPTION_INT, "150", 72, 1200, NULL,
		"resolution, if that is lower, of a page whose own text is used: its image is only looked at"),
	ROW("pdf_to_png_service", pdf_to_png, max_page_megapixels, OPTION_INT, "60", 1, 1000, NULL,
		"a larger page is rendered at a lower resolution"),
	ROW("pdf_to_png_service", pdf_to_png, pages_per_turn, OPTION_INT, "16", 1, 100000, NULL,
		"pages rendered before the rest of a document queues behind other documents"),
	ROW("pdf_to_png_service", pdf_to_png, max_pages_waiting, OPTION_INT, "8", 1, 1000000, NULL,
		"rendering pauses while so many pages wait to be read"),

	SERVICE("png_to_text_service", png_to_text, "\"auto\"", "300"),
	ROW("png_to_text_service", png_to_text, ocr, OPTION_STRING, "\"auto\"", 1, 16, "auto|always|never",
		"\"auto\": the PDF's own text where it is good, Tesseract where not; \"always\" Tesseract, or \"never\""),
	ROW("png_to_text_service", png_to_text, language, OPTION_STRING, "\"eng\"", 1, 128, NULL,
		"language of the pages, by Tesseract's names: \"eng\", \"eng+deu\""),
	ROW("png_to_text_service", png_to_text, footnotes, OPTION_STRING, "\"move\"", 1, 16, "keep|move|drop",
		"footnotes: \"keep\" them where they stand, \"move\" them to the page's end, or \"drop\" them"),
	ROW("png_to_text_service", png_to_text, tessdata_path, OPTION_STRING, "\"\"", 0, 4000, NULL,
		"directory with Tesseract's models; \"\": where Tesseract looks by itself"),

	SERVICE("tts_service", tts, "1", "300"),
	ROW("tts_service", tts, engine, OPTION_STRING, "\"espeak\"", 1, 32, "espeak",
		"what speaks: \"espeak\" (eSpeak NG)"),
	ROW("tts_service", tts, voice, OPTION_STRING, "\"en\"", 1, 64, NULL,
		"eSpeak NG's voice: \"en\", \"en-gb\", \"de\" (espeak-ng --voices)"),
	ROW("tts_service", tts, speed, OPTION_INT, "175", 80, 450, NULL, "words a minute"),
	ROW("tts_service", tts, pitch, OPTION_INT, "50", 0, 99, NULL, "pitch of the voice"),
	ROW("tts_service", tts, blank_page_seconds, OPTION_FLOAT, "0.5", 0, 60, NULL,
		"silence for a page without text"),
	ROW("tts_service", tts, failed_page_seconds, OPTION_FLOAT, "1.0", 0, 60, NULL,
		"silence for a page that could not be done"),
	ROW("tts_service", tts, seed, OPTION_INT, "0", 0, 9007199254740991.0, NULL,
		"for engines that use a model: start of their random numbers"),
	ROW("tts_service", tts, ngl, OPTION_INT, "0", 0, 10000, NULL,
		"for engines that use a model: layers computed by the GPU"),
	ROW("tts_service", tts, top_p, OPTION_FLOAT, "0.95", 0, 1, NULL,
		"for engines that use a model: nucleus sampling"),
	ROW("tts_service", tts, repetition_penalty, OPTION_FLOAT, "1.1", 0, 10, NULL,
		"for engines that use a model: how much repeating is held back"),
	ROW("tts_service", tts, temperature, OPTION_FLOAT, "0.7", 0, 10, NULL,
		"for engines that use a model: how freely it chooses"),

	SERVICE("pcm_to_wav_service", pcm_to_wav, "1", "300"),
	ROW("pcm_to_wav_service", pcm_to_wav, default_sample_rate, OPTION_INT, "24000", 8000, 192000, NULL,
		"Hz, of PCM whose object does not say"),
	ROW("pcm_to_wav_service", pcm_to_wav, default_channels, OPTION_INT, "1", 1, 8, NULL,
		"channels, of PCM whose object does not say"),

	SERVICE("wav_aggregator_service", wav_aggregator, "2", "3600"),
	ROW("wav_aggregator_service", wav_aggregator, on_page_failure, OPTION_STRING, "\"silence\"", 1, 16, "silence|fail",
		"a page that could not be done: \"silence\" in its place, or \"fail\" the whole job"),
	ROW("wav_aggregator_service", wav_aggregator, keep_intermediates, OPTION_BOOL, "false", 0, 0, NULL,
		"keep page images, PCM and WAV of finished jobs"),
	ROW("wav_aggregator_service", wav_aggregator, stalled_seconds, OPTION_INT, "600", 4, 604800, NULL,
		"a job without progress for so long is looked at, and what it lacks announced again"),
	ROW("wav_aggregator_service", wav_aggregator, keep_days, OPTION_INT, "0", 0, 36500, NULL,
		"finished jobs and their audio are removed after so many days; 0: never"),

	ROW("supervisor", supervisor, state_dir, OPTION_STRING, "\"\"", 0, 4000, NULL,
		"where the broker and spooled files live; \"\": $STATE_DIRECTORY, else the system's place for root, ~/.local/state/lectern for others"),
	ROW("supervisor", supervisor, log_level, OPTION_LOG_LEVEL, "\"info\"", 0, 0, NULL,
		"\"debug\", \"info\", \"warn\" or \"error\""),
	ROW("supervisor", supervisor, log_format, OPTION_LOG_FORMAT, "\"text\"", 0, 0, NULL,
		"\"text\" or \"json\""),
	ROW("supervisor", supervisor, log_file, OPTION_STRING, "\"\"", 0, 4000, NULL,
		"a file to log to; \"\": standard error"),
	ROW("supervisor", supervisor, ready_seconds, OPTION_INT, "30", 1, 3600, NULL,
		"a child that is not ready in this time is killed"),
	ROW("supervisor", supervisor, drain_seconds, OPTION_INT, "30", 0, 86400, NULL,
		"at stop, running jobs may take so long"),
	ROW("supervisor", supervisor, term_seconds, OPTION_INT, "5", 0, 3600, NULL,
		"between SIGTERM and SIGKILL"),
	ROW("supervisor", supervisor, abort_seconds, OPTION_INT, "2", 0, 3600, NULL,
		"between SIGABRT and SIGKILL, of a child that hangs"),
	ROW("supervisor", supervisor, silence_seconds, OPTION_INT, "30", 1, 3600, NULL,
		"a child without a sign of life for so long is taken for hung and replaced"),
	ROW("supervisor", supervisor, max_core_mb, OPTION_INT, "0", 0, 1048576, NULL,
		"largest core file of a child; 0: none"),
	ROW("supervisor", supervisor, max_open_files, OPTION_INT, "1024", 64, 1048576, NULL,
		"descriptors that a child may have open"),
	ROW("supervisor", supervisor, max_file_gb, OPTION_INT, "64", 1, 1048576, NULL,
		"largest file that a child may write"),
	ROW("supervisor", supervisor, sandbox, OPTION_STRING, "\"on\"", 1, 16, "on|required|off",
		"engines are locked in (seccomp, Landlock); \"required\": refuse to work where the kernel cannot"),
	ROW("supervisor", supervisor, engine_memory_mb, OPTION_INT, "4096", 0, 1048576, NULL,
		"an engine that wants more memory dies and its page is tried again; 0: no limit"),

	ROW("http", http, listen, OPTION_STRING, "\"127.0.0.1\"", 1, 64, NULL,
		"address to listen on, in numbers (IPv4 or IPv6)"),
	ROW("http", http, port, OPTION_INT, "8080", 0, 65535, NULL, "0: any free one, told in the log"),
	ROW("http", http, token_file, OPTION_STRING, "\"\"", 0, 4000, NULL,
		"file with the token that callers must show; \"\": none, then only loopback is listened on"),
	ROW("http", http, allow_remote_without_token, OPTION_BOOL, "false", 0, 0, NULL,
		"listen beyond loopback without a token all the same (behind a proxy that asks)"),
	ROW("http", http, max_upload_mb, OPTION_INT, "1024", 1, 1048576, NULL, "largest PDF"),
	ROW("http", http, upload_timeout_seconds, OPTION_INT, "3600", 1, 86400, NULL,
		"longest time for a whole upload"),
	ROW("http", http, idle_timeout_seconds, OPTION_INT, "60", 1, 86400, NULL,
		"a connection without a byte for so long is closed"),
	ROW("http", http, max_connections, OPTION_INT, "512", 1, 65536, NULL, "connections at a time"),
	ROW("http", http, max_connections_per_address, OPTION_INT, "256", 1, 65536, NULL,
		"connections at a time from one address"),
	ROW("http", http, max_uploads, OPTION_INT, "32", 1, 65536, NULL, "uploads at a time"),
	ROW("http", http, max_queued_jobs, OPTION_INT, "1000", 1, 1000000, NULL,
		"with so many unfinished jobs no other is taken (429)"),
	ROW("http", http, min_free_disk_mb, OPTION_INT, "512", 0, 1073741824, NULL,
		"with less free disk no upload is taken (507)"),
	ROW("http", http, tenant, OPTION_STRING, "\"default\"", 1, 64, NULL,
		"tenant of jobs that come in by HTTP"),
	ROW("http", http, user, OPTION_STRING, "\"anonymous\"", 1, 128, NULL,
		"user of jobs that come in by HTTP"),
};
/* clang-format on */

const size_t settings_option_count = sizeof settings_options / sizeof *settings_options;
