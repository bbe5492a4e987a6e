// foreign-tts.mjs NATS_URL - a tts stage in another language, written from lectern-events(7) alone: it
// takes the place of Lectern's own (worker_pool_size = 0 in [tts_service]) and plays a tone for
// each word, higher for longer ones.
//
// It wants Node.js 18 and npm install @nats-io/transport-node @nats-io/jetstream @nats-io/obj @nats-io/kv
import { randomUUID } from "node:crypto";
import { connect } from "@nats-io/transport-node";
import { jetstream } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { Objm } from "@nats-io/obj";

const RATE = 22050;

function tones(text, wordsAMinute) {
	const samples = Math.round((RATE * 60) / wordsAMinute);
	const words = text.split(/\s+/).filter(Boolean);
	const pcm = new Int16Array(Math.max(words.length, 1) * samples);
	words.forEach((word, n) => {
		for (let i = 0; i < samples / 2; i++)
			pcm[n * samples + i] = 8000 * Math.sin((2 * Math.PI * (200 + 20 * word.length) * i) / RATE);
	});
	return { bytes: new Uint8Array(pcm.buffer), outcome: words.length > 0 ? "spoken" : "blank" };
}

// Messages of a job that is finished, cancelled or removed are acknowledged and nothing else.
async function isWanted(states, workflowId) {
	const state = await states.get(workflowId);
	return state !== null && ["queued", "running"].includes(state.json().status);
}

const { host, username, password } = new URL(process.argv[2] ?? "nats://127.0.0.1:4222");
const nats = await connect({ servers: host, user: username || undefined, pass: password || undefined });
const js = jetstream(nats);
const objects = new Objm(js);
const texts = await objects.open("TEXT_FILES");
const sounds = await objects.open("AUDIO_FILES");
const states = await new Kvm(js).open("WAV_AGGREGATOR_STATE");
const consumer = await js.consumers.get("TTS_JOBS", "tts-workers");

async function speak(event) {
	const { header, pageNumber, totalPages } = event;
	if (!(await isWanted(states, header.workflowId))) return;
	const said = await texts.info(event.textKey);
	const text = new TextDecoder().decode(await texts.getBlob(event.textKey));
	const { bytes, outcome } = tones(text, event.speed ?? 175);
	const page = String(pageNumber).padStart(5, "0");
	const audioKey = `${header.tenantId}/${header.workflowId}/page_${page}.pcm`;
	const metadata = { ...said.metadata, "sample-rate": String(RATE), channels: "1", encoding: "s16le", outcome };
	await sounds.put({ name: audioKey, metadata }, new Blob([bytes]).stream());
	const next = { ...header, timestamp: new Date().toISOString(), eventId: randomUUID() };
	// The same event twice is told once, since it is named by what caused it.
	await js.publish("audio.chunk.created", JSON.stringify({ header: next, audioKey, pageNumber, totalPages }),
		{ msgID: `${header.eventId}.pcm` });
}

for await (const message of await consumer.consume({ max_messages: 1 })) {
	try {
		await speak(message.json());
		await message.ackAck();
	} catch (error) {
		console.error(`${message.info.streamSequence}: ${error.message}`);
		message.nak(5000);
	}
}
