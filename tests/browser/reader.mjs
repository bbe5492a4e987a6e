// reader.mjs - the page of a book in Chromium, over a real farm.
//
// usage: node reader.mjs URL DIR READERS BOOK SCAN NOVEL
//
// DIR has long.pdf, of at least FAR pages; the program READERS sets how many workers read pages; the others are
// jobs that are done. A sentence of NOVEL ends on its second page.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { becomes, browser, check, complaints, equal, failed, isSoundThere, judge, listen, rememberSeek, until } from "./harness.mjs";

const [url, dir, readers, book, scan, novel] = process.argv.slice(2);
const FAR = 9; // a page that is long in coming
const ours = await browser();
const first = await ours.newContext({ viewport: { width: 1200, height: 900 } });

const json = async (target) => (await fetch(url + target)).json();

// A book's page, standing where one stopped: bookmarks come after that.
async function open(id, context = first) {
	const page = listen(await context.newPage());
	await page.goto(`${url}/books/${id}`);
	await page.locator("#bookmarks-of:not([hidden])").waitFor();
	if ((await json(`/jobs/${id}`)).links.audio) await until(() => page.evaluate(isSoundThere), "its sound is there");
	return page;
}

const sound = (page, run, argument) => page.locator("#sound").evaluate(run, argument);
const time = (page) => sound(page, (audio) => audio.currentTime);

// All words of a book by the second, and where they stand.
async function wordsOf(id) {
	const { pages } = await json(`/jobs/${id}/timeline.json`);
	return pages.flatMap(({ page, utterances }) => utterances.flatMap((utterance) => utterance.words).map((word, number) => ({ ...word, page, number })));
}

const lastBefore = (words, at) => words.findLast((word) => word.start <= at);

// What is marked now, and when it is.
const marked = (page) => page.evaluate(() => {
	const words = [...document.querySelectorAll("#text .word")]; // the print has boxes for words, too
	return { number: words.findIndex((word) => word.classList.contains("said")), text: document.querySelector(".word.said")?.textContent,
		count: document.querySelectorAll(".word.said").length, page: Number(/\d+/.exec(document.getElementById("page-now").textContent)?.[0]),
		sentence: document.querySelector(".sentence.said")?.contains(document.querySelector(".word.said")), time: document.getElementById("sound").currentTime };
});

async function go(page, second) {
	await sound(page, (audio, at) => { audio.currentTime = at; }, second);
}

const pause = async (page) => {
	await sound(page, (audio) => audio.pause());
	await until(() => sound(page, (audio) => audio.paused), "it pauses");
};

// By that the player goes to that second, and is heard from there on.
async function playsFrom(page, second, act) {
	await page.evaluate(rememberSeek);
	await act();
	const { at } = await until(() => page.evaluate(() => globalThis.sought), "it goes elsewhere");
	if (Math.abs(at - second) > 0.1) throw new Error(`it went to second ${at}, not to ${second}`);
	await until(() => sound(page, (audio) => !audio.paused && audio.readyState > 2), "it plays from there");
}

// Every mark from now on, at the second at which it was set: a look from outside may come any time later.
const rememberMarks = (page) => page.evaluate(() => {
	const text = document.getElementById("text"), sound = document.getElementById("sound");
	globalThis.marks = [];
	new MutationObserver(() => {
		const words = [...text.querySelectorAll(".word")], number = words.findIndex((word) => word.classList.contains("said"));
		const page = Number(/\d+/.exec(document.getElementById("page-now").textContent)?.[0]);
		if (number >= 0) globalThis.marks.push({ text: words[number].textContent, number, page, time: sound.currentTime });
	}).observe(text, { subtree: true, childList: true, attributeFilter: ["class"] });
});

