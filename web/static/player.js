// The sound of a book: the whole of it when it is joined, and before that its pages one after the
// other, each as soon as it is spoken. Tells by events: "time", "change", "page" (of a book that is
// being made), "switch" (to the whole).
import { site } from "./api.js";
import { canBeHeard, isFinished, pagesOf } from "./job.js";
import { keepSpeed, keepVolume, speedOf, volumeOf } from "./listening.js";

const AGAIN_MS = 3000;
export const SLOWEST = 0.5, FASTEST = 3;

export class Player extends EventTarget {
	constructor(audio) {
		super();
		this.audio = audio;
		this.job = null;
		this.whole = false; // the joined sound is what plays
		this.page = null; // while pages are played: which
		this.waitsFor = null; // and which is to come first
		this.wanted = null; // { at, playing }: to go on there once there is something
		audio.preservesPitch = true;
		audio.volume = volumeOf();
		audio.addEventListener("loadedmetadata", () => this.begin());
		audio.addEventListener("ended", () => this.ended());
		audio.addEventListener("error", () => this.failed());
		for (const name of ["play", "playing", "pause", "waiting", "ended", "durationchange", "ratechange", "volumechange"])
			audio.addEventListener(name, () => this.tell("change"));
		for (const name of ["timeupdate", "seeking", "seeked"]) audio.addEventListener(name, () => this.tell("time"));
	}

	tell(name) {
		this.dispatchEvent(new Event(name));
	}

	// ---- what is there

	update(job) {
		const before = this.job;
		this.job = job;
		if (canBeHeard(job)) {
			if (!this.whole || before?.audio?.digest !== job.audio.digest) this.useWhole();
		} else if (this.whole) {
			this.whole = false; // it is made anew
			this.page = null;
			this.load(null);
		} else if (this.waitsFor !== null) {
			this.playPage(this.waitsFor, this.wanted?.at ?? 0, this.wanted?.playing ?? true);
		}
		this.tell("change");
	}

	useWhole() {
		// In the midst of a page it goes on with the page's own sound, as long as it is there.
		if (!this.whole && this.page !== null && this.isPlaying && !this.audio.error) return;
		const was = { page: this.page ?? this.waitsFor, at: this.time, playing: this.isWanted };
		this.whole = true;
		this.page = this.waitsFor = null;
		if (was.page === null) this.enter(was.at, was.playing);
		else this.dispatchEvent(Object.assign(new Event("switch"), was));
	}

	// The whole, from that second on.
	enter(at, playing) {
		this.wanted = { at, playing };
		this.load(this.job.links.audio);
	}

	get isWanted() {
		return this.wanted ? this.wanted.playing : !this.audio.paused;
	}

	load(source) {
		if (source) this.audio.src = source;
		else this.audio.removeAttribute("src");
		this.audio.load();
	}

	begin() {
		this.audio.playbackRate = this.audio.defaultPlaybackRate = speedOf();
		if (!this.wanted) return;
		const { at, playing } = this.wanted;
		this.wanted = null;
		if (at > 0) this.audio.currentTime = at;
		if (playing) this.audio.play().catch(() => {});
	}

	// A server that was away leaves the element dead: it begins anew where it was.
	failed() {
		if (!this.audio.getAttribute("src")) return;
		const at = this.audio.currentTime || this.wanted?.at || 0;
		this.wanted = { at, playing: this.isWanted };
		this.tell("change");
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.again(), AGAIN_MS);
	}

	// Pages have no sound of their own any more once the book is joined.
	again() {
		if (!this.audio.error || !this.hasSound) return;
		if (this.whole || !canBeHeard(this.job)) this.audio.load();
		else this.useWhole();
	}

	// ---- pages of a book that is being made

	received(page) {
		const { spoken, blank, failed } = this.job.pages;
		return failed.some((failure) => failure.page === page) ||
			[spoken, blank].some((ranges) => [...pagesOf(ranges)].some(([first, last]) => first <= page && page <= last));
	}

	skipped(page) {
		return [...pagesOf(this.job.pages.skipped)].some(([first, last]) => first <= page && page <= last);
	}

	// The next page in that direction that is to be heard; null: there is none.
	nextPage(page, step = 1) {
		for (let next = page + step; next >= 1 && next <= (this.job.totalPages ?? 0); next += step)
			if (!this.skipped(next)) return next;
		return null;
	}

	playPage(page, at, playing) {
		if (canBeHeard(this.job)) {
			this.wanted = { at, playing };
			this.page = page;
			this.audio.pause();
			this.useWhole();
			return;
		}
		this.wanted = { at, playing };
		if (!this.received(page)) {
			this.waitsFor = page;
			this.page = null;
		} else {
			this.waitsFor = null;
			this.page = page;
			this.load(site(`jobs/${this.job.id}/pages/${page}.wav`));
		}
		this.tell("page");
		this.tell("change");
	}

	ended() {
		if (this.whole || this.page === null) return;
		const next = this.nextPage(this.page);
		if (next !== null) this.playPage(next, 0, true);
		else if (canBeHeard(this.job)) this.useWhole();
	}

	// ---- what one can do

	get isPlaying() {
		return !this.audio.paused && !this.audio.ended;
	}

	get isWaiting() {
		return this.waitsFor !== null && this.isWanted;
	}

	get time() {
		return this.wanted?.at ?? this.audio.currentTime;
	}

	get length() {
		return this.whole ? this.job.audio.seconds : Number.isFinite(this.audio.duration) ? this.audio.duration : 0;
	}

	// Whether there is, or will be, anything to hear.
	get hasSound() {
		return this.whole || !isFinished(this.job);
	}

	play() {
		if (this.waitsFor !== null) this.wanted = { at: 0, playing: true };
		else if (this.whole || this.page !== null) {
			if (this.audio.error) {
				this.wanted = { at: this.time, playing: true };
				this.again();
			} else this.audio.play().catch(() => {});
		} else {
			const first = this.nextPage(0);
			if (first !== null) this.playPage(first, 0, true);
		}
		this.tell("change");
	}

	pause() {
		if (this.wanted) this.wanted.playing = false;
		this.audio.pause();
		if (!this.whole && canBeHeard(this.job)) this.useWhole();
		this.tell("change");
	}

	toggle() {
		if (this.isPlaying || this.isWaiting) this.pause();
		else this.play();
	}

	seek(time) {
		const at = Math.max(0, Math.min(time, this.length || time));
		if (this.wanted || this.audio.readyState === HTMLMediaElement.HAVE_NOTHING) this.wanted = { at, playing: this.isWanted };
		else this.audio.currentTime = at;
		this.tell("time");
	}

	skip(seconds) {
		this.seek(this.time + seconds);
	}

	get speed() {
		return speedOf();
	}

	set speed(speed) {
		const rate = Math.round(Math.min(FASTEST, Math.max(SLOWEST, speed)) * 100) / 100;
		keepSpeed(rate);
		this.audio.defaultPlaybackRate = this.audio.playbackRate = rate;
		this.tell("change");
	}

	get volume() {
		return this.audio.volume;
	}

	set volume(volume) {
		this.audio.volume = Math.min(1, Math.max(0, volume));
		keepVolume(this.audio.volume);
	}
}
