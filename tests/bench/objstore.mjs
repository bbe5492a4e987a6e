// objstore.mjs - puts and gets of the npm client, for comparison.
//
// usage: node objstore.mjs URL BYTES COUNT; prints megabytes a second: put, get.
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.LECTERN_NODE_MODULES}/`);
const { connect } = require('@nats-io/transport-node');
const { jetstream } = require('@nats-io/jetstream');
const { Objm } = require('@nats-io/obj');

const [url, bytes, count] = process.argv.slice(2).map((arg, i) => i ? Number(arg) : arg);
const { host, username: user, password: pass } = new URL(url);
const connection = await connect({ servers: host, user, pass });
const store = await new Objm(jetstream(connection)).create(`NPM_${process.pid}`);
const block = new Uint8Array(65536).map((_, i) => i * 7919 >> 3);

// Constant memory, as ours.
function source() {
	let left = bytes;
	return new ReadableStream({
		pull(controller) {
			const n = Math.min(left, block.length);
			if (n) controller.enqueue(block.subarray(0, n));
			left -= n;
			if (!left) controller.close();
		},
	});
}

async function rate(work) {
	const began = performance.now();
	for (let i = 0; i < count; i++) await work(`object-${i}`);
	return (bytes * count / 1e3 / (performance.now() - began)).toFixed(1);
}

const put = await rate((name) => store.put({ name }, source()));
const get = await rate(async (name) => {
	const result = await store.get(name);
	const reader = result.data.getReader();
	while (!(await reader.read()).done);
	const error = await result.error;
	if (error) throw error;
});
console.log(put, get);
await connection.close();
