// epub.mjs EPUB [SCREENSHOT] - a reading system that others wrote (foliate-js) opens the EPUB, reads it aloud
// and lights what is said, at the moment when it is said, on into the next chapter.
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { browser, check, complaints, equal, failed, listen, until } from "./harness.mjs";

const [epub, screenshot] = process.argv.slice(2);
const reader = dirname(fileURLToPath(import.meta.resolve("foliate-js/view.js")));
const page_of_reader = `<!DOCTYPE html><meta charset="utf-8"><title>Reader</title>
<style>html, body { margin: 0; height: 100% } foliate-view { display: block; height: 100% }</style>
<script type="module">
import "/view.js";
const view = document.createElement("foliate-view");
document.body.append(view);
await view.open(new File([await (await fetch("/book.epub")).blob()], "book.epub"));
globalThis.view = view;
</script>`;

// Only what is asked for, and nothing of this machine besides.
const server = createServer((request, response) => {
	const path = normalize(new URL(request.url, "http://localhost").pathname);
	const file = path === "/book.epub" ? epub : join(reader, path);
	if (path === "/") return response.setHeader("Content-Type", "text/html").end(page_of_reader);
	if (!existsSync(file)) return response.writeHead(404).end();
	response.setHeader("Content-Type", extname(file) === ".js" ? "text/javascript" : "application/epub+zip");
	return createReadStream(file).pipe(response);
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));

const chromium = await browser();
const page = listen(await chromium.newPage({ viewport: { width: 900, height: 700 } }));
await page.goto(`http://127.0.0.1:${server.address().port}/`);
await page.waitForFunction(() => globalThis.view);

// What is lit, whether it is in sight, and where its clip begins and ends beside the sound's own time.
const lit = () => page.evaluate(() => {
	const { view, sound } = globalThis;
	const [{ doc, index }] = view.renderer.getContents();
	const all = [...doc.getElementsByClassName(view.book.media.activeClass)];
	const style = all[0] && doc.defaultView.getComputedStyle(all[0]);
	return { index, ids: all.map(({ id }) => id), text: all.map((one) => one.textContent).join(" "),
		color: style?.backgroundColor, time: sound?.currentTime, src: sound?.src };
});

await page.evaluate(() => {
	const Sound = globalThis.Audio;
	globalThis.Audio = class extends Sound { constructor(source) { super(source); globalThis.sound = this; } };
	globalThis.said = [];
	globalThis.view.mediaOverlay.addEventListener("highlight", ({ detail }) => globalThis.said.push({ ...detail, time: globalThis.sound.currentTime }));
	globalThis.view.mediaOverlay.addEventListener("error", ({ detail }) => globalThis.said.push({ error: String(detail) }));
});

await check("it is a book with a title, a cover and a table of contents", async () => {
	const { title, toc, cover, sections } = await page.evaluate(async () => {
		const { book } = globalThis.view;
		return { title: book.metadata.title, toc: book.toc.length, cover: (await book.getCover())?.size ?? 0,
			sections: book.sections.filter(({ mediaOverlay }) => mediaOverlay).length };
	});
	if (!title || toc < 2 || cover < 1000 || sections < 2) throw new Error(JSON.stringify({ title, toc, cover, sections }));
});

const first = await page.evaluate(async () => {
	const { view } = globalThis;
	const first = view.book.sections.findIndex(({ mediaOverlay }) => mediaOverlay);
	await view.goTo(first);
	view.startMediaOverlay();
	return first;
});

await check("it is read aloud, and what is said is lit", async () => {
	const one = await until(async () => { const now = await lit(); return now.ids.length > 0 && now.time > 0.2 && now; }, "a sentence was lit");
	equal(one.ids.length, 1);
	equal(one.index, first);
	if (!one.text.trim() || one.color === "rgba(0, 0, 0, 0)") throw new Error(JSON.stringify(one));
	const other = await until(async () => { const now = await lit(); return now.ids.length === 1 && now.ids[0] !== one.ids[0] && now; }, "the next was lit");
	if (!(other.time > one.time)) throw new Error(`${other.time} s after ${one.time} s`);
	if (screenshot) await page.screenshot({ path: screenshot });
});

await check("faster, it comes to the end of its chapter and goes on to the next", async () => {
	await page.evaluate(() => globalThis.view.mediaOverlay.setRate?.(8));
	await until(async () => { await page.evaluate(() => { globalThis.sound.playbackRate = 8; }); return (await lit()).index > first; }, "another chapter was read");
});

await check("each was lit while it was said", async () => {
	const said = await page.evaluate(() => globalThis.said);
	equal(said.filter(({ error }) => error).map(({ error }) => error).join(), "");
	if (said.length < 4) throw new Error(`${said.length} sentences`);
	// A reader looks at its time four times a second, and plays eight times as fast by now.
	for (const { begin, end, time } of said)
		if (time < begin - 0.05 || time > end + 3) throw new Error(`lit from ${begin} to ${end} s, at ${time} s`);
});
await check("it had nothing to complain about", async () => equal(complaints.filter((complaint) => !complaint.includes("favicon")).join("\n"), ""));
await chromium.close();
server.close();
process.exit(failed() ? 1 : 0);
