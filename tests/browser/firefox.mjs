// firefox.mjs - the main way in Debian's Firefox: a PDF is uploaded, heard while it is made and
// afterwards, and the word that is said is marked.
//
// usage: node firefox.mjs URL PDF
import { Firefox } from "./bidi.mjs";
import { check, failed, isSoundThere, rememberSeek, until } from "./harness.mjs";

const [url, pdf] = process.argv.slice(2);
const firefox = await Firefox.start();
let id;

const text = (selector) => firefox.run((wanted) => document.querySelector(wanted)?.textContent ?? null, selector);
const sound = () => firefox.run(() => {
	const { currentTime, paused, readyState, src } = document.getElementById("sound");
	return { currentTime, paused, readyState, src };
});

await check("a book is uploaded, and is there", async () => {
	await firefox.goto(url);
	const before = await until(() => firefox.run(() => document.documentElement.classList.contains("scripted") && document.querySelector("li.job[data-id]") !== null && [...document.querySelectorAll("li.job[data-id]")].map(({ dataset }) => dataset.id)), "the library is there");
	await firefox.choose("#file", [pdf]);
	[id] = await until(() => firefox.run((old) => { const fresh = [...document.querySelectorAll("li.job[data-id]")].map((item) => item.dataset.id).filter((one) => !old.includes(one)); return fresh.length > 0 && fresh; }, before), "it is in the list");
});

await check("it is heard as soon as its first page is spoken", async () => {
	await firefox.goto(`${url}/books/${id}`);
	await until(() => firefox.run(() => !document.getElementById("player").hidden), "there is a player");
	await firefox.run(() => { document.getElementById("sound").muted = true; });
	await firefox.click("#play");
	await until(async () => { const { currentTime, paused } = await sound(); return !paused && currentTime > 0.5; }, "it plays");
	await until(() => text(".word.said"), "a word is marked");
	await firefox.click("#play");
	await until(async () => (await (await fetch(`${url}/jobs/${id}`)).json()).status === "completed", "it is made");
	await until(async () => { const { paused, readyState, src } = await sound(); return paused && readyState > 0 && !src.startsWith("blob:"); }, "the whole takes its place");
	await until(() => firefox.run(isSoundThere), "and is there");
});

await check("the word that is said is marked, and a word that is chosen is gone to", async () => {
	const { pages } = await (await fetch(`${url}/jobs/${id}/timeline.json`)).json();
	const words = pages.flatMap(({ page, utterances }) => utterances.flatMap((utterance) => utterance.words).map((word, number) => ({ ...word, page, number })));
	for (let i = 0; i < 5; i++) {
		const at = words[0].start + (words.at(-1).end - words[0].start) * ((i * 0.618034 + 0.1) % 1);
		const expected = words.findLast((word) => word.start <= at);
		await firefox.run((second) => { document.getElementById("sound").currentTime = second; }, at);
		await until(async () => (await text(".word.said")) === expected.text
			&& (await firefox.run(() => [...document.querySelectorAll(".word")].findIndex((word) => word.classList.contains("said")))) === expected.number, `"${expected.text}" is marked at second ${at}`);
	}
	await firefox.run((second) => { document.getElementById("sound").currentTime = second; }, words[0].start);
	await until(async () => /\b1\b/.test(await text("#page-now")), "page 1 is shown");
	await firefox.run(rememberSeek);
	await firefox.click("#text .word");
	const wanted = words.find(({ page }) => page === 1);
	const { at } = await until(() => firefox.run(() => globalThis.sought), "it goes there");
	if (Math.abs(at - wanted.start) > 0.1) throw new Error(`it went to second ${at}, not to ${wanted.start}`);
	await until(async () => !(await sound()).paused, "it plays from there");
	await firefox.click("#play");
	await until(async () => (await sound()).paused, "it pauses");
});

await check("its place is kept", async () => {
	const { currentTime } = await sound();
	await until(async () => Math.abs((await (await fetch(`${url}/jobs/${id}/position`)).json()).position?.seconds - currentTime) < 0.5, "the server knows");
	await until(async () => (await text("#live")) === "", "nothing is lost");
});

await firefox.close();
process.exit(failed() ? 1 : 0);
