import { algorithmsFor } from './algorithms.ts';
import { runScenario, type AnswerRun } from './run-scenario.ts';
import type { BenchScenario } from './scenarios.ts';

const COLOURS: readonly string[] = ['#0f766e', '#b45309', '#9333ea', '#2563eb', '#be123c'];
const LEFT = 50;
const WIDTH = 640;
const TOP = 60;
const HEIGHT = 240;

/** Draws what one answer shows over time, for each algorithm; readable on light and on dark pages. */
export async function drawGrowth(scenario: BenchScenario, seed: number): Promise<string> {
  const algorithms = algorithmsFor(scenario.place);
  const runs: { readonly name: string; readonly answer: AnswerRun }[] = [];
  for (const algorithm of algorithms) {
    const [answer] = (await runScenario(scenario, algorithm, seed)).answers;
    if (answer !== undefined) runs.push({ name: algorithm.name, answer });
  }
  const endMs = Math.max(...runs.map(({ answer }) => answer.frames.at(-1)?.at ?? 0), 1);
  const chars = runs[0]?.answer.text.length ?? 1;
  const x = (at: number): string => (LEFT + (at / endMs) * WIDTH).toFixed(1);
  const y = (count: number): string => (TOP + HEIGHT - (count / chars) * HEIGHT).toFixed(1);
  const written = runs[0]?.answer.written ?? [];
  let count = 0;
  const model = written.map(({ at, charCount }) => `${x(at)},${y((count += charCount))}`).join(' ');
  const lines = runs.map(({ answer }, at) => {
    const steps = answer.frames.map((frame) => `H${x(frame.at)}V${y(commonLength(answer.text, frame.text))}`);
    return `<path d="M${x(0)},${y(0)}${steps.join('')}" fill="none" stroke="${COLOURS[at]}" stroke-width="${at === 0 ? 2.5 : 1.5}"/>`;
  });
  const keys = runs.map(({ name }, at) => {
    const left = LEFT + 110 + at * 105;
    return `<rect x="${left}" y="34" width="10" height="10" fill="${COLOURS[at]}"/><text x="${left + 15}" y="43">${name}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 340" font-family="system-ui, sans-serif" font-size="11" fill="#44444f">`,
    `<rect width="720" height="340" rx="8" fill="#ffffff"/>`,
    `<text x="16" y="22" font-size="14" font-weight="600" fill="#1b1b22">Visible text over time: ${scenario.name}</text>`,
    `<rect x="${LEFT}" y="34" width="10" height="10" fill="#b8b8c4"/><text x="${LEFT + 15}" y="43">written by the model</text>`,
    ...keys.map((key) => key.replaceAll(/x="(\d+)"/g, (_all, left: string) => `x="${Number(left) + 20}"`)),
    `<polyline points="${model}" fill="none" stroke="#b8b8c4" stroke-width="3"/>`,
    ...lines,
    `<text x="${LEFT}" y="${TOP + HEIGHT + 20}">0 s</text><text x="${LEFT + WIDTH}" y="${TOP + HEIGHT + 20}" text-anchor="end">${(endMs / 1000).toFixed(1)} s</text>`,
    `<text x="${LEFT - 6}" y="${TOP + 6}" text-anchor="end">${chars}</text><text x="${LEFT - 6}" y="${TOP + HEIGHT}" text-anchor="end">0</text>`,
    '</svg>\n',
  ].join('\n');
}

function commonLength(text: string, frame: string): number {
  let length = 0;
  while (length < frame.length && text[length] === frame[length]) length += 1;
  return length;
}
