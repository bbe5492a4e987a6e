// The list of words as they are spoken: taken from another program's CSV, and given out as such. The
// server reads and writes it, as it does when a book comes.
import { site, text } from "./api.js";
import { byId, element, say } from "./dom.js";
import { t } from "./i18n.js";

const field = /** @type {HTMLTextAreaElement} */ (document.querySelector("[name=pronunciation]"));

const convert = (body, from, to) => text("POST", site(`pronunciation?from=${from}&to=${to}`), { body });

// Words that are there already stay, above what comes in.
async function take(file) {
	const lines = await convert(file, "csv", "lines");
	const own = field.value.trim();
	const all = own ? `${own}\n[all]\n${lines}` : lines;
	if (all.length > field.maxLength) throw new Error(t("wordsTooMany", { n: field.maxLength }));
	await convert(all.replaceAll(";", "\n"), "lines", "lines");
	field.value = all;
	say(t("wordsTaken", { name: file.name }));
}

async function give() {
	const csv = await convert(field.value.replaceAll(";", "\n"), "lines", "csv");
	const url = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
	element("a", { href: url, download: "pronunciation.csv" }).click();
	URL.revokeObjectURL(url);
}

const tell = (error) => {
	byId("words-problem").textContent = error.message;
};

export function offerWordLists() {
	const input = /** @type {HTMLInputElement} */ (byId("words-file"));
	const attempt = (work) => {
		byId("words-problem").textContent = "";
		work().catch(tell);
	};
	byId("words-import").addEventListener("click", () => input.click());
	byId("words-export").addEventListener("click", () => attempt(give));
	input.addEventListener("change", () => {
		const file = input.files?.[0];
		if (file) attempt(() => take(file));
		input.value = "";
	});
	byId("words-lists").hidden = false;
}
