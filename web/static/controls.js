// What headphones, a locked screen and keys do to the player.
const TYPING = "input:not([type=range]), select, textarea, [contenteditable]";

// The actions have the names of moves: toggle, back, forward, sentence(±1), page(±1), chapter(±1),
// slower, faster, seek(seconds).
export function followKeys(moves) {
	const keys = {
		ArrowLeft: () => moves.back(),
		ArrowRight: () => moves.forward(),
		"Shift+ArrowLeft": () => moves.sentence(-1),
		"Shift+ArrowRight": () => moves.sentence(1),
		"[": () => moves.slower(),
		"]": () => moves.faster(),
		",": () => moves.page(-1),
		".": () => moves.page(1),
		"<": () => moves.chapter(-1),
		">": () => moves.chapter(1),
	};
	addEventListener("keydown", (event) => {
		const target = /** @type {Element} */ (event.target);
		if (event.ctrlKey || event.altKey || event.metaKey || target.matches(TYPING)) return;
		const inside = target.matches("button, a, summary, input[type=range]");
		if (event.key === " " && !inside) {
			event.preventDefault();
			moves.toggle();
			return;
		}
		if (target.matches("input[type=range]") && event.key.startsWith("Arrow")) return;
		const name = event.shiftKey && event.key.startsWith("Arrow") ? `Shift+${event.key}` : event.key;
		if (!(name in keys)) return;
		event.preventDefault();
		keys[name]();
	});
}

export function followMediaKeys(moves) {
	const session = navigator.mediaSession;
	if (!session) return;
	const actions = {
		play: () => moves.play(),
		pause: () => moves.pause(),
		seekbackward: () => moves.back(),
		seekforward: () => moves.forward(),
		previoustrack: () => moves.chapter(-1),
		nexttrack: () => moves.chapter(1),
		seekto: (/** @type {MediaSessionActionDetails} */ { seekTime }) => moves.seek(seekTime),
	};
	for (const [name, action] of Object.entries(actions)) {
		try {
			session.setActionHandler(/** @type {MediaSessionAction} */ (name), action);
		} catch {
			// This browser knows no such key.
		}
	}
}

// What a phone shows while its screen is locked.
export function showMedia({ title, artist, album, cover, playing, time, length, speed }) {
	const session = navigator.mediaSession;
	if (!session) return;
	if (session.metadata?.title !== title || session.metadata?.album !== album)
		session.metadata = new MediaMetadata({ title, artist, album, artwork: cover ? [{ src: cover, type: "image/jpeg" }] : [] });
	session.playbackState = playing ? "playing" : "paused";
	if (length > 0) session.setPositionState({ duration: length, playbackRate: speed, position: Math.min(time, length) });
}
