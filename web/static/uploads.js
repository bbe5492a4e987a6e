// Uploads: several files, two at a time, each with its progress and a way to stop it.
import { element, button, size } from "./dom.js";

const AT_A_TIME = 2;

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
	}

	// Anywhere on the page: a file that misses the zone must not replace the page.
	acceptDrops(zone) {
		let depth = 0;
		const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
		const mark = (on) => zone.classList.toggle("over", on);
		addEventListener("dragenter", (event) => { if (hasFiles(event)) mark(++depth > 0); });
		addEventListener("dragleave", (event) => { if (hasFiles(event)) mark(--depth > 0); });
		addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
		addEventListener("drop", (event) => {
			if (!hasFiles(event)) return;
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
		for (const file of files) this.waiting.push(new Upload(this, file, this.options()));
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
		this.stopped = false;
		this.bar = element("progress", { max: 1, value: 0, "aria-label": `Upload of ${file.name}` });
		this.state = element("span", { class: "small" }, "Waiting");
		this.stop = button("Cancel", "quiet", () => this.cancel(), `Cancel the upload of ${file.name}`);
		this.item = element("li", { class: "card upload" },
			element("strong", {}, file.name), this.state, this.bar, this.stop);
		queue.list.append(this.item);
	}

	cancel() {
		this.stopped = true;
		this.request?.abort();
		this.item.remove();
	}

	fail(text) {
		this.item.classList.add("failed");
		this.item.setAttribute("role", "alert");
		this.bar.remove();
		this.state.textContent = text;
		this.stop.textContent = "Dismiss";
		this.stop.setAttribute("aria-label", `Dismiss ${this.file.name}`);
	}

	// XMLHttpRequest, since fetch tells nothing of how far an upload is.
	start() {
		if (this.file.size > this.queue.maxBytes) {
			this.fail(`${size(this.file.size)} is more than this server takes`);
			return Promise.resolve();
		}
		this.options.append("file", this.file); // behind the options
		return new Promise((resolve) => {
			const request = this.request = new XMLHttpRequest();
			request.open("POST", "/jobs");
			request.setRequestHeader("Accept", "application/json");
			request.responseType = "json";
			request.upload.onprogress = (event) => this.progress(event.loaded, event.total);
			request.onload = () => this.answered(request);
			request.onerror = () => this.fail("The connection was lost");
			request.onloadend = resolve;
			request.send(this.options);
		});
	}

	progress(loaded, total) {
		this.bar.value = total ? loaded / total : 0;
		this.state.textContent = loaded < total ? `${size(loaded)} of ${size(total)}` : "Storing";
	}

	answered(request) {
		const answer = request.response;
		if (request.status === 201 && answer) {
			this.item.remove();
			this.queue.created(answer);
		} else {
			this.fail(answer?.detail ?? `The server said ${request.status}`);
		}
	}
}
