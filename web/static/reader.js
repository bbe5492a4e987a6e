// What one sees of the book while it is heard: follows the player through the pages and marks the
// sentence and the word that are being said.
import { site } from "./api.js";
import { byId } from "./dom.js";
import { t } from "./i18n.js";
import { LeftOut } from "./leftout.js";
import { PageView } from "./pageview.js";
import { recall, remember } from "./storage.js";
import { TextView } from "./textview.js";
import { lastBefore, Timeline } from "./timeline.js";

const LOOKS = "lectern:looks";
const AGAIN_MS = 5000, LOOK_MS = 2000;
const SIZES = [0.8, 0.9, 1, 1.15, 1.3, 1.5, 1.75, 2, 2.5];

export class Reader {
	/**
	 * @param {import("./player.js").Player} player
	 * @param {string} id the job's
	 * @param {(text: string) => void} problem tells in words what is wrong
	 */
	constructor(player, id, problem) {
		this.player = player;
		this.problem = problem;
		/** @type {import("./types.js").Job} */
		this.job = player.job;
		/** @type {string | null} of the joined sound */
		this.digest = null;
		/** @type {Timeline | null} of the joined sound */
		this.whole = null;
		/** @type {Timeline | null} and of the one that is played before there is one */
		this.growing = null;
		/** @type {number | null} the page that is shown */
		this.page = null;
		this.notBefore = 0; // when the server may be asked again
		this.behind = false; // the player is elsewhere than what is shown, or may be
		/** @type {Promise<void> | null} */
		this.following = null;
		/** @type {import("./types.js").TimedPage | null} its sentences and words, once they are known */
		this.detail = null;
		this.text = new TextView(byId("text"), (word) => this.goWord(word));
		this.print = new PageView(byId("page"), id, {
			detailOf: (page) => this.detailOf(page),
			go: (page, word) => this.goWord(word, page),
			noImages: () => this.noImages(),
		});
		this.leftOut = new LeftOut(id);
		this.looks = { size: 2, airy: false, text: true, page: false, zoom: 1, two: false, whole: false, ...recall(LOOKS) };
		this.setUpLooks();
	}

	// The job as it is now. Times are those of its sound.
	/** @param {import("./types.js").Job} job */
	update(job) {
		const digest = job.audio?.digest ?? null;
		if (digest !== this.digest) {
			this.digest = digest;
			this.whole = digest ? new Timeline(job.id, job.totalPages) : null;
			this.leftOut.forget();
		}
		this.job = job;
	}

	/** Of the sound that is played. */
	get timeline() {
		const { player } = this;
		if (player.whole) return this.whole;
		if (player.origin !== null && this.growing?.from !== player.origin) this.growing = new Timeline(this.job.id, 0, player.origin);
		return player.origin === null ? null : this.growing;
	}

	// The second of the whole at which a page begins.
	async startOf(page) {
		await this.whole?.page(page).catch(() => null);
		return this.whole?.span(page)?.start ?? 0;
	}

	// ---- where one is

	// Shows the page that is heard and marks what is said. Who asks meanwhile is followed there next:
	// of a book that does not play nobody would ask again.
	follow() {
		this.behind = true;
		this.following ??= this.catchUp().finally(() => { this.following = null; });
		return this.following;
	}

	async catchUp() {
		while (this.behind) {
			this.behind = false;
			await this.showHeard();
		}
	}

	async showHeard() {
		const { timeline } = this;
		if (timeline !== this.shown) {
			this.shown = timeline;
			this.detail = null; // its times are those of another sound
		}
		if (!timeline) {
			if (this.player.whole) await this.showAll();
			return;
		}
		const { time } = this.player;
		const span = timeline.find(time) ?? await this.ask((known) => known.at(time));
		if (timeline !== this.timeline) return; // who changed it asked to be followed
		if (span && (span.page !== this.page || !this.detail)) await this.show(span.page);
		else if (!span && !this.player.whole && !this.detail && this.page !== this.player.origin) this.showNothing(this.player.origin);
		if (span && this.detail && span.page === this.page) this.mark(this.player.time);
		else this.lookAgain();
	}

	// What could not be shown yet: while a book does not play, nobody else would look for it.
	lookAgain() {
		clearTimeout(this.timer);
		if (this.player.hasSound) this.timer = setTimeout(() => this.follow(), LOOK_MS);
	}

	// What went wrong is told, and not asked again at once.
	async ask(question) {
		const { timeline } = this;
		if (!timeline || Date.now() < this.notBefore) return null;
		try {
			const answer = await question(timeline);
			this.problem("");
			return answer;
		} catch (error) {
			this.notBefore = Date.now() + AGAIN_MS;
			this.problem(error.status === 404 ? t("noTimes") : error.message);
			if (error.status === 404) this.whole = null;
			return null;
		}
	}

	async show(page) {
		const { timeline } = this;
		const detail = await this.ask((known) => known.page(page));
		if (!detail || timeline !== this.timeline) return;
		this.page = page;
		this.detail = detail;
		this.text.show(detail);
		this.print.show(page, detail, this.job.totalPages);
		this.showNumber();
		const failure = this.job.pages.failed.find((other) => other.page === page);
		this.leftOut.show(page, failure && t("pageFailedIn", failure));
	}

