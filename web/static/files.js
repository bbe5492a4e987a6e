// The audio of a book as files: those that there are, those that can be made, what is being made.
import { call, get, site } from "./api.js";
import { button, element, say, showProblem } from "./dom.js";
import { percent, size } from "./format.js";
import { t } from "./i18n.js";
import { canBeHeard } from "./job.js";

const POLL_MS = 1000;

export async function filesOf(id) {
	return get(site(`jobs/${id}/files`));
}

export class FileList {
	/**
	 * @param {import("./types.js").Job} job
	 * @param {() => string} title what the book is called
	 */
	constructor(job, title) {
		this.job = job;
		this.title = title;
		this.timer = 0;
		this.list = element("ul", { class: "files" });
		this.problem = element("p", { class: "error", role: "alert", hidden: true });
		this.summary = element("summary", {}, t("files"));
		this.element = element("details", { class: "files-of", hidden: true }, this.summary, this.list, this.problem);
		this.element.addEventListener("toggle", () => (this.element.open ? this.load() : this.stop()));
	}

	update(job) {
		const changed = job.audio?.digest !== this.job.audio?.digest;
		this.job = job;
		this.element.hidden = !canBeHeard(job);
		this.summary.setAttribute("aria-label", t("of", { what: t("files"), name: this.title() }));
		if (changed && this.element.open) this.load();
	}

	stop() {
		clearTimeout(this.timer);
	}

	async load() {
		this.stop();
		try {
			this.show(await filesOf(this.job.id));
			showProblem(this.problem, "");
		} catch (error) {
			showProblem(this.problem, error.message);
		}
	}

	show({ files, formats }) {
		const known = new Map(files.map((file) => [file.format, file]));
		const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.format;
		this.list.replaceChildren(...formats.map((format) => element("li", {}, this.row(format, known.get(format)))),
			element("li", {}, this.link("captions", "vtt", t("captions"), site(`jobs/${this.job.id}/captions.vtt`))),
			element("li", {}, this.link("pdf", "pdf", "PDF", this.job.links.pdf)));
		if (focused && this.element.contains(this.list)) /** @type {HTMLElement | null} */ (this.list.querySelector(`[data-format="${focused}"]`))?.focus();
		if (this.element.open && files.some((file) => file.state === "making" || file.state === "waiting"))
			this.timer = setTimeout(() => this.load(), POLL_MS);
	}

	link(format, ending, text, href) {
		return element("a", { class: "button quiet", href, download: `${this.title()}.${ending}`, "data-format": format,
			"aria-label": t("downloadOf", { what: text, name: this.title() }) }, text);
	}

	row(format, file) {
		const [kind, zip] = format.split(".");
		const name = (kind === "opus" ? "Opus" : kind.toUpperCase()) + (zip ? ` · ${t("chapters")}` : "");
		if (file?.state === "ready") return this.link(format, format, `${name} · ${size(file.bytes)}`, site(file.link));
		// The sound itself is there in any case.
		if (format === "wav" && !file && this.job.audio) return this.link(format, "wav", `WAV · ${size(this.job.audio.bytes)}`, this.job.links.audio);
		if (file?.state === "making" || file?.state === "waiting") {
			const part = file.progress?.of ? ` ${percent(file.progress.done / file.progress.of)}` : "";
			return element("span", { class: "making small", tabindex: "-1", "data-format": format }, `${t("makingFile", { format: name })}${part}`);
		}
		const make = button(t(file ? "makeFileAgain" : "makeFile", { format: name }), "quiet make", () => this.make(format, name),
			t("of", { what: t("makeFile", { format: name }), name: this.title() }));
		make.dataset.format = format;
		if (!file?.reason) return make;
		return element("span", {}, make, element("span", { class: "error" }, ` ${file.reason}`));
	}

	async make(format, name) {
		try {
			await call("POST", site(`jobs/${this.job.id}/files?format=${format}`));
			say(t("makingFile", { format: name }));
			await this.load();
		} catch (error) {
			showProblem(this.problem, error.message);
		}
	}
}
