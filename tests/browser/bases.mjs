// bases.mjs - two Lecterns below one origin: what each keeps on the device, of itself and of books, is its own.
//
// usage: node bases.mjs ONE OTHER BOOK
//
// The addresses of both end with their base paths; BOOK is a job of both that is done.
import http from "node:http";
import { becomes, browser, check, complaints, equal, failed, isSoundThere, listen, until } from "./harness.mjs";

const [one, other, book] = process.argv.slice(2);
const [here, there] = [one, other].map((url) => new URL(url).pathname);

// In front of both, as a proxy is, until it is cut off.
let alive = true;
const proxy = http.createServer((request, response) => {
	const server = [one, other].find((url) => request.url.startsWith(new URL(url).pathname));
	if (!alive || !server) return response.destroy();
	const { method, headers } = request;
	const onward = http.request(new URL(request.url, server), { method, headers }, (answer) => {
		response.writeHead(answer.statusCode, answer.headers);
		answer.pipe(response);
	});
	onward.on("error", () => response.destroy());
	response.on("close", () => onward.destroy());
	return request.pipe(onward);
}).listen(0, "127.0.0.1");
await new Promise((resolve) => { proxy.once("listening", resolve); });
const origin = `http://127.0.0.1:${proxy.address().port}`;

const ours = await browser();
const context = await ours.newContext();
const tab = listen(await context.newPage());
const hasWorker = () => until(() => tab.evaluate(() => navigator.serviceWorker.controller !== null), "the service worker is there");
const caches = () => tab.evaluate(async () => (await globalThis.caches.keys()).sort().join("\n"));

await check("a book is kept by one of them", async () => {
	await tab.goto(`${origin}${here}books/${book}`);
	await hasWorker();
	await tab.locator(".device > summary").click();
	await tab.locator(".device button", { hasText: "Keep on this device" }).click();
	await tab.locator(".device [role=status]", { hasText: /^Here, with \d/ }).waitFor();
});

await check("the other one knows nothing of it, and leaves it alone", async () => {
	await tab.goto(origin + there);
	await hasWorker();
	await tab.locator(`li.job[data-id="${book}"]`).waitFor();
	await becomes(caches, [`lectern book ${origin}${here} ${book}`, `lectern shell ${origin}${here}`, `lectern shell ${origin}${there}`].join("\n"));
	equal(await tab.locator("#device").isVisible(), false);
});

await check("the page had nothing to complain about", async () => equal(complaints.join("\n"), ""));

await check("without a network each has what it kept", async () => {
	alive = false;
	proxy.closeAllConnections();
	await tab.goto(origin + there);
	await tab.locator("#empty").waitFor();
	equal(await tab.locator("li.job").count(), 0);
	await tab.goto(origin + here);
	await tab.locator(`li.job[data-id="${book}"] h3 a`).click();
	await tab.locator("#text .word").first().waitFor();
	await until(() => tab.evaluate(isSoundThere), "its sound is there");
});

await ours.close();
proxy.closeAllConnections();
proxy.close();
process.exit(failed() ? 1 : 0);
