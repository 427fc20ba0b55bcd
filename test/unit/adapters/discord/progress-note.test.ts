import { expect, test } from 'vitest';
import { createProgressNote } from '../../../../src/adapters/discord/commands/progress-note.ts';
import { createFakeClock } from '../../../fakes/clock.ts';

test('shows the newest text about once a second and leaves out what lies between', async () => {
  const clock = createFakeClock();
  const shown: string[] = [];
  const note = createProgressNote({ clock, edit: async (text) => void shown.push(text) });

  for (let step = 0; step < 30; step += 1) {
    note.show(`${step}`);
    await clock.advance(100);
  }

  expect(shown).toEqual(['0', '10', '21']);
});

test('shows nothing more after its end', async () => {
  const clock = createFakeClock();
  const shown: string[] = [];
  const note = createProgressNote({ clock, edit: async (text) => void shown.push(text) });
  note.show('first');
  note.show('second');
  await clock.advance(1);

  await note.end();
  await clock.advance(5000);

  expect(shown).toEqual(['first']);
});

test('goes on after a text that could not be shown', async () => {
  const clock = createFakeClock();
  const tried: string[] = [];
  const edit = async (text: string): Promise<void> => {
    tried.push(text);
    throw new Error('away');
  };
  const note = createProgressNote({ clock, edit });

  note.show('first');
  await clock.advance(2000);
  note.show('second');
  await clock.advance(1);

  expect(tried).toEqual(['first', 'second']);
});
