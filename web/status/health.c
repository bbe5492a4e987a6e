/* health: GET /healthz (this process lives) and GET /readyz (a job sent now would be worked on). */
#include "web/http/json_out.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/state/app.h"
#include "web/state/backend.h"
#include "web/state/farm_snapshot.h"

#include <stdlib.h>
#include <string.h>

void handle_healthz(struct request *request)
{
	struct buf body = BUF_EMPTY;
	buf_append_string(&body, "{\"status\":\"ok\"}\n");
	reply_json(request, 200, &body);
}

/* Without a supervisor to ask: some worker has a request for work open at the consumer, or holds a
 * message of it. */
static bool consumer_is_attended(struct natsconn *conn, const char *stream, const char *consumer)
{
	jsConsumerInfo *info = NULL;
	jsErrCode code = 0;
	if (js_GetConsumerInfo(&info, natsconn_js(conn), stream, consumer, NULL, &code) != NATS_OK)
		return false;
	bool attended = info->NumWaiting > 0 || info->NumAckPending > 0;
	jsConsumerInfo_Destroy(info);
	return attended;
}

static bool stage_is_attended(const struct settings *settings, struct natsconn *conn, size_t stage)
{
	const struct nats_settings *nats = &settings->nats;
	const char *const consumers[][2] = {
		{ nats->pdf_stream_name, nats->pdf_consumer_name },
		{ nats->png_stream_name, nats->png_consumer_name },
		{ nats->tts_stream_name, nats->tts_consumer_name },
		{ nats->audio_processing_stream_name, nats->audio_processing_consumer_name },
		{ nats->wav_stream_name, nats->wav_consumer_name },
	};
	return consumer_is_attended(conn, consumers[stage][0], consumers[stage][1]);
}

static bool stage_has_worker(const struct channel_record *slots, size_t count, const char *stage)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(slots[i].stage, stage) == 0 && farm_snapshot_slot_is_ready(&slots[i]))
			return true;
	}
	return false;
}

void handle_readyz(struct request *request)
{
	struct app *app = request->app;
	struct err err;
	struct natsconn *conn = backend_conn(app->backend, &err);
	size_t count;
	int64_t age_ms;
	struct channel_record *slots = farm_snapshot_slots(app->snapshot, &count, &age_ms);
	bool ready = conn != NULL;
	struct buf body = BUF_EMPTY, stages = BUF_EMPTY;
	struct json_out out = json_out(&stages);
	json_out_object(&out, NULL);
	for (size_t i = 0; farm_snapshot_stages[i]; i++) {
		bool up = age_ms >= 0 ? stage_has_worker(slots, count, farm_snapshot_stages[i])
				      : conn && stage_is_attended(app->settings, conn, i);
		ready = ready && up;
		json_out_bool(&out, farm_snapshot_stages[i], up);
	}
	json_out_end_object(&out);
	out = json_out(&body);
	json_out_object(&out, NULL);
	json_out_string(&out, "status", ready ? "ready" : "not-ready");
	json_out_bool(&out, "broker", conn != NULL);
	json_out_raw(&out, "stages", stages.data);
	json_out_end_object(&out);
	buf_append_char(&body, '\n');
	free(slots);
	buf_free(&stages);
	reply_json(request, ready ? 200 : 503, &body);
}
