# libupkeep: looks after jobs that nobody works on, and after what is left over.
noinst_LIBRARIES += workers/upkeep/libupkeep.a
workers_upkeep_libupkeep_a_SOURCES = \
	workers/upkeep/kept_wavs.c \
	workers/upkeep/kept_wavs.h \
	workers/upkeep/lost_files.c \
	workers/upkeep/lost_files.h \
	workers/upkeep/reconciler.c \
	workers/upkeep/reconciler.h \
	workers/upkeep/work_queues.c \
	workers/upkeep/work_queues.h
workers_upkeep_libupkeep_a_CPPFLAGS = $(FARM_CPPFLAGS)
