// The server, asked in its own terms; what went wrong comes as an Error with words for a person.
import { t } from "./i18n.js";

// A path of this site, wherever below a server it stands.
export const site = (path) => new URL(path.replace(/^\//, ""), import.meta.url).href;

// A failed answer in words: its problem's detail.
async function problemOf(response) {
	try {
		const problem = await response.json();
		return problem.detail || problem.title;
	} catch {
		return response.statusText || t("noAnswer");
	}
}

// The answer's JSON, or null where it has none.
export async function call(method, url, options = {}) {
	let response;
	try {
		response = await fetch(url, { method, ...options, headers: { Accept: "application/json", ...options.headers } });
	} catch (error) {
		if (error.name === "AbortError") throw error;
		throw new Error(t("unreachable")); // a fetch that fails as such has only a browser's words
	}
	if (!response.ok) throw Object.assign(new Error(await problemOf(response)), { status: response.status });
	return response.status === 204 ? null : response.json();
}

export const get = (url, options) => call("GET", url, options);
