// Several books chosen at once, to be deleted or downloaded.
import { call, site } from "./api.js";
import { bookOf } from "./books.js";
import { ask, byId, element, say } from "./dom.js";
import { filesOf } from "./files.js";
import { t } from "./i18n.js";
import { canBeHeard } from "./job.js";

const DOWNLOAD_GAP_MS = 400; // a browser drops what is asked for in one breath

export class Choice {
	constructor({ jobs, cards, removed }) {
		this.jobs = jobs;
		this.cards = cards;
		this.removed = removed;
		this.ids = new Set();
		this.visible = [];
		this.bar = byId("chosen");
		this.begin = byId("choose");
		this.begin.addEventListener("click", () => this.show(this.begin.getAttribute("aria-pressed") !== "true"));
		byId("choose-all").addEventListener("click", () => { for (const job of this.visible) this.set(job.id, true); });
		byId("chosen-download").addEventListener("click", () => this.download());
		byId("chosen-delete").addEventListener("click", () => this.delete());
	}

	has(id) {
		return this.ids.has(id);
	}

	set(id, yes) {
		if (yes) this.ids.add(id);
		else this.ids.delete(id);
		const card = this.cards.get(id);
		if (card) card.choice.checked = yes;
		this.count();
	}

	// What "all" means now.
	shown(jobs) {
		this.visible = jobs;
	}

	show(on) {
		this.begin.setAttribute("aria-pressed", String(on));
		document.body.classList.toggle("choosing", on);
		this.bar.hidden = !on;
		if (!on) for (const id of [...this.ids]) this.set(id, false);
		this.count();
	}

	count() {
		byId("chosen-count").textContent = t("chosen", { n: this.ids.size });
		for (const id of /** @type {const} */ (["chosen-download", "chosen-delete"])) byId(id).disabled = this.ids.size === 0;
	}

	// The M4B where it is made, else the sound as it is.
	async download() {
		const jobs = [...this.ids].map((id) => this.jobs.get(id)).filter((job) => job && canBeHeard(job));
		for (const job of jobs) {
			const files = await filesOf(job.id).catch(() => ({ files: [] }));
			const ready = files.files.find((file) => file.format === "m4b" && file.state === "ready");
			const link = element("a", { href: ready ? site(ready.link) : job.links.audio, download: `${bookOf(job).title}.${ready ? "m4b" : "wav"}` });
			link.click();
			await new Promise((resolve) => { setTimeout(resolve, DOWNLOAD_GAP_MS); });
		}
		say(t("downloading", { n: jobs.length }));
	}

	async delete() {
		const ids = [...this.ids];
		if (!await ask(t("askDeleteManyTitle", { n: ids.length }), t("askDeleteManyText", { n: ids.length }), t("askDeleteYes"))) return;
		const problems = [];
		for (const id of ids) {
			try {
				await call("DELETE", site(`jobs/${id}`));
				this.removed(id);
			} catch (error) {
				if (error.status === 404) this.removed(id);
				else problems.push(error.message);
			}
		}
		byId("chosen-problem").textContent = [...new Set(problems)].join(" ");
		if (problems.length === 0) this.show(false);
		say(t("wereRemoved", { n: ids.length - problems.length }));
		this.begin.focus();
	}
}
