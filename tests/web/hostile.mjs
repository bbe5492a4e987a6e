// hostile.mjs - clients that mean no good, or mean well and are broken, against lectern-web.
//
// usage: node hostile.mjs PORT
//
// While they are at it, a decent client must be answered as ever. The server is expected to have
// idle_timeout_seconds = 2, upload_timeout_seconds = 4, max_connections_per_address = 60.
import net from "node:net";
import http from "node:http";

const port = Number(process.argv[2]);
let failures = 0;

function check(what, good, detail = "") {
	console.log(`${good ? "ok" : "FAILED"}: ${what}${good ? "" : ` ${detail}`}`);
	if (!good) failures++;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// One connection: what it says, and when it ends.
class Client {
	constructor() {
		this.said = "";
		this.started = Date.now();
		this.socket = net.connect(port, "127.0.0.1");
		this.socket.setNoDelay(true);
		this.socket.on("data", (data) => { this.said += data.toString("latin1"); });
		this.socket.on("error", () => {});
		this.closed = new Promise((resolve) => this.socket.on("close", () => {
			this.seconds = (Date.now() - this.started) / 1000;
			resolve();
		}));
	}

	send(data) {
		if (!this.socket.destroyed) this.socket.write(data);
		return this;
	}

	// Until it is closed, at most that long. False: it is still open.
	async ends(seconds) {
		const timer = pause(seconds * 1000).then(() => false);
		const result = await Promise.race([this.closed.then(() => true), timer]);
		this.socket.destroy();
		return result;
	}

	// Until it says something that matches.
	async says(pattern, seconds = 20) {
		const until = Date.now() + seconds * 1000;
		while (!pattern.test(this.said) && Date.now() < until) await pause(10);
		return pattern.test(this.said);
	}

	get status() {
		return Number(/^HTTP\/1\.[01] (\d+)/.exec(this.said)?.[1] ?? 0);
	}
}

const head = (length, more = "") =>
	`POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/pdf\r\n${length === null ? "" : `Content-Length: ${length}\r\n`}${more}\r\n`;
const formHead = (length) =>
	`POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: ${length}\r\n\r\n`;

const cases = {
	async "a silent client is dropped"() {
		const client = new Client();
		return client.ends(60);
	},
	async "a header that never ends is dropped, however steadily it comes"() {
		const client = new Client().send("GET /jobs HTTP/1.1\r\nHost: localhost\r\n");
		const timer = setInterval(() => client.send("X: y\r\n"), 200);
		const ended = await client.ends(60);
		clearInterval(timer);
		return ended;
	},
	async "an upload that stalls is dropped"() {
		const client = new Client().send(head(1000000)).send("%PDF-1.4\n".repeat(400));
		return client.ends(60);
	},
	async "an upload that trickles is told or dropped in time"() {
		const client = new Client().send(head(1000000)).send("%PDF-1.4\n".repeat(400));
		const timer = setInterval(() => client.send("x"), 100);
		const ended = await client.ends(60);
		clearInterval(timer);
		return ended && [0, 408].includes(client.status);
	},
	async "half a form, then the end"() {
		const client = new Client().send(formHead(5000));
		client.send("--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n%PDF-1.4 and a bit");
		client.socket.end();
		return await client.ends(60) && client.status !== 201;
	},
	async "a length that is a lie: too short"() {
		const client = new Client().send(head(10)).send("%PDF-1.4\nxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n\r\n");
		const answered = await client.says(/^HTTP/);
		client.socket.end();
		await client.ends(60);
		return answered && client.status === 201;
	},
	async "a length that is a lie: too long"() {
		const client = new Client().send(head(100)).send("%PDF-1.4\n");
		client.socket.end();
		return await client.ends(60) && client.status !== 201;
	},
	async "a reset in the middle"() {
		const client = new Client().send(head(10000000)).send("%PDF-1.4\n" + "x".repeat(300000));
		await pause(300);
		client.socket.resetAndDestroy();
		return client.ends(5);
	},
	async "no HTTP at all"() {
		const client = new Client().send(Buffer.from([0, 1, 2, 3, 255, 254, 13, 10, 13, 10]));
		return await client.ends(60) && ![200, 201].includes(client.status);
	},
	async "a NUL in the path"() {
		const client = new Client().send("GET /jobs\0/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
		return await client.ends(60) && client.status !== 201;
	},
	async "two lengths"() {
		const client = new Client().send("POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\n%PDF-");
		client.socket.end();
		return await client.ends(60) && client.status === 400;
	},
	async "a length and chunks"() {
		const client = new Client().send(head(5, "Transfer-Encoding: chunked\r\n")).send("0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
		client.socket.end();
		return await client.ends(60) && client.status === 400;
	},
	async "no host"() {
		const client = new Client().send("GET /jobs HTTP/1.1\r\n\r\n");
		return await client.ends(60) && client.status === 400;
	},
	async "two hosts"() {
		const client = new Client().send("GET /jobs HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n");
		return await client.ends(60) && client.status === 400;
	},
	async "chunks whose size is none"() {
		const client = new Client().send(head(null, "Transfer-Encoding: chunked\r\n")).send("zz\r\n%PDF-\r\n0\r\n\r\n");
		return await client.ends(60) && client.status !== 201;
	},
	async "a chunk as large as a number can be"() {
		const client = new Client().send(head(null, "Transfer-Encoding: chunked\r\n")).send("ffffffffffffffff\r\n%PDF-");
		client.socket.end();
		return await client.ends(60) && client.status !== 201;
	},
	async "an endless header line"() {
		const client = new Client().send("GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
		for (let i = 0; i < 100; i++) client.send("y".repeat(2000));
		return await client.ends(60) && ![200, 0].includes(client.status);
	},
	async "a length of more than there is"() {
		const client = new Client().send(head("99999999999999999999"));
		return await client.ends(60) && client.status >= 400;
	},
	async "a negative length"() {
		const client = new Client().send(head("-5"));
		return await client.ends(60) && client.status >= 400;
	},
	async "who reads nothing of the answer holds nobody up"() {
		const client = new Client();
		client.socket.pause();
		for (let i = 0; i < 200; i++) client.send("GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n");
		const ended = await Promise.race([client.closed.then(() => true), pause(1500).then(() => true)]);
		client.socket.destroy();
		return ended;
	},
	async "requests one behind the other are all answered"() {
		const client = new Client();
		for (let i = 0; i < 20; i++) client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
		const answered = await client.says(/(HTTP\/1\.1 200[^]*){20}/, 10);
		client.socket.destroy();
		return answered;
	},
	async "a refusal reaches a client that goes on sending"() {
		const client = new Client().send(head(50000000));
		const block = "y".repeat(65536);
		const timer = setInterval(() => client.send(block), 1);
		const told = await client.says(/^HTTP\/1\.1 413[^]*too-large/, 10);
		clearInterval(timer);
		client.socket.destroy();
		return told;
	},
};

function get(path) {
	return new Promise((resolve) => {
		const started = Date.now();
		const request = http.get({ host: "127.0.0.1", port, path, agent: false, headers: { host: "localhost" } }, (answer) => {
			answer.resume();
			answer.on("end", () => resolve({ status: answer.statusCode, ms: Date.now() - started }));
		});
		request.on("error", () => resolve({ status: 0, ms: Date.now() - started }));
	});
}

// Somebody who only wants to see the jobs.
let watching = true;
let slowest = 0;
let unanswered = 0;
async function decent() {
	while (watching) {
		const { status, ms } = await get("/jobs");
		if (status !== 200) unanswered++;
		slowest = Math.max(slowest, ms);
		await pause(50);
	}
}

const watcher = decent();
const results = await Promise.all(Object.entries(cases).map(async ([what, run]) => [what, await run()]));
for (const [what, good] of results) check(what, good);
watching = false;
await watcher;
check("nobody else noticed", unanswered === 0 && slowest < 2000, `${unanswered} unanswered, slowest ${slowest} ms`);

// More connections than one address may have: some are turned away, none of it lasts.
const crowd = Array.from({ length: 90 }, () => new Client());
await pause(1000);
const open = crowd.filter((client) => !client.socket.destroyed && client.socket.readyState === "open").length;
check("one address cannot take all connections", open <= 60, `${open} are open`);
crowd.forEach((client) => client.socket.destroy());
const until = Date.now() + 20000;
let after;
do after = await get("/healthz"); while (after.status !== 200 && Date.now() < until);
check("the next client is served", after.status === 200);
process.exit(failures ? 1 : 0);
