// How far a farm must be ahead of a listener.

/**
 * Seconds until a book that is being made can be heard through without a wait, if pages go on to come as
 * they do; null: nobody knows yet. Farm and listener are taken to be even: then the last page decides.
 * @param {{ etaSeconds: number | null, pages: number, spans: { end: number }[], time: number, speed: number }} now
 *   when it is made; the pages from the first of `spans` on, which are spoken; where one is in them, and how fast
 */
export function secondsToLead({ etaSeconds, pages, spans, time, speed }) {
	if (etaSeconds === null || spans.length < 2) return null;
	const each = spans[spans.length - 1].end / spans.length;
	return Math.max(0, etaSeconds - Math.max(0, pages * each - time) / speed);
}
