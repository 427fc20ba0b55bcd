import { describe, expect, test } from 'vitest';

import { lowerQuestions } from '../../../src/engines/vector/lower-questions.ts';
import { makeChunk } from './chunks.ts';

const written = ['Where?', 'When?', 'How?', 'Why?', 'Who?'].map((question) =>
  makeChunk({ title: question, text: `Question: ${question} Answer: So.` }),
);
const told = ['Day', 'Night', 'Sea', 'Land'].map((title) => makeChunk({ title, text: `${title} is told.` }));
const chunks = [...written, ...told];
const cosines = Float32Array.from([0.5, 0.5, 0.5, 0.5, 1, 0.4, 0.1, 0.1, 0.1]);
const all = (): boolean => true;

describe('the cosines of written answers', () => {
  test('lose what they have before the others for being questions, and a perfect match loses nothing', () => {
    const lowered = lowerQuestions({ chunks, cosines }, all);

    const rounded = Array.from(lowered.cosines, (cosine) => Number(cosine.toFixed(2)));
    expect(rounded).toEqual([0.17, 0.17, 0.17, 0.17, 1, 0.4, 0.1, 0.1, 0.1]);
  });

  test('stay when they are no nearer than the others', () => {
    const near = Float32Array.from([0.1, 0.1, 0.1, 0.1, 0.9, 0.4, 0.4, 0.4, 0.4]);

    expect(lowerQuestions({ chunks, cosines: near }, all).cosines).toEqual(near);
  });

  test('stay when there are too few to tell what they have in common', () => {
    const few = { chunks: chunks.slice(3), cosines: cosines.slice(3) };

    expect(lowerQuestions(few, all)).toBe(few);
  });

  test('do not change with what may not be seen', () => {
    const hidden = makeChunk({ title: 'Hidden?', text: 'Question: Hidden? Answer: Yes.' });
    const more = { chunks: [...chunks, hidden], cosines: Float32Array.from([...cosines, 0.99]) };

    const lowered = lowerQuestions(more, (chunk) => chunk !== hidden);

    expect(lowered.cosines.slice(0, chunks.length)).toEqual(lowerQuestions({ chunks, cosines }, all).cosines);
  });
});
