// What happens on the farm, as it happens: by the stream that all tabs share (events_worker.js), or,
// where a browser has no shared workers, by one of this tab's own. A tab that nobody looks at for a
// minute lets go of it.
import { site } from "./api.js";

const HIDDEN_MS = 60000;

export class Live {
	/**
	 * @param on state({connected, answers}), refresh(), job(job), removed(id); stays(): it is wanted
	 *   also while nobody looks
	 */
	constructor(on) {
		this.on = on;
		this.close = null;
		this.current = { connected: true, answers: true };
		let sleep = 0;
		document.addEventListener("visibilitychange", () => {
			clearTimeout(sleep);
			if (!document.hidden) this.open();
			else sleep = setTimeout(() => { if (!on.stays?.()) this.end(); }, HIDDEN_MS);
		});
		addEventListener("pagehide", () => this.end());
		addEventListener("pageshow", () => this.open());
		this.open();
	}

	open() {
		if (this.close) return;
		this.close = globalThis.SharedWorker ? this.share() : this.listen();
	}

	end() {
		this.close?.();
		this.close = null;
	}

	share() {
		const { port } = new SharedWorker(site("events_worker.js"));
		port.onmessage = ({ data: { type, job, id, ...state } }) => {
			if (type === "state") this.on.state(state);
			else if (type === "refresh") this.on.refresh();
			else if (type === "job") this.on.job(job);
			else this.on.removed(id);
		};
		return () => {
			port.postMessage("bye");
			port.close();
		};
	}

	change(part) {
		this.current = { ...this.current, ...part };
		this.on.state(this.current);
	}

	listen() {
		const stream = new EventSource(site("events"));
		stream.addEventListener("hello", (event) => {
			this.change({ connected: true });
			if (!JSON.parse(event.data).resumed) this.on.refresh();
		});
		stream.addEventListener("farm", (event) => this.change({ answers: JSON.parse(event.data).answers }));
		stream.addEventListener("job", (event) => this.on.job(JSON.parse(event.data)));
		stream.addEventListener("removed", (event) => this.on.removed(JSON.parse(event.data).id));
		stream.onerror = () => {
			if (this.current.connected) this.on.refresh(); // the service worker may know something
			this.change({ connected: false });
			if (stream.readyState !== EventSource.CLOSED) return;
			this.end();
			setTimeout(() => { if (!document.hidden) this.open(); }, 3000);
		};
		return () => stream.close();
	}
}
