// Small helpers. Text is only ever set as text: what a user called a file is never markup.

export function element(name, attributes = {}, ...children) {
	const made = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) {
		if (value === false || value === null || value === undefined) continue;
		if (key in made && typeof value !== "string") made[key] = value;
		else made.setAttribute(key, value);
	}
	made.append(...children);
	return made;
}

export function button(text, kind, onclick, label) {
	return element("button", { type: "button", class: kind, "aria-label": label, onclick }, text);
}

// "1 h 59 min", "4 min", "20 s"
export function duration(seconds) {
	if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
	const minutes = Math.round(seconds / 60);
	if (minutes < 60) return `${minutes} min`;
	const rest = minutes % 60;
	return rest ? `${Math.floor(minutes / 60)} h ${rest} min` : `${minutes / 60} h`;
}

export function size(bytes) {
	if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
	return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

export function when(timestamp) {
	const time = new Date(timestamp);
	const today = time.toDateString() === new Date().toDateString();
	return today
		? time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
		: time.toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" });
}

// What a book is called: its title, or the file's name without the ending that all have.
export function titleOf(job) {
	return job.title || job.name.replace(/(.)\.pdf$/i, "$1");
}

// A failed answer in words: its problem's detail.
export async function problemOf(response) {
	try {
		const problem = await response.json();
		return problem.detail || problem.title;
	} catch {
		return response.statusText || "The server did not answer";
	}
}

// Asks in a dialog; resolves to true or false.
export function ask(title, text, yes) {
	const dialog = document.getElementById("confirm");
	dialog.querySelector("h2").textContent = title;
	dialog.querySelector("p").textContent = text;
	dialog.querySelector("[value=yes]").textContent = yes;
	dialog.returnValue = "no";
	dialog.showModal();
	return new Promise((resolve) => {
		dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
	});
}
