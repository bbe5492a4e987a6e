// Elements. Text is only ever set as text: what a user called a file is never markup.
import { t } from "./i18n.js";

/**
 * An element with these attributes; those that are false, null or undefined it has not.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, any>} attributes properties of the element, where they are no strings
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
	const made = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) {
		if (value === false || value === null || value === undefined) continue;
		if (key in made && typeof value !== "string") Object.assign(made, { [key]: value });
		else made.setAttribute(key, value);
	}
	made.append(...children);
	return made;
}

/**
 * @param {string} text
 * @param {string} kind its class
 * @param {(event: Event) => void} onclick
 * @param {string} [label] what it is called, if that is more than the text
 */
export function button(text, kind, onclick, label) {
	return element("button", { type: "button", class: kind, "aria-label": label, onclick }, text);
}

/**
 * The element with that id, which the page always has.
 * @template {string} Id
 * @param {Id} id
 * @returns {Id extends keyof import("./types.js").Controls ? import("./types.js").Controls[Id] : HTMLElement}
 */
export function byId(id) {
	return /** @type {any} */ (document.getElementById(id));
}

// For those who do not see it.
export function say(text) {
	byId("said").textContent = text;
}

/** What went wrong, in its place; "": nothing. */
export function showProblem(holder, text) {
	holder.textContent = text;
	holder.hidden = !text;
}

// Asks in a dialog; resolves to true or false.
export function ask(title, text, yes) {
	const dialog = byId("confirm");
	for (const [part, words] of Object.entries({ h2: title, p: text, "[value=no]": t("keep"), "[value=yes]": yes }))
		dialog.querySelectorAll(part)[0].textContent = words;
	dialog.returnValue = "no";
	dialog.showModal();
	return new Promise((resolve) => {
		dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
	});
}
