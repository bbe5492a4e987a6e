// page.mjs - the page in Chromium, over a real farm.
//
// usage: node page.mjs URL DIR
//
// DIR has short.pdf and long.pdf, and takes the browser's profile; the job "retry-me" has a failed
// page.
import fs from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { becomes, browser, check, complaints, equal, failed, judge, launch, listen, patient, until } from "./harness.mjs";

const [url, dir] = process.argv.slice(2);
const context = patient(await chromium.launchPersistentContext(path.join(dir, "profile"), {
	...launch,
	acceptDownloads: true,
	viewport: { width: 900, height: 900 },
}));

async function open(target = context) {
	const page = listen(await target.newPage());
	await page.goto(url);
	return page;
}

// By the file: what a book is called is known later, and may be anything.
const card = (page, name) => page.locator(`li.job[data-name=${JSON.stringify(name)}]`);
const titleOf = (page, name) => card(page, name).locator("h3").innerText();
const chip = (page, name) => card(page, name).locator(".chip").innerText();
const jobs = async () => (await (await fetch(`${url}/jobs`)).json()).jobs;
const jobOf = async (name) => (await jobs()).find((job) => job.name === name);

const plain = await browser();

const page = await open();
const second = await open();

/* Every state that a book's counts go through, as it is shown: looking now and then misses some. */
const rememberCounts = (window, name) => window.evaluate((name) => {
	globalThis.countsSeen = new Set();
	const look = () => {
		for (const job of document.querySelectorAll("li.job")) {
			if (job.dataset.name !== name) continue;
			const counts = [...job.querySelectorAll(".count")].map((count) => count.textContent).join();
			if (counts) globalThis.countsSeen.add(counts);
		}
	};
	new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
}, name);

for (const window of [page, second]) await rememberCounts(window, "short.pdf");

await check("a list of words comes from CSV and goes there again", async () => {
	await page.click("#options > summary");
	const csv = (text) => page.setInputFiles("#words-file", { name: "words.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
	await page.fill("[name=pronunciation]", "SQL = sequel");
	await csv("GIF;jif\n");
	await until(async () => await page.inputValue("[name=pronunciation]") === "SQL = sequel\n[all]\nGIF = jif\n", "the words are in the list");
	const download = page.waitForEvent("download");
	await page.click("#words-export");
	equal(fs.readFileSync(await (await download).path(), "utf8"), "word,spoken,language,voice\r\nSQL,sequel,,\r\nGIF,jif,,\r\n");
	const heard = page.waitForResponse((answer) => answer.url().includes("pronunciation/sample") && answer.ok(), { timeout: 120000 });
	await page.click("#words-heard li:has-text('GIF') button");
	equal(new URL((await heard).url()).searchParams.get("text"), "GIF");
	await page.fill("[name=pronunciation]", "");
	equal(await page.locator("#words-heard li").count(), 0);
	await page.click("#options > summary");
});

await check("a book is given through the form, with options", async () => {
	await page.click("#options > summary");
	await page.selectOption("[name=voice]", "en-us");
	await page.fill("[name=speed]", "240");
	await page.setInputFiles("#file", path.join(dir, "short.pdf"));
	await card(page, "short.pdf").waitFor();
	const job = await until(() => jobOf("short.pdf"), "the job exists");
	equal(JSON.stringify(job.options), '{"voice":"en-us","speed":240}');
	await page.fill("[name=speed]", "");
	await page.selectOption("[name=voice]", "");
});

await check("a wrong option is told before anything is sent", async () => {
	await page.fill("[name=pages]", "one to three");
	await page.setInputFiles("#file", path.join(dir, "long.pdf"));
	equal(await page.locator("[name=pages]:invalid").count(), 1);
	equal(await jobOf("long.pdf"), undefined);
	await page.fill("[name=pages]", "");
	await page.click("#options > summary");
});

await check("its progress moves, without reloading, in both windows", async () => {
	await until(async () => await chip(page, "short.pdf") === "Ready" && await chip(second, "short.pdf") === "Ready", "both say Ready");
	for (const window of [page, second]) {
		const states = await window.evaluate(() => [...globalThis.countsSeen]);
		if (states.length < 3) throw new Error(`it stood still: ${states.join(" ")}`);
	}
});

await check("an upload tells how far it is, and is cancelled", async () => {
	const slow = await context.newCDPSession(page);
	await slow.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 300000 });
	await page.setInputFiles("#file", { name: "slow.pdf", mimeType: "application/pdf", buffer: Buffer.concat([Buffer.from("%PDF-1.4\n"), Buffer.alloc(20e6)]) });
	const upload = page.locator(".upload", { hasText: "slow.pdf" });
	const seen = new Set();
	await until(async () => {
		const value = await upload.locator("progress").evaluate((bar) => bar.value);
		if (value > 0 && value < 1) seen.add(value);
		return seen.size >= 2;
	}, "it moves");
	if (!/[kM]B of 20\.0 MB/.test(await upload.innerText())) throw new Error(await upload.innerText());
	await upload.getByText("Cancel", { exact: true }).click();
	await becomes(() => upload.count(), 0);
	await slow.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
	await slow.detach();
	await until(async () => /^lectern_http_uploads 0$/m.test(await (await fetch(`${url}/metrics`)).text()), "the server has let go of it");
	equal(await jobOf("slow.pdf"), undefined);
});

