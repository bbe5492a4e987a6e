// Search in the text of a book: hits with their page and second, as they are found.
import { byId, element } from "./dom.js";
import { clock } from "./format.js";
import { t } from "./i18n.js";

const MAX_HITS = 200, WAIT_MS = 250, AROUND = 40;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export class TextSearch {
	/**
	 * @param {() => import("./timeline.js").Timeline | null} timelineOf that of the book as it is now
	 * @param {(second: number) => void} go
	 */
	constructor(timelineOf, go) {
		this.timelineOf = timelineOf;
		this.go = go;
		this.field = byId("text-search");
		this.list = byId("hits");
		this.state = byId("hits-state");
		this.field.addEventListener("input", () => {
			clearTimeout(this.timer);
			this.timer = setTimeout(() => this.run(), WAIT_MS);
		});
	}

	async run() {
		this.stop?.abort();
		const stop = this.stop = new AbortController();
		const words = plain(this.field.value.trim());
		this.list.replaceChildren();
		this.state.textContent = "";
		const timeline = this.timelineOf();
		if (words.length < 2 || !timeline) return;
		this.state.textContent = t("searching");
		try {
			await timeline.loadAll(stop.signal);
		} catch (error) {
			this.state.textContent = error.message;
			return;
		}
		if (!stop.signal.aborted) this.show(timeline, words);
	}

	show(timeline, words) {
		let count = 0;
		for (const { page } of timeline.spans) {
			for (const { text, start } of timeline.sentences.get(page)) {
				const at = plain(text).indexOf(words);
				if (at < 0) continue;
				if (++count <= MAX_HITS) this.list.append(this.hit(page, start, text, at, words.length));
			}
		}
		this.state.textContent = count > MAX_HITS ? t("manyHits", { n: MAX_HITS }) : t("hits", { n: count });
	}

	hit(page, start, text, at, length) {
		const from = Math.max(0, at - AROUND);
		const around = [from > 0 ? "…" : "", text.slice(from, at)].join("");
		return element("li", {}, element("button", { type: "button", class: "row", onclick: () => this.go(start) },
			element("span", { class: "name" }, around, element("mark", {}, text.slice(at, at + length)), text.slice(at + length, at + length + AROUND)),
			element("span", { class: "small" }, `${t("page", { page })} · ${clock(start)}`)));
	}
}
