/* metrics: GET /metrics: lectern-web's own counters, then those of the farm and the broker. */
#include "config.h"

#include "common/base/alloc.h"
#include "common/base/timestamp.h"
#include "web/http/connections.h"
#include "web/http/request_counts.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/state/app.h"
#include "web/state/job_table.h"
#include "web/status/metrics_text.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static void route_label(size_t route, char label[128])
{
	snprintf(label, 128, "method=\"%s\",route=\"%s\"",
		route < route_count ? routes[route].method : "",
		route < route_count ? routes[route].pattern : "");
}

static void append_requests(struct buf *text, struct request_counts *all)
{
	char label[128], labels[160];
	metrics_head(
		text, "http_requests_total", "counter", "Requests by route and class of status.");
	for (size_t route = 0; route <= route_count; route++) {
		route_label(route, label);
		for (size_t class = 0; class < STATUS_CLASSES; class ++) {
			uint64_t count = atomic_load(&all->routes[route].requests[class]);
			snprintf(labels, sizeof labels, "%s,status=\"%zuxx\"", label, class);
			if (count > 0)
				metrics_line(text, "http_requests_total", labels, count);
		}
	}
	metrics_head(text, "http_request_body_bytes_total", "counter", "Bytes of bodies received.");
	metrics_line(text, "http_request_body_bytes_total", "", atomic_load(&all->body_bytes));
}

static void append_durations(struct buf *text, struct request_counts *all)
{
	char label[128];
	metrics_head(text, "http_request_duration_seconds", "histogram",
		"Time from the request line to the last byte of the response.");
	for (size_t route = 0; route <= route_count; route++) {
		struct route_counts *counts = &all->routes[route];
		uint64_t durations[DURATION_LIMITS + 1], total = 0;
		for (size_t i = 0; i <= DURATION_LIMITS; i++)
			total += durations[i] = atomic_load(&counts->durations[i]);
		route_label(route, label);
		if (total > 0)
			metrics_histogram(text, "http_request_duration_seconds", label,
				request_duration_limits_ms, DURATION_LIMITS, durations,
				atomic_load(&counts->total_ms));
	}
}

static void append_server(struct buf *text, struct server *server)
{
	metrics_head(text, "build_info", "gauge", "Always 1; the label is the running version.");
	metrics_line(text, "build_info", "version=\"" PACKAGE_VERSION "\"", 1);
	append_requests(text, server->counts);
	append_durations(text, server->counts);
	metrics_head(text, "http_connections", "gauge", "Open connections.");
	metrics_line(text, "http_connections", "", connections_count(server->connections));
	metrics_head(text, "http_uploads", "gauge", "Uploads under way.");
	metrics_line(text, "http_uploads", "", (uint64_t)atomic_load(&server->uploads));
}

static void append_jobs(struct buf *text, struct job_table *table)
{
	size_t counts[JOB_STATUS_COUNT];
	char label[64];
	job_table_counts(table, counts);
	metrics_head(text, "jobs", "gauge", "Jobs by status.");
	for (int i = 0; i < JOB_STATUS_COUNT; i++) {
		snprintf(label, sizeof label, "status=\"%s\"",
			workflow_status_name((enum workflow_status)i));
		metrics_line(text, "jobs", label, counts[i]);
	}
	metrics_head(text, "jobs_waiting_for_room", "gauge",
		"Unfinished jobs that wait for disk space.");
	metrics_line(text, "jobs_waiting_for_room", "", job_table_waiting(table));
	metrics_head(text, "pages_read_without", "gauge",
		"Pages of these jobs that lack something that was asked for.");
	for (int i = 0; i < JOB_EXTRA_COUNT; i++) {
		snprintf(label, sizeof label, "kind=\"%s\"", job_extra_name((enum job_extra)i));
		metrics_line(text, "pages_read_without", label,
			job_table_without(table, (enum job_extra)i));
	}
}

void handle_metrics(struct request *request)
{
	struct server *server = request->server;
	struct buf text = BUF_EMPTY;
	append_server(&text, server);
	append_jobs(&text, request->app->table);
	metrics_append_farm(&text, request->app->snapshot);
	metrics_append_broker(&text, request->app);
	reply_body(request, 200, "text/plain; version=0.0.4; charset=utf-8", &text);
}
