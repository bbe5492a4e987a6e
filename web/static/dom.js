// Elements. Text is only ever set as text: what a user called a file is never markup.
import { t } from "./i18n.js";

export function element(name, attributes = {}, ...children) {
	const made = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) {
		if (value === false || value === null || value === undefined) continue;
		if (key in made && typeof value !== "string") made[key] = value;
		else made.setAttribute(key, value);
	}
	made.append(...children);
	return made;
}

export function button(text, kind, onclick, label) {
	return element("button", { type: "button", class: kind, "aria-label": label, onclick }, text);
}

// The element with that id, which the page always has.
export function byId(id) {
	return document.getElementById(id);
}

// For those who do not see it.
export function say(text) {
	byId("said").textContent = text;
}

// Asks in a dialog; resolves to true or false.
export function ask(title, text, yes) {
	const dialog = byId("confirm");
	dialog.querySelector("h2").textContent = title;
	dialog.querySelector("p").textContent = text;
	dialog.querySelector("[value=no]").textContent = t("keep");
	dialog.querySelector("[value=yes]").textContent = yes;
	dialog.returnValue = "no";
	dialog.showModal();
	return new Promise((resolve) => {
		dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
	});
}
