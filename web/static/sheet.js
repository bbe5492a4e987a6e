// One page as it is printed, and the boxes on it that are marked.
import { site } from "./api.js";
import { element } from "./dom.js";
import { t } from "./i18n.js";

/** @typedef {import("./types.js").Box} Box */

const WIDTHS = [320, 640, 960, 1280, 1920, 2560];
const AGAIN_MS = 2000, TRIES = 5;

/** The address of a page's image that is sharp in so many pixels of the screen's width. */
export function imageOf(id, page, pixels) {
	const wanted = pixels * Math.min(2, Math.max(1, devicePixelRatio));
	return site(`jobs/${id}/pages/${page}.webp?width=${WIDTHS.find((width) => width >= wanted) ?? WIDTHS.at(-1)}`);
}

export class Sheet {
	/**
	 * @param {string} id the job's
	 * @param {{ chosen(page: number, x: number, y: number): void, loaded(sheet: Sheet): void, failed(): void }} on
	 */
	constructor(id, on) {
		this.id = id;
		this.on = on;
		/** @type {number | null} */
		this.page = null;
		this.pixels = 0;
		this.tries = 0;
		this.image = element("img", { alt: "", decoding: "async" });
		this.marks = element("div", { class: "marks", "aria-hidden": "true" });
		this.element = element("div", { class: "sheet" }, this.image, this.marks);
		this.image.addEventListener("error", () => this.again());
		this.image.addEventListener("load", () => on.loaded(this));
		this.element.addEventListener("click", (event) => {
			const frame = this.element.getBoundingClientRect();
			if (this.page !== null) on.chosen(this.page, (event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height);
		});
	}

	/** @param {number} page @param {number} pixels how wide it is shown */
	show(page, pixels) {
		const source = imageOf(this.id, page, pixels);
		if (this.page === page && this.image.src === source) return;
		if (this.page !== page) this.marks.replaceChildren();
		this.page = page;
		this.pixels = pixels;
		this.tries = 0;
		this.image.alt = t("pageImage", { page });
		this.image.src = source;
	}

	// A server that is busy drawing asks for patience, however long; one that has no images says so.
	async again() {
		const { src } = this.image;
		const answer = await fetch(src).catch(() => null);
		if (answer?.status !== 503) {
			if (answer && !answer.ok) this.on.failed();
			if (this.tries++ >= TRIES) return;
		}
		setTimeout(() => { if (this.image.src === src) this.image.src = src; }, AGAIN_MS);
	}

	/** Its height in widths; null: the image is not there yet. */
	get height() {
		return this.image.naturalWidth > 0 ? this.image.naturalHeight / this.image.naturalWidth : null;
	}

	/**
	 * @param {Box[]} sentence
	 * @param {Box[]} word
	 * @returns {Element | null} the word's first box
	 */
	mark(sentence, word) {
		const own = word.map((box) => boxOf(box, "word"));
		this.marks.replaceChildren(...sentence.map((box) => boxOf(box, "sentence")), ...own);
		return own[0] ?? null;
	}
}

/** @param {Box} box @param {string} kind */
function boxOf([left, top, right, bottom], kind) {
	const box = element("div", { class: `mark ${kind}` });
	Object.assign(box.style, { left: `${left * 100}%`, top: `${top * 100}%`, width: `${(right - left) * 100}%`, height: `${(bottom - top) * 100}%` });
	return box;
}
