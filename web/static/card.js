// One book in the list: where it stands, its pages, its sound, and what can be done with it.
import { element, button, duration, size, when, titleOf, problemOf, ask } from "./dom.js";
import { PageMap } from "./pagemap.js";
import { Player } from "./player.js";

const STATUS = {
	queued: "Waiting",
	running: "Reading",
	assembling: "Joining",
	completed: "Ready",
	completed_with_errors: "Ready, with gaps",
	failed: "Failed",
	cancelled: "Cancelled",
};
const STAGES = [
	["rendered", "Pages drawn"],
	["read", "Read"],
	["spoken", "Spoken"],
	["wav", "Recorded"],
	["joined", "Joined"],
];

const isFinished = (job) => !["queued", "running", "assembling"].includes(job.status);
// Its audio is nothing but silence.
const nothingRead = (job) => job.status === "completed_with_errors" && !job.pages.spoken && job.pages.failed.length > 0;

function statusText(job) {
	return nothingRead(job) ? "No page could be read" : STATUS[job.status] ?? job.status;
}

function errorText(job) {
	if (!nothingRead(job)) return job.error ?? "";
	const [{ page, stage, reason }] = job.pages.failed;
	return `Page ${page} failed in ${stage}: ${reason}`;
}

// What pages are read without, or why they may be nonsense.
function noteText(note) {
	const pages = `${/^\d+$/.test(note.pages) ? "page" : "pages"} ${note.pages}`;
	if (note.kind === "language" || note.kind === "legibility") return `${pages}: ${note.reason}`;
	return `${pages} without ${note.kind} (${note.reason})`;
}

// Pages that the job is about: not those that were left out.
function wantedPages(job) {
	let skipped = 0;
	for (const part of job.pages.skipped.split(",").filter(Boolean)) {
		const [first, last = first] = part.split("-").map(Number);
		skipped += last - first + 1;
	}
	return (job.totalPages ?? 0) - skipped;
}

export class BookCard {
	constructor(job, { changed, removed, say }) {
		this.changed = changed;
		this.removed = removed;
		this.say = say;
		this.job = job;
		// What takes the focus when a button that had it goes.
		this.title = element("h3", { id: `title-${job.id}`, tabindex: "-1" });
		this.chip = element("span", { class: "chip" });
		this.facts = element("p", { class: "facts small" });
		this.error = element("p", { class: "error", hidden: true });
		this.stages = this.makeStages();
		this.map = new PageMap(job.id);
		this.player = new Player(job.id);
		this.actions = element("p", { class: "actions" });
		this.buttons = new Map(); // those shown, by name
		this.element = element("li", { class: "card job", "data-id": job.id, "aria-labelledby": this.title.id },
			element("div", { class: "bar" }, this.title, this.chip),
			this.facts, this.error, this.stages, this.player.element, this.map.element, this.actions);
		this.update(job);
	}

	makeStages() {
		this.bars = {};
		const list = element("dl", { class: "stages" });
		for (const [key, name] of STAGES) {
			const bar = element("progress", { max: 1, value: 0, "aria-label": name });
			const count = element("span", { class: "count" });
			this.bars[key] = { bar, count };
			list.append(element("div", {}, element("dt", {}, name), element("dd", {}, bar, count)));
		}
		return list;
	}

	get hasFocus() {
		return this.element.contains(document.activeElement);
	}

	update(job) {
		const before = this.job;
		const focused = this.hasFocus;
		this.job = job;
		this.element.dataset.status = job.status;
		this.title.textContent = titleOf(job);
		this.chip.textContent = statusText(job);
		this.facts.textContent = this.describe(job);
		this.error.textContent = errorText(job);
		this.error.hidden = !this.error.textContent;
		this.updateStages(job);
		this.map.update(job);
		this.player.update(job, Boolean(job.links.audio) && !nothingRead(job));
		this.updateActions(job);
		if (focused) this.keepFocus();
		if (isFinished(job) && job.finishedAt !== before.finishedAt) this.tellEnd(job);
	}

	// Who works by keys would begin at the top of the page again.
	keepFocus() {
		if (!this.hasFocus || !document.activeElement.checkVisibility()) this.title.focus();
	}

