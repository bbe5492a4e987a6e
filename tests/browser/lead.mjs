// lead.mjs - from when on a book that is being made can be heard through.
//
// usage: node lead.mjs STATIC_DIR
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { check, equal, failed } from "./harness.mjs";

const [dir] = process.argv.slice(2);
const copy = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "lead-")), "lead.mjs"); // node takes no .js for a module here
fs.copyFileSync(path.join(dir, "lead.js"), copy);
const { secondsToLead } = await import(pathToFileURL(copy));
fs.rmSync(path.dirname(copy), { recursive: true });

// Pages of a minute each.
const book = { etaSeconds: 1000, pages: 10, spans: [{ end: 60 }, { end: 120 }], time: 0, speed: 1 };

await check("who listens goes on while the farm works: it must be ahead by the rest", () => equal(secondsToLead(book), 400));
await check("a farm that is faster than listening keeps nobody waiting", () => equal(secondsToLead({ ...book, etaSeconds: 500 }), 0));
await check("who listens at twice the speed waits longer", () => equal(secondsToLead({ ...book, speed: 2 }), 700));
await check("what was heard already gives no time", () => equal(secondsToLead({ ...book, time: 100 }), 500));
await check("whose rate is not known, of that nobody knows", () => equal(secondsToLead({ ...book, etaSeconds: null }), null));
await check("nor from a single page", () => equal(secondsToLead({ ...book, spans: [{ end: 60 }] }), null));

// Played against itself: a farm that makes a page in `made` seconds, and a listener who begins then, at the earliest.
await check("who begins then never waits; who begins a page earlier does", () => {
	for (const made of [70, 100, 300]) {
		const begins = secondsToLead({ ...book, etaSeconds: 8 * made });
		const waits = (start) => Array.from({ length: 8 }, (_, page) => (page + 1) * made - (start + (page + 2) * 60)).some((late) => late > 0);
		equal(waits(begins + 60), false);
		equal(waits(begins - 60), true);
	}
});
process.exit(failed() ? 1 : 0);
