// strings.mjs - every string that the page asks for exists, in every language, with the same values.
//
// usage: node strings.mjs STATIC_DIR
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [dir] = process.argv.slice(2);
const copy = path.join(fs.mkdtempSync(path.join(process.env.TMPDIR || "/tmp", "strings-")), "strings.mjs");
fs.copyFileSync(path.join(dir, "strings.js"), copy);
const { strings } = await import(pathToFileURL(copy));
fs.rmSync(path.dirname(copy), { recursive: true });
const problems = [];

const forms = (text) => (typeof text === "string" ? [text] : Object.values(text));
const values = (text) => [...new Set(forms(text).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort().join();

for (const [language, own] of Object.entries(strings)) {
	for (const key of Object.keys(strings.en)) {
		if (!(key in own)) problems.push(`${language} has no ${key}`);
		else if (key !== "pages" && values(own[key]) !== values(strings.en[key])) problems.push(`${language}.${key}: ${values(own[key])} instead of ${values(strings.en[key])}`);
	}
	for (const key of Object.keys(own)) if (!(key in strings.en)) problems.push(`${language}.${key} is nobody's`);
}

// What is asked for: t("key") and t(`prefix_${...}`) in scripts, data-t... in pages.
const asked = new Set();
for (const name of fs.readdirSync(dir)) {
	const text = fs.readFileSync(path.join(dir, name), "utf8");
	if (name.endsWith(".html")) for (const [, key] of text.matchAll(/data-t(?:-[a-z-]+)?="(\w+)"/g)) asked.add(key);
	if (!name.endsWith(".js") || name === "strings.js") continue;
	for (const [, key] of text.matchAll(/"(\w+)"/g)) if (key in strings.en) asked.add(key);
	for (const [, key] of text.matchAll(/\bt\("(\w+)"/g)) asked.add(key);
	for (const [, start, end] of text.matchAll(/`(\w*)\$\{[^}]*\}(\w*)`/g))
		for (const key of Object.keys(strings.en)) if ((start || end) && key.startsWith(start) && key.endsWith(end) && key.length > start.length + end.length) asked.add(key);
}
for (const key of asked) if (!(key in strings.en)) problems.push(`there is no string ${key}`);
for (const key of Object.keys(strings.en)) if (!asked.has(key)) problems.push(`nobody asks for ${key}`);

// What the service worker keeps of the page is all of it but what needs the server.
const kept = fs.readFileSync(path.join(dir, "worker.js"), "utf8");
for (const name of fs.readdirSync(dir)) {
	const needsServer = ["farm.js", "hls.js", "worker.js"].includes(name);
	if (/\.(js|css|svg|webmanifest)$/.test(name) && kept.includes(`"${name}"`) === needsServer) problems.push(`worker.js: ${name} is ${needsServer ? "kept for nothing" : "not kept"}`);
}

if (asked.size < 100) problems.push(`only ${asked.size} strings were found to be asked for`);
console.log(problems.join("\n") || `${asked.size} strings`);
process.exit(problems.length ? 1 : 0);
