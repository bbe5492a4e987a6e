// endpoint.mjs DIR: an OpenAI-compatible endpoint on a free port of 127.0.0.1, which answers as
// DIR/behaviour says (read for each request): a line "MODE [MODE...]", a mode for each request, the
// last for all that follow. It writes DIR/port when it listens, and every request as a line of JSON
// to DIR/requests: {at, url, authorization, body}. With DIR/cert.pem and DIR/key.pem it speaks TLS.
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { answerSpeech } from "./speech_endpoint.mjs";

const dir = process.argv[2];
let served = 0, script = "";

function modeOf() {
	const now = readFileSync(`${dir}/behaviour`, "utf8").trim();
	if (now !== script) {
		script = now;
		served = 0;
	}
	const modes = script.split(/\s+/);
	return modes[Math.min(served++, modes.length - 1)];
}

function chat(content, more = {}) {
	return JSON.stringify({
		id: "1", object: "chat.completion", created: 1, model: "test",
		choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop", ...more }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	});
}

function reply(response, status, body, headers = {}) {
	response.writeHead(status, { "Content-Type": "application/json", ...headers });
	response.end(body);
}

const error = (message) => JSON.stringify({ error: { message, type: "test", code: null } });

function answer(mode, request, response, body) {
	switch (mode) {
	case "good": {
		const wish = body.messages[0].content;
		const kind = /Summari[sz]e/.test(wish) ? "summary" : "commentary";
		return reply(response, 200,
			chat(`**Here** is the ${kind} number ${served} of [this page](https://x.example).`));
	}
	case "figures":
		return reply(response, 200, chat("In 1832 Henry VIII of Greenland paid $10m."));
	case "marked":
		return reply(response, 200, chat("<think>what now?</think># Heading\n\n- first *item*\n- second\n\n```\ncode\n```\nThe `end`\u0007."));
	case "long":
		return reply(response, 200, chat("One more sentence is here. ".repeat(4000)));
	case "parts":
		return reply(response, 200, chat([{ type: "text", text: "In " }, { type: "text", text: "parts." }]));
	case "cut":
		return reply(response, 200, chat("This is whole. This is not wh", { finish_reason: "length" }));
	case "huge":
		response.writeHead(200, { "Content-Type": "application/json" });
		response.write("{\"choices\":[{\"message\":{\"content\":\"");
		for (let i = 0; i < 64 && !response.destroyed; i++)
			response.write("x".repeat(65536));
		return response.end("\"}}]}");
	case "busy":
		return reply(response, 429, error("slow down"), { "Retry-After": "2" });
	case "never":
		return reply(response, 429, error("slow down"), { "Retry-After": "86400" });
	case "500":
		return reply(response, 500, error("out of memory"));
	case "503":
		return reply(response, 503, "<html>busy</html>", { "Content-Type": "text/html" });
	case "401":
		return reply(response, 401, error(`Incorrect API key provided: ${request.headers.authorization}`));
	case "400":
		return reply(response, 400, error(`unknown model, said ${request.headers.authorization}`));
	case "404":
		return reply(response, 404, error("no such model"));
	case "redirect":
		return reply(response, 302, "", { Location: "http://127.0.0.1:1/elsewhere" });
	case "rubbish":
		return reply(response, 200, "no JSON at all");
	case "nothing":
		return reply(response, 200, "{}");
	case "empty":
		return reply(response, 200, chat("  \n"));
	case "markup":
		return reply(response, 200, chat("```\nonly code\n```"));
	case "refusal":
		return reply(response, 200, JSON.stringify({ choices: [{ message: { content: null, refusal: "no" } }] }));
	case "closed":
		return request.socket.destroy();
	case "half":
		response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "10000" });
		response.write("{\"choices\":");
		return setTimeout(() => request.socket.destroy(), 100);
	case "slow":
		return setTimeout(() => reply(response, 200, chat("At last.")), 9000);
	case "silent":
		return undefined; // until the other side has enough
	default:
		return reply(response, 500, error(`no mode ${mode}`));
	}
}

const tls = existsSync(`${dir}/cert.pem`);
const server = (tls ? https : http).createServer(tls
	? { cert: readFileSync(`${dir}/cert.pem`), key: readFileSync(`${dir}/key.pem`) }
	: {}, (request, response) => {
	const chunks = [];
	request.on("data", (chunk) => chunks.push(chunk));
	request.on("end", () => {
		const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : null;
		appendFileSync(`${dir}/requests`, JSON.stringify({
			at: Date.now(), url: request.url, method: request.method,
			authorization: request.headers.authorization ?? null, body,
		}) + "\n");
		const lists = request.url.endsWith("/audio/voices");
		const mode = lists ? (readFileSync(`${dir}/behaviour`, "utf8").match(/voices:\S+/)?.[0] ?? "404") : modeOf();
		if (!answerSpeech(mode, served, request, response, body))
			answer(mode, request, response, body);
	});
	request.on("error", () => {});
});
server.listen(0, "127.0.0.1", () => {
	writeFileSync(`${dir}/port.new`, `${server.address().port}\n`);
	renameSync(`${dir}/port.new`, `${dir}/port`);
});