await check("its files are offered with their sizes, and what is not there is made", async () => {
	const book = card(page, "short.pdf");
	await book.getByText("Downloads").click();
	const wav = book.locator("a[data-format=wav]");
	await wav.waitFor();
	if (!/^WAV · [0-9.]+ [kM]B$/.test(await wav.innerText())) throw new Error(await wav.innerText());
	const [download] = await Promise.all([page.waitForEvent("download"), wav.click()]);
	if (!/\.wav$/.test(download.suggestedFilename())) throw new Error(download.suggestedFilename());
	const file = fs.readFileSync(await download.path());
	equal(file.toString("latin1", 0, 4), "RIFF");
	equal(file.length, (await jobOf("short.pdf")).audio.bytes);
	await book.locator("button[data-format=opus]").click();
	await book.locator("a[data-format=opus]").waitFor();
	if (!/^Opus · [0-9.]+ [kM]B$/.test(await book.locator("a[data-format=opus]").innerText())) throw new Error(await book.innerText());
	await book.getByText("Downloads").click();
});

await check("its text can be read", async () => {
	const [text] = await Promise.all([context.waitForEvent("page"), card(page, "short.pdf").getByText("Text", { exact: true }).click()]);
	await text.waitForLoadState();
	if ((await text.locator("body").innerText()).length < 100) throw new Error("that is no text");
	await text.close();
});

await check("a book of which no page could be read says so, and offers no silence", async () => {
	const book = card(page, "unread.pdf");
	equal(await book.locator(".chip").innerText(), "No page could be read");
	equal(await book.locator(".about > .error").innerText(), "Page 1 failed in pdf-to-png: the page cannot be drawn");
	equal(await book.getByText("Listen").count(), 0);
	equal((await book.locator(".actions > *").allInnerTexts()).join(), "Retry failed pages,Delete");
});

await check("a failed page is shown, with the reason", async () => {
	const book = card(page, "retry-me.pdf");
	equal(await book.locator(".chip").innerText(), "Ready, with gaps");
	await book.locator(".map > summary").click();
	const cell = book.locator("button.cell[data-outcome=failed]");
	equal(await cell.getAttribute("title"), "Page 2: failed in png-to-text: killed by SIGSEGV in 3 attempts");
	await cell.hover();
	await becomes(() => book.locator(".map .line").innerText(), "Page 2: failed in png-to-text: killed by SIGSEGV in 3 attempts");
});

await check("the page map goes by keys", async () => {
	const book = card(page, "retry-me.pdf");
	await book.locator("button.cell").first().focus();
	const title = () => page.evaluate(() => document.activeElement.title.slice(0, 6));
	await page.keyboard.press("ArrowRight");
	await becomes(title, "Page 2");
	await page.keyboard.press("End");
	await becomes(title, "Page 3");
});

await check("the failed page is tried again, the page reloaded meanwhile", async () => {
	await card(page, "retry-me.pdf").getByText("Retry failed pages").click();
	await until(async () => (await chip(page, "retry-me.pdf")) !== "Ready, with gaps", "it runs again");
	await page.reload();
	await until(async () => (await chip(page, "retry-me.pdf")) === "Ready", "it is whole");
	await card(page, "retry-me.pdf").locator(".map > summary").click();
	equal(await card(page, "retry-me.pdf").locator("button.cell[data-outcome=failed]").count(), 0);
});

