// The page: keeps the list of books equal to the server's.
import { UploadQueue } from "./uploads.js";
import { BookCard } from "./card.js";
import { Live } from "./live.js";

const list = document.getElementById("jobs");
const empty = document.getElementById("empty");
const more = document.getElementById("more");
const live = document.getElementById("live");
const said = document.getElementById("said");
const heading = document.getElementById("jobs-title");
const cards = new Map(); // by id, as they stand in the list
let nextPage = null;

function newestFirst(a, b) {
	return a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1;
}

function place(card) {
	for (const other of list.children) {
		if (other !== card.element && newestFirst(card.job, cards.get(other.dataset.id).job) < 0) {
			list.insertBefore(card.element, other);
			return;
		}
	}
	list.append(card.element);
}

function show(job) {
	let card = cards.get(job.id);
	if (card) {
		card.update(job);
		return;
	}
	// An event may come before the first load.
	if (cards.size === 0) list.replaceChildren();
	card = new BookCard(job, { changed: show, removed, say });
	cards.set(job.id, card);
	place(card);
	empty.hidden = true;
	showSize();
}

// With books below it the box for new ones is a line.
function showSize() {
	document.body.classList.toggle("has-books", cards.size > 0);
}

function forget(id) {
	const card = cards.get(id);
	if (!card) return;
	const next = cards.get(card.element.nextElementSibling?.dataset.id);
	const focused = card.hasFocus;
	cards.delete(id);
	card.remove();
	empty.hidden = cards.size > 0;
	showSize();
	if (focused) (next?.title ?? heading).focus();
}

// For those who do not see it.
function say(text) {
	said.textContent = text;
}

function removed(id) {
	const name = cards.get(id)?.job.name;
	if (name === undefined) return;
	forget(id);
	say(`${name} was removed`);
}

async function load(url, fresh) {
	const response = await fetch(url, { headers: { Accept: "application/json" } });
	if (!response.ok) throw new Error(response.statusText);
	const page = await response.json();
	if (fresh) {
		if (cards.size === 0) list.replaceChildren(); // what the server wrote for browsers without scripts
		const seen = new Set(page.jobs.map((job) => job.id));
		const oldest = page.next ? page.jobs.at(-1) : null;
		for (const [id, card] of cards) {
			if (!seen.has(id) && !(oldest && newestFirst(oldest, card.job) < 0)) forget(id);
		}
	}
	page.jobs.forEach(show);
	nextPage = page.next;
	more.hidden = !nextPage;
	empty.hidden = cards.size > 0;
}

// What is wrong between this page and the farm; in sight wherever one has scrolled to.
function showState({ connected, answers }) {
	live.textContent = !connected ? "Lectern cannot be reached. Trying again…"
		: answers ? "" : "The farm does not answer. Books go on when it is back; nothing is lost.";
	document.dispatchEvent(new CustomEvent("lectern:connected", { detail: connected }));
}

function refresh() {
	load("jobs", true).catch(() => {
		showState({ connected: false });
		setTimeout(refresh, 3000);
	});
}

more.querySelector("button").addEventListener("click", () => {
	if (nextPage) load(nextPage, false).catch(() => { live.textContent = "The older books did not come. Try again in a moment."; });
});

document.documentElement.classList.add("scripted");
new UploadQueue(document.getElementById("upload"), document.getElementById("uploads"), show);
new Live({ state: showState, refresh, job: show, removed });
