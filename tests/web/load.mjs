// load.mjs - many clients at once against lectern-web.
//
// usage: node load.mjs PORT PID READERS UPLOADS UPLOAD_MB STALLED
//
// Keep-alive clients read /jobs for as long as the uploads take and five seconds at least, others
// upload at once, others open an upload and stall. All must finish; prints figures and the peak of
// the process's resident memory.
import net from "node:net";
import http from "node:http";
import fs from "node:fs";

const [port, pid, readers, uploads, megabytes, stalled] = process.argv.slice(2).map(Number);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
// Its own: the pages of libraries are everybody's.
const rss = () => Number(/^RssAnon:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]);

let failures = 0;
function check(what, good, detail = "") {
	console.log(`${good ? "ok" : "FAILED"}: ${what} ${detail}`);
	if (!good) failures++;
}

function send(options, body) {
	return new Promise((resolve) => {
		const request = http.request({ host: "127.0.0.1", port, ...options }, (answer) => {
			let text = "";
			answer.on("data", (data) => { text += data; });
			answer.on("end", () => resolve({ status: answer.statusCode, text }));
		});
		request.on("error", (error) => resolve({ status: 0, text: error.message }));
		if (body) body(request);
		else request.end();
	});
}

const block = Buffer.alloc(1 << 20, "x");
async function upload(n) {
	const length = megabytes * block.length;
	const headers = { "Content-Type": "application/pdf", "Content-Length": length };
	const answer = await send({ method: "POST", path: `/jobs?name=load-${n}.pdf`, headers, agent: false }, async (request) => {
		const first = Buffer.from(block);
		first.write("%PDF-1.4\n");
		for (let i = 0; i < megabytes; i++) {
			if (!request.write(i ? block : first)) await new Promise((resolve) => request.once("drain", resolve));
		}
		request.end();
	});
	return answer.status === 201;
}

let uploading = true;
const times = [];
async function reader() {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
	const until = Date.now() + 5000;
	let good = true;
	while (uploading || Date.now() < until) {
		const started = performance.now();
		const answer = await send({ path: "/jobs?limit=10", agent });
		times.push(performance.now() - started);
		good = good && answer.status === 200;
		await pause(100);
	}
	agent.destroy();
	return good;
}

const stalls = Array.from({ length: stalled }, () => {
	const socket = net.connect(port, "127.0.0.1");
	socket.on("error", () => {});
	socket.write("POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/pdf\r\nContent-Length: 1000000\r\n\r\n");
	socket.write("%PDF-1.4\n" + "y".repeat(3000));
	return socket;
});
await pause(500);

const before = rss();
let peak = before;
const sampler = setInterval(() => { peak = Math.max(peak, rss()); }, 50);
const started = Date.now();
const reading = Promise.all(Array.from({ length: readers }, reader));
const stored = await Promise.all(Array.from({ length: uploads }, (_, n) => upload(n)));
const seconds = (Date.now() - started) / 1000;
uploading = false;
const read = await reading;
clearInterval(sampler);
stalls.forEach((socket) => socket.destroy());

times.sort((a, b) => a - b);
const at = (share) => times[Math.floor(times.length * share)].toFixed(1);
check(`${uploads} uploads of ${megabytes} MiB finish`, stored.every(Boolean), `in ${seconds.toFixed(1)} s, ${(uploads * megabytes / seconds).toFixed(0)} MiB/s`);
check(`${readers} clients read on`, read.every(Boolean), `${times.length} answers, median ${at(0.5)} ms, 99 in 100 within ${at(0.99)} ms`);
check("memory stays below 64 MiB", process.env.LECTERN_ANY_MEMORY || peak < 65536, `${before} KiB before, at most ${peak} KiB`);
process.exit(failures ? 1 : 0);
