// voices.mjs - hearing voices and speaking a book again, in Chromium, over a real farm.
//
// usage: node voices.mjs URL DIR BOOK
import path from "node:path";
import { chromium } from "playwright-core";
import { becomes, check, complaints, equal, failed, judge, launch, listen, patient, until } from "./harness.mjs";

const [url, dir, book] = process.argv.slice(2);
const context = patient(await chromium.launchPersistentContext(path.join(dir, "profile"), { ...launch, viewport: { width: 900, height: 900 }, bypassCSP: true }));
// What is played, by every Audio of the page; it ends when somebody ends it.
await context.addInitScript(() => {
	const play = HTMLMediaElement.prototype.play;
	globalThis.played = [];
	HTMLMediaElement.prototype.play = function () {
		const sound = this;
		sound.loop = true;
		sound.addEventListener("playing", () => globalThis.played.push(sound.duration), { once: true });
		return play.call(sound);
	};
});

const jobOf = async (id) => (await fetch(`${url}/jobs/${id}`)).json();
const played = (page) => page.evaluate(() => globalThis.played.filter((seconds) => seconds > 2).length);

const library = listen(await context.newPage());
await library.goto(url);
await library.click("#options > summary");
const hear = library.locator(".hear button");

await check("a voice is heard before it is chosen", async () => {
	await library.selectOption("[name=voice]", "de");
	equal(await hear.getAttribute("aria-label"), "Hear it: German");
	await hear.click();
	await until(async () => await played(library) === 1, "it speaks");
	await becomes(() => hear.textContent(), "Stop");
});

await check("another one stops it, and is heard by a key", async () => {
	await library.selectOption("[name=voice]", "cmn");
	await becomes(() => hear.textContent(), "Hear it");
	await library.focus("[name=voice]");
	await library.keyboard.press("Tab");
	await library.keyboard.press("Enter");
	await until(async () => await played(library) === 2, "it speaks");
	await library.keyboard.press("Enter");
	await becomes(() => hear.textContent(), "Hear it");
});

await check("so is the one that is configured", async () => {
	await library.selectOption("[name=voice]", "");
	await hear.click();
	await until(async () => await played(library) === 3, "it speaks");
	await hear.click();
});

await check("nobody misses anything who does not see it", async () => judge(library));

const page = listen(await context.newPage());
await page.goto(`${url}/books/${book}`);
const before = await jobOf(book);

await check("a finished book is spoken again, in a voice that was heard", async () => {
	await page.click(".respeak-of > summary");
	await page.locator(".respeak option[value=de]").waitFor({ state: "attached" });
	await page.selectOption(".respeak [name=voice]", "de");
	await judge(page);
	await page.locator(".respeak .hear button").click();
	await until(async () => await played(page) === 1, "it speaks");
	await page.fill(".respeak [name=speed]", "300");
	await page.locator(".respeak button[type=submit]").click();
	const after = await until(async () => {
		const job = await jobOf(book);
		return job.status === "completed" && job.audio.digest !== before.audio.digest ? job : null;
	}, "it is another");
	equal(`${after.options.voice} ${after.options.speed}`, "de 300");
});

await check("the page goes on with that", async () => {
	await page.locator(".respeak-of").waitFor();
	await page.click(".respeak-of > summary");
	await becomes(() => page.locator(".respeak option").first().textContent(), "As now (de)");
});

await check("what the server refuses is said", async () => {
	await page.evaluate(() => document.querySelector(".respeak [name=speed]").removeAttribute("max"));
	await page.fill(".respeak [name=speed]", "9000");
	await page.locator(".respeak button[type=submit]").click();
	await until(async () => /speed/.test(await page.locator(".respeak > .error").textContent()), "why");
});

await check("the page had nothing to complain about", async () => equal(complaints.filter((text) => !/422/.test(text)).join("\n"), ""));
await context.close();
process.exit(failed() ? 1 : 0);
