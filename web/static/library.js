// The library: keeps the list of books equal to the server's, in the order and of the kind that one
// wants to see.
import { get, site } from "./api.js";
import { bookOf, forgetBook, isKnown, learn } from "./books.js";
import { BookCard } from "./card.js";
import { Choice } from "./choice.js";
import { forgetKept, startWorker, tidy } from "./device.js";
import { showKept } from "./devicebox.js";
import { byId, say } from "./dom.js";
import { t, translate } from "./i18n.js";
import { isFinished, newestFirst } from "./job.js";
import { Live } from "./live.js";
import { mayNotify, offer, setUpOffer, tellReady } from "./notify.js";
import { heardOf, placeOf, forgetPlace } from "./listening.js";
import { recall, remember } from "./storage.js";
import { offerWordLists } from "./pronunciation.js";
import { UploadQueue } from "./uploads.js";
import { VoiceSample } from "./voicesample.js";

const STEP = 60; // so many more books are shown at a time
const AT_A_TIME = 200; // and so many asked for
const RETRY_MS = 3000;

const list = byId("jobs");
const empty = byId("empty");
const none = byId("none");
const more = byId("more");
const search = byId("search");
const filter = byId("filter");
const sort = byId("sort");
const books = new Map(); // jobs by id
const cards = new Map(); // by id, of those shown
let shown = STEP;
let drawing = 0;
let loaded = false;

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const FILTERS = {
	all: () => true,
	unfinished: (job) => { const heard = heardOf(job); return heard !== null && heard < 1; },
	new: (job) => isFinished(job) && job.links.audio && heardOf(job) === null,
	making: (job) => !isFinished(job),
	trouble: (job) => job.status === "failed" || job.pages.failed.length > 0,
};

const SORTS = {
	newest: newestFirst,
	title: (a, b) => collator.compare(bookOf(a).title, bookOf(b).title) || newestFirst(a, b),
	heard: (a, b) => (placeOf(b.id)?.time ?? 0) - (placeOf(a.id)?.time ?? 0) || newestFirst(a, b),
};

function found(job, words) {
	if (words.length === 0) return true;
	const { title, authors } = bookOf(job);
	const text = plain(`${title} ${authors.join(" ")} ${job.name}`);
	return words.every((word) => text.includes(word));
}

function wanted() {
	const words = plain(search.value).split(/\s+/).filter(Boolean);
	return [...books.values()].filter((job) => FILTERS[filter.value](job) && found(job, words)).sort(SORTS[sort.value]);
}

function cardOf(job) {
	let card = cards.get(job.id);
	if (!card) {
		card = new BookCard(job, { changed: show, removed, learned, chosen: (id, yes) => choice.set(id, yes) });
		card.choice.checked = choice.has(job.id);
		cards.set(job.id, card);
	}
	return card;
}

// Brings the list into order; what is in its place already is not touched, for it may have the focus.
function draw() {
	drawing = 0;
	const all = wanted();
	const jobs = all.slice(0, shown);
	const ids = new Set(jobs.map((job) => job.id));
	for (const [id, card] of cards) if (!ids.has(id)) drop(id, card);
	jobs.forEach((job, place) => {
		const { element } = cardOf(job);
		if (list.children[place] !== element) list.insertBefore(element, list.children[place] ?? null);
	});
	more.hidden = all.length <= shown;
	empty.hidden = books.size > 0 || !loaded;
	none.hidden = books.size === 0 || all.length > 0;
	byId("tools").hidden = books.size < 2;
	byId("count").textContent = all.length === books.size ? "" : t("booksShown", { n: all.length, of: books.size });
	document.body.classList.toggle("has-books", books.size > 0);
	offer(isMaking());
	choice.shown(all);
}

const isMaking = () => [...books.values()].some((job) => !isFinished(job));

function soon() {
	drawing ||= setTimeout(draw, 50);
}

function drop(id, card) {
	cards.delete(id);
	card.remove();
}

function show(job) {
	const before = books.get(job.id);
	books.set(job.id, job);
	cards.get(job.id)?.update(job);
	if (!loaded) return;
	if (before) tellReady(before, job);
	if (!before) draw();
	else if (before.status !== job.status) soon();
}

function learned(id) {
	const job = books.get(id);
	if (!job) return;
	cards.get(id)?.update(job);
	if (search.value || sort.value === "title") soon();
}

function forget(id) {
	if (!books.delete(id)) return;
	const card = cards.get(id);
	const next = card?.element.nextElementSibling?.dataset.id;
	const focused = card?.hasFocus;
	choice.set(id, false);
	draw();
	if (focused) (cards.get(next)?.title ?? byId("jobs-title")).focus();
}

function removed(id) {
	const job = books.get(id);
	if (!job) return;
	const { title } = bookOf(job);
	forget(id);
	forgetBook(id);
	forgetPlace(id);
	forgetKept(id).then(showKept);
	say(t("wasRemoved", { name: title }));
}

// All books, the newest at once and the rest behind them.
async function load() {
	const seen = new Set();
	for (let url = site(`jobs?limit=${STEP}`); url;) {
		const page = await get(url);
		if (!loaded) list.replaceChildren(); // what the server wrote for browsers without scripts
		loaded = true;
		for (const job of page.jobs) {
			seen.add(job.id);
			books.set(job.id, job);
			cards.get(job.id)?.update(job);
		}
		draw();
		url = page.next && new URL(page.next.replace(/limit=\d+/, `limit=${AT_A_TIME}`), location.href).href;
	}
	for (const [id, job] of [...books]) if (!seen.has(id) && Date.now() - Date.parse(job.createdAt) > RETRY_MS) forget(id);
}

// Searching and sorting by title need the titles of all.
function learnAll() {
	if (!search.value && sort.value !== "title") return;
	for (const job of books.values()) if (!isKnown(job)) learn(job, learned);
}

// What is wrong between this page and the farm; in sight wherever one has scrolled to.
function showState({ connected, answers }) {
	byId("live").textContent = !connected ? t("lost") : answers ? "" : t("noFarm");
}

function refresh() {
	load().then(learnAll).catch(() => {
		showState({ connected: false, answers: true });
		setTimeout(refresh, RETRY_MS);
	});
}

function changeView() {
	shown = STEP;
	remember("lectern:view", { filter: filter.value, sort: sort.value });
	learnAll();
	draw();
}

function restoreView() {
	const view = recall("lectern:view");
	if (view?.sort in SORTS) sort.value = view.sort;
	if (view?.filter in FILTERS) filter.value = view.filter;
}

document.documentElement.classList.add("scripted");
translate();
const voice = byId("voice");
voice.closest("label")?.after(new VoiceSample(voice).element);
restoreView();
const choice = new Choice({ jobs: books, cards, removed });
more.querySelectorAll("button")[0].addEventListener("click", () => {
	const last = list.lastElementChild;
	shown += STEP;
	draw();
	cards.get(/** @type {HTMLElement | null} */ (last?.nextElementSibling)?.dataset.id)?.title.focus();
});
for (const control of [filter, sort]) control.addEventListener("change", changeView);
search.addEventListener("input", changeView);
addEventListener("pageshow", (event) => { if (event.persisted) for (const card of cards.values()) card.update(card.job); });
new UploadQueue(byId("upload"), byId("uploads"), show);
offerWordLists();
new Live({ state: showState, refresh, job: show, removed, stays: () => mayNotify() && isMaking() });
setUpOffer();
startWorker();
tidy().then(showKept);
