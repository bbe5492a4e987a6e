// A finished book, spoken again in another voice or at another speed.
import { call, get, site } from "./api.js";
import { element, say, showProblem } from "./dom.js";
import { t } from "./i18n.js";
import { isFinished } from "./job.js";
import { VoiceSample } from "./voicesample.js";

export class Respeak {
	constructor(id) {
		this.id = id;
		this.voice = element("select", { name: "voice" });
		this.speed = element("input", { name: "speed", type: "number", min: "80", max: "450", step: "5", inputmode: "numeric" });
		this.problem = element("p", { class: "error", role: "alert", hidden: true });
		this.submit = element("button", { type: "submit" }, t("speakAgain"));
		this.sample = new VoiceSample(this.voice);
		this.form = element("form", { class: "respeak" },
			element("label", {}, element("span", {}, t("voice")), this.voice), this.sample.element,
			element("label", {}, element("span", {}, t("wordsAMinute")), this.speed),
			element("p", { class: "small" }, t("speakAgainHelp")), this.submit, this.problem);
		this.element = element("details", { class: "respeak-of", hidden: true }, element("summary", {}, t("speakAgainOpen")), this.form);
		this.element.addEventListener("toggle", () => { if (this.element.open) this.load(); else this.sample.stop(); });
		this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
	}

	update(job) {
		this.job = job;
		this.element.hidden = !isFinished(job) || job.status === "cancelled" || job.totalPages === 0;
		this.speed.placeholder = String(job.options.speed ?? "");
	}

	// Only when somebody wants to choose: there are a hundred of them.
	async load() {
		if (this.voice.options.length > 0) return;
		try {
			const all = await get(site("voices"));
			const own = this.job.options.voice ?? all.default;
			this.voice.replaceChildren(element("option", { value: "", "data-value": own }, t("voiceAsNow", { voice: own })),
				...all.voices.map(({ code, name }) => element("option", { value: code }, `${name} (${code})`)));
			this.sample.stop();
		} catch (error) {
			showProblem(this.problem, error.message);
		}
	}

	async send() {
		const wish = {};
		if (this.voice.value) wish.voice = this.voice.value;
		if (this.speed.value) wish.speed = Number(this.speed.value);
		this.submit.disabled = true;
		showProblem(this.problem, "");
		try {
			await call("POST", site(`jobs/${this.id}/respeak`), { body: JSON.stringify(wish), headers: { "Content-Type": "application/json" } });
			this.element.open = false;
			this.voice.replaceChildren(); // the one that it has now is another
			say(t("speaksAgain"));
		} catch (error) {
			showProblem(this.problem, error.message);
		}
		this.submit.disabled = false;
	}
}
