// What one sees of books that are kept on this device: a button on the book's page, and in the library
// what there is and how much room it takes.
import { site } from "./api.js";
import { allKept, canKeep, forgetKept, keep, keptOf } from "./device.js";
import { button, byId, element, say } from "./dom.js";
import { percent, size } from "./format.js";
import { t } from "./i18n.js";
import { canBeHeard } from "./job.js";

export class DeviceBox {
	/** @param {() => string} title what the book is called */
	constructor(title) {
		this.title = title;
		/** @type {import("./types.js").Job | null} */
		this.job = null;
		/** @type {AbortController | null} */
		this.stop = null;
		this.bar = element("progress", { max: 1, value: 0, hidden: true, "aria-label": t("keeping") });
		this.state = element("p", { class: "small", role: "status" });
		this.act = button(t("keepHere"), "", () => this.press());
		this.element = element("details", { class: "device", hidden: true },
			element("summary", {}, t("onThisDevice")), this.state, this.bar, element("p", { class: "actions" }, this.act));
	}

	update(job) {
		const changed = job.audio?.digest !== this.job?.audio?.digest;
		this.job = job;
		this.element.hidden = !canBeHeard(job);
		if (changed && !this.stop) this.show();
	}

	async show(problem = "") {
		const kept = this.job && await keptOf(this.job.id);
		const current = kept?.digest === this.job?.audio?.digest;
		this.kept = kept && current;
		this.act.hidden = !canKeep();
		this.bar.hidden = !this.stop;
		this.act.textContent = t(this.stop ? "cancel" : this.kept ? "removeHere" : "keepHere");
		this.state.textContent = problem || (!canKeep() ? t("needsHttps") : this.kept ? t("isKept", { size: size(kept?.bytes ?? 0) })
			: kept ? t("keptIsOld") : t("keepWhat"));
	}

	press() {
		if (this.stop) this.stop.abort();
		else if (this.kept) this.remove();
		else this.keep();
	}

	async remove() {
		if (!this.job) return;
		await forgetKept(this.job.id);
		await this.show();
		say(t("wasFreed", { name: this.title() }));
	}

	async keep() {
		const { job } = this;
		if (!job) return;
		const stop = this.stop = new AbortController();
		let problem = "";
		await this.show();
		try {
			await keep(job, this.title(), (part) => {
				this.bar.value = part;
				this.state.textContent = `${t("keeping")} ${percent(part)}`;
			}, stop.signal);
		} catch (error) {
			if (!stop.signal.aborted) problem = t(error.name === "QuotaExceededError" ? "noRoomHere" : "notKept");
		}
		this.stop = null;
		await this.show(problem);
	}
}

/** In the library: the books that are here, how much they take, and a way to free it. */
export async function showKept() {
	const all = await allKept();
	const holder = byId("device");
	holder.hidden = all.length === 0;
	const sum = all.reduce((bytes, kept) => bytes + kept.bytes, 0);
	byId("device-title").textContent = t("keptBooks", { n: all.length, size: size(sum) });
	byId("device-books").replaceChildren(...all.map(({ id, title, bytes }) => element("li", {},
		element("a", { href: site(`books/${id}`) }, title), element("span", { class: "small" }, ` ${size(bytes)} `),
		button(t("removeHere"), "quiet", async () => {
			await forgetKept(id);
			await showKept();
			byId("jobs-title").focus();
			say(t("wasFreed", { name: title }));
		}, t("of", { what: t("removeHere"), name: title })))));
}
