// The page map: one cell a page (or a few pages, in a thick book), coloured and marked by what
// became of it. Arrow keys move through it; the line below says what the chosen cell is.
import { element } from "./dom.js";

const MAX_CELLS = 600;
const WORDS = {
	spoken: "spoken",
	blank: "blank, a short silence",
	skipped: "left out, as you wished",
	failed: "failed",
	waiting: "on its way",
	unread: "not read",
};
const WORST = ["failed", "waiting", "unread", "blank", "skipped", "spoken"]; // what several pages in a cell show

function mark(outcomes, ranges, outcome) {
	for (const part of ranges.split(",").filter(Boolean)) {
		const [first, last = first] = part.split("-").map(Number);
		outcomes.fill(outcome, first, last + 1);
	}
}

export class PageMap {
	constructor(id) {
		this.id = id;
		this.cells = [];
		this.grid = element("div", { class: "cells", role: "group", "aria-label": "Pages" });
		this.line = element("p", { class: "small line", "aria-live": "polite" }, "Choose a page to see what became of it.");
		this.sums = element("span", { class: "sums" });
		this.element = element("details", { class: "map", hidden: true },
			element("summary", {}, "Pages", this.sums), this.grid, this.line);
		this.grid.addEventListener("keydown", (event) => this.key(event));
		this.grid.addEventListener("focusin", (event) => this.say(event.target));
		this.grid.addEventListener("pointerover", (event) => this.say(event.target));
	}

	update(job) {
		const total = job.totalPages ?? 0;
		this.element.hidden = total === 0;
		if (total === 0) return;
		if (this.total !== total) this.build(total);
		if (this.opened === undefined || (!this.opened && job.pages.failed.length > 0)) {
			this.opened = job.status === "running" || job.pages.failed.length > 0;
			this.element.open = this.opened;
		}
		// Nothing comes any more of a book that is over.
		this.outcomes = new Array(total + 1).fill(job.finishedAt ? "unread" : "waiting");
		mark(this.outcomes, job.pages.skipped, "skipped");
		mark(this.outcomes, job.pages.spoken, "spoken");
		mark(this.outcomes, job.pages.blank, "blank");
		this.reasons = new Map();
		this.standIns = new Array(total + 1).fill(false);
		mark(this.standIns, job.pages.standIn, true);
		this.hasTexts = job.status !== "cancelled";
		for (const { page, stage, reason } of job.pages.failed) {
			this.outcomes[page] = "failed";
			this.reasons.set(page, `failed in ${stage}: ${reason}`);
		}
		for (const cell of this.cells) this.paint(cell);
		this.sum();
	}

	// "31 spoken, 1 blank, 88 to come", each with its cell: the legend.
	sum() {
		const names = { spoken: "spoken", blank: "blank", failed: "failed", skipped: "left out", waiting: "on their way", unread: "not read" };
		const sums = Object.entries(names)
			.map(([outcome, name]) => [outcome, this.outcomes.reduce((n, other, page) => n + (page > 0 && other === outcome), 0), name])
			.filter(([, count]) => count > 0);
		const text = sums.map(([, count, name]) => `${count} ${name}`).join(", ");
		if (this.summed === text) return;
		this.summed = text;
		this.sums.replaceChildren(...sums.map(([outcome, count, name]) =>
			element("span", {}, element("span", { class: "cell", "data-outcome": outcome, "aria-hidden": "true" }), ` ${count} ${name} `)));
	}

	build(total) {
		this.total = total;
		this.said = null;
		this.step = Math.ceil(total / MAX_CELLS);
		this.cells = [];
		for (let first = 1; first <= total; first += this.step) {
			const cell = element("button", { type: "button", class: "cell", tabindex: first === 1 ? "0" : "-1" });
			cell.first = first;
			cell.last = Math.min(total, first + this.step - 1);
			this.cells.push(cell);
		}
		this.grid.replaceChildren(...this.cells);
	}

	paint(cell) {
		const here = this.outcomes.slice(cell.first, cell.last + 1);
		const outcome = WORST.find((word) => here.includes(word));
		const title = this.describe(cell);
		if (cell.dataset.outcome === outcome && cell.title === title) return;
		cell.dataset.outcome = outcome;
		cell.title = title;
		cell.setAttribute("aria-label", title);
		if (cell === this.said) this.say(cell);
	}

	describe({ first, last }) {
		if (first !== last) {
			const failed = [...this.reasons].find(([page]) => page >= first && page <= last);
			const here = this.outcomes.slice(first, last + 1);
			const words = [...new Set(here)].map((word) => WORDS[word]).join("; ");
			return failed ? `Page ${failed[0]}: ${failed[1]}` : `Pages ${first} to ${last}: ${words}`;
		}
		const word = this.standIns[first] ? "spoken by the stand-in voice" : WORDS[this.outcomes[first]];
		return `Page ${first}: ${this.reasons.get(first) ?? word}`;
	}

	say(cell) {
		if (!cell.first) return;
		this.said = cell;
		const { first } = cell;
		const links = [];
		if (this.hasTexts && cell.first === cell.last && this.outcomes[first] === "spoken")
			links.push(" ", element("a", { href: `jobs/${this.id}/pages/${first}.txt`, target: "_blank" }, "its text"));
		this.line.replaceChildren(this.describe(cell), ...links);
	}

	key(event) {
		const at = this.cells.indexOf(event.target);
		if (at < 0) return;
		const row = Math.max(1, this.cells.findIndex((cell) => cell.offsetTop > this.cells[0].offsetTop));
		const moves = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row, Home: -at, End: this.cells.length - 1 - at };
		if (!(event.key in moves)) return;
		event.preventDefault();
		const next = this.cells[Math.min(this.cells.length - 1, Math.max(0, at + moves[event.key]))];
		event.target.tabIndex = -1;
		next.tabIndex = 0;
		next.focus();
	}
}