await check("what is no PDF is told, and dismissed", async () => {
	await page.setInputFiles("#file", { name: "note.pdf", mimeType: "application/pdf", buffer: Buffer.from("just a note") });
	const upload = page.locator(".upload.failed");
	await upload.waitFor();
	if (!/“?"?note.pdf"?”? is plain text, not a PDF/.test(await upload.innerText())) throw new Error(await upload.innerText());
	await upload.getByText("Dismiss").click();
	await becomes(() => upload.count(), 0);
});

await check("a name is never markup", async () => {
	const name = `<img src=x onerror="document.title='owned'">.pdf`;
	await page.setInputFiles("#file", { name, mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 broken") });
	await until(async () => (await chip(page, (await jobs())[0].name)) === "Failed", "the broken one fails");
	equal(await page.locator("h3 img").count(), 0);
	equal(await page.title(), "Lectern");
});

const said = () => page.locator("#said").innerText();
const focused = () => page.evaluate(() => document.activeElement.tagName + " " + document.activeElement.textContent.trim());

await check("who can be helped by no other try is offered none", async () => {
	const { name, retryable } = (await jobs())[0];
	const book = card(page, name);
	equal(retryable, false);
	equal(await book.getByText("Try again").count(), 0);
	if (!/trying again would not help/.test(await book.locator(".facts").innerText())) throw new Error(await book.innerText());
});

await check("six tabs share one connection, and a seventh works", async () => {
	const tabs = [];
	for (let i = 0; i < 7; i++) tabs.push(await open());
	await card(tabs[6], "short.pdf").waitFor();
	const streams = (await (await fetch(`${url}/metrics`)).text()).match(/^lectern_http_connections (\d+)$/m)[1];
	if (Number(streams) > 12) throw new Error(`${streams} connections`);
	for (const tab of tabs) await tab.close();
});

await check("uploads are not lost without a word", async () => {
	const tab = await open();
	const slow = await context.newCDPSession(tab);
	await slow.send("Network.enable");
	await slow.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 100000 });
	await tab.setInputFiles("#file", { name: "on its way.pdf", mimeType: "application/pdf", buffer: Buffer.concat([Buffer.from("%PDF-1.4\n"), Buffer.alloc(20e6)]) });
	await tab.locator(".upload", { hasText: "on its way.pdf" }).waitFor();
	await tab.locator("h1").click(); // a browser asks only whom somebody has touched
	let asked = false;
	tab.on("dialog", (dialog) => { asked = dialog.type() === "beforeunload"; dialog.accept(); });
	await tab.reload();
	equal(asked, true);
	await tab.getByText("This upload did not arrive").waitFor();
	await tab.getByText("Dismiss").click();
	await becomes(() => tab.locator(".upload").count(), 0);
	await tab.close();
});

await check("an upload whose connection was lost is sent again, and is one book", async () => {
	const cut = await context.newCDPSession(page);
	const keys = [];
	await cut.send("Fetch.enable", { patterns: [{ urlPattern: "*/jobs", requestStage: "Response" }] });
	// The server has it by then; only its answer is lost.
	cut.on("Fetch.requestPaused", ({ requestId, request }) => {
		if (request.method !== "POST") return cut.send("Fetch.continueRequest", { requestId });
		keys.push(request.headers["Idempotency-Key"]);
		return keys.length === 1 ? cut.send("Fetch.failRequest", { requestId, errorReason: "ConnectionReset" }) : cut.send("Fetch.continueRequest", { requestId });
	});
	await page.setInputFiles("#file", { name: "lost.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 broken") });
	const upload = page.locator(".upload.failed", { hasText: "lost.pdf" });
	await upload.getByText("The connection was lost").waitFor();
	await upload.getByText("Send again").focus();
	await page.keyboard.press("Enter");
	await until(async () => (await page.locator(".upload").count()) === 0, "it came in");
	await cut.send("Fetch.disable");
	await cut.detach();
	equal(keys.length, 2);
	if (!/^[0-9a-f]{32}$/.test(keys[0]) || keys[0] !== keys[1]) throw new Error(keys.join());
	equal((await jobs()).filter((job) => job.name === "lost.pdf").length, 1);
	if (/^BODY/.test(await focused())) throw new Error("the focus is lost");
});

