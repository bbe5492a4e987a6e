// Times, sizes and numbers as people write them.
import { language, t } from "./i18n.js";

const decimal = (value, digits) => value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });

// "1 h 59 min", "4 min", "20 s"
export function duration(seconds) {
	if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
	const minutes = Math.round(seconds / 60);
	if (minutes < 60) return `${minutes} min`;
	const rest = minutes % 60;
	return rest ? `${Math.floor(minutes / 60)} h ${rest} min` : `${minutes / 60} h`;
}

// "1:02:07", "4:05": where one is
export function clock(seconds) {
	const whole = Math.max(0, Math.floor(seconds));
	const two = (value) => String(value).padStart(2, "0");
	const hours = Math.floor(whole / 3600);
	const minutes = Math.floor(whole / 60) % 60;
	return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

// The same for a screen reader: "1 hour 2 minutes 7 seconds"
export function spokenTime(seconds) {
	const whole = Math.max(0, Math.floor(seconds));
	/** @type {[string, number][]} */
	const parts = [["hours", Math.floor(whole / 3600)], ["minutes", Math.floor(whole / 60) % 60], ["seconds", whole % 60]];
	return parts
		.filter(([unit, n]) => n > 0 || (unit === "seconds" && whole === 0))
		.map(([unit, n]) => t(unit, { n })).join(" ");
}

export function size(bytes) {
	if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
	return bytes < 1e9 ? `${decimal(bytes / 1e6, 1)} MB` : `${decimal(bytes / 1e9, 2)} GB`;
}

export const percent = (part) => new Intl.NumberFormat(language, { style: "percent" }).format(Math.min(1, Math.max(0, part)));

export function when(timestamp) {
	const time = new Date(timestamp);
	const today = time.toDateString() === new Date().toDateString();
	return today
		? time.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" })
		: time.toLocaleDateString(language, { day: "numeric", month: "short", year: "numeric" });
}

// What a file is called without the ending that all have.
export const nameOf = (job) => job.name.replace(/(.)\.pdf$/i, "$1");
