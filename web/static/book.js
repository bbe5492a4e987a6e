// The page of one book: what it is heard with, what is seen of it, and where one stopped.
import { get, site } from "./api.js";
import { Bookmarks } from "./bookmarks.js";
import { Chapters } from "./chapters.js";
import { followKeys, followMediaKeys, showMedia } from "./controls.js";
import { forgetKept, startWorker } from "./device.js";
import { DeviceBox } from "./devicebox.js";
import { byId } from "./dom.js";
import { FileList } from "./files.js";
import { nameOf, when } from "./format.js";
import { t, translate } from "./i18n.js";
import { canBeHeard, errorText, isFinished, statusText, wantedPages } from "./job.js";
import { secondsToLead } from "./lead.js";
import { keepPlace, placeOf, placeOnServer, sendPlace } from "./listening.js";
import { Live } from "./live.js";
import { PageMap } from "./pagemap.js";
import { Player } from "./player.js";
import { Reader } from "./reader.js";
import { Respeak } from "./respeak.js";
import { TextSearch } from "./textsearch.js";
import { Transport } from "./transport.js";

const BACK = 15, FORWARD = 30; // seconds
const NOTE_MS = 10000; // how often a place is kept
const FRAME_MS = 40; // how often marks move
const WORTH_TELLING_S = 10; // of waiting
const AGAIN_S = 3; // back within a chapter goes to its beginning, once so much of it was heard

const id = document.body.dataset.job ?? "";
let book = { title: byId("title").textContent, authors: [], chapters: [], cover: null };
let job = null;
let touched = false; // nothing is kept of a book that was only looked at
let moved = false; // somebody chose a place
let noted = 0;

const player = new Player(byId("sound"), (page) => reader.startOf(page));
const reader = new Reader(player, id, (text) => { problem = text; showState(); });
let problem = "";

// ---- moves

const moves = {
	toggle: () => player.toggle(),
	play: () => player.play(),
	pause: () => player.pause(),
	back: () => move(() => player.skip(-BACK)),
	forward: () => move(() => player.skip(FORWARD)),
	seek: (time) => move(() => player.seek(time)),
	sentence: (step) => move(() => reader.goSentence(step)),
	page: (step) => move(() => reader.goPages(step)),
	chapter: (step) => move(() => goChapters(step)),
	slower: () => transport.faster(-1),
	faster: () => transport.faster(1),
};

async function move(go) {
	touched = moved = true;
	await player.settle();
	await go();
	await reader.follow();
	note();
}

const chapters = new Chapters((chapter) => move(() => goChapter(chapter)));
const transport = new Transport(player, moves, () => (player.whole ? chapters.at(player.time)?.end ?? null : null));

function goChapter(chapter) {
	if (player.whole && chapter.start !== null) player.seek(chapter.start + 0.001);
	else return reader.goPage(chapter.page, true);
	player.play();
	return undefined;
}

function goChapters(step) {
	const { timed: all } = chapters;
	const current = chapters.at(player.time);
	if (!all || !current) return;
	const now = all.indexOf(current);
	const again = step < 0 && player.time - all[now].start > AGAIN_S;
	const next = all[again ? now : now + step];
	if (next) player.seek(next.start + 0.001);
}

// ---- where one stopped

function note() {
	const place = reader.place();
	if (!touched || !place) return;
	noted = Date.now();
	if (player.whole) keepPlace(id, { at: player.time, of: player.length, page: place.page, digest: job.audio.digest });
	sendPlace(id, place);
}

// The later of what the server and this browser know. Seconds are those of one sound only.
async function resume() {
	const own = placeOf(id);
	const other = await placeOnServer(id);
	if (moved) return undefined; // while the server was asked
	const theirs = other && other.time > (own?.time ?? 0) - 1000;
	if (theirs && (player.whole ? other.seconds !== null : other.page)) return player.whole ? player.seek(other.seconds) : player.playFrom(other.page, 0, player.isWanted);
	if (!own) return undefined;
	if (!player.whole) return own.page && player.playFrom(own.page, 0, player.isWanted);
	if (!own.digest || own.digest === job.audio.digest) return player.seek(own.at);
	return reader.goPage(own.page ?? 1);
}

// ---- what is shown

function showBook() {
	byId("title").textContent = book.title;
	byId("author").textContent = book.authors.join(", ");
	document.title = `${book.title} · Lectern`;
	chapters.show(book.chapters);
}

