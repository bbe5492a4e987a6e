// A page's text in large type; the sentence and the word that are being said are marked, and a word
// that is chosen is gone to.
import { element } from "./dom.js";
import { t } from "./i18n.js";

const PARAGRAPH_GAP = 0.55; // seconds of silence that part paragraphs
const BLOCKS = { heading: "h2", code: "pre", item: "p", note: "p", table: "p", verse: "p", caption: "p", formula: "p" };

// Words as elements, with what is printed between them.
function fill(block, sentence, words) {
	let from = 0;
	const span = element("span", { class: "sentence" });
	for (const word of sentence.words) {
		const at = sentence.text.indexOf(word.text, from);
		if (at >= from) span.append(sentence.text.slice(from, at));
		else if (span.childNodes.length > 0) span.append(" ");
		const made = element("span", { class: "word" }, word.text);
		span.append(made);
		words.push(made);
		if (at >= from) from = at + word.text.length;
	}
	span.append(sentence.text.slice(from));
	if (block.childNodes.length > 0) block.append(" ");
	block.append(span);
	return span;
}

export class TextView {
	// go(word): somebody chose the word of that number
	constructor(holder, go) {
		this.holder = holder;
		this.words = [];
		this.sentences = [];
		this.marked = { word: null, sentence: null };
		holder.addEventListener("click", (event) => {
			if (String(getSelection()).length > 0) return; // it was marked, to be copied
			const word = event.target.closest?.(".word");
			const near = word ?? event.target.closest?.(".sentence")?.querySelector(".word");
			if (near) go(this.words.indexOf(near));
		});
	}

	show(page) {
		this.words = [];
		this.sentences = [];
		this.marked = { word: null, sentence: null };
		const blocks = [];
		let block = null, before = null;
		for (const sentence of page.utterances) {
			const name = BLOCKS[sentence.role] ?? "p";
			const fresh = !block || before.role !== sentence.role || sentence.role === "heading" || sentence.start - before.end > PARAGRAPH_GAP;
			if (fresh) blocks.push(block = element(name, { class: `role-${sentence.role}` }));
			this.sentences.push(fill(block, sentence, this.words));
			before = sentence;
		}
		if (blocks.length === 0) blocks.push(element("p", { class: "small" }, t("nothingOnPage")));
		this.holder.replaceChildren(...blocks);
		this.holder.scrollTop = 0;
	}

	// Of a page whose times are not known yet.
	showPlain(text) {
		this.words = [];
		this.sentences = [];
		this.holder.replaceChildren(...text.split(/\n\s*\n/).filter((part) => part.trim()).map((part) => element("p", {}, part.trim())));
		this.holder.scrollTop = 0;
	}

	mark(sentence, word) {
		const next = { word: this.words[word] ?? null, sentence: this.sentences[sentence] ?? null };
		for (const kind of ["sentence", "word"]) {
			if (next[kind] === this.marked[kind]) continue;
			this.marked[kind]?.classList.remove("said");
			next[kind]?.classList.add("said");
		}
		const moved = next.sentence !== this.marked.sentence;
		this.marked = next;
		if (moved && next.sentence) this.bringIntoView(next.sentence);
	}

	bringIntoView(marked) {
		const place = marked.getBoundingClientRect();
		const frame = this.holder.getBoundingClientRect();
		if (this.holder.contains(document.activeElement) && document.activeElement !== this.holder) return;
		if (place.top < frame.top + 16 || place.bottom > frame.bottom - 48)
			this.holder.scrollBy({ top: place.top - frame.top - frame.height / 3 });
	}
}
