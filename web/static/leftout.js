// What is printed on a page and is not said, or is said in other words; and why a page is silent.
import { get, site } from "./api.js";
import { byId, element } from "./dom.js";
import { t } from "./i18n.js";

const KEPT = 20; // pages

export class LeftOut {
	/** @param {string} id the job's */
	constructor(id) {
		this.id = id;
		this.holder = byId("left-out");
		this.list = byId("left-out-list");
		this.summary = byId("left-out-title");
		/** @type {Map<number, Promise<{ kind: string, text: string, spoken?: string }[]>>} */
		this.known = new Map();
		/** @type {number | null} */
		this.page = null;
	}

	forget() {
		this.known.clear();
		this.page = null;
	}

	/** @param {number} page @param {string | undefined} failure why nothing of it is said */
	async show(page, failure) {
		if (this.page === page) return;
		this.page = page;
		this.holder.hidden = true;
		const parts = await this.of(page);
		if (this.page !== page) return;
		const label = (text) => element("span", { class: "small" }, text, ": ");
		const rows = parts.map(({ kind, text, spoken }) => element("li", {}, label(t(`left_${kind}`)), text,
			...(spoken ? [" · ", label(t("saidInstead")), spoken] : [])));
		if (failure) rows.unshift(element("li", { class: "error" }, failure));
		this.list.replaceChildren(...rows);
		this.summary.textContent = failure ? t("pageSilent") : t("leftOut", { n: parts.length });
		this.holder.hidden = rows.length === 0;
	}

	/** @param {number} page */
	of(page) {
		let coming = this.known.get(page);
		if (!coming) {
			coming = get(site(`jobs/${this.id}/pages/${page}.dropped.json`)).then(({ dropped }) => dropped).catch(() => {
				this.known.delete(page); // perhaps another time
				return [];
			});
			this.known.set(page, coming);
			for (const other of [...this.known.keys()].slice(0, -KEPT)) this.known.delete(other);
		}
		return coming;
	}
}
