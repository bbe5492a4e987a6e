// When each word of a book is said, and where it is printed; of a book that is being made, as far as
// that is known. It comes in pieces of some pages: all of
// a thick book would be a hundred megabytes. Where pages begin, and the text of sentences, is kept of
// all that came; words and boxes only of the pieces that were wanted last.
import { get, site } from "./api.js";

export const PIECE = 20; // pages
const KEPT = 6; // pieces
const AGAIN_MS = 1000;

const pieceOf = (page) => Math.floor((page - 1) / PIECE);

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
	// `from`: of the sound that begins with that page, and grows
	constructor(id, totalPages, from = null) {
		this.id = id;
		this.from = from;
		this.pieces = Math.ceil(totalPages / PIECE);
		this.spans = []; // { page, start, end, spoken } in the book's order
		this.sentences = new Map(); // by page: [{ text, start }]
		this.loading = new Map(); // pieces that come or are kept
		this.known = new Set(); // pieces whose spans are known
		this.notBefore = 0; // when it is looked for more of a book that is being made
	}

	// The page with its sentences and words; null: nothing is said of it. A sentence has `first`, its
	// first word's place among the page's.
	async page(number) {
		const pages = await this.piece(pieceOf(number));
		if (pages.has(number) || this.from === null) return pages.get(number) ?? null;
		return (await this.pieceAnew(pieceOf(number))).get(number) ?? null;
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

	pieceAnew(number) {
		this.loading.delete(number);
		return this.piece(number);
	}

	async fetch(number) {
		const first = number * PIECE + 1;
		const from = this.from === null ? "" : `&from=${this.from}`;
		const { pages } = await get(site(`jobs/${this.id}/timeline.json?pages=${first}-${first + PIECE - 1}${from}`));
		for (const page of pages) {
			page.words = [];
			for (const sentence of page.utterances) {
				sentence.first = page.words.length;
				for (const word of sentence.words) page.words.push(word);
			}
		}
		this.known.add(number);
		for (const { page, start, end, spoken, utterances } of pages) {
			if (this.sentences.has(page)) continue;
			this.spans.push({ page, start, end, spoken });
			this.sentences.set(page, utterances.map(({ text, start }) => ({ text, start })));
		}
		this.spans.sort((a, b) => a.start - b.start || a.page - b.page);
		return new Map(pages.map((page) => [page.page, page]));
	}

	get isWhole() {
		return this.from === null && this.known.size >= this.pieces;
	}

	// One piece after the other, until it is known where all pages begin.
	async loadAll(signal) {
		for (let number = 0; number < this.pieces && !signal?.aborted; number++)
			if (!this.known.has(number)) await this.piece(number);
	}

	span(page) {
		return this.spans.find((span) => span.page === page) ?? null;
	}

	// The span of that time, if it is known; after the end the last one.
	find(time) {
		const span = this.spans[lastBefore(this.spans, time)];
		return span && (time < span.end || this.isWhole) ? span : null;
	}

	// The span that is heard then; asks for what is missing. null: it has not come yet.
	async at(time) {
		if (this.from !== null) return this.grow(time);
		let low = 0, high = this.pieces - 1;
		while (low <= high && !this.find(time)) {
			const middle = (low + high) >> 1;
			const pages = [...(await this.piece(middle)).values()];
			if (pages.length === 0) await this.piece(low++); // of which nothing is said: it tells no way
			else if (time < pages[0].start) high = middle - 1;
			else low = middle + 1;
		}
		return this.find(time) ?? this.spans[Math.max(0, lastBefore(this.spans, time))] ?? null;
	}

	async grow(time) {
		if (Date.now() < this.notBefore) return this.find(time);
		for (let before = -1; !this.find(time) && this.spans.length > before;) {
			before = this.spans.length;
			await this.pieceAnew(pieceOf((this.spans.at(-1)?.page ?? this.from - 1) + 1));
		}
		this.notBefore = Date.now() + AGAIN_MS;
		return this.find(time);
	}
}
