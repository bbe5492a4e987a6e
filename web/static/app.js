// The page: keeps the list of books equal to the server's, by one stream of events.
import { UploadQueue } from "./uploads.js";
import { BookCard } from "./card.js";

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
}

function forget(id) {
	const card = cards.get(id);
	if (!card) return;
	const next = cards.get(card.element.nextElementSibling?.dataset.id);
	const focused = card.hasFocus;
	cards.delete(id);
	card.remove();
	empty.hidden = cards.size > 0;
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
let connected = true;
let farmAnswers = true;

function showState() {
	live.textContent = !connected ? "Lectern cannot be reached. Trying again…"
		: farmAnswers ? "" : "The farm does not answer. Books go on when it is back; nothing is lost.";
}

// One connection for all books. The browser comes back by itself and says what it saw last.
let stream = null;

function listen() {
	if (stream) return;
	stream = new EventSource("events");
	stream.addEventListener("hello", (event) => {
		connected = true;
		showState();
		if (!JSON.parse(event.data).resumed || cards.size === 0) refresh();
	});
	stream.addEventListener("farm", (event) => {
		farmAnswers = JSON.parse(event.data).answers;
		showState();
	});
	stream.addEventListener("job", (event) => show(JSON.parse(event.data)));
	stream.addEventListener("removed", (event) => removed(JSON.parse(event.data).id));
	stream.onerror = () => {
		connected = false;
		showState();
		if (stream.readyState === EventSource.CLOSED) {
			stream = null;
			setTimeout(listen, 3000);
		}
	};
}

function refresh() {
	load("jobs", true).catch(() => {
		connected = false;
		showState();
		setTimeout(refresh, 3000);
	});
}

// A page that nobody looks at needs no connection.
let sleep = 0;
document.addEventListener("visibilitychange", () => {
	clearTimeout(sleep);
	if (!document.hidden) {
		listen();
		return;
	}
	sleep = setTimeout(() => {
		stream?.close();
		stream = null;
	}, 60000);
});

more.querySelector("button").addEventListener("click", () => {
	if (nextPage) load(nextPage, false).catch(() => { live.textContent = "That did not work. Try again."; });
});

document.documentElement.classList.add("scripted");
new UploadQueue(document.getElementById("upload"), document.getElementById("uploads"), show);
listen();
