import { expect, test, vi } from 'vitest';
import { createBench, PATIENT, ROOMY, waitForMessages } from '../fakes/discord/discord-bench.ts';

test('refuses /reingest of anybody but an admin in private, and logs it', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  const user = fake.person();

  fake.slash({ user, command: 'reingest', permissions: '8' });

  const [refusal] = await waitForMessages(fake, 1);
  expect(refusal?.onlyFor).toBe(user.id);
  expect(refusal?.text).toContain('Only the twin’s owner can re-ingest');
  expect(fake.transcript.messages()).toHaveLength(1);
  expect(twin.logger.of('reingest.refused')).toHaveLength(1);
  expect(twin.logger.of('reingest.requested')).toHaveLength(0);
});

test('shows an admin what a re-ingest did, in private', async () => {
  await using bench = await createBench({ fake: ROOMY, core: { admins: [`discord:${ADMIN}`] } });
  const { fake, twin } = bench;
  await twin.write('notes.md', '# Hobbies\n\nMaya plays the cello.');

  fake.slash({ user: admin(fake), command: 'reingest' });

  const report = await vi.waitUntil(
    () => fake.transcript.standing().find(({ text }) => text.includes('Re-ingested')),
    PATIENT,
  );
  expect(report.onlyFor).toBe(ADMIN);
  expect(report.text).toMatch(/1 added, 0 changed, 0 removed, \d+ unchanged/);
  expect(report.text).toContain('Hobbies');
  expect(fake.transcript.messages()).toHaveLength(1);
});

test('a dry run only says what would change', async () => {
  await using bench = await createBench({ fake: ROOMY, core: { admins: [`discord:${ADMIN}`] } });
  const { fake, twin } = bench;
  await twin.write('notes.md', '# Hobbies\n\nMaya plays the cello.');

  fake.slash({ user: admin(fake), command: 'reingest', options: { 'dry-run': true } });

  const report = await vi.waitUntil(
    () => fake.transcript.standing().find(({ text }) => text.includes('Dry run')),
    PATIENT,
  );
  expect(report.text).toContain('1 added');
  expect(await twin.state.versions.activeNumber(twin.index.name)).toBe(1);
});

test('rollback goes back to the version before, in private and audited', async () => {
  await using bench = await createBench({ fake: ROOMY, core: { admins: [`discord:${ADMIN}`] } });
  const { fake, twin } = bench;
  await twin.write('notes.md', '# Hobbies\n\nMaya plays the cello.');
  await twin.ingest.ingest({ isDryRun: false, signal: AbortSignal.timeout(120_000) });

  fake.slash({ user: admin(fake), command: 'reingest', options: { rollback: true } });

  const report = await vi.waitUntil(
    () => fake.transcript.standing().find(({ text }) => text.includes('Went back')),
    PATIENT,
  );
  expect(report.onlyFor).toBe(ADMIN);
  expect(report.text).toContain('1 removed');
  expect(await twin.state.versions.activeNumber(twin.index.name)).toBe(1);
  expect(twin.logger.of('reingest.completed')[0]?.fields).toMatchObject({ isRollback: true });
});

test('a report that is longer than a message goes on in a next one, in private', async () => {
  await using bench = await createBench({ fake: ROOMY, core: { admins: [`discord:${ADMIN}`] } });
  const { fake, twin } = bench;
  const title = 'A heading of considerable length that says what this section is about';
  const sections = Array.from({ length: 40 }, (_none, at) =>
    twin.write(`bad-${at}-${'x'.repeat(60)}.json`, '{ broken'),
  );
  await twin.write('notes.md', `# ${title}\n\nText.`);
  await Promise.all(sections);

  fake.slash({ user: admin(fake), command: 'reingest' });

  const messages = await vi.waitUntil(
    () => (fake.transcript.standing().length >= 2 ? fake.transcript.standing() : undefined),
    PATIENT,
  );
  expect(messages.every(({ onlyFor }) => onlyFor === ADMIN)).toBe(true);
});

test('is shown to server managers only, and in servers only', async () => {
  await using bench = await createBench();

  const reingest = bench.fake.world.commands.get('global')?.find(({ name }) => name === 'reingest');

  expect(reingest).toMatchObject({ default_member_permissions: '32', contexts: [0] });
});

test.each([
  ['about', 'AI twin of Maya Test'],
  ['quota', 'questions left'],
  ['forget', 'I keep nothing about you'],
])('answers /twin %s to the asker alone', async (subcommand, words) => {
  await using bench = await createBench();
  const { fake } = bench;
  const user = fake.person();

  fake.slash({ user, command: 'twin', subcommand });

  const [told] = await waitForMessages(fake, 1);
  expect(told?.onlyFor).toBe(user.id);
  expect(told?.text).toContain(words);
});

const ADMIN = '123456789012345678';

function admin({ world }: Awaited<ReturnType<typeof createBench>>['fake']) {
  const user = { id: ADMIN, username: 'owner', isBot: false };
  world.users.set(user.id, user);
  return user;
}
