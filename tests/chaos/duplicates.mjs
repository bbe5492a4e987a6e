// duplicates.mjs NATS_URL: makes every stage's message arrive twice and out of order, and holds a
// few messages as a first deliverer that acknowledges far too late. Runs until SIGTERM; prints
// how often it did what.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(`${process.env.LECTERN_NODE_MODULES}/../package.json`));
const { connect, headers } = require("@nats-io/transport-node");
const { jetstream } = require("@nats-io/jetstream");

const subjects = ["pdf.created", "png.created", "text.processed", "audio.chunk.created", "wav.created"];
const queues = [
	["PNG_PROCESSING", "png-text-workers"],
	["TTS_JOBS", "tts-workers"],
	["AUDIO_PROCESSING", "pcm-to-wav-workers"],
	["AUDIO_PROCESSING", "wav-aggregator-workers"],
];
const told = { repeated: 0, acknowledgedLate: 0 };
const { host, username, password } = new URL(process.argv[2]);
const nc = await connect({ servers: host, user: username, pass: password });
let leaving = false;

// A repeat carries a mark, so that it is not repeated itself, and no message id, so that the
// broker does not recognise it.
function repeat(message) {
	if (message.headers?.has("Repeat")) return;
	const mark = headers();
	mark.set("Repeat", "1");
	const data = message.data.slice();
	setTimeout(() => {
		if (leaving) return;
		nc.publish(message.subject, data, { headers: mark });
		told.repeated++;
	}, Math.random() * 1500);
}

for (const subject of subjects)
	nc.subscribe(subject, { callback: (err, message) => err || repeat(message) });

// Takes one message from the queue, says nothing until another worker must have done it, then acks.
async function holdOne([stream, name]) {
	const consumer = await jetstream(nc).consumers.get(stream, name);
	const message = await consumer.next({ expires: 20000 });
	if (!message) return;
	await new Promise((done) => setTimeout(done, 8000));
	message.ack();
	told.acknowledgedLate++;
	console.log("late", name);
}

process.on("SIGTERM", async () => {
	leaving = true;
	console.log(JSON.stringify(told));
	await nc.close();
	process.exit(0);
});
console.log("listening");
await Promise.allSettled(queues.map(holdOne));
