// The book as it is printed, a page or two beside each other, with the boxes of the sentence and of
// the word that are being said. A sentence may end on the page behind the one that it is said with.
import { element } from "./dom.js";
import { imageOf, Sheet } from "./sheet.js";

/** @typedef {import("./types.js").TimedPage} TimedPage */
/** @typedef {import("./types.js").Word} Word */

const NEAR = 0.02; // of a word, squared: who taps farther away from all of them meant none
const NARROWEST = 0.5, WIDEST = 4;

/** @param {number} page */
const spreadOf = (page) => [page - page % 2, page - page % 2 + 1]; // as in a bound book: the first page is a right one

/** @param {Word} word */
const isOverleaf = (word) => word.boxes.length === 0 && (word.nextPageBoxes?.length ?? 0) > 0;

export class PageView {
	/**
	 * @param {HTMLElement} holder
	 * @param {string} id the job's
	 * @param {{ detailOf(page: number): Promise<TimedPage | null>, go(page: number, word: number): void, noImages(): void }} on
	 */
	constructor(holder, id, on) {
		this.holder = holder;
		this.id = id;
		this.on = on;
		/** @type {TimedPage | null} */
		this.detail = null;
		/** @type {number | null} the page that one is to see */
		this.page = null;
		this.last = 0;
		this.looks = { zoom: 1, two: false, whole: false };
		this.marked = "";
		this.seen = false; // an image came
		this.sheets = [0, 1].map(() => new Sheet(id, {
			chosen: (page, x, y) => this.choose(page, x, y),
			loaded: () => this.loaded(),
			failed: () => { if (!this.seen) on.noImages(); },
		}));
		this.spread = element("div", { class: "spread" });
		holder.append(this.spread);
		new ResizeObserver(() => this.lay()).observe(holder);
	}

	/** @param {number} page @param {TimedPage | null} detail @param {number | null} last the book's last page */
	show(page, detail, last) {
		this.detail = detail;
		this.last = last ?? page;
		this.marked = "";
		this.turn(page);
	}

	/** @param {number} page */
	turn(page) {
		if (page !== this.page) this.holder.scrollTop = 0;
		this.page = page;
		this.lay();
	}

	look(looks) {
		this.looks = { ...looks, zoom: Math.min(WIDEST, Math.max(NARROWEST, looks.zoom)) };
		this.marked = "";
		this.lay();
	}

	// Places the sheets, each as wide as it is to be, and has them show their pages.
	lay() {
		if (this.page === null || this.holder.hidden || this.holder.clientWidth === 0) return;
		const { two, whole, zoom } = this.looks;
		const pages = two ? spreadOf(this.page).filter((page) => page >= 1 && page <= this.last) : [this.page];
		const room = this.holder.clientWidth / (two ? 2 : 1);
		const used = this.sheets.slice(0, pages.length);
		if (this.spread.childElementCount !== used.length) this.spread.replaceChildren(...used.map((sheet) => sheet.element));
		used.forEach((sheet, place) => {
			const fits = whole && sheet.height ? this.holder.clientHeight / sheet.height : room;
			const width = Math.floor(Math.min(room, fits) * zoom);
			sheet.element.style.width = `${width}px`;
			sheet.show(pages[place], width);
		});
	}

	loaded() {
		this.seen = true;
		this.lay();
		// The next one is there when it is turned to.
		const { page, pixels } = this.shown().at(-1) ?? {};
		if (page && page < this.last) new Image().src = imageOf(this.id, page + 1, pixels);
	}

	shown() {
		return this.sheets.filter((sheet) => sheet.element.isConnected && sheet.page !== null);
	}

	// ---- what is tapped

	async choose(page, x, y) {
		const [before, own] = await Promise.all([page > 1 ? this.on.detailOf(page - 1) : null, this.on.detailOf(page)]);
		let best = { distance: NEAR, page: 0, word: -1 };
		const look = (detail, boxesOf) => detail?.words.forEach((word, number) => {
			for (const [left, top, right, bottom] of boxesOf(word)) {
				const distance = Math.max(left - x, 0, x - right) ** 2 + Math.max(top - y, 0, y - bottom) ** 2;
				if (distance < best.distance) best = { distance, page: detail.page, word: number };
			}
		});
		look(before, (word) => word.nextPageBoxes ?? []);
		look(own, (word) => word.boxes);
		if (best.word >= 0) this.on.go(best.page, best.word);
	}

	// ---- what is said

	/** @param {number} sentence @param {number} word their places among the page's */
	mark(sentence, word) {
		if (!this.detail || this.holder.hidden) return;
		const { page } = this.detail;
		const said = this.detail.words[word];
		const wanted = said && isOverleaf(said) && page < this.last ? page + 1 : page;
		if (wanted !== this.page) this.turn(wanted);
		const key = `${sentence}/${word}/${this.page}`;
		if (key === this.marked) return;
		this.marked = key;
		const words = this.detail.utterances[sentence]?.words ?? [];
		const boxesOn = {
			[page]: (/** @type {Word} */ other) => other.boxes,
			[page + 1]: (/** @type {Word} */ other) => other.nextPageBoxes ?? [],
		};
		for (const sheet of this.shown()) {
			const boxes = boxesOn[sheet.page ?? 0] ?? (() => []);
			const first = sheet.mark(words.flatMap(boxes), said ? boxes(said) : []);
			if (first) this.bringIntoView(first);
		}
	}

	/** @param {Element} box */
	bringIntoView(box) {
		const place = box.getBoundingClientRect(), frame = this.holder.getBoundingClientRect();
		if (place.top < frame.top || place.bottom > frame.bottom) this.holder.scrollBy({ top: place.top - frame.top - frame.height / 3 });
		if (place.left < frame.left || place.right > frame.right) this.holder.scrollBy({ left: place.left - frame.left - frame.width / 3 });
	}
}
