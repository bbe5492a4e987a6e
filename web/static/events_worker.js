// One stream of events for all tabs: a browser opens only six connections to a server, and each tab
// that held one of its own would take one away. Runs as a SharedWorker.
const ports = new Set();
let stream = null;
let state = { connected: true, answers: true };

function post(message) {
	for (const port of ports) port.postMessage(message);
}

function change(part) {
	state = { ...state, ...part };
	post({ type: "state", ...state });
}

function open() {
	if (stream) return;
	stream = new EventSource("events");
	stream.addEventListener("hello", (event) => {
		change({ connected: true });
		if (!JSON.parse(event.data).resumed) post({ type: "refresh" });
	});
	stream.addEventListener("farm", (event) => change({ answers: JSON.parse(event.data).answers }));
	stream.addEventListener("job", (event) => post({ type: "job", job: JSON.parse(event.data) }));
	stream.addEventListener("removed", (event) => post({ type: "removed", id: JSON.parse(event.data).id }));
	stream.onerror = () => {
		if (state.connected) post({ type: "refresh" }); // the service worker may know something
		change({ connected: false });
		if (stream.readyState === EventSource.CLOSED) {
			close();
			setTimeout(() => { if (ports.size > 0) open(); }, 3000);
		}
	};
}

function close() {
	stream?.close();
	stream = null;
}

globalThis.onconnect = ({ ports: [port] }) => {
	ports.add(port);
	port.onmessage = ({ data }) => {
		if (data !== "bye") return;
		ports.delete(port);
		if (ports.size === 0) close();
	};
	port.postMessage({ type: "state", ...state });
	if (stream || !state.connected) port.postMessage({ type: "refresh" });
	open(); // the hello of a stream that is new says so itself
};
