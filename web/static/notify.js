// Tells when a book is ready, also to those who look elsewhere, if they allow it.
import { site } from "./api.js";
import { bookOf } from "./books.js";
import { byId } from "./dom.js";
import { t } from "./i18n.js";
import { canBeHeard, isFinished } from "./job.js";

const possible = isSecureContext && "Notification" in globalThis;

export const mayNotify = () => possible && Notification.permission === "granted";

/** Offers it while something is being made and nobody was asked yet. */
export function offer(making) {
	byId("notify").hidden = !possible || !making || Notification.permission !== "default";
}

export function setUpOffer() {
	byId("notify-yes").addEventListener("click", async () => {
		await Notification.requestPermission();
		offer(false);
		byId("jobs-title").focus();
	});
}

/**
 * @param {import("./types.js").Job} before
 * @param {import("./types.js").Job} job
 */
export async function tellReady(before, job) {
	if (!mayNotify() || isFinished(before) || !isFinished(job) || job.status === "cancelled") return;
	const { title } = bookOf(job);
	const text = t(canBeHeard(job) ? "bookReady" : "bookFailed");
	const options = { body: text, tag: job.id, icon: site("icon-192.png"), data: { url: site(`books/${job.id}`) } };
	// Phones only let a service worker tell; all tabs use the same tag, so that it is told once.
	const worker = await navigator.serviceWorker?.getRegistration(site("./"));
	if (worker?.active) await worker.showNotification(title, options);
	else new Notification(title, options).addEventListener("click", () => open(options.data.url));
}
