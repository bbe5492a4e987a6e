# libengine: the half of a worker that does the work, locked in and without a connection.
noinst_LIBRARIES += workers/engine/libengine.a
workers_engine_libengine_a_SOURCES = \
	workers/engine/confine.c \
	workers/engine/confine.h \
	workers/engine/confine_calls.c \
	workers/engine/confine_calls.h \
	workers/engine/failpoint.c \
	workers/engine/failpoint.h \
	workers/engine/io.c \
	workers/engine/io.h \
	workers/engine/job.c \
	workers/engine/job.h \
	workers/engine/job_session.h \
	workers/engine/link.c \
	workers/engine/link.h \
	workers/engine/main.c \
	workers/engine/scrub.c \
	workers/engine/scrub.h \
	workers/engine/silence.c \
	workers/engine/silence.h \
	workers/engine/wav_header.c \
	workers/engine/wav_header.h \
	workers/engine/stage.h
workers_engine_libengine_a_CPPFLAGS = $(FARM_CPPFLAGS) $(SECCOMP_CFLAGS)
