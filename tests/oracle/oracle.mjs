// oracle.mjs - the official NATS clients judge what libfarm stores, and the other way round.
//
//   node oracle.mjs PACKAGE_JSON URL TOOL DIRECTORY
//
// PACKAGE_JSON stands beside the node_modules to use, TOOL is objstore-tool, DIRECTORY is for
// scratch files. Exits 1 when they disagree.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, promises as fs } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

const [packageJson, url, tool, directory] = process.argv.slice(2);
const require = createRequire(packageJson);
const { connect } = require('@nats-io/transport-node');
const { jetstream, jetstreamManager } = require('@nats-io/jetstream');
const { Kvm } = require('@nats-io/kv');
const { Objm } = require('@nats-io/obj');

const MiB = 1 << 20;
const run = promisify(execFile);

// The tool's standard output; its exit status and words when it fails.
async function ours(...args) {
	const { stdout } = await run(tool, [url, ...args.map(String)], { maxBuffer: 64 * MiB });
	return stdout;
}

async function oursFails(code, ...args) {
	await assert.rejects(run(tool, [url, ...args.map(String)]), (error) => {
		assert.equal(error.code, code, error.stderr);
		return true;
	});
}

const file = (name) => join(directory, name);

// Bytes that compress to nothing and differ from size to size.
async function makeFile(name, size) {
	const block = Buffer.alloc(Math.min(size, MiB) || 1);
	let state = (size * 2654435761 + 1) >>> 0;
	for (let i = 0; i < block.length; i++) {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		block[i] = state >>> 24;
	}
	const out = await fs.open(file(name), 'w');
	for (let done = 0; done < size; done += block.length) {
		if (block.length >= 4) block.writeUInt32LE(done / block.length, 0);
		await out.write(block, 0, Math.min(block.length, size - done));
	}
	await out.close();
	return file(name);
}

async function digestOf(path) {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash);
	const text = hash.digest('base64').replaceAll('+', '-').replaceAll('/', '_');
	return `SHA-256=${text}`;
}

const nc = await connect({ servers: url });
const js = jetstream(nc);
const jsm = await jetstreamManager(nc);
await ours('ensure');
const objects = await new Objm(js).open('PNG_FILES');
const kv = await new Kvm(js).open('WAV_AGGREGATOR_STATE');
const messages = async () => (await jsm.streams.info('OBJ_PNG_FILES')).state.messages;

