// The list of words as they are spoken: taken from another program's CSV, given out as such, and heard
// before a book comes. The server reads and writes it, as it does then.
import { site, text } from "./api.js";
import { button, byId, element, say } from "./dom.js";
import { t } from "./i18n.js";
import { soundOf, voiceIn } from "./voicesample.js";

const field = /** @type {HTMLTextAreaElement} */ (document.querySelector("[name=pronunciation]"));
const voices = /** @type {HTMLSelectElement} */ (document.querySelector("[name=voice]"));

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

// ---- heard ----

const MOST_HEARD = 50; // of a long list the first; anything can be typed
const sound = new Audio();
let turn = 0; // what was asked for before another is not played any more

async function hear(what, pressed) {
	const mine = ++turn;
	sound.pause();
	pressed.setAttribute("aria-busy", "true");
	const voice = voiceIn(voices);
	const query = new URLSearchParams(voice ? { voice, text: what } : { text: what });
	const ask = () => fetch(site(`pronunciation/sample?${query}`), { method: "POST", body: field.value });
	say(t("voiceComes"));
	try {
		const wav = await soundOf(ask);
		if (mine !== turn) return;
		URL.revokeObjectURL(sound.src);
		sound.src = URL.createObjectURL(wav);
		await sound.play();
	} finally {
		pressed.removeAttribute("aria-busy");
	}
}

// Words alone: who tries an expression types what it is to fit.
function* wordsIn(list) {
	for (const line of list.split(/[;\n]/)) {
		const equals = line.indexOf("=");
		const word = line.slice(0, equals).trim();
		if (equals > 0 && word && !/^[/#[]/.test(word)) yield word;
	}
}

function showWords(attempt) {
	const words = [...wordsIn(field.value)].slice(0, MOST_HEARD);
	byId("words-heard").replaceChildren(...words.map((word) => {
		const key = button(t("hearVoice"), "quiet", () => attempt(() => hear(word, key)), t("of", { what: t("hearVoice"), name: word }));
		return element("li", {}, element("span", {}, word), key);
	}));
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
	const tried = /** @type {HTMLInputElement} */ (byId("words-try")), key = byId("words-hear");
	tried.addEventListener("keydown", (event) => {
		if (event.key !== "Enter") return;
		event.preventDefault(); // no book is sent
		key.click();
	});
	key.addEventListener("click", () => tried.value.trim() && attempt(() => hear(tried.value, key)));
	field.addEventListener("input", () => showWords(attempt));
	input.addEventListener("change", () => {
		const file = input.files?.[0];
		if (file) attempt(() => take(file).then(() => showWords(attempt)));
		input.value = "";
	});
	byId("words-lists").hidden = false;
	showWords(attempt);
}