	tellEnd(job) {
		const ends = {
			completed: "is ready",
			completed_with_errors: nothingRead(job) ? "is done: no page could be read" : "is ready, with gaps",
			failed: `${this.again ? "failed again" : "failed"}: ${job.error}`,
			cancelled: "was cancelled",
		};
		this.again = false;
		this.say(`${job.name} ${ends[job.status]}`);
	}

	describe(job) {
		const facts = [when(job.createdAt)];
		const pages = wantedPages(job);
		if (pages > 0) facts.push(pages === 1 ? "1 page" : `${pages} pages`);
		if (job.audio && !nothingRead(job)) facts.push(duration(job.audio.seconds), size(job.audio.bytes));
		const failed = job.pages.failed.length;
		if (failed > 0) facts.push(failed === 1 ? "1 page failed" : `${failed} pages failed`);
		if (job.pages.beyond) facts.push(`the book has no ${/^\d+$/.test(job.pages.beyond) ? "page" : "pages"} ${job.pages.beyond}`);
		for (const note of job.pages.notes) facts.push(noteText(note));
		if (isFinished(job) && !job.retryable && job.status === "failed") facts.push("trying again would end in the same way");
		if (job.etaSeconds !== null && job.status === "running") facts.push(`about ${duration(job.etaSeconds)} left`);
		return facts.join(" · ");
	}

	updateStages(job) {
		this.stages.hidden = isFinished(job);
		const pages = wantedPages(job);
		for (const [key] of STAGES) {
			const { bar, count } = this.bars[key];
			bar.max = pages || 1;
			bar.value = job.progress[key];
			count.textContent = pages ? `${job.progress[key]}/${pages}` : "";
		}
	}

	// A button that is still wanted stays the same one: it may have the focus, or be under a finger.
	updateActions(job) {
		const wanted = [];
		if (job.links.audio && !nothingRead(job)) wanted.push("download");
		// Nothing is kept of a cancelled one.
		const kept = job.status !== "cancelled";
		if (job.pages.spoken && kept) wanted.push("text");
		if (job.retryable) wanted.push(job.status === "failed" ? "again" : "retry");
		wanted.push(isFinished(job) ? "remove" : "cancel");
		const name = titleOf(job);
		const make = {
			download: () => element("a", { class: "button", href: job.links.audio, download: "", "aria-label": `Download ${name}` }, "Download"),
			text: () => element("a", { class: "button quiet", href: job.links.text, target: "_blank", "aria-label": `Text of ${name}` }, "Text"),
			again: () => button("Try again", "", () => this.retry(), `Try again: ${name}`),
			retry: () => button("Retry failed pages", "", () => this.retry(), `Retry failed pages of ${name}`),
			cancel: () => button("Cancel", "quiet", () => this.cancel(), `Cancel ${name}`),
			remove: () => button("Delete", "quiet", () => this.delete(), `Delete ${name}`),
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
			const response = await fetch(path, { method, headers: { Accept: "application/json" } });
			if (!response.ok) throw new Error(await problemOf(response));
			if (response.status === 204) this.removed(this.job.id);
			else this.changed(await response.json());
		} catch (error) {
			this.again = false;
			// A fetch that fails as such has only a browser's words.
			const text = error instanceof TypeError ? "Lectern cannot be reached. Try again in a moment." : error.message;
			this.note = element("p", { class: "error", role: "alert" }, text);
			this.actions.before(this.note);
		} finally {
			this.element.removeAttribute("aria-busy");
		}
	}

	retry() {
		this.again = true;
		this.say(`${this.job.name} is read again`);
		return this.call("POST", `${this.job.links.self}/retry`);
	}

	// The book may have changed or gone under the question, and the button that asked with it.
	async askAndDelete(title, text, yes) {
		const agreed = await ask(title, text, yes);
		if (this.element.isConnected && document.activeElement === document.body) this.title.focus();
		if (agreed) await this.call("DELETE", this.job.links.self);
	}

	cancel() {
		return this.askAndDelete("Cancel this book?", `“${this.job.name}” will not be read any further, and what was made of it is removed.`, "Cancel it");
	}

	delete() {
		return this.askAndDelete("Delete this book?", `“${this.job.name}” and its audio are removed from the server.`, "Delete it");
	}

	remove() {
		this.player.stop();
		this.element.remove();
	}
}