	// A page that is not spoken yet.
	showNothing(page) {
		this.page = page;
		this.detail = null;
		this.showNumber();
		if (this.job.totalPages !== null) this.print.show(page, null, this.job.totalPages); // else there is no image yet
		this.text.showPlain("");
	}

	// Of a book whose times nobody knows.
	async showAll() {
		if (this.all === this.digest) return;
		this.all = this.digest;
		this.text.showPlain(await textAt(`jobs/${this.job.id}/text`));
	}

	showNumber() {
		byId("page-now").textContent = t("pageOf", { page: this.page, of: this.job.totalPages ?? "?" });
	}

	mark(time) {
		if (!this.detail) return;
		const sentence = lastBefore(this.detail.utterances, time);
		const word = lastBefore(this.detail.words, time);
		this.text.mark(sentence, word);
		this.print.mark(sentence, word);
	}

	// { page, word, offset }; null: nobody knows yet.
	place() {
		const { player } = this;
		const span = this.timeline?.find(player.time);
		if (!this.detail || (span && span.page !== this.page)) return null;
		const word = Math.max(0, lastBefore(this.detail.words, player.time));
		const start = this.detail.words[word]?.start ?? this.detail.start;
		return { page: this.page, word, offset: round(Math.max(0, player.time - start)) };
	}

	// The page that is waited for, while a book is made.
	nextToCome() {
		const { player } = this;
		const last = this.growing?.spans.at(-1)?.page;
		return last === undefined ? player.origin : player.nextPage(last) ?? last;
	}

	// ---- where one goes

	/** Of a page that is tapped, whatever is asked for meanwhile. */
	async detailOf(page) {
		return page === this.page ? this.detail : await this.timeline?.page(page).catch(() => null) ?? null;
	}

	async goWord(number, page = this.page) {
		const detail = page === null ? null : await this.detailOf(page);
		const word = detail?.words[number];
		if (!word) return;
		this.player.seek(word.start);
		this.player.play();
	}

	async goPage(page, playing = this.player.isWanted) {
		const { timeline } = this;
		this.notBefore = 0; // somebody wants to go there now
		if (timeline && !timeline.span(page)) await this.ask((known) => known.page(page));
		const span = timeline?.span(page);
		if (span) this.player.seek(span.start + 0.001);
		else if (!this.player.whole) {
			this.page = null;
			this.player.playFrom(page, 0, playing);
		}
	}

	goPages(step) {
		const next = this.player.nextPage(this.page ?? 0, step);
		if (next !== null) this.goPage(next);
	}

	goSentence(step) {
		if (!this.detail) return;
		const { utterances } = this.detail;
		const now = lastBefore(utterances, this.player.time);
		// Back goes to the beginning of this one first, once it has been heard for a while.
		const again = step < 0 && now >= 0 && this.player.time - utterances[now].start > 1.5;
		const next = utterances[again ? now : now + step];
		if (next) this.player.seek(next.start + 0.001);
		else if (step > 0) this.player.seek(this.detail.end + 0.001);
		else this.player.seek(Math.max(0, this.detail.start - 0.5));
	}

	// ---- how it looks

	setUpLooks() {
		const change = (what) => {
			Object.assign(this.looks, what);
			remember(LOOKS, this.looks);
			this.showLooks();
		};
		const larger = (step) => {
			if (this.looks.text) change({ size: Math.min(SIZES.length - 1, Math.max(0, this.looks.size + step)) });
			if (this.looks.page) change({ zoom: Math.min(4, Math.max(0.5, this.looks.zoom * 1.25 ** step)) });
		};
		byId("two-pages").addEventListener("click", () => change({ two: !this.looks.two, zoom: 1 }));
		byId("whole-page").addEventListener("click", () => change({ whole: !this.looks.whole, zoom: 1 }));
		byId("larger").addEventListener("click", () => larger(1));
		byId("smaller").addEventListener("click", () => larger(-1));
		byId("airy").addEventListener("click", () => change({ airy: !this.looks.airy }));
		byId("show-text").addEventListener("click", () => change({ text: !this.looks.text || !this.looks.page }));
		byId("show-page").addEventListener("click", () => change({ page: !this.looks.page, text: this.looks.text || this.looks.page }));
		this.showLooks();
	}

	showLooks() {
		const { size, airy, text, page, two, whole } = this.looks;
		byId("text").style.setProperty("--larger", String(SIZES[size] ?? 1));
		byId("text").classList.toggle("airy", airy);
		byId("text").hidden = !text;
		byId("page").hidden = !page;
		for (const id of ["two-pages", "whole-page"]) byId(id).hidden = !page;
		const pressed = { airy, "show-text": text, "show-page": page, "two-pages": two, "whole-page": whole };
		for (const [id, on] of Object.entries(pressed)) byId(id).setAttribute("aria-pressed", String(on));
		this.print.look(this.looks);
		this.mark(this.player.time);
	}

	noImages() {
		byId("show-page").hidden = true;
		Object.assign(this.looks, { page: false, text: true });
		this.showLooks();
	}
}

async function textAt(path) {
	const answer = await fetch(site(path)).catch(() => null);
	return answer?.ok ? answer.text() : "";
}

const round = (seconds) => Math.round(seconds * 1000) / 1000;
