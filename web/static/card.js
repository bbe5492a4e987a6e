// One book in the library: its cover and names, how far one has listened or how far it is made, and
// what can be done with it.
import { call, site } from "./api.js";
import { bookOf, learn } from "./books.js";
import { ask, button, element, say } from "./dom.js";
import { FileList } from "./files.js";
import { duration, percent, when } from "./format.js";
import { t } from "./i18n.js";
import { canBeHeard, errorText, isFinished, nothingRead, noteText, pagesText, statusText, wantedPages } from "./job.js";
import { heardOf, speedOf } from "./listening.js";
import { PageMap } from "./pagemap.js";

// Covers and titles are asked for when they are looked at.
const looked = new IntersectionObserver((entries) => {
	for (const entry of entries) if (entry.isIntersecting) entry.target.dispatchEvent(new Event("looked"));
}, { rootMargin: "300px" });

export class BookCard {
	/**
	 * @param {import("./types.js").Job} job
	 * @param {Record<"changed" | "removed" | "learned" | "chosen", Function>} on changed(job), removed(id), learned(id), chosen(id, yes)
	 */
	constructor(job, on) {
		this.on = on;
		this.job = job;
		// What takes the focus when a button that had it goes.
		this.title = element("h3", { id: `title-${job.id}`, tabindex: "-1" });
		this.author = element("p", { class: "author" });
		this.chip = element("span", { class: "chip" });
		this.facts = element("p", { class: "facts small" });
		this.error = element("p", { class: "error", hidden: true });
		this.bar = element("progress", { max: 1, value: 0 });
		this.state = element("p", { class: "small state" });
		this.map = new PageMap(job.id);
		this.files = new FileList(job, () => bookOf(this.job).title);
		this.actions = element("p", { class: "actions" });
		this.buttons = new Map(); // those shown, by name
		this.choice = element("input", { type: "checkbox", class: "choice", "aria-labelledby": this.title.id });
		this.choice.addEventListener("change", () => on.chosen(job.id, this.choice.checked));
		this.cover = element("a", { class: "cover", href: site(`books/${job.id}`), tabindex: "-1", "aria-hidden": "true" });
		/** @type {HTMLImageElement | null} */
		this.image = null;
		this.element = this.build(job);
		this.seen = false;
		this.element.addEventListener("looked", () => this.look());
		looked.observe(this.element);
		this.update(job);
	}

	build(job) {
		return element("li", { class: "card job", "data-id": job.id, "data-name": job.name, "aria-labelledby": this.title.id },
			this.choice, this.cover,
			element("div", { class: "about" },
				element("div", { class: "bar" }, this.title, this.chip),
				this.author, this.facts, this.error, this.bar, this.state, this.actions),
			element("div", { class: "extras" }, this.map.element, this.files.element));
	}

	get hasFocus() {
		return this.element.contains(document.activeElement);
	}

	look() {
		this.seen = true;
		looked.unobserve(this.element);
		learn(this.job, this.on.learned, true);
		this.showBook();
	}

	update(job) {
		const before = this.job;
		const focused = this.hasFocus;
		this.job = job;
		this.element.dataset.status = job.status;
		this.chip.textContent = statusText(job);
		this.facts.textContent = this.describe(job);
		this.error.textContent = errorText(job);
		this.error.hidden = !this.error.textContent;
		this.showBook();
		this.showProgress();
		this.map.update(job);
		this.files.update(job);
		this.updateActions(job);
		if (this.seen) learn(job, this.on.learned, true);
		if (focused) this.keepFocus();
		if (isFinished(job) && job.finishedAt !== before.finishedAt) this.tellEnd(job);
	}

	// What the book says of itself; known later than the job.
	showBook() {
		const { title, authors, cover } = bookOf(this.job);
		if (this.title.textContent !== title) this.title.replaceChildren(element("a", { href: site(`books/${this.job.id}`) }, title));
		this.author.textContent = authors.join(", ");
		this.author.hidden = authors.length === 0;
		if (cover && this.seen && !this.image) {
			const image = this.image = element("img", { src: site(`jobs/${this.job.id}/cover`), alt: "", width: 92, height: 130, decoding: "async" });
			image.addEventListener("error", () => image.remove());
			this.cover.append(image);
		}
	}

	// One bar: how far it is made, then how far one has listened.
	showProgress() {
		const job = this.job;
		const pages = wantedPages(job);
		const heard = isFinished(job) && canBeHeard(job) ? heardOf(job) : null;
		const making = !isFinished(job) && (pages > 0 || job.waiting);
		this.bar.hidden = !making && heard === null;
		this.bar.value = making ? job.progress.wav / Math.max(pages, 1) : heard ?? 0;
		this.bar.setAttribute("aria-label", t(making ? "made" : "heard"));
		this.state.textContent = making ? this.making(job, pages) : heard === null ? "" : this.hearing(job, heard);
		this.state.hidden = !this.state.textContent;
	}