async function marksFollow(id, places) {
	const words = await wordsOf(id);
	const page = await open(id);
	const { audio } = await json(`/jobs/${id}`);
	for (let i = 0; i < places; i++) {
		const at = words[0].start + (audio.seconds - words[0].start - 0.5) * ((i * 0.618034 + 0.1) % 1); // spread evenly, in no order
		const expected = lastBefore(words, at);
		await go(page, at);
		await until(async () => {
			const now = await marked(page);
			return now.page === expected.page && now.number === expected.number && now.text === expected.text && now.count === 1 && now.sentence;
		}, `"${expected.text}" of page ${expected.page} is marked at second ${at}, not ${JSON.stringify(await marked(page))}`);
	}
	return { page, words };
}

const { page, words } = await (async () => {
	let made;
	await check("the word that is said is marked, at 20 places", async () => { made = await marksFollow(book, 20); });
	return made ?? { page: await open(book), words: await wordsOf(book) };
})();

await check("on a scan, too", async () => { await (await marksFollow(scan, 10)).page.close(); });

await check("it plays, and marks follow at twice the speed and over a page's end", async () => {
	const { pages } = await json(`/jobs/${book}/timeline.json`);
	await page.selectOption("#speed", "2");
	equal(await sound(page, (audio) => audio.playbackRate), 2);
	equal(await sound(page, (audio) => audio.preservesPitch), true);
	await sound(page, (audio) => { audio.muted = true; });
	await go(page, pages[1].end - 3);
	await rememberMarks(page);
	await page.click("#play");
	const marks = await until(async () => {
		const all = await page.evaluate(() => globalThis.marks);
		return new Set(all.filter((mark) => mark.page === 3).map(({ number }) => number)).size > 3 && all;
	}, "it goes on on page 3");
	await pause(page);
	for (const mark of marks) {
		const near = words.filter(({ start }) => start <= mark.time + 0.05 && start > mark.time - 1);
		if (![...near, lastBefore(words, mark.time - 1)].some((word) => word?.page === mark.page && word.number === mark.number)) throw new Error(JSON.stringify(mark));
	}
});

await check("a word that is chosen is gone to", async () => {
	const shown = (await marked(page)).page;
	const expected = words.find((other) => other.page === shown && other.number === 12);
	await playsFrom(page, expected.start, () => page.locator("#text .word").nth(12).click());
	await page.keyboard.press("Space");
	await until(() => sound(page, (audio) => audio.paused), "a key pauses it");
});

// Where a box of the page on that sheet is on the screen: its middle.
const placeOf = (tab, sheet, box) => tab.locator(".sheet").nth(sheet).evaluate((element, [left, top, right, bottom]) => {
	const frame = element.getBoundingClientRect();
	return { x: frame.left + frame.width * (left + right) / 2, y: frame.top + frame.height * (top + bottom) / 2 };
}, box);

async function isMarked(tab, { x, y }) {
	const box = await tab.locator(".mark.word").first().boundingBox().catch(() => null);
	return box && Math.abs(box.x + box.width / 2 - x) < 2 && Math.abs(box.y + box.height / 2 - y) < 2;
}

// There by a finger, which waits until it stands still.
async function tap(tab, sheet, [left, top, right, bottom]) {
	const place = tab.locator(".sheet").nth(sheet);
	const { width, height } = await place.boundingBox();
	await place.click({ position: { x: width * (left + right) / 2, y: height * (top + bottom) / 2 } });
}

const pagesShown = (tab) => tab.locator(".sheet img").evaluateAll((images) => images.map(({ src, complete, naturalWidth }) => (complete && naturalWidth > 0 ? Number(/\/pages\/(\d+)/.exec(src)[1]) : 0)).join());

await check("the print is shown, with the box of the word that is said; a place on it is gone to", async () => {
	const tab = await open(scan);
	const spoken = await wordsOf(scan);
	await tab.click("#show-page");
	await until(() => tab.locator(".sheet img").evaluate((image) => image.complete && image.naturalWidth >= 320), "the image is there");
	for (const number of [2, 7, 15]) {
		const word = spoken[number];
		await go(tab, (word.start + word.end) / 2);
		await until(async () => isMarked(tab, await placeOf(tab, 0, word.boxes[0])), `the box of "${word.text}" is marked`);
	}
	const wanted = spoken[9];
	await playsFrom(tab, wanted.start, () => tap(tab, 0, wanted.boxes[0]));
	await tab.click("#show-page");
	await tab.close();
});

