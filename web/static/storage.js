// What this browser remembers; a private window may refuse, and then it is forgotten.
export function recall(key) {
	try {
		return JSON.parse(localStorage.getItem(key) ?? "null");
	} catch {
		return null; // no storage, or nothing of ours in it
	}
}

export function remember(key, value) {
	try {
		localStorage.setItem(key, JSON.stringify(value));
	} catch {
		// Then it is not remembered.
	}
}
