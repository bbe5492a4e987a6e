// Where one stopped listening to each book, and how fast one listens. The server keeps places as page
// and word, for all browsers; this browser keeps seconds, for its library and for when the server is
// away.
import { call, get, site } from "./api.js";
import { recall, remember } from "./storage.js";

const SPEED = "lectern:speed", VOLUME = "lectern:volume";
const NEAR_END = 5; // seconds: who was there has heard it

const key = (id) => `lectern:${id}`;
const url = (id) => site(`jobs/${id}/position`);

// { at, of, page, time }: seconds of the sound and its length, the page, and when it was; or null.
export function placeOf(id) {
	const place = recall(key(id));
	return typeof place?.at === "number" ? place : null;
}

export function keepPlace(id, place) {
	remember(key(id), { ...place, time: Date.now() });
}

export function forgetPlace(id) {
	try {
		localStorage.removeItem(key(id));
	} catch {
		// Nothing was kept.
	}
}

// { page, seconds, time } as the server has it; null: nothing, or it cannot be asked.
export async function placeOnServer(id) {
	const answer = await get(url(id)).catch(() => null);
	const place = answer?.position;
	return place ? { page: place.page, seconds: place.seconds, time: Date.parse(place.updatedAt) } : null;
}

// A place is { page, word, offset }. Also when the page is left.
export function sendPlace(id, place) {
	return call("PUT", url(id), { body: JSON.stringify({ ...place, at: new Date().toISOString() }), keepalive: true,
		headers: { "Content-Type": "application/json" } }).catch(() => null);
}

// How much of it was heard, 0 to 1; null: it was never begun.
export function heardOf(job) {
	const place = placeOf(job.id);
	const of = job.audio?.seconds ?? place?.of;
	if (!place || !of || place.at < 1) return null;
	return place.at >= of - NEAR_END ? 1 : place.at / of;
}

export const speedOf = () => recall(SPEED) ?? 1;
export const keepSpeed = (speed) => remember(SPEED, speed);
export const volumeOf = () => recall(VOLUME) ?? 1;
export const keepVolume = (volume) => remember(VOLUME, volume);
