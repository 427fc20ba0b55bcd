// The thread that runs the parsers: plain JavaScript, because a worker is loaded by Node.js itself, from `src` in tests and
// from `dist` otherwise, and Node.js 20 reads no TypeScript.
import { parentPort } from 'node:worker_threads';

/** @typedef {Awaited<ReturnType<typeof import('unpdf').getDocumentProxy>>} PdfDocument */
/** @typedef {Awaited<ReturnType<PdfDocument['getPage']>>} PdfPage */

const MAX_PAGES = 500;
const MAX_CHARS = 4_000_000;
const MAX_ITEMS = 200_000;
/** Buffers lie outside the heap that the thread's limits bound: inflating a bomb must fail at its first large buffer. */
const MAX_BUFFER_BYTES = 16_777_216;
const MAX_BUFFERS_BYTES = 64_000_000;

/** The parser may take the error above for a fault of one stream and go on without it. */
let isBeyond = false;

// The built-in inflater fills memory that the guard below does not see; without it the parser uses its own.
Reflect.deleteProperty(globalThis, 'DecompressionStream');

const NativeBytes = globalThis.Uint8Array;
globalThis.Uint8Array = new Proxy(NativeBytes, {
  construct(target, args, newTarget) {
    const [size] = args;
    if (typeof size === 'number' && size > MAX_BUFFER_BYTES) {
      isBeyond = true;
      throw new Problem('large');
    }
    return Reflect.construct(target, args, newTarget === globalThis.Uint8Array ? target : newTarget);
  },
});

/** What is wrong with a document, as a word that the other side puts into a sentence. */
class Problem extends Error {
  /** @param {'encrypted' | 'broken' | 'large' | 'pages'} kind */
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

parentPort?.on('message', (/** @type {{ kind: 'pdf' | 'docx', bytes: Uint8Array }} */ { kind, bytes }) => {
  isBeyond = false;
  const read = kind === 'pdf' ? readPdf(bytes) : readDocx(bytes);
  read.then(
    (found) => parentPort?.postMessage(found),
    (error) => parentPort?.postMessage({ problem: toProblem(error) }),
  );
});

/** @param {Uint8Array} bytes */
async function readDocx(bytes) {
  const mammoth = (await import('mammoth')).default;
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
    {
      styleMap: ["p[style-name='Title'] => title:fresh", "br[type='page'] => hr"],
      // A picture says nothing here, and its bytes would be copied into the text.
      convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
    },
  );
  if (value.length > MAX_CHARS) throw new Problem('large');
  return { html: value };
}

/** @param {Uint8Array} bytes */
async function readPdf(bytes) {
  const { getDocumentProxy } = await import('unpdf');
  const document = await getDocumentProxy(bytes, {
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    maxImageSize: 1,
    verbosity: 0,
  });
  try {
    if (document.numPages > MAX_PAGES) throw new Problem('pages');
    return await readPages(document);
  } finally {
    await document.loadingTask.destroy();
  }
}

/** @param {PdfDocument} document */
async function readPages(document) {
  const pages = [];
  const room = { items: MAX_ITEMS, chars: MAX_CHARS };
  for (let number = 1; number <= document.numPages; number++) {
    pages.push(await readPage(await document.getPage(number), room));
    if (isBeyond || process.memoryUsage().arrayBuffers > MAX_BUFFERS_BYTES) throw new Problem('large');
  }
  return { title: await readTitle(document), pages };
}

/**
 * @param {PdfPage} page
 * @param {{ items: number, chars: number }} room
 */
async function readPage(page, room) {
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
  const items = [];
  for await (const { items: some } of page.streamTextContent()) {
    for (const item of some) {
      if (typeof item.str !== 'string') continue;
      room.items--;
      room.chars -= item.str.length;
      if (room.items < 0 || room.chars < 0) throw new Problem('large');
      const [, b = 0, c = 0, d = 0, x = 0, y = 0] = item.transform;
      // Text that stands on its side is a watermark or a mark in the margin.
      if (item.str !== '' && Math.abs(b) < 0.1)
        items.push({
          text: item.str,
          x: x - left,
          y: y - bottom,
          width: item.width,
          size: Math.hypot(c, d),
          font: item.fontName,
        });
    }
  }
  page.cleanup();
  return { width: right - left, height: top - bottom, items };
}

/** @param {PdfDocument} document */
async function readTitle(document) {
  const { info } = await document.getMetadata().catch(() => ({ info: {} }));
  const title = /** @type {Record<string, unknown>} */ (info)['Title'];
  return typeof title === 'string' ? title.slice(0, 1000) : '';
}

/** @param {unknown} error */
function toProblem(error) {
  if (isBeyond) return 'large';
  if (error instanceof Problem) return error.kind;
  const name = error instanceof Error ? error.name : '';
  if (name === 'PasswordException') return 'encrypted';
  return error instanceof RangeError ? 'deep' : 'broken';
}
