// The sound of a book that is being made: segments of a list that grows (HLS). hls.js plays it where
// the browser lets scripts feed its player, else the browser itself. It waits for what is to come.
import { site } from "./api.js";

const AGAIN_MS = 3000;

// The server holds a list back for some seconds until there is a first segment, and says 503 then.
const patience = { maxTimeToFirstByteMs: 30000, maxLoadTimeMs: 60000,
	timeoutRetry: { maxNumRetry: Infinity, retryDelayMs: 0, maxRetryDelayMs: AGAIN_MS },
	errorRetry: { maxNumRetry: Infinity, retryDelayMs: 1000, maxRetryDelayMs: AGAIN_MS } };
const policy = { default: patience };

// No worker of its own: it would be made of a text, which our pages do not allow.
const settings = { enableWorker: false, maxBufferLength: 60, backBufferLength: 60,
	manifestLoadPolicy: policy, playlistLoadPolicy: policy, fragLoadPolicy: policy };

export class LiveSound {
	constructor(audio, list, at) {
		this.audio = audio;
		this.list = list;
		this.closed = false;
		import(site("hls.js")).then(({ default: Hls }) => this.begin(Hls, at), () => this.begin(null, at));
	}

	begin(Hls, at) {
		if (this.closed) return;
		if (!Hls?.isSupported()) {
			this.audio.src = this.list;
			this.audio.load();
			return;
		}
		this.hls = new Hls({ ...settings, startPosition: at });
		this.hls.on(Hls.Events.ERROR, (_, { fatal, type }) => {
			if (!fatal) return;
			if (type === Hls.ErrorTypes.MEDIA_ERROR) this.hls.recoverMediaError();
			else this.timer = setTimeout(() => this.again(), AGAIN_MS);
		});
		this.hls.loadSource(this.list);
		this.hls.attachMedia(this.audio);
	}

	// After the server was away.
	again() {
		clearTimeout(this.timer);
		if (this.closed || !this.hls) return;
		if (this.hls.levels.length > 0) this.hls.startLoad();
		else this.hls.loadSource(this.list);
	}

	close() {
		this.closed = true;
		clearTimeout(this.timer);
		this.hls?.destroy();
	}
}
