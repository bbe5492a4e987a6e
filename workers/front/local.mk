# libfront: the half of a worker that speaks NATS; main() of every stage.
noinst_LIBRARIES += workers/front/libfront.a
workers_front_libfront_a_SOURCES = \
	workers/front/background.c \
	workers/front/confine.c \
	workers/front/crash_count.c \
	workers/front/crash_count.h \
	workers/front/engine.c \
	workers/front/engine_process.c \
	workers/front/engine_process.h \
	workers/front/front.c \
	workers/front/front.h \
	workers/front/job.c \
	workers/front/main.c \
	workers/front/note.c \
	workers/front/note.h \
	workers/front/on_demand.c \
	workers/front/on_demand.h \
	workers/front/prefetch.c \
	workers/front/records.c \
	workers/front/results.c \
	workers/front/slow_documents.c \
	workers/front/slow_documents.h \
	workers/front/slow_lane.c \
	workers/front/slow_lane.h \
	workers/front/spool.c \
	workers/front/spool.h \
	workers/front/stage.h \
	workers/front/transfer.c
workers_front_libfront_a_CPPFLAGS = $(FARM_CPPFLAGS)
