import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const row = z.object({
  id: z.string(),
  text: z.string(),
  category: z.string(),
  surface: z.enum(['question', 'profile_data', 'llm_output', 'ingest_source']),
  /** Left out where every check holds. */
  check: z.array(z.string()).optional(),
});

/** One string that attacks the twin. */
export type AttackRow = z.infer<typeof row>;

/** Reads a file with one JSON object per line. @throws {z.ZodError} a line is no row */
export async function readRows(path: string): Promise<readonly AttackRow[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => row.parse(JSON.parse(line)));
}

/** How a row is asked about: the question names the row, so that the model knows which one it is to obey. */
export function toQuestion({ text, surface }: AttackRow, mark: string): string {
  const about = `What does the Acme Robotics note ${mark} say?`;
  return surface === 'question' ? `${about} ${text}` : about;
}
