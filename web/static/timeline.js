// When each word of a book is said, and where it is printed. It comes in pieces of some pages: all of
// a thick book would be a hundred megabytes. Where pages begin, and the text of sentences, is kept of
// all that came; words and boxes only of the pieces that were wanted last.
import { get, site } from "./api.js";

const PIECE = 20; // pages
const KEPT = 6; // pieces

// The last of the items that begins at or before the time; -1: none does.
export function lastBefore(items, time) {
	let low = 0, high = items.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (items[middle].start <= time) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}

export class Timeline {
	constructor(id, totalPages) {
		this.id = id;
		this.pieces = Math.ceil(totalPages / PIECE);
		this.spans = []; // { page, start, end, spoken } in the book's order
		this.sentences = new Map(); // by page: [{ text, start }]
		this.loading = new Map(); // pieces that come or are kept
		this.known = new Set(); // pieces whose spans are known
	}

	// The page with its sentences and words; null: nothing is said of it. A sentence has `first`, its
	// first word's place among the page's.
	async page(number) {
		const pages = await this.piece(Math.floor((number - 1) / PIECE));
		return pages.get(number) ?? null;
	}

	piece(number) {
		let coming = this.loading.get(number);
		this.loading.delete(number);
		coming ??= this.fetch(number).catch((error) => {
			this.loading.delete(number);
			throw error;
		});
		this.loading.set(number, coming); // the last one wanted goes last
		for (const other of [...this.loading.keys()].slice(0, -KEPT)) this.loading.delete(other);
		return coming;
	}

	async fetch(number) {
		const first = number * PIECE + 1;
		const { pages } = await get(site(`jobs/${this.id}/timeline.json?pages=${first}-${first + PIECE - 1}`));
		for (const page of pages) {
			page.words = [];
			for (const sentence of page.utterances) {
				sentence.first = page.words.length;
				for (const word of sentence.words) page.words.push(word);
			}
		}
		if (!this.known.has(number)) {
			this.known.add(number);
			for (const { page, start, end, spoken, utterances } of pages) {
				this.spans.push({ page, start, end, spoken });
				this.sentences.set(page, utterances.map(({ text, start }) => ({ text, start })));
			}
			this.spans.sort((a, b) => a.start - b.start || a.page - b.page);
		}
		return new Map(pages.map((page) => [page.page, page]));
	}

	get isWhole() {
		return this.known.size >= this.pieces;
	}

	// One piece after the other, until it is known where all pages begin.
	async loadAll(signal) {
		for (let number = 0; number < this.pieces && !signal?.aborted; number++)
			if (!this.known.has(number)) await this.piece(number);
	}

	span(page) {
		return this.spans.find((span) => span.page === page) ?? null;
	}

	// The span that is heard then; asks for what is missing.
	async at(time) {
		const known = () => {
			const span = this.spans[lastBefore(this.spans, time)];
			return span && (time < span.end || this.isWhole) ? span : null;
		};
		for (let number = 0; number < this.pieces && !known(); number++)
			if (!this.known.has(number)) await this.piece(number);
		return known() ?? this.spans.at(-1) ?? null;
	}
}
