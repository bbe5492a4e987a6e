// speech_endpoint.mjs: what tests/tools/endpoint.mjs answers as a speech server (POST /audio/speech,
// GET /audio/voices), in a mode: well, or as strangely as such servers do.
import { execFileSync } from "node:child_process";

const SECONDS_A_LETTER = 0.065;

// A voice of sorts: a tone that swells with the syllables and is never silent for long.
function speech(text, rate, perLetter = SECONDS_A_LETTER) {
	const letters = text.replace(/[^\p{L}\p{N}]/gu, "").length;
	const pcm = Buffer.alloc(Math.ceil(letters * perLetter * rate) * 2);
	for (let i = 0; i < pcm.length / 2; i++) {
		const t = i / rate;
		const level = 4000 * (1.2 + Math.sin(2 * Math.PI * 4 * t));
		pcm.writeInt16LE(Math.round(level * Math.sin(2 * Math.PI * 180 * t)), i * 2);
	}
	return pcm;
}

function wav(pcm, rate, size = pcm.length) {
	const head = Buffer.alloc(44);
	head.write("RIFF", 0);
	head.writeUInt32LE(Math.min(size + 36, 0xffffffff), 4);
	head.write("WAVEfmt ", 8);
	head.writeUInt32LE(16, 16);
	head.writeUInt16LE(1, 20);
	head.writeUInt16LE(1, 22);
	head.writeUInt32LE(rate, 24);
	head.writeUInt32LE(rate * 2, 28);
	head.writeUInt16LE(2, 32);
	head.writeUInt16LE(16, 34);
	head.write("data", 36);
	head.writeUInt32LE(size, 40);
	return Buffer.concat([head, pcm]);
}

function send(response, body, type = "audio/wav") {
	response.writeHead(200, { "Content-Type": type });
	response.end(body);
}

const strange = {
	good: (pcm) => wav(pcm, 24000),
	size0: (pcm) => wav(pcm, 24000, 0),
	sizeffffffff: (pcm) => wav(pcm, 24000, 0xffffffff),
	size7fffffff: (pcm) => wav(pcm, 24000, 0x7fffffff),
	size2e9: (pcm) => wav(pcm, 24000, 2e9),
	riffs: (pcm) => {
		const third = pcm.length / 3 & ~1;
		return Buffer.concat([wav(pcm.subarray(0, third), 24000),
			wav(pcm.subarray(third, 2 * third), 24000, 0xffffffff),
			wav(pcm.subarray(2 * third), 24000)]);
	},
	junk: (pcm) => Buffer.concat([wav(pcm, 24000), Buffer.from("LIST\xff\xff\xff\x7fjunk".repeat(99), "latin1")]),
	mp3: (pcm) => execFileSync("ffmpeg", ["-v", "error", "-f", "s16le", "-ar", "24000", "-ac", "1", "-i", "-", "-f", "mp3", "-b:a", "64k", "-"], { input: pcm, maxBuffer: 1 << 28 }),
	badmp3: () => Buffer.concat([Buffer.from("ID3\x04\0\0\0\0\0\0\xff\xfb\x90\x64", "latin1"), Buffer.alloc(9000, 0x55)]),
	silence: (pcm) => wav(Buffer.alloc(pcm.length), 24000),
	nobody: () => Buffer.alloc(0),
	json200: () => JSON.stringify({ error: { message: "out of credits" } }),
	pcm: (pcm) => pcm,
};

// Whether there is such a mode; if so it is answered.
export function answerSpeech(mode, served, request, response, body) {
	if (mode.startsWith("voices:") || request.url.endsWith("/audio/voices")) {
		const listed = mode.startsWith("voices:") ? mode.slice(7).split(",") : null;
		if (listed && request.url.endsWith("/audio/voices"))
			send(response, JSON.stringify({ voices: listed }), "application/json");
		else if (request.url.endsWith("/audio/voices"))
			response.writeHead(404).end("{\"detail\":\"Not Found\"}");
		else
			send(response, strange.good(speech(body.input, 24000)));
		return true;
	}
	if (!request.url.endsWith("/audio/speech"))
		return false;
	if (mode === "rates") { // another one each time
		const rate = [24000, 16000, 44100][(served - 1) % 3];
		send(response, wav(speech(body.input, rate), rate));
	} else if (mode === "part") {
		send(response, wav(speech(body.input, 24000, SECONDS_A_LETTER / 4), 24000));
	} else if (mode === "hour") {
		send(response, wav(speech(body.input, 24000, 0.6), 24000));
	} else if (mode === "flood") {
		response.writeHead(200, { "Content-Type": "audio/wav" });
		const block = Buffer.alloc(1 << 20, 0x11);
		const more = () => {
			while (!response.destroyed && response.write(block));
		};
		response.on("drain", more);
		more();
	} else if (strange[mode]) {
		send(response, strange[mode](speech(body.input, 24000)), mode.endsWith("mp3") ? "audio/mpeg" : "audio/wav");
	} else {
		return false;
	}
	return true;
}
