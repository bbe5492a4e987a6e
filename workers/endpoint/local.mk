# libendpoint: requests to servers that speak OpenAI's protocol, for the programs that make them.
noinst_LIBRARIES += workers/endpoint/libendpoint.a
workers_endpoint_libendpoint_a_SOURCES = \
	workers/endpoint/endpoint.c \
	workers/endpoint/endpoint.h \
	workers/endpoint/endpoint_message.c
workers_endpoint_libendpoint_a_CPPFLAGS = $(FARM_CPPFLAGS) $(CURL_CFLAGS)
ENDPOINT_LIBS = workers/endpoint/libendpoint.a workers/engine/libengine.a $(BASE_LIBS) \
	$(CJSON_LIBS) $(CURL_LIBS)