await check("a sentence that ends overleaf is marked there, on one page and on two; a word there is gone to", async () => {
	const tab = await open(novel);
	const spoken = await wordsOf(novel);
	const word = spoken.findLast(({ page, boxes, nextPageBoxes }) => page === 2 && boxes.length === 0 && nextPageBoxes);
	await tab.click("#show-page");
	await go(tab, 1);
	await until(async () => (await pagesShown(tab)) === "1", "page 1 is there");
	await go(tab, (word.start + word.end) / 2);
	await until(async () => (await pagesShown(tab)) === "3", "the page is turned");
	await until(async () => isMarked(tab, await placeOf(tab, 0, word.nextPageBoxes[0])), `"${word.text}" is marked overleaf`);
	equal(await tab.locator("#page-now").innerText(), "Page 2 of 3"); // which says it
	await tab.click("#two-pages");
	await until(async () => (await pagesShown(tab)) === "2,3", "both are there");
	await until(async () => isMarked(tab, await placeOf(tab, 1, word.nextPageBoxes[0])), "it is marked on the right one");
	const other = spoken.find(({ page, boxes }) => page === 2 && boxes.length > 0);
	await go(tab, (other.start + other.end) / 2);
	await until(async () => isMarked(tab, await placeOf(tab, 0, other.boxes[0])), "another one on the left one");
	const onRight = spoken.find(({ page }) => page === 3);
	for (const [sheet, box, wanted] of [[1, word.nextPageBoxes[0], word], [1, onRight.boxes[0], onRight], [0, other.boxes[0], other]]) {
		await playsFrom(tab, wanted.start, () => tap(tab, sheet, box));
		await pause(tab);
	}
	await tab.click("#whole-page");
	await until(async () => { const frame = await tab.locator("#page").evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight); return frame <= 1; }, "the whole of it is seen");
	await tab.close();
});

await check("what is left out of a page stands beside it", async () => {
	const tab = await open(novel);
	const { dropped } = await json(`/jobs/${novel}/pages/1.dropped.json`);
	await go(tab, 1);
	await until(async () => (await tab.locator("#page-now").innerText()) === "Page 1 of 3", "page 1 is shown");
	await tab.click("#left-out-title");
	await tab.locator("#left-out-list li", { hasText: dropped[0].text }).waitFor();
	equal(await tab.locator("#left-out-list li").count(), dropped.length);
	await tab.close();
});

await check("keys and buttons move", async () => {
	await page.locator("#text").focus();
	const begun = await time(page);
	await page.keyboard.press("ArrowRight");
	await until(async () => Math.abs(await time(page) - begun - 30) < 0.2, "forward");
	await page.click("#back");
	await until(async () => Math.abs(await time(page) - begun - 15) < 0.2, "back");
	await page.locator("#text").focus();
	await page.keyboard.press("[");
	await becomes(() => page.inputValue("#speed"), "1.75");
	await page.keyboard.press("]");
	await becomes(() => page.inputValue("#speed"), "2");
	const { pages } = await json(`/jobs/${book}/timeline.json`);
	await page.click("#page-on");
	await until(async () => { const at = await time(page); return pages.some(({ start }) => Math.abs(start - at) < 0.1); }, "a page on");
	const here = await time(page);
	await page.click("#sentence-on");
	const starts = pages.flatMap(({ utterances }) => utterances.map(({ start }) => start));
	await until(async () => { const at = await time(page); return at > here && starts.some((start) => Math.abs(start - at) < 0.1); }, "a sentence on");
});

await check("chapters lead to their places", async () => {
	const { chapters } = await json(`/jobs/${book}/book.json`);
	const chapter = chapters[1];
	await playsFrom(page, chapter.start, () => page.locator("#chapters button").nth(1).click());
	await pause(page);
	await go(page, chapter.start + 0.1);
	await becomes(() => page.locator("#chapters [aria-current=true] .name").innerText(), chapter.title);
});

