// The operator's page: how many books wait, and what each worker does.
import { get, site } from "./api.js";
import { byId, element } from "./dom.js";
import { duration, size } from "./format.js";
import { t, translate } from "./i18n.js";

const POLL_MS = 2000;
const STATUSES = ["queued", "running", "assembling", "completed", "completed_with_errors", "failed", "cancelled"];

// A job as a slot names it is its id; whoever looks wants to know the book.
const names = new Map();

async function nameOf(id) {
	if (!names.has(id)) names.set(id, get(site(`jobs/${id}`)).then((job) => job.name, () => id));
	return names.get(id);
}

function jobCell(id) {
	if (!id) return element("td", {}, "–");
	const link = element("a", { href: site(`books/${id}`) }, id);
	nameOf(id).then((name) => { link.textContent = name; });
	return element("td", {}, link);
}

function row(slot) {
	return element("tr", {},
		element("th", { scope: "row" }, slot.stage === "nats-server" ? slot.stage : `${slot.stage} ${slot.slot + 1}`),
		element("td", {}, slot.state),
		element("td", {}, duration(slot.millisecondsInState / 1000)),
		jobCell(slot.job),
		element("td", { class: "number" }, String(slot.jobsDone)),
		element("td", { class: "number" }, slot.memoryKib ? size(slot.memoryKib * 1024) : "–"),
		element("td", { class: "number" }, String(slot.restarts)),
		element("td", {}, slot.lastDeath ?? "–"));
}

function showQueue(counts) {
	byId("queue").replaceChildren(...STATUSES.filter((status) => status in counts).map((status) =>
		element("div", {}, element("dt", {}, t(`status_${status}`)), element("dd", {}, String(counts[status])))));
}

async function look() {
	try {
		const [farm, jobs] = await Promise.all([get(site("workers")), get(site("jobs?limit=1"))]);
		byId("unsupervised").hidden = farm.supervised;
		byId("workers").tBodies[0].replaceChildren(...farm.slots.map(row));
		showQueue(jobs.counts);
		byId("live").textContent = "";
	} catch (error) {
		byId("live").textContent = error.message;
	}
}

async function lookAgain() {
	if (!document.hidden && !byId("workers").contains(document.activeElement)) await look();
	setTimeout(lookAgain, POLL_MS);
}

document.documentElement.classList.add("scripted");
translate();
look().then(() => setTimeout(lookAgain, POLL_MS));
