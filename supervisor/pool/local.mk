# Pools of workers: slots, their policy, the processes in them.
noinst_LIBRARIES += supervisor/pool/libsupervisorpool.a
supervisor_pool_libsupervisorpool_a_SOURCES = \
	supervisor/pool/child_channel.c \
	supervisor/pool/child_channel.h \
	supervisor/pool/effective_config.c \
	supervisor/pool/effective_config.h \
	supervisor/pool/launch.c \
	supervisor/pool/launch.h \
	supervisor/pool/pool_policy.c \
	supervisor/pool/pool_policy.h \
	supervisor/pool/pool.c \
	supervisor/pool/pool.h \
	supervisor/pool/relay.c \
	supervisor/pool/relay.h \
	supervisor/pool/service.c \
	supervisor/pool/service.h \
	supervisor/pool/shared.h \
	supervisor/pool/slot.c \
	supervisor/pool/slot.h \
	supervisor/pool/slot_names.c \
	supervisor/pool/slot_policy.c \
	supervisor/pool/slot_policy.h \
	supervisor/pool/stage.h \
	supervisor/pool/throttle.c \
	supervisor/pool/throttle.h
