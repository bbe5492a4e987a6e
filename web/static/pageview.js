// The page as it is printed, with the boxes of the sentence and of the word that are being said.
import { site } from "./api.js";
import { element } from "./dom.js";
import { t } from "./i18n.js";

const WIDTHS = [320, 640, 960, 1280, 1920, 2560];
const AGAIN_MS = 2000, TRIES = 5;

export class PageView {
	// go(word): somebody chose the word of that number; fails(): there are no images here
	constructor(holder, id, go, fails) {
		this.holder = holder;
		this.id = id;
		this.fails = fails;
		this.detail = null;
		this.zoom = 1;
		this.image = element("img", { alt: "", decoding: "async" });
		this.marks = element("div", { class: "marks", "aria-hidden": "true" });
		this.sheet = element("div", { class: "sheet" }, this.image, this.marks);
		holder.append(this.sheet);
		this.image.addEventListener("error", () => this.again());
		this.image.addEventListener("load", () => this.loaded());
		this.sheet.addEventListener("click", (event) => {
			const frame = this.sheet.getBoundingClientRect();
			const word = this.wordAt((event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height);
			if (word >= 0) go(word);
		});
	}

	source(page) {
		const wanted = this.holder.clientWidth * this.zoom * Math.min(2, Math.max(1, devicePixelRatio));
		return site(`jobs/${this.id}/pages/${page}.webp?width=${WIDTHS.find((width) => width >= wanted) ?? WIDTHS.at(-1)}`);
	}

	show(page, detail, last) {
		this.detail = detail;
		this.last = last;
		this.marks.replaceChildren();
		this.marked = null;
		if (this.holder.hidden) {
			this.page = null;
			this.later = page;
			return;
		}
		if (this.page === page) return;
		this.page = page;
		this.tries = 0;
		this.image.alt = t("pageImage", { page });
		this.image.src = this.source(page);
		this.holder.scrollTop = 0;
	}

	// The view was chosen, or is larger now.
	refresh() {
		const page = this.page ?? this.later;
		if (!page || this.holder.hidden) return;
		this.page = null;
		this.show(page, this.detail, this.last);
	}

	loaded() {
		this.seen = true;
		// The next one is there when it is turned to.
		if (this.page < this.last) new Image().src = this.source(this.page + 1);
	}

	// A server that is busy drawing asks for patience; one that knows no images has none at all.
	again() {
		if (!this.seen && this.tries >= 1) this.fails();
		if (this.tries++ >= TRIES) return;
		const page = this.page;
		setTimeout(() => { if (this.page === page) this.image.src = this.source(page); }, AGAIN_MS);
	}

	setZoom(zoom) {
		this.zoom = Math.min(4, Math.max(0.5, zoom));
		this.sheet.style.width = `${this.zoom * 100}%`;
		this.refresh();
	}

	wordAt(x, y) {
		let best = -1, least = Infinity;
		this.detail?.words.forEach((word, number) => {
			for (const [left, top, right, bottom] of word.boxes) {
				const dx = Math.max(left - x, 0, x - right), dy = Math.max(top - y, 0, y - bottom);
				if (dx * dx + dy * dy < least) {
					least = dx * dx + dy * dy;
					best = number;
				}
			}
		});
		return least < 0.02 ? best : -1;
	}

	mark(sentence, word) {
		if (!this.detail || this.holder.hidden) return;
		const key = `${sentence}/${word}`;
		if (key === this.marked) return;
		this.marked = key;
		const said = this.detail.utterances[sentence];
		const boxes = said ? said.words.flatMap((other) => other.boxes).map((box) => this.box(box, "sentence")) : [];
		const own = (this.detail.words[word]?.boxes ?? []).map((box) => this.box(box, "word"));
		this.marks.replaceChildren(...boxes, ...own);
		if (own[0]) this.bringIntoView(own[0]);
	}

	box([left, top, right, bottom], kind) {
		const box = element("div", { class: `mark ${kind}` });
		Object.assign(box.style, { left: `${left * 100}%`, top: `${top * 100}%`, width: `${(right - left) * 100}%`, height: `${(bottom - top) * 100}%` });
		return box;
	}

	bringIntoView(box) {
		const place = box.getBoundingClientRect(), frame = this.holder.getBoundingClientRect();
		if (place.top < frame.top || place.bottom > frame.bottom) this.holder.scrollBy({ top: place.top - frame.top - frame.height / 3 });
		if (place.left < frame.left || place.right > frame.right) this.holder.scrollBy({ left: place.left - frame.left - frame.width / 3 });
	}
}
