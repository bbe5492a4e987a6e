/* settings: project.toml, read whole and validated, or refused with file, line and key.
 *
 * inih reads the file; the value reader on top of it takes TOML strings (with escapes), integers,
 * floats, booleans, arrays of strings, and a comment after a value. TOML outside this subset is
 * refused by name, never misread. Every key is a row of the table in table.c: type, default, limits
 * and the sentence that documents it.
 */
#ifndef LECTERN_COMMON_CONFIG_SETTINGS_H
#define LECTERN_COMMON_CONFIG_SETTINGS_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/log.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct string_list {
	const char **items;
	size_t count;
};

/* [nats]: subjects, streams, consumers, buckets. Names as in the file. */
struct nats_settings {
	const char *url;
	const char *tls_ca_file, *tls_cert_file, *tls_key_file; /* paths: absolute or "" */
	const char *user, *password_file, *token_file, *nkey_seed_file, *credentials_file;
	const char *pdf_stream_name, *pdf_consumer_name, *pdf_created_subject;
	const char *pdf_object_store_bucket;
	const char *png_stream_name, *png_consumer_name, *png_created_subject;
	const char *png_object_store_bucket;
	const char *text_stream_name, *text_object_store_bucket, *text_processed_subject;
	const char *tts_stream_name, *tts_consumer_name;
	const char *audio_chunk_created_subject, *audio_object_store_bucket;
	const char *audio_processing_stream_name, *audio_processing_consumer_name;
	const char *wav_created_subject, *wav_consumer_name;
	const char *final_audio_created_subject, *final_audio_object_store_bucket;
	const char *timeline_object_store_bucket, *book_object_store_bucket;
	const char *wav_aggregator_kv_bucket, *listener_kv_bucket;
	const char *wav_stream_name, *wav_object_store_bucket;
	const char *final_audio_stream_name;
	const char *encoding_stream_name, *encoding_consumer_name, *encode_requested_subject;
	const char *audio_encoded_subject, *encoded_audio_object_store_bucket;
	const char *page_image_stream_name, *page_image_consumer_name;
	const char *page_image_requested_subject, *page_image_object_store_bucket;
	const char *voice_sample_stream_name, *voice_sample_consumer_name;
	const char *voice_sample_requested_subject, *voice_object_store_bucket;
	const char *live_stream_name, *live_consumer_name;
	const char *live_requested_subject, *live_audio_object_store_bucket;
	const char *dead_letter_stream_name, *dead_letter_subject;
	int64_t dead_letter_max_mb; /* 0: no limit */
	int64_t replicas;
	const char *server;         /* "auto" or "external" */
	const char *server_program; /* path of the embedded server's program, "nats-server" */
	int64_t ack_wait_seconds;
	int64_t intermediate_ttl_hours; /* lifetime of PNG, PCM and WAV objects; 0: unlimited */
	int64_t page_image_ttl_hours;   /* lifetime of page images shown to people; 0: unlimited */
	int64_t live_audio_ttl_hours;   /* lifetime of live stream segments; 0: unlimited */
	int64_t voice_file_ttl_hours;   /* lifetime of voice samples; 0: unlimited */
};

/* Keys of every stage's section. */
struct service_settings {
	int64_t worker_pool_size; /* resolved: "auto" has become the number of usable cores */
	int64_t job_timeout_seconds;
	int64_t progress_timeout_seconds; /* an engine without progress for this long is hung */
	int64_t max_attempts;
	int64_t max_jobs;   /* recycle a worker after this many; 0: never */
	int64_t max_rss_mb; /* recycle a worker above this; 0: never */
};

struct pdf_to_png_settings {
	struct service_settings service;
	int64_t dpi;
	int64_t text_page_dpi;        /* of a page whose embedded text is used */
	int64_t max_page_megapixels;  /* a larger page is rendered at a lower resolution */
	int64_t page_timeout_seconds; /* time limit for rendering one page */
	int64_t max_pages;            /* most pages in a document */
	int64_t pages_per_turn;       /* the rest is queued behind other jobs */
	int64_t max_pages_waiting;    /* rendering pauses while this many pages wait for
				       * png-to-text */
	int64_t min_free_disk_mb;     /* ... or while less than this is free; 0: no check */
};

struct png_to_text_settings {
	struct service_settings service;
	const char *ocr;           /* "auto", "always" or "never" */
	const char *footnotes;     /* "keep", "move" or "drop" */
	const char *language;      /* Tesseract's names, "eng" or "eng+deu" */
	const char *tessdata_path; /* "" for Tesseract's own default */
};

