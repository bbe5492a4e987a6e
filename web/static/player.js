// The sound of a book: the whole of it when it is joined, and before that what is there of it, from
// an origin on: the first page, or the one that was jumped to. Times are seconds of that sound. Tells
// by events: "time", "change", "pause", "origin" (another page is the first of the sound).
import { get, site } from "./api.js";
import { canBeHeard, isFinished, pagesOf } from "./job.js";
import { keepSpeed, keepVolume, speedOf, volumeOf } from "./listening.js";
import { LiveSound } from "./livesound.js";

const AGAIN_MS = 3000;
export const SLOWEST = 0.5, FASTEST = 3;

export class Player extends EventTarget {
	/**
	 * @param {HTMLAudioElement} audio
	 * @param {(page: number) => Promise<number>} startOf the second of the whole at which a page begins
	 */
	constructor(audio, startOf) {
		super();
		this.startOf = startOf;
		this.audio = audio;
		this.job = null;
		this.whole = false; // the joined sound is what plays
		this.origin = null; // else the page that the sound begins with
		this.live = null; // and that sound, once somebody listens
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
			this.load(null);
		} else if (this.origin !== null && !this.live) {
			if (this.skipped(this.origin)) this.origin = this.nextPage(this.origin) ?? this.origin;
			if (this.isWanted) this.listen();
		}
		this.tell("change");
	}

	// Who listens goes on with the sound as it was made, to its end, unless he moves elsewhere.
	async useWhole(moves = false) {
		if (this.live && this.isPlaying && !moves) return;
		const { time, isWanted: playing, origin } = this;
		this.endLive();
		this.whole = true;
		this.wanted = { at: time, playing };
		const start = origin === null ? 0 : await this.startOf(origin);
		this.enter(start + this.wanted.at, this.wanted.playing);
	}

	// Before one moves: to where all of the book is.
	async settle() {
		if (!this.whole && canBeHeard(this.job)) await this.useWhole(true);
	}

	// The whole, from that second on.
	async enter(at, playing) {
		this.wanted = { at, playing };
		this.load(await this.address());
	}

	// A file of a tenth of the size will do, if there is one.
	async address() {
		const { id, links } = this.job;
		const known = this.audio.canPlayType("audio/mp4; codecs=mp4a.40.2") ? await get(site(`jobs/${id}/files`)).catch(() => null) : null;
		return site(known?.files.find(({ format, link }) => format === "m4b" && link)?.link ?? links.audio);
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
		if (this.live?.hls || !this.audio.getAttribute("src")) return; // hls.js sees to it
		const at = this.audio.currentTime || this.wanted?.at || 0;
		this.wanted = { at, playing: this.isWanted };
		this.tell("change");
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.again(), AGAIN_MS);
	}

	again() {
		if (this.live) this.live.again();
		else if (this.audio.error && this.hasSound) this.audio.load();
	}

	// ---- a book that is being made

	skipped(page) {
		return [...pagesOf(this.job.pages.skipped)].some(([first, last]) => first <= page && page <= last);
	}

	// The next page in that direction that is to be heard; null: there is none.
	nextPage(page, step = 1) {
		for (let next = page + step; next >= 1 && next <= (this.job.totalPages ?? 0); next += step)
			if (!this.skipped(next)) return next;
		return null;
	}

	received(page) {
		const { spoken, blank, failed } = this.job.pages;
		return failed.some((failure) => failure.page === page) ||
			[spoken, blank].some((ranges) => [...pagesOf(ranges)].some(([first, last]) => first <= page && page <= last));
	}

	// From that page on, as soon as it is there. Nothing is asked for before somebody listens.
	playFrom(page, at, playing) {
		this.endLive();
		this.load(null);
		this.whole = false;
		this.origin = page;
		this.wanted = { at, playing };
		if (playing) this.listen();
		this.tell("origin");
		this.tell("change");
	}

	listen() {
		if (this.received(this.origin)) this.live = new LiveSound(this.audio, site(`jobs/${this.job.id}/live.m3u8?from=${this.origin}&whole=true`), this.wanted.at);
	}

	endLive() {
		this.live?.close();
		this.live = null;
		this.origin = null;
	}

	ended() {
		if (this.live && canBeHeard(this.job)) this.useWhole();
	}

	// ---- what one can do

	get isPlaying() {
		return !this.audio.paused && !this.audio.ended;
	}

	// It shall be heard, and is not there yet.
	get isWaiting() {
		return this.origin !== null && this.isWanted && (this.wanted !== null || this.audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA);
	}

	get time() {
		return this.wanted?.at ?? this.audio.currentTime;
	}

	get length() {
		if (this.whole) return this.job.audio.seconds;
		return this.live && !this.wanted && Number.isFinite(this.audio.duration) ? this.audio.duration : 0;
	}

	// Whether there is, or will be, anything to hear.
	get hasSound() {
		return this.whole || this.live !== null || !isFinished(this.job);
	}

	play() {
		if (this.wanted) this.wanted.playing = true;
		if (this.audio.error) {
			this.wanted = { at: this.time, playing: true };
			this.again();
		} else if (this.whole || this.live) {
			this.audio.play().catch(() => {});
		} else {
			this.playFrom(this.origin ?? this.nextPage(0) ?? 1, this.wanted?.at ?? 0, true);
		}
		this.tell("change");
	}

	pause() {
		if (this.wanted) this.wanted.playing = false;
		this.audio.pause();
		this.tell("pause"); // the element tells nothing when it is given another sound now
		this.settle();
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