const tests = {
	async 'buckets of ours are buckets to them'() {
		const status = await objects.status();
		assert.equal(status.bucket, 'PNG_FILES');
		assert.equal(status.sealed, false);
		assert.equal((await kv.status()).bucket, 'WAV_AGGREGATOR_STATE');
	},

	async 'their buckets will do for ours'() {
		for (const name of ['OBJ_TEXT_FILES', 'KV_WAV_AGGREGATOR_STATE'])
			await jsm.streams.delete(name);
		await new Objm(js).create('TEXT_FILES');
		await new Kvm(js).create('WAV_AGGREGATOR_STATE');
		await ours('ensure');
	},

	async 'objects of all sizes, put by ours'() {
		for (const size of [0, 1, 131072, 524287, 524288, 524289, 5 * MiB + 7]) {
			const path = await makeFile('put', size);
			await ours(size % 2 ? 'put' : 'write', 'PNG_FILES', `a/ours/${size}.png`, path);
			const info = await objects.info(`a/ours/${size}.png`);
			assert.equal(info.size, size);
			assert.equal(info.digest, await digestOf(path));
			assert.equal(info.chunks, Math.ceil(size / 524288));
			assert.equal(info.options.max_chunk_size, 524288);
			assert.equal(info.deleted, false);
			const got = await objects.getBlob(`a/ours/${size}.png`);
			assert.ok(Buffer.from(got).equals(await fs.readFile(path)));
		}
	},

	async 'objects of all sizes, put by theirs'() {
		for (const size of [0, 1, 131072, 524287, 524288, 524289, 5 * MiB + 7]) {
			const path = await makeFile('put', size);
			const name = `a/theirs/${size}.png`;
			await objects.putBlob({ name }, await fs.readFile(path));
			for (const how of ['get', 'read']) {
				const info = JSON.parse(await ours(how, 'PNG_FILES', name, file('got')));
				assert.equal(info.size, size);
				assert.equal(info.digest, await digestOf(path));
				assert.ok((await fs.readFile(file('got'))).equals(await fs.readFile(path)));
			}
		}
	},

	async 'their odd chunk sizes'() {
		const path = await makeFile('put', 700001);
		const name = 'a/odd';
		await objects.putBlob({ name, options: { max_chunk_size: 1000 } },
			await fs.readFile(path));
		for (const how of ['get', 'read']) {
			const info = JSON.parse(await ours(how, 'PNG_FILES', name, file('got')));
			assert.equal(info.chunks, 701);
			assert.ok((await fs.readFile(file('got'))).equals(await fs.readFile(path)));
		}
	},

	async '200 MiB, both ways'() {
		const path = await makeFile('big', 200 * MiB);
		const digest = await digestOf(path);
		await ours('put', 'PNG_FILES', 'a/big', path);
		const result = await objects.get('a/big');
		await pipeline(Readable.fromWeb(result.data), createWriteStream(file('got')));
		assert.ok(!(await result.error));
		assert.equal(await digestOf(file('got')), digest);
		await objects.put({ name: 'a/big' }, Readable.toWeb(createReadStream(path)));
		const info = JSON.parse(await ours('get', 'PNG_FILES', 'a/big', file('got')));
		assert.equal(info.digest, digest);
		assert.equal(await digestOf(file('got')), digest);
		await ours('delete', 'PNG_FILES', 'a/big');
		await fs.rm(path);
	},

	async 'metadata and descriptions'() {
		const path = await makeFile('put', 10);
		const description = 'Bücher „mit“ "quotes" \\ and 本';
		await ours('put', 'PNG_FILES', 'a/meta', path, description, 'file-name=本 & Söhne.pdf',
			'sample-rate=22050', 'empty=');
		const theirs = await objects.info('a/meta');
		assert.equal(theirs.description, description);
		assert.deepEqual(theirs.metadata,
			{ 'file-name': '本 & Söhne.pdf', 'sample-rate': '22050', 'empty': '' });
		await objects.putBlob({ name: 'a/meta2', description, metadata: theirs.metadata },
			new Uint8Array(3));
		const info = JSON.parse(await ours('info', 'PNG_FILES', 'a/meta2'));
		assert.equal(info.description, description);
		assert.deepEqual(info.metadata, theirs.metadata);
		await objects.update('a/meta2', { name: 'a/meta2', description: 'changed' });
		const changed = JSON.parse(await ours('get', 'PNG_FILES', 'a/meta2', file('got')));
		assert.equal(changed.description, 'changed');
	},

	async 'overwrites, each of the other\'s'() {
		const before = await messages();
		const path = await makeFile('put', 1200000);
		await ours('put', 'PNG_FILES', 'a/over', path);
		await objects.putBlob({ name: 'a/over' }, new Uint8Array(200000));
		assert.equal(await messages(), before + 3);
		await ours('put', 'PNG_FILES', 'a/over', path);
		assert.equal(await messages(), before + 4);
		assert.equal((await objects.getBlob('a/over')).length, 1200000);
	},

	async 'deletes, each of the other\'s'() {
		const path = await makeFile('put', 300000);
		const before = await messages();
		await ours('put', 'PNG_FILES', 'a/del', path);
		await ours('delete', 'PNG_FILES', 'a/del');
		assert.equal(await messages(), before);
		assert.equal(await objects.info('a/del'), null);
		assert.equal(await objects.get('a/del'), null);
		await objects.putBlob({ name: 'a/del' }, new Uint8Array(300000));
		await objects.delete('a/del');
		await oursFails(3, 'info', 'PNG_FILES', 'a/del');
		await oursFails(3, 'get', 'PNG_FILES', 'a/del', file('got'));
		await ours('put', 'PNG_FILES', 'a/del', path);
		assert.equal((await objects.getBlob('a/del')).length, 300000);
	},

	async 'links of theirs'() {
		const path = await makeFile('put', 5000);
		await ours('put', 'PNG_FILES', 'a/target', path);
		await objects.link('a/link', await objects.info('a/target'));
		await ours('get', 'PNG_FILES', 'a/link', file('got'));
		assert.equal(await digestOf(file('got')), await digestOf(path));
		await objects.linkStore('a/store', await new Objm(js).open('TEXT_FILES'));
		await oursFails(1, 'get', 'PNG_FILES', 'a/store', file('got'));
	},

	async 'lists agree'() {
		const theirs = (await objects.list()).filter((info) => !info.deleted)
			.map((info) => info.name).filter((name) => name.startsWith('a/')).sort();
		const lines = (await ours('list', 'PNG_FILES', 'a/')).trim().split('\n');
		assert.deepEqual(lines.map((line) => JSON.parse(line).name).sort(), theirs);
		assert.ok(theirs.length >= 15);
	},

	async 'a watcher of theirs sees a workflow come, change and go'() {
		const seen = [];
		const watch = await kv.watch({ key: 'w-watch' });
		const watching = (async () => {
			for await (const entry of watch) {
				seen.push(entry.operation);
				if (entry.operation === 'PURGE') return;
			}
		})();
		await ours('kv-create', 'w-watch', 'book.pdf');
		await ours('kv-mark', 'w-watch', 1, 3);
		await ours('kv-delete', 'w-watch');
		await watching;
		assert.deepEqual(seen, ['PUT', 'PUT', 'PURGE']);
	},

	async 'workflow states both ways'() {
		await ours('kv-create', 'w1', 'Ein Bücherl.pdf');
		const entry = await kv.get('w1');
		const value = entry.json();
		assert.equal(value.workflowId, 'w1');
		assert.equal(value.name, 'Ein Bücherl.pdf');
		assert.equal(value.status, 'queued');
		await oursFails(1, 'kv-create', 'w1', 'again');

		const marked = JSON.parse(await ours('kv-mark', 'w1', 2, 3));
		assert.equal((await kv.get('w1')).revision, marked.revision);
		assert.equal((await kv.get('w1')).json().received, '2');
		await assert.rejects(kv.update('w1', '{}', entry.revision));

		value.name = 'theirs';
		const revision = await kv.put('w1', JSON.stringify(value));
		const read = JSON.parse(await ours('kv-get', 'w1'));
		assert.equal(read.revision, revision);
		assert.equal(read.value.name, 'theirs');

		await kv.delete('w1');
		await oursFails(3, 'kv-get', 'w1');
		await ours('kv-create', 'w1', 'once more');
		await ours('kv-delete', 'w1');
		const gone = await kv.get('w1');
		assert.ok(gone === null || gone.operation !== 'PUT');
		await kv.create('w1', JSON.stringify(value));
		assert.equal(JSON.parse(await ours('kv-get', 'w1')).value.name, 'theirs');
		await kv.purge('w1');
		await oursFails(3, 'kv-get', 'w1');
	},

	async 'messages both ways'() {
		const event = JSON.stringify({ header: { workflowId: 'w' }, pdfKey: 'k — ü' });
		const ack = await js.publish('pdf.created', event);
		assert.equal(ack.stream, 'PDF_JOBS');
		assert.equal((await ours('pull', 'PDF_JOBS', 'pdf-workers')).trim(), event);
		assert.equal((await jsm.streams.info('PDF_JOBS')).state.messages, 0);

		await ours('publish', 'png.created', event);
		const consumer = await js.consumers.get('PNG_PROCESSING', 'png-text-workers');
		const message = await consumer.next({ expires: 10000 });
		assert.equal(message.string(), event);
		assert.equal(await message.ackAck(), true);
		assert.equal((await jsm.streams.info('PNG_PROCESSING')).state.messages, 0);
	},
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
	const begun = Date.now();
	try {
		await test();
		console.log(`ok     ${name} (${Date.now() - begun} ms)`);
	} catch (error) {
		failed++;
		console.log(`FAILED ${name}\n${error.stack}`);
	}
}
await nc.close();
process.exit(failed ? 1 : 0);
