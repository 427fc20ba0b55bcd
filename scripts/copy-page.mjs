// Copies the web page's files, which the TypeScript compiler leaves alone, next to the compiled server.
import { cpSync } from 'node:fs';

const root = new URL('..', import.meta.url);
cpSync(new URL('src/adapters/web/page', root), new URL('dist/adapters/web/page', root), { recursive: true });