await check("the text is searched, hits have pages and lead there", async () => {
	const { pages } = await json(`/jobs/${book}/timeline.json`);
	const sentence = pages[5].utterances.find(({ text }) => text.length > 30);
	await page.click("#search-of > summary");
	await page.fill("#text-search", sentence.text.slice(0, 28).toUpperCase());
	await page.locator("#hits button", { hasText: "page 6" }).first().click();
	await until(async () => Math.abs(await time(page) - sentence.start) < 0.2, "it is there");
	await page.fill("#text-search", "zzzz nobody wrote this");
	await becomes(() => page.locator("#hits-state").innerText(), "0 matches");
});

await check("a bookmark has a note, and is seen by another browser", async () => {
	const at = await time(page);
	await page.click("#bookmarks-of > summary");
	await page.fill("#bookmark-note", "<b>here</b>");
	await page.locator("#bookmark-form button").click();
	await page.locator("#bookmarks .name", { hasText: "<b>here</b>" }).waitFor();
	const other = await ours.newContext();
	const there = await open(book, other);
	await there.click("#bookmarks-of > summary");
	await there.locator("#bookmarks .row").click();
	await until(async () => Math.abs(await time(there) - at) < 0.5, "it leads there");
	await there.locator("#bookmarks .remove").click();
	await becomes(() => there.locator("#bookmarks li").count(), 0);
	await other.close();
});

await check("one goes on where one stopped, after a reload and in another browser", async () => {
	const before = await time(page);
	await page.locator("#text").focus();
	await page.keyboard.press("ArrowLeft");
	const at = await until(async () => { const now = await time(page); return now < before && now; }, "it moves");
	await until(async () => Math.abs((await json(`/jobs/${book}/position`)).position?.seconds - at) < 0.1, "the server knows");
	await page.reload();
	await until(async () => Math.abs(await time(page) - at) < 0.5, "after a reload");
	await becomes(() => page.inputValue("#speed"), "2");
	const other = await ours.newContext();
	const there = await open(book, other);
	await until(async () => Math.abs(await time(there) - at) < 0.5, "in another browser");
	await other.close();
	await page.goto(url);
	await page.locator(`li.job[data-id="${book}"] .state`, { hasText: /% heard/ }).waitFor();
});
await page.close();

// A book that takes a while, since each of its pages is read from its image.
async function submitSlow() {
	const form = new FormData();
	form.set("ocr", "always");
	form.set("file", new Blob([fs.readFileSync(path.join(dir, "long.pdf"))], { type: "application/pdf" }), "long.pdf");
	return (await (await fetch(`${url}/jobs`, { method: "POST", body: form, headers: { Accept: "application/json" } })).json()).id;
}

const isLive = (page) => sound(page, (audio) => audio.src.startsWith("blob:"));
const plays = (page) => sound(page, (audio) => !audio.paused && audio.currentTime > 0.2 && audio.readyState > 2);

// Pages are read, or none more: what is to be seen of a book that is being made stays so.
async function reading(workers) {
	execFileSync(readers, [String(workers)]);
	await until(async () => (await json("/workers")).slots.filter(({ stage }) => stage === "png-to-text").length === workers, `${workers} workers read`);
}

// The farthest that the sound jumps from now on. Both clocks are looked at in the page, at one moment.
const rememberJumps = (page) => sound(page, (audio) => {
	globalThis.jump = 0;
	let before = audio.currentTime, at = performance.now();
	for (const name of ["timeupdate", "seeking"]) audio.addEventListener(name, () => {
		const moved = audio.currentTime - before, passed = (performance.now() - at) / 1000 * audio.playbackRate;
		globalThis.jump = Math.max(globalThis.jump, -moved, moved - passed);
		[before, at] = [audio.currentTime, performance.now()];
	});
});

