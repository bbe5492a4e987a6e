// Uploads: several files, two at a time, each with its progress and a way to stop it.
import { site } from "./api.js";
import { element, button } from "./dom.js";
import { size } from "./format.js";
import { t } from "./i18n.js";

const AT_A_TIME = 2;

// By this the server knows a file that is sent once more, and makes one book of both.
function newKey() {
	return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// It was not the file: later the same may do. (409: the first sending is not over yet.)
const mayPass = (status) => status === 408 || status === 409 || status === 429 || status >= 500;

export class UploadQueue {
	constructor(form, list, created) {
		this.form = form;
		this.list = list;
		this.created = created;
		this.waiting = [];
		this.running = 0;
		this.maxBytes = Number(document.body.dataset.maxUploadMb) * 1024 * 1024;
		const input = form.querySelector("#file");
		const drop = form.querySelector("#drop");
		form.addEventListener("submit", (event) => event.preventDefault());
		input.addEventListener("change", () => {
			this.add(input.files);
			input.value = "";
		});
		this.acceptDrops(drop);
		addEventListener("beforeunload", (event) => { if (this.unfinished().length > 0) event.preventDefault(); });
		addEventListener("pagehide", () => this.noteLost());
		this.tellLost();
	}

	unfinished() {
		return [...this.list.querySelectorAll(".upload:not(.failed)")].map((item) => item.dataset.name);
	}

	// A browser does not give a file back after a reload: all that can be done is to name it.
	noteLost() {
		try {
			const names = this.unfinished();
			if (names.length > 0) sessionStorage.setItem("lectern:lost", JSON.stringify(names));
		} catch {
			// No storage: then nobody is told.
		}
	}

	tellLost() {
		let names = [];
		try {
			names = JSON.parse(sessionStorage.getItem("lectern:lost") ?? "null") ?? [];
			sessionStorage.removeItem("lectern:lost");
		} catch {
			return;
		}
		for (const name of names) {
			const item = element("li", { class: "card upload failed" },
				element("strong", {}, name), element("span", { class: "small", role: "alert" }, t("uploadLost")),
				element("span", { class: "buttons" }, button(t("dismiss"), "quiet", () => {
					item.remove();
					this.form.querySelector("#file").focus();
				}, t("of", { what: t("dismiss"), name }))));
			this.list.append(item);
		}
	}

	// Anywhere on the page: a file that misses the zone must not replace the page.
	acceptDrops(zone) {
		let depth = 0;
		const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
		const mark = (on) => {
			zone.classList.toggle("over", on);
			document.body.classList.toggle("dropping", on);
		};
		addEventListener("dragenter", (event) => { if (hasFiles(event)) mark(++depth > 0); });
		addEventListener("dragleave", (event) => { if (hasFiles(event)) mark(--depth > 0); });
		addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
		addEventListener("drop", (event) => {
			if (!event.dataTransfer || !hasFiles(event)) return;
			event.preventDefault();
			depth = 0;
			mark(false);
			this.add(event.dataTransfer.files);
		});
	}

	// The options as they are set now. What is empty was not asked for.
	options() {
		const fields = new FormData(this.form);
		fields.delete("file");
		for (const [name, value] of [...fields]) if (value === "") fields.delete(name);
		return fields;
	}

	add(files) {
		const options = this.form.querySelector("#options");
		if (files.length > 0 && ![...this.form.elements].every((field) => field.id === "file" || field.checkValidity())) {
			options.open = true;
			[...this.form.elements].find((field) => field.id !== "file" && !field.checkValidity()).reportValidity();
			return;
		}
		for (const file of files) this.enqueue(new Upload(this, file, this.options()));
	}

	enqueue(upload) {
		this.waiting.push(upload);
		this.next();
	}

	next() {
		while (this.running < AT_A_TIME && this.waiting.length > 0) {
			const upload = this.waiting.shift();
			if (upload.stopped) continue;
			this.running++;
			upload.start().finally(() => {
				this.running--;
				this.next();
			});
		}
	}
}

class Upload {
	constructor(queue, file, options) {
		this.queue = queue;
		this.file = file;
		this.options = options;
		this.key = newKey();
		this.stopped = false;
		this.bar = element("progress", { max: 1, value: 0, "aria-label": t("uploadOf", { name: file.name }) });
		this.state = element("span", { class: "small" }, t("status_queued"));
		this.stop = button(t("cancel"), "quiet", () => this.cancel(), t("of", { what: t("cancel"), name: file.name }));
		this.again = button(t("sendAgain"), "", () => this.sendAgain(), t("of", { what: t("sendAgain"), name: file.name }));
		this.again.hidden = true;
		this.item = element("li", { class: "card upload", "data-name": file.name },
			element("strong", {}, file.name), this.state, this.bar,
			element("span", { class: "buttons" }, this.again, this.stop));
		queue.list.append(this.item);
	}

	cancel() {
		this.stopped = true;
		this.request?.abort();
		this.remove();
	}

	remove() {
		const focused = this.item.contains(document.activeElement);
		this.item.remove();
		if (focused) this.queue.form.querySelector("#file").focus();
	}

	fail(text, again) {
		this.item.classList.add("failed");
		this.state.setAttribute("role", "alert");
		this.bar.hidden = true;
		this.again.hidden = !again;
		this.state.textContent = text;
		this.stop.textContent = t("dismiss");
		this.stop.setAttribute("aria-label", t("of", { what: t("dismiss"), name: this.file.name }));
	}

	sendAgain() {
		this.item.classList.remove("failed");
		this.state.removeAttribute("role");
		this.bar.value = 0;
		this.bar.hidden = false;
		this.state.textContent = t("status_queued");
		this.stop.textContent = t("cancel");
		this.stop.setAttribute("aria-label", t("of", { what: t("cancel"), name: this.file.name }));
		this.stop.focus(); // the button that had it goes
		this.again.hidden = true;
		this.queue.enqueue(this);
	}

	// XMLHttpRequest, since fetch tells nothing of how far an upload is.
	start() {
		if (this.file.size > this.queue.maxBytes) {
			this.fail(t("tooLarge", { size: size(this.file.size) }), false);
			return Promise.resolve();
		}
		this.options.delete("file"); // of the sending before
		this.options.append("file", this.file); // behind the options
		return new Promise((resolve) => {
			const request = this.request = new XMLHttpRequest();
			request.open("POST", site("jobs"));
			request.setRequestHeader("Accept", "application/json");
			request.setRequestHeader("Idempotency-Key", this.key);
			request.responseType = "json";
			request.upload.onprogress = (event) => this.progress(event.loaded, event.total);
			request.onload = () => this.answered(request);
			request.onerror = () => this.fail(t("connectionLost"), true);
			request.onloadend = resolve;
			request.send(this.options);
		});
	}

	progress(loaded, total) {
		this.bar.value = total ? loaded / total : 0;
		this.state.textContent = loaded < total ? t("sent", { size: size(loaded), of: size(total) }) : t("storing");
	}

	answered(request) {
		const answer = request.response;
		// 200: it had come in before the connection was lost.
		if ((request.status === 201 || request.status === 200) && answer) {
			this.remove();
			this.queue.created(answer);
		} else {
			this.fail(answer?.detail ?? t("serverSaid", { status: request.status }), mayPass(request.status));
		}
	}
}
