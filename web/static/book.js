// The page of one book.
import { get, site } from "./api.js";
import { byId } from "./dom.js";
import { translate } from "./i18n.js";
import { keepPlace, placeOf, speedOf } from "./listening.js";

const id = document.body.dataset.job;

translate();
get(site(`jobs/${id}/book.json`)).then((book) => {
	byId("title").textContent = book.title;
	byId("author").textContent = book.authors.join(", ");
}, () => {});

const audio = document.querySelector("audio");
if (audio) {
	audio.addEventListener("loadedmetadata", () => {
		audio.playbackRate = speedOf();
		audio.currentTime = placeOf(id)?.at ?? 0;
	}, { once: true });
	audio.addEventListener("timeupdate", () => { if (audio.currentTime > 0) keepPlace(id, { at: audio.currentTime, of: audio.duration }); });
	audio.preload = "metadata";
}