struct tts_settings {
	struct service_settings service;
	const char *engine;          /* "espeak", "sherpa", "openai", "chatllm" or "command" */
	const char *fallback_engine; /* "none" or "espeak" */
	const char *voice;           /* a voice of that engine: "en" */
	struct string_list voices;   /* allowed with openai, chatllm and command; empty: any */
	const char *fallback_voice;  /* a voice of eSpeak NG */
	int64_t speed;               /* words per minute */
	int64_t pitch;               /* 0..99 */
	int64_t sentence_pause_ms, paragraph_pause_ms, heading_pause_ms;
	const char *pronunciation_file; /* "" for none */
	/* Voices installed as folders. */
	const char *voices_dir;     /* absolute after loading */
	const char *sherpa_library; /* absolute, or "" */
	int64_t max_models, voice_memory_mb;
	/* Limits that a model's speech must meet. */
	double min_seconds_per_char, max_seconds_per_char;
	double max_silence_seconds, max_clipped_percent;
	/* For openai: the speech server. */
	const char *base_url;               /* "http://127.0.0.1:8880/v1"; "" if there is none */
	const char *key_file, *tls_ca_file; /* absolute, or "" */
	const char *server_model;           /* "" to name no model in requests */
	const char *server_format;          /* "wav" or "pcm" */
	int64_t server_timeout_seconds, server_attempts;
	/* For chatllm and command. */
	const char *program, *model; /* absolute, or "" */
	struct string_list program_arguments, program_environment;
	struct string_list program_paths, program_write_paths; /* absolute */
	const char *program_output;                            /* "s16le" or "wav" */
	int64_t program_sample_rate, program_timeout_seconds, program_memory_mb;
	int64_t max_chunk_chars, max_chunk_seconds;
	double blank_page_seconds;  /* silence for a blank page */
	double failed_page_seconds; /* silence for a failed page */
	/* Speech parameters for model engines, put into TextProcessedEvent. */
	int64_t seed, ngl;
	double top_p, repetition_penalty, temperature;
};

struct pcm_to_wav_settings {
	struct service_settings service;
	int64_t default_sample_rate; /* for PCM objects that do not state it */
	int64_t default_channels;
};

struct wav_aggregator_settings {
	struct service_settings service;
	const char *on_page_failure; /* "silence" or "fail" */
	bool keep_intermediates;     /* keep PNG, PCM and WAV objects of finished jobs */
	int64_t stalled_seconds;     /* a job without progress for this long is looked into */
	/* Length of chapters for players, and pages per chapter for a book that has neither an
	 * outline nor headings. */
	int64_t chapter_min_minutes, chapter_max_minutes, chapter_pages;
	int64_t keep_days;       /* days after which finished jobs are removed; 0: never */
	int64_t max_failed_jobs; /* failed jobs without any page: how many to keep; 0: all */
};

struct audio_encoder_settings {
	struct service_settings service;
	struct string_list formats; /* made of every book whose job does not choose */
	int64_t aac_kbit, opus_kbit, mp3_kbit;
	const char *keep_wav; /* "always" or "until_encoded" */
};

struct live_audio_settings {
	struct service_settings service;
};

struct voice_sample_settings {
	struct service_settings service;
};

struct page_image_settings {
	struct service_settings service;
	int64_t page_timeout_seconds;
};

/* [commentary]: what an AI is asked to add to pages, through an OpenAI-compatible endpoint. */
struct commentary_settings {
	const char *base_url;               /* "http://127.0.0.1:8080/v1"; "" to ask nothing */
	const char *model;                  /* "" to name no model in requests */
	const char *key_file, *tls_ca_file; /* absolute, or "" */
	int64_t timeout_seconds;            /* for one request */
	int64_t page_timeout_seconds;       /* for everything that is asked about one page */
	int64_t max_attempts;
	int64_t max_request_kb, max_answer_kb, max_spoken_chars;
	int64_t max_tokens; /* 0: not sent */
	double temperature; /* below 0: not sent */
	bool send_image;
	const char *commentary_instructions, *summary_instructions;
};

