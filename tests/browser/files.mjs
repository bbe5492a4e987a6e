// files.mjs FARM JOB - each file of a job: how long it lasts, played from its middle and from near its end.
import { browser, check, equal, failed, listen, until } from "./harness.mjs";

const [farm, id] = process.argv.slice(2);
const { files } = await (await fetch(`${farm}/jobs/${id}/files`)).json();
const chromium = await browser();
const page = listen(await chromium.newPage());
await page.goto(`${farm}/openapi.json`);

// In the page: sought to `at`, does the sound go on from there? Its time half a second later.
const play = (at) => page.evaluate(async (at) => {
	const audio = globalThis.audio;
	const heard = (name) => new Promise((resolve, reject) => {
		audio.addEventListener(name, resolve, { once: true });
		audio.addEventListener("error", () => reject(new Error(audio.error.message)), { once: true });
	});
	const sought = heard("seeked");
	audio.currentTime = at;
	await sought;
	await audio.play();
	while (audio.currentTime < at + 0.5) await heard("timeupdate");
	audio.pause();
	return audio.currentTime;
}, at);

equal(files.length, 5);
for (const { format, link, seconds } of files) {
	await check(`${format}: it lasts as long as it should`, async () => {
		const duration = await page.evaluate((source) => new Promise((resolve, reject) => {
			globalThis.audio = new Audio(source);
			globalThis.audio.preload = "metadata";
			globalThis.audio.addEventListener("loadedmetadata", () => resolve(globalThis.audio.duration));
			globalThis.audio.addEventListener("error", () => reject(new Error(globalThis.audio.error.message)));
		}), new URL(link, farm).href);
		if (Math.abs(duration - seconds) > 0.1) throw new Error(`${duration} s, not ${seconds}`);
	});
	for (const at of [seconds / 2, seconds - 5, 1])
		await check(`${format}: it is played from second ${at.toFixed(1)} on`, () => until(async () => (await play(at)) >= at + 0.5, "played"));
}
await chromium.close();
process.exit(failed() ? 1 : 0);