await check("several books are dropped at once", async () => {
	const files = await page.evaluateHandle(async () => {
		const transfer = new DataTransfer();
		for (const name of ["dropped one.pdf", "dropped two.pdf"])
			transfer.items.add(new File(["%PDF-1.4 broken"], name, { type: "application/pdf" }));
		return transfer;
	});
	for (const type of ["dragenter", "dragover", "drop"]) await page.dispatchEvent("#drop", type, { dataTransfer: files });
	await card(page, "dropped one.pdf").waitFor();
	await card(page, "dropped two.pdf").waitFor();
});

await check("a running book is cancelled after a question, and seen so in the other window", async () => {
	await page.setInputFiles("#file", path.join(dir, "long.pdf"));
	await until(async () => (await chip(page, "long.pdf")) === "Reading", "it runs");
	await card(page, "long.pdf").locator(".map > summary").click();
	await until(() => card(page, "long.pdf").locator("button.cell").count(), "its pages are shown");
	// A button that is still wanted is not made anew when another comes beside it.
	await card(page, "long.pdf").getByText("Cancel", { exact: true }).evaluate((button) => { window.cancelButton = button; });
	await card(page, "long.pdf").locator("a.button", { hasText: "Text" }).waitFor();
	equal(await page.evaluate(() => window.cancelButton.isConnected), true);
	await card(page, "long.pdf").getByText("Cancel", { exact: true }).click();
	await page.locator("dialog[open]").getByText("Keep it").click();
	equal(await chip(page, "long.pdf"), "Reading");
	await card(page, "long.pdf").getByText("Cancel", { exact: true }).click();
	await page.locator("dialog[open]").getByText("Cancel it").click();
	await until(async () => (await chip(second, "long.pdf")) === "Cancelled", "it is cancelled there too");
	await until(async () => (await chip(page, "long.pdf")) === "Cancelled", "and here");
	const title = await titleOf(page, "long.pdf");
	await until(async () => (await said()) === `${title} was cancelled`, "that is said");
	await becomes(focused, `H3 ${title}`);
	const sums = () => card(page, "long.pdf").locator(".sums").innerText();
	await until(async () => /[0-9] not read/.test(await sums()) && !/to come/.test(await sums()), "its sums tell what was not read");
	await becomes(() => card(page, "long.pdf").locator("button.cell").last().getAttribute("title"), "Page 100: not read");
});

await check("a book is deleted after a question, by keys alone, and is gone in the other window", async () => {
	const next = await card(page, "long.pdf").evaluate((book) => book.nextElementSibling.querySelector("h3").textContent);
	const title = await titleOf(page, "long.pdf");
	await card(page, "long.pdf").getByText("Delete").focus();
	await page.keyboard.press("Enter");
	await page.locator("dialog[open] [value=yes]").focus();
	await page.keyboard.press("Enter");
	await until(async () => (await card(page, "long.pdf").count()) === 0, "it is gone here");
	await until(async () => (await card(second, "long.pdf").count()) === 0, "it is gone there");
	await becomes(said, `${title} was removed`);
	await becomes(focused, `H3 ${next}`);
	equal(await jobOf("long.pdf"), undefined);
});

await check("everything has a name for those who do not see it", async () => {
	const nameless = await page.evaluate(() => [...document.querySelectorAll("button, a, input, select, progress, audio")]
		.filter((e) => !(e.ariaHidden || e.ariaLabel || document.getElementById(e.getAttribute("aria-labelledby")) || e.textContent.trim() || e.labels?.length || e.title))
		.map((e) => e.outerHTML));
	equal(nameless.join(), "");
});

await check("the page map says what its colours mean, and keeps to it", async () => {
	const book = card(page, "retry-me.pdf");
	if (!/3 spoken/.test(await book.locator(".sums").innerText())) throw new Error(await book.locator(".sums").innerText());
	equal(await book.locator(".sums .cell").getAttribute("data-outcome"), "spoken");
});

await check("books are found, sorted and filtered", async () => {
	const names = () => page.locator("li.job").evaluateAll((cards) => cards.map((card) => card.dataset.name));
	await page.fill("#search", "DRÖPPED tw");
	await until(async () => (await names()).join() === "dropped two.pdf", "it is found by a part of its name");
	await becomes(() => page.locator("#count").innerText(), `1 of ${(await jobs()).length} books`);
	await page.fill("#search", "no such book");
	await page.getByText("No book matches.").waitFor();
	await page.fill("#search", "");
	await page.selectOption("#sort", "title");
	await until(async () => {
		const titles = await page.locator("li.job h3").allInnerTexts();
		return titles.length > 3 && titles.join() === [...titles].sort(new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare).join();
	}, "they stand by their titles");
	await page.selectOption("#filter", "trouble");
	if ((await names()).includes("short.pdf")) throw new Error((await names()).join());
	await page.reload();
	await until(async () => (await page.inputValue("#filter")) === "trouble" && (await names()).includes("dropped one.pdf"), "the view is kept");
	await page.selectOption("#filter", "all");
	await page.selectOption("#sort", "newest");
});

