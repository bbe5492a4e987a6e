// Where one stopped listening to each book, and how fast one listens. Kept by this browser.
//
// A place is { at, of, page, time }: seconds of the sound and its length, the page, and when it was.
import { recall, remember } from "./storage.js";

const SPEED = "lectern:speed", VOLUME = "lectern:volume";
const NEAR_END = 5; // seconds: who was there has heard it

const key = (id) => `lectern:${id}`;

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
