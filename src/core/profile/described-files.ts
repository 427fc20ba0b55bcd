import type { SourceFault } from '../ingest/ingest-service.ts';
import { toDescribed, toFileKind } from './file-kinds.ts';
import { AudienceError, toSourceFault } from './source-fault.ts';
import type { SourceFile } from './source-files.ts';
import { NO_META, parseMeta, withFallback } from './source-meta.ts';
import type { SourceMeta } from './source-meta.ts';

/**
 * Joins each file with the description beside it, `cv.pdf` with `cv.pdf.yaml`. A file whose description cannot be read is
 * refused with it: its audience may stand there.
 */
export function describeFiles(files: readonly SourceFile[], faults: SourceFault[]): SourceFile[] {
  const metas = new Map<string, SourceMeta>();
  const refused = new Set(
    faults.filter(({ path }) => toFileKind(path) === 'description').map(({ path }) => toDescribed(path)),
  );
  const known = new Set([...files, ...faults].map(({ path }) => path));
  for (const { path, text } of files.filter(({ kind }) => kind === 'description')) {
    const described = toDescribed(path);
    try {
      if (!known.has(described)) throw new Error(`there is no ${described.split('/').at(-1)} beside it to describe`);
      metas.set(described, withFallback(parseMeta(text) ?? failEmpty(text), metas.get(described) ?? NO_META));
    } catch (error) {
      refused.add(described);
      faults.push(toSourceFault(path, error));
    }
  }
  const misnamed = new Set<string>();
  for (const { path, kind } of files) {
    const described = toDescribed(path);
    if (kind !== 'json' || !known.has(described) || toFileKind(described) === 'unread') continue;
    refused.add(described);
    misnamed.add(path);
    faults.push({ path, reason: `rename it to ${described.split('/').at(-1)}.yaml to describe the file beside it` });
  }
  return files
    .filter(({ kind, path }) => kind !== 'description' && !misnamed.has(path))
    .flatMap((file) => {
      if (!refused.has(file.path)) return [{ ...file, meta: withFallback(metas.get(file.path) ?? NO_META, file.meta) }];
      faults.push(toSourceFault(file.path, new AudienceError('the file beside it that describes it cannot be read')));
      return [];
    });
}

function failEmpty(text: string): SourceMeta {
  if (text.trim() === '') return NO_META;
  throw new Error('it holds no keys such as title, link, tags, date and audience');
}