	making(job, pages) {
		const done = t("pagesMade", { done: job.progress.wav, of: pages, n: pages });
		if (job.waiting) return pages > 0 ? `${done} · ${t("waitsForRoom")}` : t("waitsForRoom");
		// At first nobody can tell.
		const known = job.etaSeconds !== null && job.status === "running" && job.progress.wav >= pages / 5;
		return known ? `${done} · ${t("left", { time: duration(job.etaSeconds) })}` : done;
	}

	hearing(job, heard) {
		if (heard === 1) return t("heardAll");
		const left = job.audio.seconds * (1 - heard) / speedOf();
		return `${t("heardPart", { part: percent(heard) })} · ${t("leftToHear", { time: duration(left) })}`;
	}

	// Who works by keys would begin at the top of the page again.
	keepFocus() {
		if (!this.hasFocus || !document.activeElement?.checkVisibility()) this.title.focus();
	}

	tellEnd(job) {
		const end = nothingRead(job) ? "nothing_read" : job.status === "failed" && this.again ? "failed_again" : job.status;
		this.again = false;
		say(t(`end_${end}`, { name: bookOf(job).title, error: job.error }));
	}

	describe(job) {
		const facts = [when(job.createdAt)];
		const pages = wantedPages(job);
		if (pages > 0) facts.push(t("pages", { n: pages }));
		if (job.audio && !nothingRead(job)) facts.push(duration(job.audio.seconds));
		const failed = job.pages.failed.length;
		if (failed > 0) facts.push(t("pagesFailed", { n: failed }));
		if (job.pages.beyond) facts.push(t("hasNot", { pages: pagesText(job.pages.beyond) }));
		for (const note of job.pages.notes) facts.push(noteText(note));
		if (isFinished(job) && !job.retryable && job.status === "failed") facts.push(t("noUse"));
		return facts.join(" · ");
	}

	// A button that is still wanted stays the same one: it may have the focus, or be under a finger.
	updateActions(job) {
		const wanted = [];
		const kept = job.status !== "cancelled"; // nothing is kept of a cancelled one
		if (canBeHeard(job) || (!isFinished(job) && job.pages.spoken)) wanted.push("listen");
		if (job.pages.spoken && kept) wanted.push("text");
		if (job.retryable) wanted.push(job.status === "failed" ? "again" : "retry");
		wanted.push(isFinished(job) ? "remove" : "cancel");
		const name = bookOf(job).title;
		const named = (key, kind, onclick) => button(t(key), kind, onclick, t("of", { what: t(key), name }));
		const link = (key, kind, href, more) => element("a", { class: kind, href, "aria-label": t("of", { what: t(key), name }), ...more }, t(key));
		const make = {
			listen: () => link("listen", "button primary", site(`books/${job.id}`)),
			text: () => link("text", "button quiet", job.links.text, { target: "_blank" }),
			again: () => named("tryAgain", "", () => this.retry()),
			retry: () => named("retryPages", "", () => this.retry()),
			cancel: () => named("cancel", "quiet", () => this.cancel()),
			remove: () => named("delete", "quiet", () => this.delete()),
		};
		for (const [kind, shown] of this.buttons) {
			if (wanted.includes(kind)) continue;
			shown.remove();
			this.buttons.delete(kind);
		}
		wanted.forEach((kind, place) => {
			if (this.buttons.has(kind)) return;
			this.buttons.set(kind, make[kind]());
			this.actions.insertBefore(this.buttons.get(kind), this.actions.children[place] ?? null);
		});
	}

	async call(method, path) {
		this.note?.remove();
		this.element.setAttribute("aria-busy", "true");
		try {
			const answer = await call(method, path);
			if (answer) this.on.changed(answer);
			else this.on.removed(this.job.id);
		} catch (error) {
			this.again = false;
			this.note = element("p", { class: "error", role: "alert" }, error.message);
			this.actions.before(this.note);
		} finally {
			this.element.removeAttribute("aria-busy");
		}
	}

	retry() {
		this.again = true;
		say(t("readAgain", { name: bookOf(this.job).title }));
		return this.call("POST", `${this.job.links.self}/retry`);
	}

	// The book may have changed or gone under the question, and the button that asked with it.
	async askAndDelete(kind) {
		const agreed = await ask(t(`${kind}Title`), t(`${kind}Text`, { name: bookOf(this.job).title }), t(`${kind}Yes`));
		if (this.element.isConnected && document.activeElement === document.body) this.title.focus();
		if (agreed) await this.call("DELETE", this.job.links.self);
	}

	cancel() {
		return this.askAndDelete("askCancel");
	}

	delete() {
		return this.askAndDelete("askDelete");
	}

	remove() {
		looked.unobserve(this.element);
		this.files.stop();
		this.element.remove();
	}
}
