// screenshots.mjs - the pictures for the README; screenshots.sh has made the farm to take them of.
//
// usage: node screenshots.mjs URL DIR
import path from "node:path";
import { chromium } from "playwright-core";

const [url, dir] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
	args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });

async function open(width, height, colorScheme = "light") {
	const page = await browser.newPage({ viewport: { width, height }, colorScheme });
	page.setDefaultTimeout(120000);
	await page.goto(url);
	await page.locator("li.job .cell").first().waitFor();
	// As it looks once its audio was touched.
	await page.locator("audio").evaluateAll((players) => Promise.all(players.map((player) => new Promise((resolve) => {
		player.addEventListener("loadedmetadata", resolve, { once: true });
		player.preload = "metadata";
		player.load();
	}))));
	await page.locator("audio").evaluateAll((players) => { for (const player of players) player.currentTime = player.duration / 3; });
	await page.waitForTimeout(500);
	return page;
}

async function take(page, name, options = {}) {
	await page.screenshot({ path: path.join(dir, name), ...options });
	await page.close();
}

const page = await open(820, 1160);
await page.screenshot({ path: path.join(dir, "page.png") });
const book = page.locator("li.job", { has: page.locator(".cell[data-outcome=failed]") });
await book.locator("button.cell[data-outcome=failed]").hover();
const box = await book.boundingBox();
await take(page, "page-failed.png", { clip: { x: 0, y: box.y - 16, width: 820, height: box.height + 32 } });
await take(await open(820, 1160, "dark"), "page-dark.png");
await take(await open(390, 1060), "page-phone.png");
await browser.close();
