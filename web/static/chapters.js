// The chapters of a book, with their times and how far one is in each.
import { byId, element } from "./dom.js";
import { clock, duration } from "./format.js";
import { t } from "./i18n.js";
import { lastBefore } from "./timeline.js";

/** @typedef {import("./types.js").Chapter} Chapter */
/** @typedef {import("./types.js").TimedChapter} TimedChapter */

export class Chapters {
	// go(chapter)
	constructor(go) {
		this.go = go;
		this.list = byId("chapters");
		/** @type {Chapter[]} */
		this.all = [];
		this.now = -1;
		/** @type {HTMLProgressElement[]} */
		this.bars = [];
		/** @type {HTMLButtonElement[]} */
		this.buttons = [];
	}

	/** @param {Chapter[]} chapters */
	show(chapters) {
		this.all = chapters;
		this.now = -1;
		this.bars = [];
		this.buttons = [];
		this.list.replaceChildren(...chapters.map((chapter, number) => this.row(chapter, number)));
		byId("chapters-of").hidden = chapters.length === 0;
	}

	row(chapter, number) {
		const known = chapter.start !== null;
		const bar = element("progress", { max: 1, value: 0, "aria-label": t("heardOfChapter", { name: chapter.title }), hidden: !known });
		const times = known ? `${clock(chapter.start)} · ${duration(chapter.end - chapter.start)}` : t("page", { page: chapter.label ?? chapter.page });
		const button = element("button", { type: "button", class: "row", onclick: () => this.go(this.all[number]) },
			element("span", { class: "name" }, chapter.title || t("untitled")), element("span", { class: "small" }, times));
		this.bars.push(bar);
		this.buttons.push(button);
		return element("li", { class: `level-${Math.min(3, chapter.level)}` }, button, bar);
	}

	/** @returns {TimedChapter[] | null} null: their times are not known */
	get timed() {
		return this.all.length > 0 && this.all[0].start !== null ? /** @type {TimedChapter[]} */ (this.all) : null;
	}

	// null: it is not known.
	at(time) {
		const { timed } = this;
		return timed ? timed[Math.max(0, lastBefore(timed, time))] : null;
	}

	mark(time) {
		const { timed } = this;
		if (!timed) return;
		const now = Math.max(0, lastBefore(timed, time));
		if (now !== this.now) {
			this.buttons[this.now]?.removeAttribute("aria-current");
			this.buttons[now].setAttribute("aria-current", "true");
			this.all.forEach((chapter, number) => { this.bars[number].value = number < now ? 1 : 0; });
			this.now = now;
		}
		const { start, end } = timed[now];
		this.bars[now].value = end > start ? (time - start) / (end - start) : 1;
	}
}
