# libsupervisor: all of lecternd but main and the seam to the kernel (sys.c), for its tests.
noinst_LIBRARIES += supervisor/libsupervisor.a
supervisor_libsupervisor_a_SOURCES = \
	supervisor/broker.c supervisor/broker.h \
	supervisor/broker_auth.c supervisor/broker_auth.h \
	supervisor/broker_config.c supervisor/broker_config.h \
	supervisor/broker_memory.c supervisor/broker_memory.h \
	supervisor/child_channel.c supervisor/child_channel.h \
	supervisor/confine.c supervisor/confine.h \
	supervisor/durable_dir.c supervisor/durable_dir.h \
	supervisor/effective_config.c supervisor/effective_config.h \
	supervisor/farm.c supervisor/farm.h \
	supervisor/launch.c supervisor/launch.h \
	supervisor/log_output.c supervisor/log_output.h \
	supervisor/loop.c supervisor/loop.h \
	supervisor/notify.c supervisor/notify.h \
	supervisor/orphans.c supervisor/orphans.h \
	supervisor/pool.c supervisor/pool.h \
	supervisor/pool_policy.c supervisor/pool_policy.h \
	supervisor/probe.c supervisor/probe.h \
	supervisor/program_check.c supervisor/program_check.h \
	supervisor/program_output.c supervisor/program_output.h \
	supervisor/reap.c supervisor/reap.h \
	supervisor/relay.c supervisor/relay.h \
	supervisor/reload.c supervisor/reload.h \
	supervisor/service.c supervisor/service.h \
	supervisor/settings_diff.c supervisor/settings_diff.h \
	supervisor/signals.c supervisor/signals.h \
	supervisor/slot.c supervisor/slot.h \
	supervisor/slot_names.c supervisor/slot_policy.c supervisor/slot_policy.h \
	supervisor/snapshot.c supervisor/snapshot.h \
	supervisor/spawn.c supervisor/spawn.h \
	supervisor/state_dir.c supervisor/state_dir.h \
	supervisor/store_room.c supervisor/store_room.h \
	supervisor/sys.h \
	supervisor/throttle.c supervisor/throttle.h \
	supervisor/web_socket.c supervisor/web_socket.h

sbin_PROGRAMS += supervisor/lecternd
supervisor_lecternd_SOURCES = supervisor/lecternd.c supervisor/sys.c
supervisor_lecternd_LDADD = supervisor/libsupervisor.a $(BASE_LIBS) $(CRYPT_LIBS)