await check("a book is heard while it is made, marks follow, and it goes on when it is joined", async () => {
	const id = await submitSlow();
	const tab = await open(id);
	await sound(tab, (audio) => { audio.muted = true; });
	await tab.click("#play");
	await until(() => plays(tab), "page 1 is heard");
	await until(async () => (await json(`/jobs/${id}`)).progress.wav >= 2, "page 2 is there");
	await reading(0);
	const made = await until(async () => { const { wav, read } = (await json(`/jobs/${id}`)).progress; return wav === read && wav; }, "no page comes");
	equal(await isLive(tab), true);
	equal((await json(`/jobs/${id}`)).status, "running");
	await tab.click("#play");
	await until(() => sound(tab, (audio) => audio.paused), "it pauses");
	const { pages } = await json(`/jobs/${id}/timeline.json?from=1&pages=1-${made}`);
	const spoken = pages.flatMap(({ page, utterances }) => utterances.flatMap((utterance) => utterance.words).map((word, number) => ({ ...word, page, number })));
	for (let i = 0; i < 5; i++) {
		const at = spoken[0].start + (spoken.at(-1).end - spoken[0].start) * ((i * 0.618034 + 0.1) % 1);
		const expected = lastBefore(spoken, at);
		await until(async () => {
			if (Math.abs(await time(tab) - at) > 0.01) await go(tab, at);
			const now = await marked(tab);
			return now.page === expected.page && now.number === expected.number && now.text === expected.text && now.count === 1;
		}, `"${expected.text}" of page ${expected.page} is marked at second ${at}`);
	}
	await go(tab, pages[0].end - 1);
	await rememberMarks(tab);
	await tab.click("#play");
	await until(() => tab.evaluate(() => globalThis.marks.some(({ page }) => page === 2)), "page 2 follows by itself");

	const far = await ours.newContext();
	await fetch(`${url}/jobs/${id}/bookmarks`, { method: "PUT", body: JSON.stringify({ bookmarks: [{ page: FAR, note: "far" }] }), headers: { "Content-Type": "application/json" } });
	const other = await open(id, far);
	await sound(other, (audio) => { audio.muted = true; });
	await other.click("#bookmarks-of > summary");
	await other.locator("#bookmarks .row").click();
	await until(async () => (await marked(other)).page === FAR, "a bookmark leads to a page that is not there yet");
	await other.click("#play");
	await until(async () => (await other.locator("#state").innerText()).includes(`Waiting for page ${FAR}`), "it is waited for");
	await rememberMarks(other);

	// Half as fast, it does not come to the end of the book before the farm does.
	await tab.selectOption("#speed", "0.5");
	await go(tab, pages.at(-1).end - 1);
	await until(async () => (await tab.locator("#state").innerText()).includes(`Waiting for page ${made + 1}`), "the next page is waited for");
	await rememberJumps(tab);
	await reading(1);
	await until(async () => (await marked(tab)).page === made + 1, "and goes on by itself", 400);
	await until(() => plays(other), "the far one is heard", 800);
	const [begun] = await until(async () => { const marks = await other.evaluate(() => globalThis.marks); return marks.length > 0 && marks; }, "with marks");
	equal(begun.page, FAR);
	await far.close();
	await until(async () => (await json(`/jobs/${id}`)).status === "completed", "the book is made", 400);
	await until(() => plays(tab), "it plays on");
	equal(await isLive(tab), true);
	const jump = await tab.evaluate(() => globalThis.jump);
	if (jump > 1) throw new Error(`it jumped by ${jump} seconds`);
	const stopped = await sound(tab, ({ currentTime }) => { document.getElementById("play").click(); return currentTime; });
	await until(() => sound(tab, (audio) => /\/audio(\.m4b)?$/.test(audio.src) && audio.paused && audio.readyState > 0), "at a pause the whole book takes its place");
	await until(async () => Math.abs(await time(tab) - stopped) < 0.5, `it stands at second ${stopped}`);
	await tab.click("#play");
	await until(async () => !(await sound(tab, (audio) => audio.paused)) && (await marked(tab)).count === 1, "and goes on, with marks");
	await tab.close();
});
await reading(1); // also when that failed

