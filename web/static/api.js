// The server, asked in its own terms; what went wrong comes as an Error with words for a person.
import { t } from "./i18n.js";

const BASE = new URL("./", import.meta.url).pathname;

// A path of this site, wherever below a server it stands. What the server links to may say where that is.
export const site = (path) => new URL(path.startsWith(BASE) ? path.slice(BASE.length) : path.replace(/^\//, ""), import.meta.url).href;

// A failed answer as an Error in words, its problem's detail, with its status and the problem's type: a
// proxy's answer has none.
export async function problemOf(response) {
	const problem = await response.json().catch(() => null);
	const text = problem?.detail || problem?.title || response.statusText || t("noAnswer");
	return Object.assign(new Error(text), { status: response.status, type: problem?.type });
}

async function answer(method, url, options) {
	let response;
	try {
		response = await fetch(url, { method, ...options, headers: { Accept: "application/json", ...options.headers } });
	} catch (error) {
		if (error.name === "AbortError") throw error;
		throw new Error(t("unreachable")); // a fetch that fails as such has only a browser's words
	}
	if (!response.ok) throw await problemOf(response);
	return response;
}

// The answer's JSON, or null where it has none.
export async function call(method, url, options = {}) {
	const response = await answer(method, url, options);
	return response.status === 204 ? null : response.json();
}

export const text = async (method, url, options = {}) => (await answer(method, url, options)).text();

export const get = (url, options) => call("GET", url, options);
