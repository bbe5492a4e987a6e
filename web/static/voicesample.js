// What a voice sounds like, before it is chosen: a button beside the choice of voices.
import { problemOf, site } from "./api.js";
import { button, element, say, showProblem } from "./dom.js";
import { t } from "./i18n.js";

const AGAIN_MS = 2000, TRIES = 6; // a large model takes some seconds to speak

/**
 * The farm speaks it when somebody first asks: so it is asked again.
 * @param {() => Promise<Response>} ask
 */
export async function soundOf(ask) {
	for (let tries = 1; ; tries++) {
		const response = await ask();
		if (response.ok) return response.blob();
		if (response.status !== 503 || tries === TRIES) throw await problemOf(response);
		await new Promise((resolve) => { setTimeout(resolve, AGAIN_MS); });
	}
}

const sampleOf = (voice) => soundOf(() => fetch(site(`voices/${encodeURIComponent(voice)}/sample.wav`)));

/**
 * A voice's code, in the choice of voices: that of none is in its data-value.
 * @param {HTMLSelectElement} select
 */
export const voiceIn = (select) => select.value || select.selectedOptions[0]?.dataset.value || "";

export class VoiceSample {
	constructor(select) {
		this.select = select;
		this.sound = new Audio();
		this.turn = 0; // what was asked for before the last change is not played any more
		this.button = button("", "quiet", () => (this.isOn ? this.stop() : this.play()));
		this.problem = element("span", { class: "error", role: "alert", hidden: true });
		this.element = element("p", { class: "hear" }, this.button, this.problem);
		this.sound.addEventListener("ended", () => this.stop());
		select.addEventListener("change", () => this.stop());
		this.stop();
	}

	get option() {
		return this.select.selectedOptions[0];
	}

	show(on) {
		this.isOn = on;
		this.button.textContent = t(on ? "stopVoice" : "hearVoice");
		this.button.setAttribute("aria-label", on ? t("stopVoice") : t("of", { what: t("hearVoice"), name: this.option?.textContent ?? "" }));
	}

	stop() {
		this.turn++;
		this.sound.pause();
		this.button.removeAttribute("aria-busy");
		showProblem(this.problem, "");
		this.show(false);
	}

	async play() {
		const turn = ++this.turn;
		showProblem(this.problem, "");
		this.show(true);
		this.button.setAttribute("aria-busy", "true");
		say(t("voiceComes"));
		try {
			const sample = await sampleOf(voiceIn(this.select));
			if (turn !== this.turn) return;
			URL.revokeObjectURL(this.sound.src);
			this.sound.src = URL.createObjectURL(sample);
			this.button.removeAttribute("aria-busy");
			await this.sound.play();
		} catch (error) {
			if (turn !== this.turn) return;
			this.stop();
			showProblem(this.problem, error.message);
		}
	}
}