// The farm by another address, which can be cut off: { url, cut(), close() }.
async function cable() {
	const { port, hostname } = new URL(url);
	const open = new Set();
	let alive = true;
	const server = net.createServer((near) => {
		if (!alive) return near.destroy();
		const far = net.connect(Number(port), hostname);
		for (const [one, other] of [[near, far], [far, near]]) {
			open.add(one);
			one.on("error", () => other.destroy()).on("close", () => { open.delete(one); other.destroy(); });
			one.pipe(other);
		}
		return near;
	});
	await new Promise((resolve) => { server.listen(0, "127.0.0.1", resolve); });
	const cut = () => { alive = false; for (const socket of open) socket.destroy(); };
	return { url: `http://127.0.0.1:${server.address().port}`, cut, mend: () => { alive = true; }, close: () => { cut(); server.close(); } };
}

const hasWorker = (tab) => until(() => tab.evaluate(() => navigator.serviceWorker.controller !== null), "the service worker is there");

await check("a book that is kept on the device is heard without a network: sound, text, times, pages; and its room is freed", async () => {
	const line = await cable();
	const context = await ours.newContext({ bypassCSP: true });
	const tab = await context.newPage(); // it will complain that nothing can be reached
	await tab.goto(`${line.url}/books/${novel}`);
	await hasWorker(tab);
	await tab.locator(".device > summary").click();
	await tab.locator(".device button", { hasText: "Keep on this device" }).click();
	await tab.locator(".device [role=status]", { hasText: /^Here, with \d/ }).waitFor();
	line.cut();
	await tab.goto(`${line.url}/`);
	await tab.locator(`li.job[data-id="${novel}"]`).waitFor();
	await until(async () => (await tab.locator("li.job").count()) === 1, "no other one is there");
	await tab.locator("#device-books li").waitFor();
	await judge(tab);
	await tab.locator("li.job h3 a").click();
	await tab.locator("#text .word").first().waitFor();
	await until(() => tab.evaluate(isSoundThere), "its sound is there");
	const { audio } = await json(`/jobs/${novel}`);
	await sound(tab, (element) => { element.muted = true; });
	await go(tab, audio.seconds - 8);
	await tab.click("#play");
	await until(async () => (await time(tab)) > audio.seconds - 6, "it plays to near its end");
	await pause(tab);
	await go(tab, audio.seconds - 4);
	await until(async () => (await marked(tab)).count === 1, "with marks");
	await tab.click("#show-page");
	await until(async () => (await pagesShown(tab)) === "3", "with its pages");
	await tab.click("#search-of > summary");
	await tab.fill("#text-search", await tab.locator("#text .word").nth(5).innerText());
	await tab.locator("#hits button").first().waitFor();
	line.mend();
	await tab.goto(`${line.url}/`);
	await tab.locator("#device-books button").click();
	await until(async () => (await tab.evaluate(() => caches.keys())).filter((name) => name.startsWith("lectern book")).length === 0, "nothing is kept any more");
	await tab.locator("#device").waitFor({ state: "hidden" });
	await context.close();
	line.close();
});

await check("a player that was pressed while its sound could not be had plays when it can", async () => {
	const context = await ours.newContext({ serviceWorkers: "block" }); // which asks in ways of its own
	const tab = await context.newPage();
	await context.route(/\/audio/, (route) => route.abort());
	await tab.goto(`${url}/books/${novel}`);
	await until(() => sound(tab, (audio) => audio.error !== null), "its sound cannot be had");
	await sound(tab, (audio) => { audio.muted = true; });
	await tab.click("#play");
	await context.unrouteAll();
	await until(() => plays(tab), "it plays");
	await context.close();
});

await check("where nothing can be kept, that is said, and the rest works", async () => {
	const context = await ours.newContext();
	await context.addInitScript(() => Object.defineProperty(globalThis, "isSecureContext", { value: false }));
	const tab = await open(novel, context);
	await tab.locator(".device > summary").click();
	await tab.locator(".device [role=status]", { hasText: "HTTPS" }).waitFor();
	equal(await tab.locator(".device button").isVisible(), false);
	await context.close();
});

