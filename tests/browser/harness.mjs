// harness.mjs - what the tests in a browser share: checks that are counted, waiting for conditions, and
// pages whose complaints are remembered.
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const SECONDS = 1000;
export const launch = {
	executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
	headless: true,
	args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"],
};

let failures = 0;

export const failed = () => failures > 0;

// What failed and why is told on one line, which is what the end of a test's log shows of it.
export async function check(what, run) {
	try {
		await run();
		console.log(`ok: ${what}`);
	} catch (error) {
		failures++;
		const [reason, ...trace] = error.stack.split("\n");
		const [, at = ""] = /(\w+\.mjs:\d+)/.exec(trace.filter((line) => !line.includes("harness.mjs")).join()) ?? [];
		console.log(`FAILED: ${what}: ${reason} (${at})\n${trace.join("\n")}`);
	}
}

export function equal(got, expected) {
	if (got !== expected) throw new Error(`${JSON.stringify(got)} is not ${JSON.stringify(expected)}`);
}

// How long anything is waited for: what has not come by then does not come on the slowest machine. Once
// a check has failed, the others are not waited for as long.
export const patience = () => (failed() ? 30 : 240);

// Until the function gives something true.
export async function until(run, what, seconds = patience()) {
	const end = Date.now() + seconds * SECONDS;
	for (;;) {
		const value = await run();
		if (value) return value;
		if (Date.now() > end) throw new Error(`never: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

// What is so sooner or later.
export async function becomes(run, expected) {
	let got;
	await until(async () => {
		got = await run();
		return got === expected;
	}, expected).catch(() => equal(got, expected));
}

export const complaints = [];

// A server that is busy says 503, and is asked again.
const isBusy = (message) => /status of 503/.test(message.text());

export function listen(page) {
	page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
	page.on("console", (message) => {
		if (message.type() === "error" && !isBusy(message)) complaints.push(`console: ${message.text()} ${message.location().url}`);
	});
	return page;
}

// To be run in the page: where the sound is sent to next, in `sought`. One that plays is elsewhere by the time
// that somebody asks.
export function rememberSeek() {
	const sound = document.getElementById("sound");
	globalThis.sought = null;
	sound.addEventListener("seeking", () => { globalThis.sought = { at: sound.currentTime }; }, { once: true });
}

// To be run in the page: the sound is there, and the page has done what it does when it comes.
export async function isSoundThere() {
	const sound = document.getElementById("sound");
	if (sound.readyState === 0) return false;
	await new Promise((resolve) => { setTimeout(resolve); });
	return !sound.seeking;
}

// axe knows the rules of WCAG, contrast among them. The page's own policy would keep it out: the page
// must have been opened with bypassCSP.
export async function judge(page) {
	await page.addScriptTag({ path: fileURLToPath(import.meta.resolve("axe-core/axe.min.js")) });
	const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
	if (passes.length < 15) throw new Error("it looked at nothing");
	equal(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`).join("\n"), "");
}

// LECTERN_SLOW_BROWSER=6 has pages run six times as slowly, to see what of a test only passes where they are fast.
const slowness = Number(process.env.LECTERN_SLOW_BROWSER ?? 1);

export function patient(context) {
	context.setDefaultTimeout(patience() * SECONDS);
	const slowDown = (page) => context.newCDPSession(page).then((session) => session.send("Emulation.setCPUThrottlingRate", { rate: slowness }));
	if (slowness > 1) context.on("page", (page) => slowDown(page).catch(() => {})); // it may be closed by then
	return context;
}

export async function browser() {
	const ours = await chromium.launch(launch);
	const newContext = ours.newContext.bind(ours); // newPage makes its contexts by it, too
	ours.newContext = async (options) => patient(await newContext(options));
	return ours;
}
