// What a job's state means to a listener.
import { t } from "./i18n.js";

export const isFinished = (job) => !["queued", "running", "assembling"].includes(job.status);

// Its audio is nothing but silence.
export const nothingRead = (job) => job.status === "completed_with_errors" && !job.pages.spoken && job.pages.failed.length > 0;

export const canBeHeard = (job) => Boolean(job.links.audio) && !nothingRead(job);

export const statusText = (job) => t(nothingRead(job) ? "status_nothing_read" : `status_${job.status}`);

const onePage = (ranges) => /^\d+$/.test(ranges);

export const pagesText = (ranges) => t(onePage(ranges) ? "page" : "pagesList", { page: ranges, pages: ranges });

export function errorText(job) {
	if (!nothingRead(job)) return job.error ?? "";
	const [{ page, stage, reason }] = job.pages.failed;
	return t("pageFailedIn", { page, stage, reason });
}

// What pages are read without, or why they may be nonsense.
export function noteText(note) {
	if (note.kind === "language" || note.kind === "legibility") return `${pagesText(note.pages)}: ${note.reason}`;
	return t("pagesWithout", { pages: pagesText(note.pages), kind: note.kind, reason: note.reason });
}

export function* pagesOf(ranges) {
	for (const part of ranges.split(",").filter(Boolean)) {
		const [first, last = first] = part.split("-").map(Number);
		yield [first, last];
	}
}

// Pages that the job is about: not those that were left out.
export function wantedPages(job) {
	let skipped = 0;
	for (const [first, last] of pagesOf(job.pages.skipped)) skipped += last - first + 1;
	return (job.totalPages ?? 0) - skipped;
}

export function newestFirst(a, b) {
	return a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1;
}