await check("it can be installed: a manifest, and icons of the sizes that it tells", async () => {
	const manifest = await json("/manifest.webmanifest");
	for (const { src, sizes, type } of manifest.icons.filter((icon) => icon.sizes !== "any")) {
		const answer = await fetch(`${url}/${src}`);
		equal(answer.headers.get("content-type"), type);
		const png = new DataView(await answer.arrayBuffer());
		equal(`${png.getUint32(16)}x${png.getUint32(20)}`, sizes);
	}
	const tab = await open(novel);
	const session = await first.newCDPSession(tab);
	const { errors } = await session.send("Page.getAppManifest");
	equal(JSON.stringify(errors), "[]");
	await tab.close();
});

await check("a book that is ready is told, if that is allowed", async () => {
	const context = await ours.newContext({ permissions: ["notifications"] });
	const tab = await context.newPage();
	await tab.goto(url);
	await hasWorker(tab);
	await tab.locator("li.job").first().waitFor();
	await tab.setInputFiles("#file", { name: "told.pdf", mimeType: "application/pdf", buffer: fs.readFileSync(path.join(dir, "novel.pdf")) });
	const id = await tab.locator(`li.job[data-name="told.pdf"]`).getAttribute("data-id");
	const told = await until(() => tab.evaluate((tag) => navigator.serviceWorker.getRegistration().then((worker) => worker.getNotifications({ tag })).then(([one]) => one?.body), id), "it is told");
	equal(told, "The book is ready.");
	await fetch(`${url}/jobs/${id}`, { method: "DELETE" });
	await context.close();
});

await check("a book that has an M4B is heard from that", async () => {
	await until(async () => (await json(`/jobs/${book}/files`)).files.some(({ format, state }) => format === "m4b" && state === "ready"), "it is made");
	const tab = await open(book);
	await until(() => sound(tab, (audio) => audio.src.endsWith("/files/audio.m4b") && audio.readyState > 0), "its file is what is played");
	const { audio } = await json(`/jobs/${book}`);
	if (Math.abs(await sound(tab, (element) => element.duration) - audio.seconds) > 0.1) throw new Error("it is of another length");
	await tab.close();
});

for (const [name, options] of Object.entries({ light: {}, dark: { colorScheme: "dark" }, "forced colours": { forcedColors: "active" }, German: { locale: "de-DE" } })) {
	await check(`axe has nothing to say, ${name}`, async () => {
		const context = await ours.newContext({ bypassCSP: true, ...options });
		const tab = await open(book, context);
		await tab.locator("#text .word").first().waitFor();
		await tab.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
		await go(tab, 5);
		await tab.locator(".word.said").waitFor();
		await tab.locator("#more-of .files a").first().waitFor();
		await tab.click("#show-page");
		await tab.click("#two-pages");
		await tab.locator(".mark.word").first().waitFor();
		await judge(tab);
		await context.close();
	});
}

await check("on a phone, and at 400 %, nothing is wider than the screen", async () => {
	for (const viewport of [{ width: 360, height: 740 }, { width: 320, height: 256 }]) {
		const context = await ours.newContext({ viewport });
		const tab = await open(book, context);
		await tab.locator(".word").first().waitFor();
		equal(await tab.evaluate(() => document.documentElement.scrollWidth), viewport.width);
		await context.close();
	}
});

await check("without JavaScript there is a plain player", async () => {
	const context = await ours.newContext({ javaScriptEnabled: false });
	const tab = await context.newPage();
	await tab.goto(`${url}/books/${book}`);
	equal(await tab.locator("audio[controls]").count(), 1);
	equal(await tab.locator("#player").isVisible(), false);
	const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("link", { name: "Download" }).click()]);
	if (!/\.wav$/.test(download.suggestedFilename())) throw new Error(download.suggestedFilename());
	await context.close();
});

await check("the page had nothing to complain about", async () => equal(complaints.join("\n"), ""));
await ours.close();
process.exit(failed() ? 1 : 0);
