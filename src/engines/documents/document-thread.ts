import { Worker } from 'node:worker_threads';
import { z } from 'zod';

const Item = z.object({
  text: z.string(),
  /** From the left edge, in points. */
  x: z.number(),
  /** From the bottom edge, in points. */
  y: z.number(),
  width: z.number(),
  size: z.number(),
  font: z.string(),
});
const Page = z.object({ width: z.number(), height: z.number(), items: z.array(Item) });
const Pdf = z.object({ title: z.string(), pages: z.array(Page) });
const Docx = z.object({ html: z.string() });
const Failed = z.object({ problem: z.enum(['encrypted', 'broken', 'large', 'pages', 'deep']) });
const Reply = z.union([Pdf, Docx, Failed]);

/** A stretch of text where it stands on a page. */
export type PdfItem = z.infer<typeof Item>;
/** A page, with its text in the order in which it is drawn. */
export type PdfPage = z.infer<typeof Page>;
/** What the parsers found, or one word on why they did not. */
export type ThreadReply = z.infer<typeof Reply>;

/** Bounds of one thread. A document that needs more is hostile, or no document about a person. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 72, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 };

/** A thread with the parsers. It lives until it fails or is closed, and never holds the process. */
export interface DocumentThread {
  /** Whether it has neither failed nor been closed. */
  readonly isAlive: boolean;
  /**
   * Parses one document; the bytes are handed over. One call at a time.
   *
   * @throws {Error} the thread could not start or has died, which is what too little memory does to it
   */
  parse(kind: 'pdf' | 'docx', bytes: Uint8Array<ArrayBuffer>): Promise<ThreadReply>;
  close(): Promise<void>;
}

/** Starts the thread; whether it could load shows at the first call. */
export function startDocumentThread(url: URL): DocumentThread {
  // Nothing that the parsers print may reach stdout, which belongs to the command line and to MCP, nor may they see keys.
  const worker = new Worker(url, {
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: RESOURCE_LIMITS,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  worker.unref();
  let isAlive = true;
  worker.once('error', () => (isAlive = false));
  worker.once('exit', () => (isAlive = false));
  return {
    get isAlive() {
      return isAlive;
    },
    async parse(kind, bytes) {
      const { promise, resolve, reject } = waitForReply();
      const onExit = (): void => reject(new Error('The document parser ended.'));
      worker.once('message', resolve).once('error', reject).once('exit', onExit);
      worker.ref();
      try {
        worker.postMessage({ kind, bytes }, [bytes.buffer]);
        return Reply.parse(await promise);
      } finally {
        // The end of the thread holds the process, which a late reply must not let go.
        if (isAlive) worker.unref();
        worker.off('message', resolve).off('error', reject).off('exit', onExit);
      }
    },
    async close() {
      isAlive = false;
      await worker.terminate();
    },
  };
}

interface Waiting {
  readonly promise: Promise<unknown>;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: Error) => void;
}

function waitForReply(): Waiting {
  let resolve: Waiting['resolve'] = () => undefined;
  let reject: Waiting['reject'] = () => undefined;
  const promise = new Promise<unknown>((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  return { promise, resolve, reject };
}
