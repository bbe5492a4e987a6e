// Books that are kept on this device, to be heard without a network: their sound, text, times and,
// where there is room, pages. worker.js answers with them.
import { get, site } from "./api.js";
import { filesOf } from "./files.js";
import { PIECE } from "./timeline.js";

/** @typedef {import("./types.js").Job} Job */
/** @typedef {{ id: string, title: string, bytes: number, digest: string }} Kept */

const BOOK = `lectern book ${site("./")} `; // and the job's id, as in worker.js: other Lecterns may have the same origin
const IMAGE_WIDTH = 960, IMAGE_BYTES = 150000; // of a page, at most, as a rule
const SPARE_BYTES = 100e6; // of the browser's room are left to others

const GONE = "urn:lectern:problem:not-found";

const note = (id) => site(`jobs/${id}/kept`); // what is known of it; no address of the server's

/** Whether this browser can do so here: service workers want HTTPS, or the machine itself. */
export const canKeep = () => isSecureContext && "serviceWorker" in navigator && "caches" in globalThis;

export async function startWorker() {
	if (canKeep()) await navigator.serviceWorker.register(site("worker.js")).catch(() => null);
}

/** @returns {Promise<Kept | null>} */
export async function keptOf(id) {
	if (!canKeep() || !await caches.has(BOOK + id)) return null;
	const answer = await (await caches.open(BOOK + id)).match(note(id));
	return answer ? answer.json() : null;
}

/** @returns {Promise<Kept[]>} */
export async function allKept() {
	if (!canKeep()) return [];
	const names = (await caches.keys()).filter((name) => name.startsWith(BOOK));
	return (await Promise.all(names.map((name) => keptOf(name.slice(BOOK.length))))).filter((kept) => kept !== null);
}

export const forgetKept = (id) => (canKeep() ? caches.delete(BOOK + id) : Promise.resolve(false));

/** @returns {Promise<number>} bytes that may still be stored */
async function room() {
	const { quota = 0, usage = 0 } = await navigator.storage.estimate();
	return quota - usage - SPARE_BYTES;
}

class Keeping {
	/**
	 * @param {Job} job
	 * @param {Cache} cache
	 * @param {AbortSignal} signal
	 */
	constructor(job, cache, signal) {
		this.job = job;
		this.cache = cache;
		this.signal = signal;
		this.bytes = 0;
	}

	/** @param {string} url @param {(bytes: number) => void} [told] */
	async add(url, told) {
		const answer = await fetch(url, { signal: this.signal });
		if (!answer.ok || !answer.body) throw Object.assign(new Error(answer.statusText), { status: answer.status });
		const count = new TransformStream({ transform: (bytes, out) => {
			this.bytes += bytes.byteLength;
			told?.(this.bytes);
			out.enqueue(bytes);
		} });
		const headers = new Headers(answer.headers); // with the policy of scripts
		for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name); // of what was sent
		await this.cache.put(url, new Response(answer.body.pipeThrough(count), { headers }));
	}

	async images() {
		for (let page = 1; page <= (this.job.totalPages ?? 0); page++) {
			if (page % PIECE === 1 && await room() < PIECE * IMAGE_BYTES) return;
			await this.add(site(`jobs/${this.job.id}/pages/${page}.webp?width=${IMAGE_WIDTH}`)).catch((error) => {
				if (this.signal.aborted) throw error; // a page without an image is one
			});
		}
	}
}

/**
 * Keeps a book whose sound is there. What was begun and does not come to its end is gone again.
 * @param {Job} job
 * @param {string} title
 * @param {(part: number) => void} progress
 * @param {AbortSignal} signal
 */
export const keep = (job, title, progress, signal) => navigator.locks.request(BOOK + job.id, () => keepAll(job, title, progress, signal));

async function keepAll(job, title, progress, signal) {
	const { files } = await filesOf(job.id);
	const file = files.find(({ format, state }) => format === "m4b" && state === "ready");
	const bytes = file?.bytes ?? job.audio.bytes;
	if (await room() < bytes) throw Object.assign(new Error(title), { name: "QuotaExceededError" });
	await navigator.storage.persist?.();
	await forgetKept(job.id);
	const cache = await caches.open(BOOK + job.id);
	try {
		const keeping = new Keeping(job, cache, signal);
		const own = `jobs/${job.id}`;
		await keeping.add(site(file?.link ?? job.links.audio), (done) => progress(Math.min(1, done / bytes)));
		for (const path of [own, `books/${job.id}`, `${own}/files`, `${own}/book.json`, `${own}/text`]) await keeping.add(site(path));
		for (let first = 1; first <= (job.totalPages ?? 0); first += PIECE)
			await keeping.add(site(`${own}/timeline.json?pages=${first}-${first + PIECE - 1}`));
		await keeping.add(site(`${own}/cover`)).catch(() => {}); // some have none
		await keeping.images();
		const stored = await (await cache.match(site(own)))?.json();
		if (stored?.audio?.digest !== job.audio.digest) throw new Error(title); // it was made anew meanwhile
		await cache.put(note(job.id), Response.json({ id: job.id, title, bytes: keeping.bytes, digest: job.audio.digest }));
	} catch (error) {
		await forgetKept(job.id);
		throw error;
	}
}

/** Of books that are no more, and of a download that a closed tab cut short, nothing is kept. */
export async function tidy() {
	if (!canKeep()) return;
	for (const name of await caches.keys()) {
		if (!name.startsWith(BOOK)) continue;
		const id = name.slice(BOOK.length);
		if (await keptOf(id)) await get(site(`jobs/${id}`)).catch((error) => { if (error.type === GONE) forgetKept(id); });
		else await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock && forgetKept(id));
	}
}
