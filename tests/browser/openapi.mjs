// openapi.mjs - a whole session with lectern-web; every answer must be as openapi.json says.
//
// usage: node openapi.mjs URL STATE_DIR
//
// STATE_DIR has book.pdf; the jobs "done" (with audio and files) and "broken" exist.
import fs from "node:fs";
import path from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [url, dir] = process.argv.slice(2);
const pdf = fs.readFileSync(path.join(dir, "book.pdf"));
const api = await (await fetch(`${url}/openapi.json`)).json();
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(api, "api");
let failures = 0;
const seen = new Set(); // "GET /jobs 200": what was really tried

function fail(text) {
	console.log(`FAILED: ${text}`);
	failures++;
}

// The description's path for a real one.
function templateOf(real) {
	return Object.keys(api.paths).sort((a, b) => b.length - a.length).find((template) =>
		new RegExp(`^${template.replace(/[.]/g, "\\.").replace(/\{[a-z]+\}/g, "[^/]+")}$`).test(real));
}

const pointer = (...keys) => keys.map((key) => encodeURIComponent(key.replace(/~/g, "~0").replace(/\//g, "~1"))).join("/");

async function call(method, target, expected, { headers = {}, body, mayBeEmpty } = {}) {
	const what = `${method} ${target} ${expected}`;
	const template = templateOf(target.split("?")[0]);
	const operation = api.paths[template]?.[method.toLowerCase()];
	if (!operation) return fail(`${what}: not described`);
	const answer = await fetch(url + target, { method, headers, body, redirect: "manual" });
	const bytes = Buffer.from(await answer.arrayBuffer());
	if (answer.status !== expected) return fail(`${what}: ${answer.status} ${bytes.toString().slice(0, 300)}`);
	const described = operation.responses[answer.status];
	if (!described) return fail(`${what}: this status is not described`);
	for (const name of Object.keys(described.headers ?? {}))
		if (!answer.headers.has(name)) fail(`${what}: no ${name}`);
	const type = answer.headers.get("content-type")?.split(";")[0];
	const content = described.content ?? {};
	if (bytes.length > 0 && !(type in content)) return fail(`${what}: ${type} is not described`);
	if (bytes.length === 0 && Object.keys(content).length > 0 && !mayBeEmpty) return fail(`${what}: nothing came`);
	seen.add(`${method} ${template} ${expected}`);
	if (!/json$/.test(type ?? "")) return bytes;
	const value = JSON.parse(bytes.toString());
	const validate = ajv.getSchema(`api#/paths/${pointer(template, method.toLowerCase(), "responses", String(expected), "content", type, "schema")}`);
	if (!validate(value)) fail(`${what}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value).slice(0, 500)}`);
	return value;
}

function form(fields, file = pdf, name = "book.pdf") {
	const data = new FormData();
	for (const [key, value] of Object.entries(fields)) data.set(key, value);
	if (file) data.set("file", new Blob([file], { type: "application/pdf" }), name);
	return { body: data };
}

// One event of a stream, checked as a job.
async function firstEvent(target, name) {
	const stop = new AbortController();
	const answer = await fetch(url + target, { signal: stop.signal });
	if (answer.headers.get("content-type") !== "text/event-stream") fail(`${target}: no event stream`);
	let text = "";
	for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
		text += piece;
		const found = new RegExp(`event: ${name}\ndata: (.*)\n\n`).exec(text);
		if (!found) continue;
		stop.abort();
		seen.add(`GET ${templateOf(target)} 200`);
		return JSON.parse(found[1]);
	}
	return fail(`${target}: no ${name}`);
}

await call("GET", "/", 200);
await call("GET", "/healthz", 200);
await call("GET", "/readyz", 503);
await call("GET", "/readyz/web", 200);
await call("GET", "/workers", 200);
await call("GET", "/metrics", 200);
const { languages } = await call("GET", "/languages", 200);
if (!languages?.includes("eng") || languages.includes("osd")) fail(`/languages: ${languages}`);
const { voices } = await call("GET", "/voices", 200);
if (!voices?.some((voice) => voice.code === "en-gb")) fail("/voices: no en-gb");
const sample = voices?.find((voice) => voice.code === "en-gb")?.sample;
await call("GET", sample, 200);
await call("GET", sample, 206, { headers: { Range: "bytes=0-3" } });
await call("GET", sample, 304, { headers: { "If-None-Match": "*" } });
await call("GET", "/voices/nobody/sample.wav", 404);
const words = { body: "GIF = jif", headers: { "Content-Type": "text/plain" } };
await call("POST", "/pronunciation/sample?voice=en-gb&text=GIF", 200, words);
await call("POST", "/pronunciation/sample?voice=nobody&text=GIF", 404, words);
await call("POST", "/pronunciation/sample?voice=en-gb", 422, words);
await call("POST", `/pronunciation/sample?voice=en-gb&text=${"ü".repeat(201)}`, 422, words);
await call("POST", "/pronunciation/sample?voice=en-gb&text=GIF", 422, { ...words, body: "GIF" });
await call("GET", "/openapi.json", 200);
const job = await call("POST", "/jobs", 201, form({ voice: "en", speed: "180", pitch: "40", pronunciation: "GIF=jif; SQL=sequel", pages: "1-3", summary: "true", topP: "0.9", ocr: "never", footnotes: "drop" }));
await call("POST", "/jobs?name=raw.pdf&seed=5", 201, { body: pdf, headers: { "Content-Type": "application/pdf", "Idempotency-Key": "k" } });
await call("POST", "/jobs?name=raw.pdf&seed=5", 200, { body: pdf, headers: { "Content-Type": "application/pdf", "Idempotency-Key": "k" } });
await call("POST", "/jobs", 422, { body: pdf, headers: { "Content-Type": "application/pdf", "Idempotency-Key": "k" } });
await call("POST", "/jobs", 400, { ...form({}), headers: { "Idempotency-Key": "x".repeat(256) } });
await call("POST", "/jobs", 303, { ...form({}), headers: { Accept: "text/html" } });
await call("POST", "/jobs", 415, form({}, Buffer.from("no PDF")));
await call("POST", "/jobs", 413, form({}, Buffer.concat([pdf, Buffer.alloc(1200000)])));
await call("POST", "/jobs", 422, form({ speed: "9" }));
await call("POST", "/jobs", 422, form({ ocr: "perhaps" }));
await call("POST", "/jobs", 422, form({ footnotes: "perhaps" }));
const missing = await call("POST", "/jobs", 422, form({ language: "eng+tlh" }));
if (!/"tlh" is not installed; available: .*eng/.test(missing?.detail)) fail(`a language that is not there: ${missing?.detail}`);
await call("POST", "/jobs", 422, form({ pronunciation: "GIF" }));
await call("POST", "/jobs", 422, form({ pronunciation: "/(a+)+$/ = x" }));
await call("POST", "/pronunciation", 200, { body: "GIF = jif\n/v(\\d+)/ = version $1" });
await call("POST", "/pronunciation?to=csv", 200, { body: "GIF;jif", headers: { "Content-Type": "text/csv" } });
await call("POST", "/pronunciation?from=csv", 422, { body: "GIF" });
await call("POST", "/pronunciation?to=xml", 422, { body: "GIF = jif" });
await call("POST", "/pronunciation", 413, { body: Buffer.alloc(1100000, "a") });
await call("POST", "/pronunciation", 403, { body: "GIF = jif", headers: { "Sec-Fetch-Site": "cross-site" } });
await call("POST", "/jobs", 403, { ...form({}), headers: { "Sec-Fetch-Site": "cross-site" } });
const list = await call("GET", "/jobs?limit=2", 200);
await call("GET", list.next, 200);
await call("GET", "/jobs?status=nothing", 422);
await call("GET", "/jobs?after=zzz", 422);
await call("GET", "/jobs", 304, { headers: { "If-None-Match": "*" } });
await call("GET", "/jobs?limit=%zz", 400);
for (const id of [job.id, "done", "broken"]) await call("GET", `/jobs/${id}`, 200);
await call("GET", "/jobs/done", 304, { headers: { "If-None-Match": "*" } });
await call("GET", "/jobs/nobody", 404);
if (!pdf.equals(await call("GET", `/jobs/${job.id}/pdf`, 200))) fail("another PDF came back");
await call("GET", `/jobs/${job.id}/pdf`, 206, { headers: { Range: "bytes=0-3" } });
await call("GET", `/jobs/${job.id}/pdf`, 304, { headers: { "If-None-Match": "*" } });
const validateJob = ajv.getSchema("api#/components/schemas/Job");
const told = await firstEvent(`/jobs/${job.id}/events`, "job");
if (!validateJob(told)) fail(`an event: ${ajv.errorsText(validateJob.errors)}`);
if ((await firstEvent("/events", "hello"))?.resumed !== false) fail("/events: no hello");
await call("GET", "/jobs/nobody/events", 404);
const ended = (await call("GET", "/jobs/done/events", 200))?.toString();
await call("GET", "/jobs/done/events", 204, { headers: { "Last-Event-ID": /id: (\S+)/.exec(ended)[1] } });
const audio = await call("GET", "/jobs/done/audio", 200);
if (audio?.length !== 1000) fail("the audio has another length");
await call("GET", "/jobs/done/audio", 206, { headers: { Range: "bytes=5-9" } });
await call("GET", "/jobs/done/audio", 416, { headers: { Range: "bytes=5000-" } });
await call("GET", "/jobs/done/audio", 304, { headers: { "If-None-Match": "*" } });
await call("GET", "/jobs/broken/audio", 404);
await call("GET", "/jobs/done/text", 200);
await call("GET", "/jobs/done/text", 304, { headers: { "If-None-Match": "*" } });
await call("GET", "/jobs/broken/text", 404);
await call("GET", "/jobs/done/said", 200);
await call("GET", "/jobs/done/said", 304, { headers: { "If-None-Match": "*" } });
for (const name of ["book.json", "timeline.json", "captions.vtt", "chapters.vtt"]) await call("GET", `/jobs/done/${name}`, 200);
await call("GET", "/jobs/done/captions.srt", 200, { mayBeEmpty: true }); // nobody knows what was said when
const saying = (book) => ({ body: JSON.stringify(book), headers: { "Content-Type": "application/json" } });
const edited = await call("PATCH", "/jobs/done", 200, saying({ title: "Moby-Dick", authors: ["Herman Melville"] }));
if (edited?.title !== "Moby-Dick" || edited.titleSource !== "user") fail(`what the book is called: ${JSON.stringify(edited)}`);
await call("PATCH", "/jobs/done", 422, saying({ title: " " }));
await call("PATCH", "/jobs/done", 422, saying({ chapters: [{ page: 999999, title: "nowhere" }] }));
await call("PATCH", "/jobs/done", 413, saying({ title: "x".repeat(2 ** 20) }));
await call("PATCH", "/jobs/nobody", 404, saying({ title: "x" }));
await call("GET", "/jobs/done/cover", 200);
await call("GET", "/jobs/done/cover", 206, { headers: { Range: "bytes=0-0" } });
await call("GET", "/jobs/done/cover", 304, { headers: { "If-None-Match": "*" } });
const feed = new URL((await call("GET", "/feed", 200)).url).pathname;
await call("GET", feed, 200);
await call("GET", feed, 304, { headers: { "If-None-Match": "*" } });
await call("GET", "/feed/another-secret-there.xml", 404);
for (const name of ["m4b", "mp3", "jpg"]) {
	const target = feed.replace(".xml", `/done.${name}`);
	await call("GET", target, 200);
	await call("GET", target, 206, { headers: { Range: "bytes=0-0" } });
	await call("GET", target, 304, { headers: { "If-None-Match": "*" } });
}
await call("GET", feed.replace(".xml", "/done.chapters.json"), 200);
const { files } = await call("GET", "/jobs/done/files", 200);
if (files?.[0]?.state !== "ready") fail(`files: ${JSON.stringify(files)}`);
await call("GET", "/jobs/done/files/audio.m4b", 200);
await call("GET", "/jobs/done/files/audio.m4b", 206, { headers: { Range: "bytes=0-0" } });
await call("GET", "/jobs/done/files/audio.m4b", 304, { headers: { "If-None-Match": "*" } });
const wanting = (format) => ({ body: JSON.stringify({ format }), headers: { "Content-Type": "application/json" } });
await call("POST", "/jobs/done/files", 200, wanting("m4b"));
await call("POST", "/jobs/done/files", 202, wanting("opus"));
for (const extension of ["png", "txt", "said.txt", "wav"]) {
	await call("GET", `/jobs/done/pages/1.${extension}`, 200);
	await call("GET", `/jobs/done/pages/1.${extension}`, 206, { headers: { Range: "bytes=0-0" } });
	await call("GET", `/jobs/done/pages/2.${extension}`, 410);
	await call("GET", `/jobs/done/pages/99.${extension}`, 404);
}
await call("GET", "/jobs/done/pages/1.webp", 200);
await call("GET", "/jobs/done/pages/1.webp?width=700", 206, { headers: { Range: "bytes=0-0" } });
await call("GET", "/jobs/done/pages/1.webp", 304, { headers: { "If-None-Match": "*" } });
await call("GET", "/jobs/done/pages/2.webp", 410);
await call("GET", "/jobs/done/pages/3.webp", 404);
await call("GET", "/jobs/done/pages/99.webp", 404);
await call("GET", "/jobs/done/pages/1.webp?width=wide", 422);
await call("GET", "/jobs/living/live.m3u8", 200);
await call("GET", "/jobs/living/live.m3u8?from=99", 404);
await call("GET", "/jobs/living/live.m3u8?from=one", 422);
await call("GET", "/jobs/living/live/1-0.m4s", 200);
await call("GET", "/jobs/living/live/1-0.m4s", 206, { headers: { Range: "bytes=0-0" } });
await call("GET", "/jobs/living/live/1-0.m4s", 304, { headers: { "If-None-Match": "*" } });
await call("GET", "/jobs/living/live/1-99.m4s", 404);
await call("GET", "/jobs/done/pages/1.timeline.json", 200);
await call("GET", "/jobs/done/pages/2.timeline.json", 410);
await call("GET", "/jobs/done/pages/99.timeline.json", 404);
const { dropped } = await call("GET", "/jobs/done/pages/1.dropped.json", 200);
if (dropped?.[0]?.text !== "12") fail(`what was dropped: ${JSON.stringify(dropped)}`);
await call("GET", "/jobs/done/pages/2.dropped.json", 410);
await call("GET", "/jobs/done/pages/99.dropped.json", 404);
const sending = (value) => ({ body: JSON.stringify(value), headers: { "Content-Type": "application/json" } });
await call("GET", "/jobs/done/position", 200);
await call("PUT", "/jobs/done/position", 200, sending({ page: 2, word: 3, offset: 0.1, at: "2026-01-02T03:04:05Z" }));
await call("PUT", "/jobs/done/position", 200, sending({ page: 2, at: "2025-01-02T03:04:05Z" }));
await call("GET", "/jobs/done/position", 200);
await call("GET", "/jobs/done/bookmarks", 200);
const { revision } = await call("PUT", "/jobs/done/bookmarks", 200, sending({ bookmarks: [{ page: 1, note: "here" }] }));
await call("PUT", "/jobs/done/bookmarks", 409, sending({ revision: revision + 1, bookmarks: [] }));
await call("GET", "/jobs/done/bookmarks", 200);
for (const what of ["position", "bookmarks"]) {
	await call("GET", `/jobs/none/${what}`, 404);
	await call("PUT", `/jobs/none/${what}`, 404, sending({ page: 1, bookmarks: [] }));
	await call("PUT", `/jobs/done/${what}`, 422, sending({ page: -1 }));
	await call("PUT", `/jobs/done/${what}`, 413, { body: " ".repeat(1100000) });
	await call("PUT", `/jobs/done/${what}`, 403, { ...sending({}), headers: { "Sec-Fetch-Site": "cross-site" } });
}
await call("POST", "/jobs/broken/retry", 202);
await call("POST", `/jobs/${job.id}/retry`, 409);
await call("POST", "/jobs/nobody/retry", 404);
await call("POST", "/jobs/done/retry", 410);
await call("POST", "/jobs/spoken/respeak", 202, sending({ voice: "en-gb" }));
await call("DELETE", `/jobs/${job.id}`, 200);
await call("DELETE", `/jobs/${job.id}`, 204);
await call("DELETE", `/jobs/${job.id}`, 404);
await call("DELETE", "/jobs/done", 403, { headers: { Origin: "http://evil.example" } });

// Nothing is described that does not exist, as far as a session can show.
for (const [template, item] of Object.entries(api.paths)) {
	for (const method of ["get", "post", "delete"].filter((name) => item[name])) {
		for (const status of Object.keys(item[method].responses).filter((code) => code < 400 && code !== "303")) {
			const what = `${method.toUpperCase()} ${template} ${status}`;
			if (!seen.has(what) && !["GET /readyz 200", "GET /readyz/web 503", "GET /openapi.json 304"].includes(what) && !/pages.*304/.test(what)) fail(`${what} was not seen`);
		}
	}
}
console.log(`${seen.size} kinds of answers are as described`);
process.exit(failures ? 1 : 0);
