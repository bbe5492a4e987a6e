// What the page's modules pass to each other, for those who read them and for tsc (packaging/lint):
// nothing of it is served.

/** Elements that are more than an element, by their id. */
export interface Controls {
	"bookmark-form": HTMLFormElement;
	"bookmark-note": HTMLInputElement;
	"choose": HTMLButtonElement;
	"chosen-delete": HTMLButtonElement;
	"chosen-download": HTMLButtonElement;
	"confirm": HTMLDialogElement;
	"notify-yes": HTMLButtonElement;
	"filter": HTMLSelectElement;
	"search": HTMLInputElement;
	"seek": HTMLInputElement;
	"sleep": HTMLSelectElement;
	"sleep-chapter": HTMLOptionElement;
	"sort": HTMLSelectElement;
	"sound": HTMLAudioElement;
	"speed": HTMLSelectElement;
	"text-search": HTMLInputElement;
	"upload": HTMLFormElement;
	"volume": HTMLInputElement;
	"workers": HTMLTableElement;
}

/** Pages as "1-57,59". */
export type Ranges = string;

export type Status = "queued" | "running" | "assembling" | "completed" | "completed_with_errors" | "failed" | "cancelled";

/** A job as GET /jobs/{id} has it: openapi.json tells what the fields mean. */
export interface Job {
	id: string;
	name: string;
	status: Status;
	error: string | null;
	createdAt: string;
	finishedAt: string | null;
	totalPages: number | null;
	title?: string;
	authors?: string[];
	waiting: string | null;
	retryable: boolean;
	etaSeconds: number | null;
	progress: { rendered: number; read: number; spoken: number; wav: number; joined: number };
	pages: {
		spoken: Ranges; blank: Ranges; skipped: Ranges; standIn: Ranges; beyond: Ranges;
		failed: { page: number; stage: string; reason: string }[];
		notes: Note[];
	};
	audio: { seconds: number; bytes: number; digest: string } | null;
	links: { self: string; pdf: string; text: string; audio?: string };
}

export interface Note {
	kind: string;
	pages: Ranges;
	reason: string;
}

/** Left, top, right, bottom, in fractions of the page. */
export type Box = [number, number, number, number];

export interface Word {
	text: string;
	start: number;
	end: number;
	boxes: Box[];
	/** Where the end of it stands that is printed on the next page. */
	nextPageBoxes?: Box[];
}

export interface Utterance {
	text: string;
	role: string;
	start: number;
	end: number;
	words: Word[];
}

/** A page of a timeline, with all its words, and the place of each sentence's first among them. */
export interface TimedPage {
	page: number;
	start: number;
	end: number;
	spoken: boolean;
	utterances: (Utterance & { first: number })[];
	words: Word[];
}

/** Where a page is heard. */
export type Span = Pick<TimedPage, "page" | "start" | "end" | "spoken">;

/** A chapter of a joined book. */
export type TimedChapter = Chapter & { start: number; end: number };

export interface Chapter {
	level: number;
	title: string;
	page: number;
	label?: string;
	/** Seconds; null: not known before the book is joined. */
	start: number | null;
	end: number | null;
}
