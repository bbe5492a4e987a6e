// What a job's state means to a listener.
import { t } from "./i18n.js";

/** @typedef {import("./types.js").Job} Job */

export const isFinished = (/** @type {Job} */ job) => !["queued", "running", "assembling"].includes(job.status);

// Its audio is nothing but silence.
export const nothingRead = (/** @type {Job} */ job) => job.status === "completed_with_errors" && !job.pages.spoken && job.pages.failed.length > 0;

export const canBeHeard = (/** @type {Job} */ job) => Boolean(job.links.audio) && !nothingRead(job);

export const statusText = (/** @type {Job} */ job) => t(nothingRead(job) ? "status_nothing_read" : `status_${job.status}`);

const onePage = (ranges) => /^\d+$/.test(ranges);

export const pagesText = (/** @type {import("./types.js").Ranges} */ ranges) => t(onePage(ranges) ? "page" : "pagesList", { page: ranges, pages: ranges });

/** @param {Job} job */
export function errorText(job) {
	if (!nothingRead(job)) return job.error ?? "";
	const [{ page, stage, reason }] = job.pages.failed;
	return t("pageFailedIn", { page, stage, reason });
}

/**
 * What pages are read without, or why they may be nonsense.
 * @param {import("./types.js").Note} note
 */
export function noteText(note) {
	if (["language", "legibility", "voice"].includes(note.kind)) return `${pagesText(note.pages)}: ${note.reason}`;
	return t("pagesWithout", { pages: pagesText(note.pages), kind: note.kind, reason: note.reason });
}

/** @param {import("./types.js").Ranges} ranges */
export function* pagesOf(ranges) {
	for (const part of ranges.split(",").filter(Boolean)) {
		const [first, last = first] = part.split("-").map(Number);
		yield [first, last];
	}
}

/**
 * Pages that the job is about: not those that were left out.
 * @param {Job} job
 */
export function wantedPages(job) {
	let skipped = 0;
	for (const [first, last] of pagesOf(job.pages.skipped)) skipped += last - first + 1;
	return (job.totalPages ?? 0) - skipped;
}

/** @param {Job} a @param {Job} b */
export function newestFirst(a, b) {
	return a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1;
}
