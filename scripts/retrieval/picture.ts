/** Bars of one set, one per engine. */
export interface BarGroup {
  readonly title: string;
  readonly bars: readonly { readonly engine: string; readonly value: number }[];
}

const COLOURS = ['#0f766e', '#5eaaa3', '#b8b8c4', '#cfa76b', '#c98f9b', '#8fa3c9'];
const BAR_HEIGHT = 9;
const GROUP_GAP = 16;
const LEFT = 190;
const WIDTH = 460;
const TOP = 54;

/** Draws nDCG@10 of each engine on each set as horizontal bars; readable on light and on dark pages. */
export function drawQuality(groups: readonly BarGroup[]): string {
  const engines = groups[0]?.bars.map(({ engine }) => engine) ?? [];
  const groupHeight = engines.length * (BAR_HEIGHT + 1) + GROUP_GAP;
  const height = TOP + groups.length * groupHeight + 10;
  const parts = groups.map((group, at) => drawGroup(group, TOP + at * groupHeight));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 ${height}" font-family="system-ui, sans-serif" font-size="11">`,
    `<rect width="720" height="${height}" rx="8" fill="#ffffff"/>`,
    `<text x="16" y="22" font-size="14" font-weight="600" fill="#1b1b22">nDCG@10, higher is better</text>`,
    ...engines.map(drawKey),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function drawKey(engine: string, at: number, engines: readonly string[]): string {
  const x = engines.slice(0, at).reduce((end, one) => end + 34 + one.length * 6, 16);
  return `<rect x="${x}" y="32" width="9" height="9" fill="${COLOURS[at]}"/><text x="${x + 13}" y="40" fill="#44444f">${escape(engine)}</text>`;
}

function drawGroup({ title, bars }: BarGroup, top: number): string {
  const middle = top + (bars.length * (BAR_HEIGHT + 1)) / 2 + 4;
  const drawn = bars.map(({ value }, at) => {
    const y = top + at * (BAR_HEIGHT + 1);
    const width = (Math.max(0, value) * WIDTH).toFixed(1);
    return (
      `<rect x="${LEFT}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="1.5" fill="${COLOURS[at]}"/>` +
      `<text x="${LEFT + value * WIDTH + 5}" y="${y + 8}" font-size="9" fill="#44444f">${value.toFixed(3)}</text>`
    );
  });
  return `<text x="${LEFT - 10}" y="${middle}" text-anchor="end" fill="#1b1b22">${escape(title)}</text>${drawn.join('')}`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
