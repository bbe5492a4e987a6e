// Titles, authors and covers of books: asked for once each, a few at a time, and remembered, so that
// a library can be searched at once when it is opened again.
import { get, site } from "./api.js";
import { nameOf } from "./format.js";
import { recall, remember } from "./storage.js";

const KEY = "lectern:titles";
const AT_A_TIME = 4, MAX_KEPT = 3000, SAVE_MS = 2000;

const kept = recall(KEY) ?? {};
const asked = new Set();
const waiting = [];
let running = 0, saving = 0;

function save() {
	saving ||= setTimeout(() => {
		saving = 0;
		for (const id of Object.keys(kept).slice(0, -MAX_KEPT)) delete kept[id];
		remember(KEY, kept);
	}, SAVE_MS);
}

// { title, authors, cover }: as far as it is known now.
export function bookOf(job) {
	const known = kept[job.id];
	return { title: job.title || known?.title || nameOf(job), authors: job.authors ?? known?.authors ?? [], cover: known?.cover ?? false };
}

export const isKnown = (job) => job.id in kept;

async function fetchOne({ job, done }) {
	const book = await get(site(`jobs/${job.id}/book.json`)).catch(() => null);
	asked.delete(job.id);
	if (!book) return;
	kept[job.id] = { title: book.title, authors: book.authors, cover: Boolean(book.cover) };
	save();
	done(job.id);
}

function next() {
	while (running < AT_A_TIME && waiting.length > 0) {
		running++;
		fetchOne(waiting.shift()).finally(() => {
			running--;
			next();
		});
	}
}

// Asks for what is not known yet; done(id) when it is. What is looked at goes before the rest.
export function learn(job, done, urgent = false) {
	if (isKnown(job) || !job.totalPages) return;
	if (asked.has(job.id)) {
		const at = waiting.findIndex((other) => other.job.id === job.id);
		if (urgent && at > 0) waiting.unshift(...waiting.splice(at, 1));
		return;
	}
	asked.add(job.id);
	if (urgent) waiting.unshift({ job, done });
	else waiting.push({ job, done });
	next();
}

export function forgetBook(id) {
	delete kept[id];
	save();
}
