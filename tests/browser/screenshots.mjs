// screenshots.mjs - the pictures for the README; screenshots.sh has made the farm to take them of.
//
// usage: node screenshots.mjs URL DIR SCAN
//
// SCAN is the job whose page is opened.
import path from "node:path";
import { browser } from "./harness.mjs";

const [url, dir, scan] = process.argv.slice(2);
const ours = await browser();

async function open(target, width, height, colorScheme = "light") {
	const page = await ours.newPage({ viewport: { width, height }, colorScheme });
	page.setDefaultTimeout(120000);
	await page.goto(url + target);
	return page;
}

async function take(page, name, options = {}) {
	await page.screenshot({ path: path.join(dir, name), ...options });
	await page.close();
}

async function library(width, height, colorScheme) {
	const page = await open("/", width, height, colorScheme);
	await page.locator("li.job img").nth(2).waitFor();
	await page.waitForTimeout(500);
	return page;
}

// In the midst of its second page, with print and text.
async function reader(width, height, colorScheme, views) {
	const page = await open(`/books/${scan}`, width, height, colorScheme);
	await page.locator(".word").first().waitFor();
	if (views.includes("page")) {
		await page.click("#show-page");
		await page.locator(".sheet img").evaluate((image) => image.complete && image.naturalWidth > 0 || new Promise((resolve) => { image.onload = resolve; }));
	}
	if (!views.includes("text")) await page.click("#show-text");
	const { pages } = await (await fetch(`${url}/jobs/${scan}/timeline.json`)).json();
	const words = pages[1].utterances.flatMap((utterance) => utterance.words);
	await page.locator("#sound").evaluate((audio, at) => { audio.currentTime = at; }, words[Math.floor(words.length / 3)].start + 0.05);
	await page.locator(".word.said, .mark.word").first().waitFor({ state: "attached" });
	await page.waitForTimeout(2500);
	return page;
}

await take(await reader(1200, 860, "light", ["page", "text"]), "page-reader.png");
await take(await reader(390, 844, "light", ["text"]), "page-phone.png");
await take(await reader(1200, 860, "dark", ["text"]), "page-dark.png");
await take(await library(1100, 760), "page.png");
const page = await library(1100, 900);
const book = page.locator("li.job", { has: page.getByText("Ready, with gaps") });
await book.locator(".map > summary").click();
await book.locator("button.cell[data-outcome=failed]").hover();
const box = await book.boundingBox();
await take(page, "page-failed.png", { clip: { x: box.x - 16, y: box.y - 16, width: box.width + 32, height: box.height + 32 } });
await ours.close();
