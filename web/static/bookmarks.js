// Bookmarks with a note, kept on the server for all browsers.
import { call, get, site } from "./api.js";
import { button, byId, element, say } from "./dom.js";
import { clock } from "./format.js";
import { t } from "./i18n.js";

const TRIES = 3;

export class Bookmarks {
	// place(): { page, word, offset } of now, or null; go(bookmark)
	constructor(id, place, go) {
		this.url = site(`jobs/${id}/bookmarks`);
		this.place = place;
		this.go = go;
		this.list = byId("bookmarks");
		this.problem = byId("bookmarks-problem");
		byId("bookmark-form").addEventListener("submit", (event) => {
			event.preventDefault();
			this.add(byId("bookmark-note").value.trim());
		});
	}

	async load() {
		try {
			this.show(await get(this.url));
			byId("bookmarks-of").hidden = false;
		} catch {
			byId("bookmarks-of").hidden = true; // a server that keeps none
		}
	}

	show({ bookmarks }) {
		this.list.replaceChildren(...bookmarks.map((mark) => element("li", { class: "bookmark" },
			element("button", { type: "button", class: "row", onclick: () => this.go(mark) },
				element("span", { class: "name" }, mark.note || t("page", { page: mark.page })),
				element("span", { class: "small" }, [t("page", { page: mark.page }), mark.seconds === null ? "" : clock(mark.seconds)].filter(Boolean).join(" · "))),
			button("×", "quiet remove", () => this.remove(mark.id), t("of", { what: t("delete"), name: mark.note || t("page", { page: mark.page }) })))));
	}

	// change(bookmarks) gives the list as it is to be; another browser may have changed it meanwhile.
	async put(change) {
		this.problem.textContent = "";
		for (let tries = 0; tries < TRIES; tries++) {
			try {
				const { revision, bookmarks } = await get(this.url);
				const kept = change(bookmarks).map(({ seconds: _, ...mark }) => mark);
				this.show(await call("PUT", this.url, { body: JSON.stringify({ revision, bookmarks: kept }), headers: { "Content-Type": "application/json" } }));
				return true;
			} catch (error) {
				if (error.status === 409 && tries + 1 < TRIES) continue;
				this.problem.textContent = error.message;
				return false;
			}
		}
		return false;
	}

	async add(note) {
		const place = this.place();
		if (!place) return;
		if (!await this.put((bookmarks) => [...bookmarks, { ...place, note }])) return;
		byId("bookmark-note").value = "";
		say(t("bookmarkAdded", { page: place.page }));
	}

	async remove(id) {
		if (await this.put((bookmarks) => bookmarks.filter((mark) => mark.id !== id))) byId("bookmark-note").focus();
	}
}
