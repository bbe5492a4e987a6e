// bidi.mjs - Debian's Firefox, driven by WebDriver BiDi, which it speaks itself: playwright only drives a
// Firefox of its own.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import WebSocket from "ws";

const START_MS = 60000, ANSWER_MS = 60000;

const PREFERENCES = {
	"media.autoplay.default": 0, // plays without a click
	"network.captive-portal-service.enabled": false,
	"network.connectivity-service.enabled": false,
	"app.normandy.enabled": false,
	"services.settings.server": "data:,",
	"datareporting.policy.dataSubmissionEnabled": false,
	"intl.accept_languages": "en",
};

// What a script gave back, as a value.
function plain({ type, value }) {
	if (type === "array") return value.map(plain);
	if (type === "object") return Object.fromEntries(value.map(([key, of]) => [key, plain(of)]));
	if (type === "number" && typeof value === "string") return Number(value);
	return type === "null" || type === "undefined" ? null : value;
}

export class Firefox {
	static async start() {
		const profile = fs.mkdtempSync(path.join(os.tmpdir(), "firefox-"));
		fs.writeFileSync(path.join(profile, "user.js"), Object.entries(PREFERENCES).map(([name, value]) =>
			`user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`).join("\n"));
		const program = spawn("firefox-esr", ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0"],
			{ stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: profile } });
		const address = await new Promise((resolve, reject) => {
			let text = "";
			const timer = setTimeout(() => reject(new Error(`Firefox does not come up: ${text}`)), START_MS);
			program.on("error", reject);
			program.stderr.on("data", (piece) => {
				text += piece;
				const [, found] = /BiDi listening on (ws:\S+)/.exec(text) ?? [];
				if (!found) return;
				clearTimeout(timer);
				resolve(found);
			});
		});
		const socket = new WebSocket(`${address}/session`);
		await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
		const firefox = new Firefox(program, profile, socket);
		await firefox.send("session.new", { capabilities: {} });
		const { contexts } = await firefox.send("browsingContext.getTree", {});
		firefox.context = contexts[0].context;
		return firefox;
	}

	constructor(program, profile, socket) {
		this.program = program;
		this.profile = profile;
		this.socket = socket;
		this.waiting = new Map();
		this.last = 0;
		socket.on("message", (data) => {
			const answer = JSON.parse(data);
			this.waiting.get(answer.id)?.(answer);
			this.waiting.delete(answer.id);
		});
	}

	send(method, params) {
		const id = ++this.last;
		this.socket.send(JSON.stringify({ id, method, params }));
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), ANSWER_MS);
			this.waiting.set(id, ({ type, result, message }) => {
				clearTimeout(timer);
				if (type === "success") resolve(result);
				else reject(new Error(`${method}: ${message}`));
			});
		});
	}

	goto(url) {
		return this.send("browsingContext.navigate", { context: this.context, url, wait: "complete" });
	}

	// The function, run in the page with plain arguments; what it returns must be plain, too.
	async run(code, ...args) {
		const { type, result, exceptionDetails } = await this.send("script.evaluate", { expression: `(${code})(...${JSON.stringify(args)})`,
			target: { context: this.context }, awaitPromise: true });
		if (type === "exception") throw new Error(exceptionDetails.text);
		return plain(result);
	}

	async node(selector) {
		const { nodes } = await this.send("browsingContext.locateNodes", { context: this.context, locator: { type: "css", value: selector } });
		if (nodes.length === 0) throw new Error(`there is no ${selector}`);
		return { sharedId: nodes[0].sharedId };
	}

	// Real input, as a finger gives it.
	async click(selector) {
		await this.run((wanted) => document.querySelector(wanted)?.scrollIntoView({ block: "center", behavior: "instant" }), selector);
		const origin = { type: "element", element: await this.node(selector) };
		await this.send("input.performActions", { context: this.context, actions: [{ type: "pointer", id: "finger", actions: [
			{ type: "pointerMove", x: 0, y: 0, origin }, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }] }] });
	}

	async choose(selector, files) {
		return this.send("input.setFiles", { context: this.context, element: await this.node(selector), files });
	}

	async close() {
		const ended = new Promise((resolve) => { this.program.on("exit", resolve); });
		await this.send("browser.close", {}).catch(() => this.program.kill());
		await ended;
		fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
	}
}
