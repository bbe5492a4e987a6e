# The embedded nats-server: whether it is run, its configuration, whether it answers.
noinst_LIBRARIES += supervisor/broker/libsupervisorbroker.a
supervisor_broker_libsupervisorbroker_a_SOURCES = \
	supervisor/broker/auth.c \
	supervisor/broker/auth.h \
	supervisor/broker/broker.c \
	supervisor/broker/broker.h \
	supervisor/broker/config.c \
	supervisor/broker/config.h \
	supervisor/broker/durable_dir.c \
	supervisor/broker/durable_dir.h \
	supervisor/broker/memory.c \
	supervisor/broker/memory.h \
	supervisor/broker/probe.c \
	supervisor/broker/probe.h \
	supervisor/broker/quota.c \
	supervisor/broker/quota.h