await check("several books are selected and deleted at once", async () => {
	await page.click("#choose");
	for (const name of ["dropped one.pdf", "dropped two.pdf"]) await card(page, name).locator(".choice").check();
	await becomes(() => page.locator("#chosen-count").innerText(), "2 books selected");
	await page.click("#chosen-delete");
	await page.locator("dialog[open] [value=yes]").click();
	await until(async () => (await said()) === "2 books were removed", "that is said");
	equal(await jobOf("dropped one.pdf"), undefined);
	await until(async () => (await card(second, "dropped two.pdf").count()) === 0, "they are gone there too");
	await page.locator("#chosen").waitFor({ state: "hidden" });
	await becomes(focused, "BUTTON Select");
});

await check("German is spoken to those who read it", async () => {
	const german = await plain.newPage({ locale: "de-DE" });
	await german.goto(url);
	await german.getByRole("heading", { name: "Bücher" }).waitFor();
	await becomes(() => german.evaluate(() => document.documentElement.lang), "de");
	await card(german, "short.pdf").getByText("Anhören").waitFor();
	await german.close();
});

await check("the farm has a page of its own", async () => {
	const farm = await open();
	await farm.getByText("Farm").click();
	await farm.getByRole("row", { name: /wav-aggregator 1/ }).waitFor();
	await farm.close();
});

await check("on a phone nothing is wider than the screen", async () => {
	const phone = await open();
	await phone.setViewportSize({ width: 360, height: 740 });
	await card(phone, "short.pdf").waitFor();
	equal(await phone.evaluate(() => document.documentElement.scrollWidth), 360);
	await phone.close();
});

await check("without JavaScript a book is given, listed and downloaded", async () => {
	const old = await plain.newPage({ javaScriptEnabled: false });
	await old.goto(url);
	const unread = old.locator("li.job", { has: old.getByText("unread", { exact: true }) });
	equal(await unread.locator(".state").innerText(), "No page could be read, 2 pages: the page cannot be drawn");
	equal(await unread.locator("audio, p a").count(), 0);
	await old.setInputFiles("#file", [path.join(dir, "short.pdf")]);
	await old.click("#options > summary");
	await old.fill("[name=pages]", "1");
	const submit = () => Promise.all([old.waitForNavigation(), old.getByRole("button", { name: "Read aloud" }).click()]);
	await submit();
	equal(old.url(), `${url}/`);
	await until(async () => {
		await old.reload();
		return (await old.locator("li.job", { hasText: "Ready, 1 page" }).count()) > 0;
	}, "it is ready");
	const [download] = await Promise.all([old.waitForEvent("download"), old.getByRole("link", { name: "Download" }).first().click()]);
	if (!/\.wav$/.test(download.suggestedFilename())) throw new Error(download.suggestedFilename());
	await old.setInputFiles("#file", { name: "x.pdf", mimeType: "application/pdf", buffer: Buffer.from("none") });
	await submit();
	equal(await old.locator("h1").innerText(), "This is not a PDF");
});

for (const colorScheme of ["light", "dark"]) for (const where of ["/", "/farm"]) {
	await check(`axe has nothing to say of ${where}, ${colorScheme}`, async () => {
		const judged = await plain.newPage({ colorScheme, bypassCSP: true });
		await judged.goto(url + where);
		await judged.locator(where === "/" ? "li.job[data-name]" : "tbody tr").first().waitFor();
		if (where === "/") await judged.click("#choose");
		await judged.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
		await judge(judged);
		await judged.close();
	});
}

await plain.close();
// A refused upload is an error to the browser too, and so is a lost one; it is ours only when it is something else. Of a job
// that was stored by hand nobody knows what book it is.
const ours = complaints.filter((text) => !/status of 4(15|09)|ERR_CONNECTION_RESET|status of 404.*\/book\.json$/.test(text));
await check("the page had nothing to complain about", async () => equal(ours.join("\n"), ""));
await context.close();
process.exit(failed() ? 1 : 0);
