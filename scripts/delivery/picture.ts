import { algorithmsFor } from './algorithms.ts';
import { commonLength } from './measure.ts';
import { runScenario, type AnswerRun } from './run-scenario.ts';
import type { BenchScenario } from './scenarios.ts';

const WIDTH = 720;
const MARGIN = 16;
/** The field of the lines; in front of it stand the counts. */
const FIELD = { left: 44, right: WIDTH - MARGIN, height: 220 } as const;
const TITLE_Y = 26;
const LEGEND_Y = 48;
const ROW_HEIGHT = 18;
/** About what a letter takes, so that no name runs into the next one, whatever font there is. */
const LETTER_WIDTH = 6.4;
const KEY_WIDTH = 15;
const GAP = 18;

/** Readable on light and on dark pages: it brings its own ground, and follows the reader's. */
const STYLE = `
text{font:11px system-ui,sans-serif;fill:#44444f}.title{font-size:14px;font-weight:600;fill:#1b1b22}
.ground{fill:#fff;stroke:#d8d8e0}.grid{stroke:#ececf1}.model{stroke:#a9a9b8;fill:none;stroke-width:3}
.line{fill:none;stroke-width:1.5}.ours{stroke-width:3}
.c0{stroke:#0f766e}.c1{stroke:#b45309}.c2{stroke:#9333ea}.c3{stroke:#2563eb}.c4{stroke:#be123c}
@media (prefers-color-scheme:dark){text{fill:#b6b6c2}.title{fill:#f2f2f7}.ground{fill:#16161c;stroke:#33333d}
.grid{stroke:#26262f}.model{stroke:#6d6d7c}.c0{stroke:#2dd4bf}.c1{stroke:#f59e0b}.c2{stroke:#c084fc}.c3{stroke:#60a5fa}
.c4{stroke:#fb7185}}`;

interface Drawn {
  readonly name: string;
  readonly answer: AnswerRun;
}

/** Draws what one answer shows over time, for each algorithm. */
export async function drawGrowth(scenario: BenchScenario, seed: number, title: string): Promise<string> {
  const drawn: Drawn[] = [];
  for (const algorithm of algorithmsFor(scenario.place)) {
    const [answer] = (await runScenario(scenario, algorithm, seed)).answers;
    if (answer !== undefined) drawn.push({ name: algorithm.name, answer });
  }
  const legend = drawLegend(drawn);
  const top = LEGEND_Y + legend.rowCount * ROW_HEIGHT;
  const height = top + FIELD.height + 28;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
    `<text class="title" x="${MARGIN}" y="${TITLE_Y}">${title}</text>`,
    ...legend.shapes,
    ...drawField(drawn, top),
    '</svg>\n',
  ].join('\n');
}

/** Names, and how far each is behind the model on average; as many to a row as there is room for. */
function drawLegend(drawn: readonly Drawn[]): { readonly rowCount: number; readonly shapes: readonly string[] } {
  const entries = [
    { style: 'model', label: 'written by the model' },
    ...drawn.map(({ name, answer }, at) => ({
      style: `line c${at}${at === 0 ? ' ours' : ''}`,
      label: `${name}, ${(answer.meanMs / 1000).toFixed(2)} s behind`,
    })),
  ];
  let [left, row] = [MARGIN, 0];
  const shapes = entries.map(({ style, label }) => {
    const width = KEY_WIDTH + label.length * LETTER_WIDTH;
    if (left + width > WIDTH - MARGIN) [left, row] = [MARGIN, row + 1];
    const [x, y] = [left, LEGEND_Y + row * ROW_HEIGHT];
    left += width + GAP;
    return `<path class="${style}" d="M${x.toFixed(0)},${y - 4}h10"/><text x="${(x + KEY_WIDTH).toFixed(0)}" y="${y}">${label}</text>`;
  });
  return { rowCount: row + 1, shapes };
}

function drawField(drawn: readonly Drawn[], top: number): readonly string[] {
  const { left, right, height } = FIELD;
  const bottom = top + height;
  const endMs = Math.max(...drawn.map(({ answer }) => answer.frames.at(-1)?.at ?? 0), 1);
  const text = drawn[0]?.answer.text ?? '';
  const x = (at: number): string => (left + (at / endMs) * (right - left)).toFixed(1);
  const y = (count: number): string => (bottom - (count / Math.max(1, text.length)) * height).toFixed(1);
  let count = 0;
  const model = (drawn[0]?.answer.written ?? []).map(({ at, charCount }) => `${x(at)},${y((count += charCount))}`);
  const lines = drawn.map(({ answer }, at) => {
    const steps = answer.frames.map((frame) => `H${x(frame.at)}V${y(commonLength(answer.text, frame.text))}`);
    return `<path class="line c${at}${at === 0 ? ' ours' : ''}" d="M${x(0)},${y(0)}${steps.join('')}H${x(endMs)}"/>`;
  });
  return [
    ...toTicks(endMs).flatMap((ms) => [
      `<path class="grid" d="M${x(ms)},${top}V${bottom}"/>`,
      `<text x="${x(ms)}" y="${bottom + 17}" text-anchor="middle">${ms / 1000} s</text>`,
    ]),
    ...[0, Math.round(text.length / 2), text.length].flatMap((chars) => [
      `<path class="grid" d="M${left},${y(chars)}H${right}"/>`,
      `<text x="${left - 6}" y="${Number(y(chars)) + 4}" text-anchor="end">${chars}</text>`,
    ]),
    `<polyline class="model" points="${model.join(' ')}"/>`,
    // Ours lies over the others.
    ...lines.toReversed(),
  ];
}

/** Half seconds while there are few of them, whole ones then; the last one keeps away from the edge. */
function toTicks(endMs: number): readonly number[] {
  const stepMs = endMs > 6000 ? 1000 : 500;
  const count = Math.floor((endMs - stepMs / 8) / stepMs) + 1;
  return Array.from({ length: count }, (_none, at) => at * stepMs);
}
