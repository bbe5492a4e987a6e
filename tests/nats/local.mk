# What speaks NATS, against a real nats-server.
NATS_TEST_CPPFLAGS = $(FARM_CPPFLAGS) $(CMOCKA_CFLAGS)
NATS_TEST_LIBS = tests/nats/libnatsfixture.a $(FARM_LIBS) $(CMOCKA_LIBS)

check_LIBRARIES += tests/nats/libnatsfixture.a
tests_nats_libnatsfixture_a_SOURCES = tests/nats/nats_fixture.c tests/nats/nats_fixture.h \
	tests/nats/port_claim.c tests/nats/port_claim.h
tests_nats_libnatsfixture_a_CPPFLAGS = $(FARM_CPPFLAGS)

if HAVE_CMOCKA
NATS_TESTS = \
	tests/nats/test_auth \
	tests/nats/test_broker_room \
	tests/nats/test_cluster \
	tests/nats/test_free_space \
	tests/nats/test_natsconn \
	tests/nats/test_objget \
	tests/nats/test_objreader \
	tests/nats/test_objstore \
	tests/nats/test_objstore_faults \
	tests/nats/test_objwriter \
	tests/nats/test_pull \
	tests/nats/test_topology \
	tests/nats/test_upkeep \
	tests/nats/test_workflow_store
check_PROGRAMS += $(NATS_TESTS)
TESTS += $(NATS_TESTS)
endif

tests_nats_test_auth_SOURCES = tests/nats/test_auth.c tests/nats/auth_keys.h tests/nats/nats_check.h
tests_nats_test_auth_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_auth_LDADD = $(NATS_TEST_LIBS)

tests_nats_test_broker_room_SOURCES = tests/nats/test_broker_room.c tests/nats/nats_check.h \
	supervisor/sys.c
tests_nats_test_broker_room_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_broker_room_LDADD = $(NATS_TEST_LIBS) supervisor/libsupervisor.a $(BASE_LIBS) $(CRYPT_LIBS)

tests_nats_test_cluster_SOURCES = tests/nats/test_cluster.c tests/nats/nats_check.h
tests_nats_test_cluster_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_cluster_LDADD = $(NATS_TEST_LIBS)

tests_nats_test_free_space_SOURCES = tests/nats/test_free_space.c tests/nats/nats_check.h
tests_nats_test_free_space_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_free_space_LDADD = $(NATS_TEST_LIBS)

tests_nats_test_natsconn_SOURCES = tests/nats/test_natsconn.c tests/nats/nats_check.h
tests_nats_test_natsconn_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_natsconn_LDADD = $(NATS_TEST_LIBS)

OBJECT_FIXTURE = tests/nats/object_fixture.c tests/nats/object_fixture.h tests/nats/nats_check.h

tests_nats_test_objget_SOURCES = tests/nats/test_objget.c $(OBJECT_FIXTURE)
tests_nats_test_objget_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_objget_LDADD = $(NATS_TEST_LIBS)

tests_nats_test_objreader_SOURCES = tests/nats/test_objreader.c $(OBJECT_FIXTURE)
tests_nats_test_objreader_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_objreader_LDADD = $(NATS_TEST_LIBS)

tests_nats_test_objwriter_SOURCES = tests/nats/test_objwriter.c $(OBJECT_FIXTURE)
tests_nats_test_objwriter_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_objwriter_LDADD = $(NATS_TEST_LIBS)

tests_nats_test_objstore_SOURCES = tests/nats/test_objstore.c $(OBJECT_FIXTURE)
tests_nats_test_objstore_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_objstore_LDADD = $(NATS_TEST_LIBS)

tests_nats_test_objstore_faults_SOURCES = tests/nats/test_objstore_faults.c tests/nats/nats_check.h
tests_nats_test_objstore_faults_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_objstore_faults_LDADD = $(NATS_TEST_LIBS)

tests_nats_test_pull_SOURCES = tests/nats/test_pull.c tests/nats/nats_check.h
tests_nats_test_pull_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_pull_LDADD = $(NATS_TEST_LIBS)

tests_nats_test_topology_SOURCES = tests/nats/test_topology.c tests/nats/nats_check.h
tests_nats_test_topology_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_topology_LDADD = $(NATS_TEST_LIBS)

tests_nats_test_upkeep_SOURCES = tests/nats/test_upkeep.c tests/nats/nats_check.h
tests_nats_test_upkeep_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_upkeep_LDADD = $(NATS_TEST_LIBS)

tests_nats_test_workflow_store_SOURCES = tests/nats/test_workflow_store.c tests/nats/nats_check.h
tests_nats_test_workflow_store_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_nats_test_workflow_store_LDADD = $(NATS_TEST_LIBS)
