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
		this.stop();
		this.leave = undefined;
		this.element.replaceChildren();
		if (wanted) this.build(job);
	}

	build(job) {
		this.wanted = null; // seconds to go on at, once the sound can be had again
		const audio = this.audio = element("audio", { controls: true, preload: "none", src: job.links.audio, "aria-label": job.name });
		const speed = element("select", { "aria-label": "Speed" },
			...SPEEDS.map((rate) => element("option", { value: String(rate) }, `${rate}×`)));
		speed.value = String(recall("lectern:speed") ?? 1);
		speed.addEventListener("change", () => {
			remember("lectern:speed", Number(speed.value));
			document.dispatchEvent(new CustomEvent("lectern:speed", { detail: speed.value }));
		});
		this.follow("lectern:speed", ({ detail }) => {
			speed.value = detail;
			audio.playbackRate = Number(detail);
		});
		this.recover(audio);
		audio.addEventListener("loadedmetadata", () => {
			audio.playbackRate = Number(speed.value);
			const before = recall(this.key);
			if (audio.currentTime === 0 && before?.digest === this.digest && before.at < audio.duration - 5) audio.currentTime = before.at;
		});
		let noted = 0;
		audio.addEventListener("timeupdate", () => {
			// Nothing is loaded: it is at 0 because it begins anew, not because somebody went there.
			if (audio.readyState === HTMLMediaElement.HAVE_NOTHING || Math.abs(audio.currentTime - noted) < 5) return;
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

	// All players of the page share one speed, and hear of the connection.
	follow(name, listener) {
		this.leave ??= new AbortController();
		document.addEventListener(name, listener, { signal: this.leave.signal });
	}

	// A server that was away leaves the element dead: it begins anew where it was.
	recover(audio) {
		audio.addEventListener("error", () => { this.wanted = { at: audio.currentTime, playing: !audio.paused }; });
		this.follow("lectern:connected", ({ detail: connected }) => {
			if (!connected || !this.wanted) return;
			const { at, playing } = this.wanted;
			this.wanted = null;
			audio.addEventListener("loadedmetadata", () => {
				audio.currentTime = at;
				if (playing) audio.play().catch(() => {});
			}, { once: true });
			audio.preload = "metadata";
			audio.load();
		});
		// Its length is shown when it is looked at; fifty at once would be fifty requests.
		new IntersectionObserver(([entry], observer) => {
			if (!entry.isIntersecting) return;
			observer.disconnect();
			audio.preload = "metadata";
		}).observe(this.element);
	}

	stop() {
		this.audio?.pause();
		this.leave?.abort();
	}
}
