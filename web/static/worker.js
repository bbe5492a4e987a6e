// The service worker: keeps the page itself, and answers with what was downloaded of books
// (device.js puts it there) where the server cannot be reached. What the server says always comes first.
const BASE = new URL("./", location.href).href;
const SHELL = `lectern shell ${BASE}`;
const BOOK = `lectern book ${BASE} `; // and the job's id: a cache a book
const worker = /** @type {any} */ (self); // tsc knows pages' globals alone

// All that the library and a book's page are made of; hls.js plays what is not finished, which needs
// the server anyway.
const FILES = [
	"./",
	"api.js",
	"book.css",
	"book.js",
	"bookmarks.js",
	"books.js",
	"card.js",
	"chapters.js",
	"choice.js",
	"controls.js",
	"device.js",
	"devicebox.js",
	"dom.js",
	"events_worker.js",
	"files.js",
	"format.js",
	"i18n.js",
	"icon.svg",
	"job.js",
	"lead.js",
	"leftout.js",
	"library.js",
	"listening.js",
	"live.js",
	"livesound.js",
	"manifest.webmanifest",
	"notify.js",
	"pagemap.js",
	"pageview.js",
	"player.js",
	"pronunciation.js",
	"reader.js",
	"respeak.js",
	"sheet.js",
	"sleep.js",
	"storage.js",
	"strings.js",
	"style.css",
	"textsearch.js",
	"textview.js",
	"timeline.js",
	"transport.js",
	"uploads.js",
	"voicesample.js",
];

worker.addEventListener("install", (event) => {
	event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

// The job of "jobs/ID/..." and of "books/ID"; what is live cannot be kept.
function bookOf(path) {
	const [, kind, id, rest] = /^(jobs|books)\/([^/?]+)\/?(.*)$/.exec(path) ?? [];
	return !id || /^(live|events)/.test(rest) || (kind === "books" && rest) ? null : id;
}

worker.addEventListener("fetch", (event) => {
	const { request } = event;
	if (request.method !== "GET" || !request.url.startsWith(BASE)) return;
	const path = request.url.slice(BASE.length);
	const file = path.split("?")[0] || "./";
	if (FILES.includes(file)) event.respondWith(shell(request, file));
	else if (/^jobs(\?|$)/.test(path)) event.respondWith(fetch(request).catch(books));
	else if (bookOf(path)) event.respondWith(fetch(request).catch((error) => book(request, bookOf(path), error)));
});

async function shell(request, file) {
	const cache = await caches.open(SHELL);
	try {
		const answer = await fetch(request);
		if (answer.ok) await cache.put(file, answer.clone());
		return answer;
	} catch (error) {
		return await cache.match(file) ?? Promise.reject(error);
	}
}

// The list of books, where there is no server to ask: those that are here.
async function books() {
	const jobs = [];
	for (const name of await caches.keys()) {
		if (!name.startsWith(BOOK)) continue;
		const job = await (await caches.open(name)).match(`jobs/${name.slice(BOOK.length)}`);
		if (job) jobs.push(await job.json());
	}
	return Response.json({ jobs, counts: {}, next: null });
}

async function book(request, id, error) {
	if (!await caches.has(BOOK + id)) throw error;
	const cache = await caches.open(BOOK + id);
	// A page's image has one size here, whichever is asked for.
	const kept = await cache.match(request.url, { ignoreSearch: /\.webp/.test(request.url), ignoreVary: true });
	if (!kept) throw error;
	const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
	return range ? part(kept, Number(range[1]), range[2] ? Number(range[2]) : Infinity) : kept;
}

// Players ask for parts of a sound.
async function part(kept, first, last) {
	const whole = await kept.blob();
	const end = Math.min(last, whole.size - 1);
	if (first > end) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${whole.size}` } });
	return new Response(whole.slice(first, end + 1), { status: 206, headers: {
		"Content-Type": kept.headers.get("Content-Type") ?? "", "Accept-Ranges": "bytes",
		"Content-Range": `bytes ${first}-${end}/${whole.size}`, "Content-Length": String(end + 1 - first) } });
}

worker.addEventListener("notificationclick", (event) => {
	event.notification.close();
	event.waitUntil(worker.clients.openWindow(event.notification.data.url));
});
