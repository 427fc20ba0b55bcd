import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SERVED_PROFILE } from '../../test/fakes/services.ts';

/** The files of the twin, which change. */
export interface ProfileFile {
  /** Writes the next revision; every passage of it names it. */
  revise(): Promise<void>;
}

/** Writes the first revision into a folder. */
export async function createProfileFile(dataDir: string): Promise<ProfileFile> {
  const path = join(dataDir, 'digitaltwin.json');
  let revision = 0;
  const file: ProfileFile = {
    async revise() {
      revision += 1;
      // In one step, or a process reads half of it.
      await writeFile(`${path}.new`, JSON.stringify(toProfile(revision)));
      await rename(`${path}.new`, path);
    },
  };
  await file.revise();
  return file;
}

function toProfile(revision: number): unknown {
  const { personal, experience } = SERVED_PROFILE;
  return {
    personal: { ...personal, headline: `Engineer, revision ${revision}` },
    experience: experience.map((one) => ({ ...one, summary: `${one.summary} This is revision ${revision}.` })),
  };
}
