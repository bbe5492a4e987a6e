// The page map: one cell a page (or a few pages, in a thick book), coloured and marked by what
// became of it. Arrow keys move through it; the line below says what the chosen cell is.
import { site } from "./api.js";
import { element } from "./dom.js";
import { t } from "./i18n.js";
import { isFinished, pagesOf, wantedPages } from "./job.js";

const MAX_CELLS = 600;
const OUTCOMES = ["spoken", "blank", "failed", "skipped", "waiting", "unread"];
const WORST = ["failed", "waiting", "unread", "blank", "skipped", "spoken"]; // what several pages in a cell show
const STAGES = ["rendered", "read", "spoken", "wav", "joined"];

function mark(outcomes, ranges, outcome) {
	for (const [first, last] of pagesOf(ranges)) outcomes.fill(outcome, first, last + 1);
}

export class PageMap {
	constructor(id) {
		this.id = id;
		/** @type {(HTMLButtonElement & { first: number, last: number })[]} */
		this.cells = [];
		/** @type {string[]} */
		this.outcomes = []; // by page
		/** @type {Map<number, string>} */
		this.reasons = new Map();
		/** @type {boolean[]} */
		this.standIns = [];
		/** @type {Record<string, { bar: HTMLProgressElement, count: HTMLElement }>} */
		this.bars = {};
		this.stages = element("dl", { class: "stages" });
		this.grid = element("div", { class: "cells", role: "group", "aria-label": t("pagesField") });
		this.line = element("p", { class: "small line", "aria-live": "polite" }, t("choosePage"));
		this.sums = element("span", { class: "sums" });
		this.element = element("details", { class: "map", hidden: true },
			element("summary", {}, t("pagesField"), this.sums), this.makeStages(), this.grid, this.line);
		this.element.addEventListener("toggle", () => { if (this.element.open) this.draw(); });
		this.grid.addEventListener("keydown", (event) => this.key(event));
		this.grid.addEventListener("focusin", (event) => this.say(event.target));
		this.grid.addEventListener("pointerover", (event) => this.say(event.target));
	}

	/** @param {import("./types.js").Job} job */
	update(job) {
		const total = job.totalPages ?? 0;
		this.element.hidden = total === 0;
		if (total === 0) return;
		this.updateStages(job);
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
			this.reasons.set(page, t("failedIn", { stage, reason }));
		}
		this.sum();
		if (this.element.open) this.draw();
	}

	// A cell a page is much of a library: only what is looked at is made.
	draw() {
		const total = this.outcomes.length - 1;
		if (this.total !== total) this.build(total);
		for (const cell of this.cells) this.paint(cell);
	}

	makeStages() {
		for (const key of STAGES) {
			const name = t(`stage_${key}`);
			const bar = element("progress", { max: 1, value: 0, "aria-label": name });
			const count = element("span", { class: "count" });
			this.bars[key] = { bar, count };
			this.stages.append(element("div", {}, element("dt", {}, name), element("dd", {}, bar, count)));
		}
		return this.stages;
	}

	updateStages(job) {
		this.stages.hidden = isFinished(job);
		const pages = wantedPages(job);
		for (const key of STAGES) {
			const { bar, count } = this.bars[key];
			bar.max = pages || 1;
			bar.value = job.progress[key];
			count.textContent = pages ? `${job.progress[key]}/${pages}` : "";
		}
	}

	// "31 spoken, 1 blank, 88 to come", each with its cell: the legend.
	sum() {
		const pages = this.outcomes.slice(1);
		const sums = OUTCOMES
			.map((outcome) => ({ outcome, n: pages.filter((other) => other === outcome).length }))
			.filter(({ n }) => n > 0)
			.map(({ outcome, n }) => [outcome, t(`sum_${outcome}`, { n })]);
		const text = sums.map(([, words]) => words).join(", ");
		if (this.summed === text) return;
		this.summed = text;
		this.sums.replaceChildren(...sums.map(([outcome, words]) =>
			element("span", {}, element("span", { class: "cell", "data-outcome": outcome, "aria-hidden": "true" }), ` ${words} `)));
	}

	build(total) {
		this.total = total;
		this.said = null;
		this.step = Math.ceil(total / MAX_CELLS);
		this.cells = [];
		for (let first = 1; first <= total; first += this.step) {
			const cell = element("button", { type: "button", class: "cell", tabindex: first === 1 ? "0" : "-1" });
			this.cells.push(Object.assign(cell, { first, last: Math.min(total, first + this.step - 1) }));
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
			const words = [...new Set(here)].map((outcome) => t(`outcome_${outcome}`)).join("; ");
			return failed ? t("pageIs", { page: failed[0], what: failed[1] }) : t("pagesAre", { first, last, what: words });
		}
		const what = t(this.standIns[first] ? "outcome_standIn" : `outcome_${this.outcomes[first]}`);
		return t("pageIs", { page: first, what: this.reasons.get(first) ?? what });
	}

	say(cell) {
		if (!cell.first) return;
		this.said = cell;
		const { first } = cell;
		const links = [];
		if (this.hasTexts && cell.first === cell.last && this.outcomes[first] === "spoken")
			links.push(" ", element("a", { href: site(`jobs/${this.id}/pages/${first}.txt`), target: "_blank" }, t("itsText")));
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
