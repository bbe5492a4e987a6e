// The sleep timer: after some minutes, or at the end of the chapter, it is quiet.
export class Sleep {
	constructor(pause) {
		this.pause = pause;
		/** @type {number | null} when, by the clock */
		this.until = null;
		/** @type {number | null} or at which second of the book */
		this.chapterEnd = null;
	}

	off() {
		this.until = null;
		this.chapterEnd = null;
	}

	inMinutes(minutes) {
		this.off();
		this.until = Date.now() + minutes * 60000;
	}

	// At that second of the book.
	atSecond(second) {
		this.off();
		this.chapterEnd = second;
	}

	// Called while it plays; true: it fell silent.
	tick(time) {
		const over = (this.until !== null && Date.now() >= this.until) || (this.chapterEnd !== null && time >= this.chapterEnd - 0.2);
		if (!over) return false;
		this.off();
		this.pause();
		return true;
	}

	get minutesLeft() {
		return this.until === null ? null : Math.max(0, Math.ceil((this.until - Date.now()) / 60000));
	}
}
