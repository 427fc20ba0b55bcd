import { expect, test, vi } from 'vitest';
import { createBench, PATIENT, ROOMY } from '../fakes/discord/discord-bench.ts';
import type { DiscordBench } from '../fakes/discord/discord-bench.ts';

const ADMIN = '900000000000000001';
const NOTE = '# Boat\n\nThe boat of Maya is called Heron and lies in Whitby.';
const FILES = {
  'note.md': NOTE,
  'golden.jsonl':
    '{"question": "What is the boat called?", "contains": ["Heron"]}\n{"question": "Where does the boat lie?", "contains": ["Whitby"]}\n',
};

test('a fact that breaks a golden question stops /reingest before the switch, and the question is named', async () => {
  await using bench = await openBench();
  await bench.twin.write('note.md', NOTE.replace('Heron', 'Gull'));

  const told = await reingest(bench, '“What is the boat called?” no longer says “Heron”.');

  expect(told).not.toContain('Where does the boat lie?');
  expect(told).not.toContain('Re-ingested');
  expect(await bench.twin.state.versions.activeNumber('local')).toBe(1);
  expect(await liveText(bench)).toContain('Heron');
});

test('a fact that no golden question asks for goes live', async () => {
  await using bench = await openBench();
  await bench.twin.write('note.md', `${NOTE} It is blue.`);

  await reingest(bench, 'Re-ingested');

  expect(await liveText(bench)).toContain('It is blue.');
});

test('the fact and its golden question are changed together', async () => {
  await using bench = await openBench();
  await bench.twin.write('note.md', NOTE.replace('Heron', 'Gull'));
  await bench.twin.write('golden.jsonl', FILES['golden.jsonl'].replace('Heron', 'Gull'));

  await reingest(bench, 'Re-ingested');

  expect(await liveText(bench)).toContain('Gull');
});

function openBench(): Promise<DiscordBench> {
  return createBench({ fake: ROOMY, core: { admins: [`discord:${ADMIN}`], files: FILES } });
}

/** Runs the command as the admin, and gives the message that holds the words. */
async function reingest({ fake }: DiscordBench, words: string): Promise<string> {
  fake.slash({ user: { ...fake.person(), id: ADMIN }, command: 'reingest' });
  const message = await vi.waitUntil(
    () => fake.transcript.standing().find(({ text }) => text.includes(words)),
    PATIENT,
  );
  expect(message.onlyFor).toBe(ADMIN);
  return message.text;
}

async function liveText({ twin }: DiscordBench): Promise<string> {
  const version = await twin.state.versions.active('local');
  const chunks = await twin.index.list({ signal: AbortSignal.timeout(120_000) });
  return chunks
    .filter(({ id }) => version?.chunkIds.includes(id))
    .map(({ text }) => text)
    .join('\n');
}