function showState() {
	const parts = [];
	if (job && !isFinished(job)) parts.push(`${statusText(job)}: ${t("pagesMade", { done: job.progress.wav, of: wantedPages(job), n: wantedPages(job) })}`);
	else if (job && job.status !== "completed") parts.push([statusText(job), errorText(job)].filter(Boolean).join(": "));
	const from = whenHeardThrough();
	if (from) parts.push(t("heardThrough", { time: when(from) }));
	if (player.isWaiting) parts.push(t("waitsFor", { page: reader.nextToCome() }));
	parts.push(problem);
	byId("state").textContent = parts.filter(Boolean).join(" · ");
}

// When a farm that is slower than a listener will be so far ahead that he need not wait; null: now,
// or nobody knows.
function whenHeardThrough() {
	const made = reader.growing?.spans ?? [];
	if (!job || isFinished(job) || player.whole || player.origin === null) return null;
	const wait = secondsToLead({ etaSeconds: job.etaSeconds, pages: wantedPages(job) - player.origin + 1, // fewer, if some are left out
		spans: made, time: player.time, speed: player.speed });
	return wait !== null && wait > WORTH_TELLING_S ? Date.now() + wait * 1000 : null;
}

function showMediaState() {
	const chapter = player.whole ? chapters.at(player.time)?.title : null;
	showMedia({ title: chapter || book.title, album: book.title, artist: book.authors.join(", ") || "Lectern",
		cover: book.cover && site(`jobs/${id}/cover`), playing: player.isPlaying, time: player.time, length: player.length, speed: player.speed });
}

let drawn = 0;

function frame(now) {
	if (!player.isPlaying) return;
	if (now - drawn >= FRAME_MS) {
		drawn = now;
		step();
	}
	requestAnimationFrame(frame);
}

// Also when nobody looks: then by the sound's own events.
function step() {
	reader.follow();
	if (player.whole) chapters.mark(player.time);
	transport.tick(player.whole ? player.time : -1);
	if (player.isPlaying && Date.now() - noted > NOTE_MS) note();
}

// ---- the job

// What the document says of itself is known.
const isOpened = (job) => isFinished(job) || job.progress.rendered > 0;

async function loadBook() {
	const known = isOpened(job) ? await get(site(`jobs/${id}/book.json`)).catch(() => null) : null;
	book = known ?? { ...book, title: nameOf(job) };
	showBook();
	step();
}

let files, map, respeak;
const device = new DeviceBox(() => book.title);

function update(now) {
	const before = job;
	job = now;
	reader.update(job);
	player.update(job);
	if (before) standAtFirst();
	byId("player").hidden = !player.hasSound;
	files ??= new FileList(job, () => book.title);
	map ??= new PageMap(id);
	respeak ??= new Respeak(id);
	if (!before) byId("more-of").append(files.element, device.element, map.element, respeak.element);
	files.update(job);
	respeak.update(job);
	map.update(job);
	device.update(job);
	byId("search-of").hidden = !canBeHeard(job);
	if (!before || before.audio?.digest !== job.audio?.digest || isOpened(before) !== isOpened(job)) loadBook();
	showState();
}

// Of a book that is being made and was not begun.
function standAtFirst() {
	const first = player.nextPage(0);
	if (!player.whole && player.origin === null && first !== null && !isFinished(job)) player.playFrom(first, 0, false);
}

const refresh = () => get(site(`jobs/${id}`)).then(update);

async function start() {
	translate();
	startWorker();
	await refresh();
	document.documentElement.classList.add("scripted");
	byId("reader").hidden = false;
	await resume();
	standAtFirst();
	await reader.follow();
	step();
	const marks = new Bookmarks(id, () => reader.place(), (mark) => move(() => (player.whole && mark.seconds !== null ? player.seek(mark.seconds) : reader.goPage(mark.page))));
	marks.load();
	new TextSearch(() => reader.whole, (second) => moves.seek(second));
	new Live({
		state: ({ connected, answers }) => {
			byId("live").textContent = !connected ? t("lost") : answers ? "" : t("noFarm");
			if (connected) player.again();
		},
		refresh: () => refresh().catch(() => {}),
		job: (changed) => { if (changed.id === id) update(changed); },
		removed: (gone) => {
			if (gone !== id) return;
			player.pause();
			forgetKept(id);
			byId("live").textContent = t("wasRemoved", { name: book.title });
		},
	});
}

player.addEventListener("change", () => {
	if (player.isPlaying) {
		touched = true;
		requestAnimationFrame(frame);
	}
	showState();
	showMediaState();
});
player.addEventListener("time", step);
player.addEventListener("pause", note);
player.addEventListener("origin", step);
byId("sound").addEventListener("pause", note);
addEventListener("pagehide", note);
followKeys(moves);
followMediaKeys(moves);
start().catch((error) => { byId("live").textContent = error.message; });
