// What the page says, in the browser's language where strings.js has it.
import { strings } from "./strings.js";

export const language = navigator.languages.map((tag) => tag.split("-")[0].toLowerCase()).find((tag) => tag in strings) ?? "en";
const plurals = new Intl.PluralRules(language);

// "{n} pages": values stand in braces. A string may have forms by the number n: { one, other }.
export function t(key, values = {}) {
	let text = strings[language][key] ?? strings.en[key] ?? key;
	if (typeof text !== "string") text = text[plurals.select(values.n)] ?? text.other;
	return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

/** @returns {NodeListOf<HTMLElement>} */
const translated = (selector) => document.querySelectorAll(selector);

const ATTRIBUTES = ["placeholder", "title", "aria-label"];

// The server writes English. Elements name the string that they show (data-t), or that one of their
// attributes has (data-t-title); {values} in it are data of the element, too.
export function translate() {
	document.documentElement.lang = language;
	for (const element of translated("[data-t]")) element.textContent = t(element.dataset.t, element.dataset);
	for (const name of ATTRIBUTES) {
		for (const element of translated(`[data-t-${name}]`))
			element.setAttribute(name, t(element.getAttribute(`data-t-${name}`), element.dataset));
	}
}
