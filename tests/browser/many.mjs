// many.mjs - a library of thousands of books, and a book of thousands of pages: what the page asks for
// and holds of them is bounded. Times are not measured; on what machine would they be?
//
// usage: node many.mjs URL BOOKS BOOK PAGES
import { browser, check, complaints, equal, failed, listen, until } from "./harness.mjs";

const [url, books, book, pages] = process.argv.slice(2);
const ours = await browser();
const context = await ours.newContext({ viewport: { width: 1200, height: 900 } });

function below(got, most, what) {
	if (got >= most) throw new Error(`${what}: ${got}, not below ${most}`);
}

const nodes = (page) => page.evaluate(() => document.querySelectorAll("*").length);

async function open(target) {
	const page = listen(await context.newPage());
	const asked = [];
	page.on("request", (request) => asked.push(request.url().slice(url.length)));
	await page.goto(url + target);
	return { page, asked };
}

await check(`of ${books} books some are drawn, and all are found`, async () => {
	const { page, asked } = await open("/");
	await page.locator("li.job").first().waitFor();
	below(asked.filter((target) => target.startsWith("/jobs?")).length, 10, "requests before something is seen");
	await page.selectOption("#filter", "making"); // of all books: the rest has come when it stands still
	await until(async () => (await page.locator("#count").innerText()).includes(` of ${books} `), "all are known");
	await page.selectOption("#filter", "all");
	below(asked.filter((target) => target.startsWith("/jobs?")).length, Number(books) / 100, "requests for all");
	below(await page.locator("li.job").count(), 61, "books in the page");
	below(await nodes(page), 8000, "elements");
	await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
	below(asked.filter((target) => /book\.json|cover/.test(target)).length, 150, "requests for titles and covers");
	await page.close();
});

await check(`of a book of ${pages} pages a few are fetched to go anywhere in it`, async () => {
	const { page, asked } = await open(`/books/${book}`);
	await page.locator("#reader:not([hidden])").waitFor();
	const { audio } = await (await fetch(`${url}/jobs/${book}`)).json();
	// The line has its length when the sound is known, which may be later than the book is seen.
	await until(async () => Number(await page.locator("#seek").getAttribute("max")) > 1, "the sound's length is known");
	const shows = async (number) => until(async () => new RegExp(`\\b${number}\\b`).test(await page.locator("#page-now").innerText()), `page ${number} is shown`);
	for (const number of [pages - 1, 7, Math.floor(pages / 2)]) {
		await page.locator("#seek").evaluate((line, second) => {
			line.value = String(second);
			line.dispatchEvent(new Event("change"));
		}, audio.seconds * (number - 0.5) / pages);
		await shows(number);
	}
	below(asked.filter((target) => target.includes("timeline.json")).length, 25, "pieces of the timeline");
	await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
	await page.locator(".map .cell").first().waitFor();
	below(await nodes(page), 2000, "elements");
	await page.close();
});

await check("the page had nothing to complain about", async () =>
	equal(complaints.filter((text) => !/404|410|503/.test(text)).join("\n"), "")); // what is seeded is not all there
await ours.close();
process.exit(failed() ? 1 : 0);
