// Closes a thread of the built program while its reply is on the way, and says so once it is closed:
//   node closing-thread.mjs encoder|document FILE_THAT_THE_THREAD_WRITES
// Nothing else holds this process, as at the end of the program.
import { existsSync } from 'node:fs';
import { startDocumentThread } from '../../dist/engines/documents/document-thread.js';
import { startEncoderThread } from '../../dist/engines/embedding/encoder-thread.js';

/** From the mark of the thread to where it cannot be ended. */
const BETWEEN_MS = 50;

const [kind, file] = process.argv.slice(2);
const { thread, call } = kind === 'encoder' ? startEncoding() : startParsing();
call.catch(() => {});
// Without a turn of the event loop, so that the reply is still to be taken when the thread is closed.
while (!existsSync(file));
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BETWEEN_MS);
await thread.close();
process.stdout.write('closed');

function startEncoding() {
  const started = startEncoderThread(toWorker(`{ id: request.id, problem: 'late' }`));
  return { thread: started, call: started.encode(['a']) };
}

function startParsing() {
  const started = startDocumentThread(toWorker(`{ problem: 'broken' }`));
  return { thread: started, call: started.parse('pdf', new Uint8Array(1)) };
}

/** Replies, says that it has, and then cannot be ended for a while, as it calls what is no JavaScript. */
function toWorker(reply) {
  const source = `import { pbkdf2Sync } from 'node:crypto';
    import { writeFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (request) => {
      parentPort.postMessage(${reply});
      writeFileSync(${JSON.stringify(file)}, '');
      pbkdf2Sync('a', 'b', 1_000_000, 64, 'sha512');
    });`;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}
