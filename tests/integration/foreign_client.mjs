// foreign_client.mjs PACKAGE_JSON NATS_URL FARM_URL PDF WAV - a client that knows Lectern only by
// its names: subjects, buckets and events. The npm packages are those of PACKAGE_JSON.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";

const [, , packageJson, natsUrl, farmUrl, pdf, wav] = process.argv;
const require = createRequire(packageJson);
const { connect } = require("@nats-io/transport-node");
const { jetstream, jetstreamManager, DeliverPolicy } = require("@nats-io/jetstream");
const { Objm } = require("@nats-io/obj");

const workflowId = "foreign-1";
const header = {
	timestamp: new Date().toISOString(),
	workflowId,
	userId: "somebody",
	tenantId: "elsewhere",
	eventId: "foreign-event-1",
};

function bytesStream(bytes) {
	return new ReadableStream({
		start(controller) {
			controller.enqueue(bytes);
			controller.close();
		},
	});
}

// The first final.audio.created of our workflow; the stream keeps it for late listeners.
async function finalEvent(js) {
	const consumer = await js.consumers.get("FINAL_AUDIO", {
		filter_subjects: "final.audio.created",
		deliver_policy: DeliverPolicy.All,
	});
	for (;;) {
		const message = await consumer.next({ expires: 10000 });
		if (message?.json().header.workflowId === workflowId) return message.json();
	}
}

const timeout = setTimeout(() => {
	console.error("no final.audio.created within 90 seconds");
	process.exit(1);
}, 90000);

const { host, username, password } = new URL(natsUrl);
const nc = await connect({ servers: host, user: username, pass: password });
const js = jetstream(nc);
const objm = new Objm(js);
await (await jetstreamManager(nc)).streams.info("PDF_JOBS");

const pdfs = await objm.open("PDF_FILES");
const pdfKey = `${header.tenantId}/${workflowId}/source.pdf`;
await pdfs.put({ name: pdfKey, description: "my book.pdf" }, bytesStream(readFileSync(pdf)));
await js.publish("pdf.created", JSON.stringify({ header, pdfKey, fieldOfTheFuture: 1 }));

const event = await finalEvent(js);
for (const [field, want] of Object.entries({ workflowId, tenantId: "elsewhere", userId: "somebody" }))
	if (event.header[field] !== want)
		throw new Error(`header.${field} is ${event.header[field]}, not ${want}`);

const finals = await objm.open("FINAL_AUDIO_FILES");
const blob = await finals.getBlob(event.finalAudioKey);
if (!blob) throw new Error(`${event.finalAudioKey} is not in FINAL_AUDIO_FILES`);
writeFileSync(wav, blob);

const job = await (await fetch(`${farmUrl}/jobs/${workflowId}`)).json();
if (job.status !== "completed") throw new Error(`/jobs says ${JSON.stringify(job)}`);
const { jobs } = await (await fetch(`${farmUrl}/jobs`)).json();
if (!jobs.some(({ id }) => id === workflowId)) throw new Error("/jobs does not show the job");

clearTimeout(timeout);
await nc.close();