struct supervisor_settings {
	const char *state_dir; /* absolute after loading */
	enum log_level log_level;
	enum log_format log_format;
	const char *log_file;     /* "" for stderr */
	int64_t ready_seconds;    /* a child that is not READY after this long is killed */
	int64_t drain_seconds;    /* how long running jobs may take when stopping */
	int64_t term_seconds;     /* grace between SIGTERM and SIGKILL */
	int64_t abort_seconds;    /* grace between SIGABRT and SIGKILL for a hung child */
	int64_t silence_seconds;  /* an idle child without a heartbeat for this long is hung */
	int64_t max_core_mb;      /* RLIMIT_CORE of children */
	int64_t max_open_files;   /* RLIMIT_NOFILE of children */
	int64_t max_file_gb;      /* RLIMIT_FSIZE of children */
	const char *sandbox;      /* for engines: "on", "required" or "off" */
	int64_t engine_memory_mb; /* address space limit of an engine; 0: no limit */
	int64_t engine_processes; /* RLIMIT_NPROC of engines that start programs; 0: no limit */
};

struct http_settings {
	const char *listen;     /* numeric address, "127.0.0.1" */
	int64_t port;           /* 0: any free port, which is logged */
	const char *base_path;  /* "/lectern", or "" */
	const char *token_file; /* "" for none, which allows only loopback addresses */
	bool allow_remote_without_token;
	int64_t max_upload_mb;
	int64_t upload_timeout_seconds; /* for a whole upload */
	int64_t idle_timeout_seconds;   /* for a connection on which no byte arrives */
	int64_t header_timeout_seconds; /* for the header of a request */
	int64_t min_upload_kb_per_second;
	int64_t max_connections, max_connections_per_address, max_uploads;
	int64_t max_queued_jobs;
	int64_t min_free_disk_mb;
	const char *tenant, *user; /* of jobs created over HTTP */
};

struct library_settings {
	const char *url; /* the farm's URL as seen from other machines; "": as in the request */
	const char *feed_secret_file; /* "" for no podcast feed */
	const char *outbox;           /* directory for finished books; "" for none */
	int64_t outbox_timeout_seconds;
};

struct settings {
	struct arena *arena;    /* owned; holds every string */
	const char *path;       /* the file it was read from; "" if defaults */
	int64_t voices_changed; /* last modification of tts.voices_dir or the system-wide voice
				 * directory, in nanoseconds; 0 if neither exists */
	struct nats_settings nats;
	struct pdf_to_png_settings pdf_to_png;
	struct png_to_text_settings png_to_text;
	struct tts_settings tts;
	struct pcm_to_wav_settings pcm_to_wav;
	struct wav_aggregator_settings wav_aggregator;
	struct audio_encoder_settings audio_encoder;
	struct page_image_settings page_image;
	struct live_audio_settings live_audio;
	struct voice_sample_settings voice_sample;
	struct commentary_settings commentary;
	struct supervisor_settings supervisor;
	struct http_settings http;
	struct library_settings library;
};

/* Whether the language is detected in the document for jobs that do not name one. */
bool settings_finds_language(const struct settings *settings);
/* Tesseract's name of the language of pages for which none is given or detected. */
const char *settings_print_language(const struct settings *settings);

/* The engine that [tts_service] program serves: "chatllm" or "command", taken from `engine` or else
 * inferred from the program's arguments. NULL if there is no program. */
const char *settings_program_engine(const struct tts_settings *tts);

/* Reads and validates a file; path NULL or "" gives the defaults. The caller frees the settings. On
 * failure *ret_settings is untouched and the error reads "<file>:<line>: [section] key: reason". */
int settings_load(const char *path, struct settings **ret_settings, struct err *err);

/* The same from memory; errors use `name` as the file name. For tests and the fuzzer. */
int settings_parse(const char *name, const char *text, size_t len, struct settings **ret_settings,
	struct err *err);

void settings_free(struct settings **settings);

/* The rows of the table of keys, public for the manual page and its test. */
enum option_type {
	OPTION_STRING,
	OPTION_INT,
	OPTION_FLOAT,
	OPTION_BOOL,
	OPTION_STRING_LIST,
	OPTION_COUNT_OR_AUTO, /* integer, or "auto" for the number of usable cores */
	OPTION_LOG_LEVEL,
	OPTION_LOG_FORMAT,
};

struct settings_option {
	const char *section, *key;
	enum option_type type;
	size_t offset;        /* in struct settings */
	const char *standard; /* default, as written in the file */
	double min, max;      /* limits of a number, or of a string's length */
	const char *choices;  /* allowed strings: "a|b", or NULL for any */
	const char *help;
};

extern const struct settings_option settings_options[];
extern const size_t settings_option_count;

#endif
