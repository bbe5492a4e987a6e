// The player's buttons, its line and its settings.
import { byId, element } from "./dom.js";
import { clock, spokenTime } from "./format.js";
import { t } from "./i18n.js";
import { FASTEST, SLOWEST } from "./player.js";
import { Sleep } from "./sleep.js";

const SPEEDS = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

export class Transport {
	// moves: see controls.js; chapterEnd(): the second at which the chapter is over, or null
	constructor(player, moves, chapterEnd) {
		this.player = player;
		this.chapterEnd = chapterEnd;
		this.sleep = new Sleep(() => player.pause());
		this.dragging = false;
		this.shown = this.of = this.rate = -1; // what stands there: second, length, speed
		const press = { play: () => moves.toggle(), back: () => moves.back(), forward: () => moves.forward(),
			"sentence-back": () => moves.sentence(-1), "sentence-on": () => moves.sentence(1),
			"page-back": () => moves.page(-1), "page-on": () => moves.page(1),
			"chapter-back": () => moves.chapter(-1), "chapter-on": () => moves.chapter(1) };
		for (const [id, action] of Object.entries(press)) byId(id).addEventListener("click", action);
		this.line = byId("seek");
		this.speed = byId("speed");
		this.setUpLine(moves);
		this.setUpSettings();
		player.addEventListener("change", () => this.show());
		player.addEventListener("time", () => this.showTime());
		this.show();
	}

	setUpLine(moves) {
		this.line.addEventListener("input", () => {
			this.dragging = true;
			byId("now").textContent = clock(Number(this.line.value));
		});
		this.line.addEventListener("change", () => {
			this.dragging = false;
			moves.seek(Number(this.line.value));
		});
	}

	setUpSettings() {
		this.speed.append(...SPEEDS.map((rate) => element("option", { value: String(rate) }, `${rate}×`)));
		this.speed.addEventListener("change", () => { this.player.speed = Number(this.speed.value); });
		const sleep = byId("sleep");
		sleep.addEventListener("change", () => {
			if (sleep.value === "") this.sleep.off();
			else if (sleep.value === "chapter") this.sleep.atSecond(this.chapterEnd());
			else this.sleep.inMinutes(Number(sleep.value));
		});
		const volume = byId("volume");
		volume.value = String(this.player.volume);
		volume.addEventListener("input", () => { this.player.volume = Number(volume.value); });
	}

	// Called while it plays.
	tick(time) {
		if (this.sleep.tick(time)) byId("sleep").value = "";
	}

	faster(steps) {
		const at = SPEEDS.findLastIndex((rate) => rate <= this.player.speed);
		this.player.speed = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + steps))] ?? (steps > 0 ? FASTEST : SLOWEST);
	}

	show() {
		const { player } = this;
		const playing = player.isPlaying || player.isWaiting;
		const play = byId("play");
		play.classList.toggle("playing", playing);
		play.setAttribute("aria-label", t(playing ? "pause" : "play"));
		play.title = t(playing ? "pause" : "play");
		this.speed.value = String(player.speed);
		byId("sleep-chapter").disabled = this.chapterEnd() === null; // of a book that is being made nobody knows it
		this.line.disabled = player.length === 0;
		this.line.max = String(player.length || 1);
		this.showTime();
	}

	showTime() {
		const { player } = this;
		if (this.dragging) return;
		const whole = Math.floor(player.time);
		if (whole === this.shown && player.length === this.of && player.speed === this.rate) return;
		[this.shown, this.of, this.rate] = [whole, player.length, player.speed];
		this.line.value = String(player.time);
		this.line.setAttribute("aria-valuetext", t("timeOf", { time: spokenTime(player.time), of: spokenTime(player.length) }));
		byId("now").textContent = clock(player.time);
		byId("left").textContent = player.length > 0 ? `−${clock((player.length - player.time) / player.speed)}` : "";
	}
}
