// The player: the browser's own, with a speed, that remembers where one stopped listening.
import { element } from "./dom.js";

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];

function recall(key) {
	try {
		return JSON.parse(localStorage.getItem(key));
	} catch {
		return null; // no storage, or nothing of ours in it
	}
}

function remember(key, value) {
	try {
		localStorage.setItem(key, JSON.stringify(value));
	} catch {
		// A private window: then it is not remembered.
	}
}

export class Player {
	constructor(id) {
		this.key = `lectern:${id}`;
		this.element = element("div", { class: "player", hidden: true });
		this.digest = null;
	}

	// wanted: there is something to hear
	update(job, wanted) {
		this.element.hidden = !wanted;
		const digest = wanted ? job.audio?.digest ?? null : null;
		if (digest === this.digest) return;
		this.digest = digest;
		this.element.replaceChildren();
		if (wanted) this.build(job);
	}

	build(job) {
		const audio = this.audio = element("audio", { controls: true, preload: "none", src: job.links.audio, "aria-label": job.name });
		const speed = element("select", { "aria-label": "Speed" },
			...SPEEDS.map((rate) => element("option", { value: String(rate) }, `${rate}×`)));
		speed.value = String(recall("lectern:speed") ?? 1);
		speed.addEventListener("change", () => {
			audio.playbackRate = Number(speed.value);
			remember("lectern:speed", Number(speed.value));
		});
		audio.addEventListener("loadedmetadata", () => {
			audio.playbackRate = Number(speed.value);
			const before = recall(this.key);
			if (before?.digest === this.digest && before.at < audio.duration - 5) audio.currentTime = before.at;
		}, { once: true });
		let noted = 0;
		audio.addEventListener("timeupdate", () => {
			if (Math.abs(audio.currentTime - noted) < 5) return;
			noted = audio.currentTime;
			remember(this.key, { digest: this.digest, at: noted });
		});
		// Two books at once are none.
		audio.addEventListener("play", () => {
			for (const other of document.querySelectorAll("audio")) if (other !== audio) other.pause();
			// What a phone shows while its screen is locked.
			if (navigator.mediaSession) navigator.mediaSession.metadata = new MediaMetadata({ title: job.name, artist: "Lectern" });
		});
		this.element.append(audio, speed);
	}

	stop() {
		this.audio?.pause();
	}
}
