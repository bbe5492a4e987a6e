// harness.mjs - what the tests in a browser share: checks that are counted, waiting for conditions, and
// pages whose complaints are remembered.
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const SECONDS = 1000;
export const launch = {
	executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
	headless: true,
	args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"],
};

let failures = 0;

export const failed = () => failures > 0;

export async function check(what, run) {
	try {
		await run();
		console.log(`ok: ${what}`);
	} catch (error) {
		failures++;
		console.log(`FAILED: ${what}: ${error.stack}`);
	}
}

export function equal(got, expected) {
	if (got !== expected) throw new Error(`${JSON.stringify(got)} is not ${JSON.stringify(expected)}`);
}

// Until the function gives something true.
export async function until(run, what, seconds = 60) {
	const end = Date.now() + seconds * SECONDS;
	for (;;) {
		const value = await run();
		if (value) return value;
		if (Date.now() > end) throw new Error(`never: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

export const complaints = [];

export function listen(page) {
	page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
	page.on("console", (message) => { if (message.type() === "error") complaints.push(`console: ${message.text()} ${message.location().url}`); });
	return page;
}

// axe knows the rules of WCAG, contrast among them. The page's own policy would keep it out: the page
// must have been opened with bypassCSP.
export async function judge(page) {
	await page.addScriptTag({ path: fileURLToPath(import.meta.resolve("axe-core/axe.min.js")) });
	const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
	if (passes.length < 15) throw new Error("it looked at nothing");
	equal(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`).join("\n"), "");
}

export const browser = () => chromium.launch(launch);
