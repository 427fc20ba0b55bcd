import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** Looks of the report. The six kinds of ending keep their colours in every plot, and are told apart in grey as well. */
export const REPORT_STYLE: Markup = html`
  :root { color-scheme: light dark; --ground: #f6f5f1; --card: #ffffff; --line: #e2dfd6; --ink: #1d2329; --soft:
  #616a72; --right: #1b8a6b; --lacking: #d99a1c; --refused: #e06f3c; --known: #4a72c4; --invented: #c0365a; --broken:
  #8d949b; --good: #126b52; --bad: #a8264a; --bad-ground: #fbeff2; } @media (prefers-color-scheme: dark) { :root {
  --ground: #14181c; --card: #1c2227; --line: #313a41; --ink: #e8eaec; --soft: #9aa5ad; --right: #35b391; --lacking:
  #e0ad45; --refused: #ea8a5c; --known: #7398e6; --invented: #e5668a; --ungrounded: #bb8fd1; --broken: #7d868d; --good:
  #5cd0b0; --bad: #f08aa6; --bad-ground: #33202a; } } * { box-sizing: border-box; } body { margin: 0; background:
  var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; } header, main { max-width: 68rem; margin: 0
  auto; padding: 0 1.25rem; } header { padding-top: 2.5rem; padding-bottom: 1.25rem; } h1, h2, h3, p, figure, dl, dd,
  ol, ul { margin: 0; } h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -0.01em; } h2 { font-size: 0.95rem;
  font-weight: 600; } .eyebrow { color: var(--soft); font-size: 0.8rem; font-weight: 600; letter-spacing: 0.08em;
  text-transform: uppercase; } .facts { color: var(--soft); font-size: 0.85rem; font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere; } .lead { margin-top: 0.5rem; font-size: 1.25rem; } .lead.is-passed b { color: var(--good); }
  .lead.is-failed b { color: var(--bad); } .tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0.75rem;
  } .tile, figure, .question { background: var(--card); border: 1px solid var(--line); border-radius: 0.6rem; } .tile {
  padding: 0.8rem 1rem; } .tile h2 { color: var(--soft); font-size: 0.85rem; font-weight: 500; } .tile .value {
  font-size: 1.6rem; font-weight: 650; line-height: 1.3; font-variant-numeric: tabular-nums; } .plots { display: grid;
  grid-template-columns: 1fr 1fr; gap: 0.75rem; margin-top: 0.75rem; } figure { padding: 1rem 1.1rem; min-width: 0; }
  figcaption { min-height: 3.1rem; margin-bottom: 0.4rem; } svg { display: block; width: 100%; overflow: visible; } svg
  text { font: 12px system-ui, sans-serif; fill: var(--soft); } svg .count { fill: var(--ink); font-weight: 600; } svg
  .mark-label { fill: var(--ink); } svg .axis { stroke: var(--line); } svg .mark { stroke: var(--ink); stroke-dasharray:
  3 3; } .fill-right { fill: var(--right); } .fill-lacking { fill: var(--lacking); } .fill-refused { fill:
  var(--refused); } .fill-known { fill: var(--known); } .fill-invented { fill: var(--invented); } .fill-ungrounded {
  fill: var(--ungrounded); } .fill-broken { fill: var(--broken); } .bar { margin-bottom: 1rem; } .bar h3 { font-size:
  0.85rem; font-weight: 500; margin-bottom: 0.3rem; } .bar h3 span { color: var(--soft); } .bar svg { border-radius:
  0.35rem; overflow: hidden; } .bar rect { stroke: var(--card); stroke-width: 2px; } .legend { display: flex; flex-wrap:
  wrap; gap: 0.15rem 1.1rem; margin-top: 0.4rem; padding: 0; list-style: none; font-size: 0.85rem; } .legend i {
  display: inline-block; width: 0.7rem; height: 0.7rem; margin-right: 0.4rem; border-radius: 0.2rem; } i.right {
  background: var(--right); } i.lacking { background: var(--lacking); } i.refused { background: var(--refused); }
  i.known { background: var(--known); } i.invented { background: var(--invented); } i.ungrounded { background:
  var(--ungrounded); } i.broken { background: var(--broken); } .questions { margin: 2rem 0 3rem; } .questions > h2 {
  font-size: 1.2rem; } .choice { display: flex; gap: 1.25rem; margin: 0.5rem 0 0.9rem; font-size: 0.95rem; } .choice
  input { accent-color: var(--right); } .list { display: grid; gap: 0.4rem; } body:has(#only-failed:checked)
  .question.is-passed { display: none; } summary { cursor: pointer; list-style: none; border-radius: 0.4rem; }
  summary::-webkit-details-marker { display: none; } summary:focus-visible { outline: 2px solid var(--known);
  outline-offset: 2px; } .question > summary { display: grid; grid-template-columns: 9.5rem 1fr auto; gap: 0.2rem 1rem;
  align-items: baseline; padding: 0.6rem 1rem; } .verdict { font-size: 0.85rem; font-weight: 600; white-space: nowrap; }
  .is-passed .verdict { color: var(--good); } .is-failed .verdict { color: var(--bad); } .asked { overflow-wrap:
  anywhere; } .details { padding: 0.2rem 1rem 1rem; border-top: 1px solid var(--line); } .problem { margin-top: 0.7rem;
  padding: 0.5rem 0.8rem; border-left: 3px solid var(--bad); background: var(--bad-ground); overflow-wrap: anywhere; }
  dl { display: grid; grid-template-columns: 8.5rem 1fr; gap: 0.7rem 1rem; margin-top: 0.8rem; } dt { color:
  var(--soft); font-size: 0.85rem; } dd { min-width: 0; } .answer { white-space: pre-wrap; overflow-wrap: anywhere;
  unicode-bidi: isolate; max-width: 46rem; } .remarks { margin-top: 0.4rem; color: var(--soft); font-size: 0.85rem; }
  .wordings { display: flex; flex-wrap: wrap; gap: 0.4rem; padding: 0; list-style: none; } .wordings li { padding:
  0.05rem 0.55rem; border: 1px solid var(--line); border-radius: 1rem; font-size: 0.9rem; overflow-wrap: anywhere; }
  .is-there::before { content: '✓ '; color: var(--good); } .is-missing::before { content: '✕ '; color: var(--bad); } ol
  { padding-left: 1.4rem; } ol li::marker { color: var(--soft); font-variant-numeric: tabular-nums; } ol li {
  margin-bottom: 0.2rem; } .is-wanted > details > summary > span:first-child { font-weight: 600; } ol .answer { margin:
  0.3rem 0 0.7rem; padding-left: 0.8rem; border-left: 2px solid var(--line); font-size: 0.92rem; } ol summary
  span:first-child { text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: 0.2em; }
  @media (max-width: 52rem) { .tiles { grid-template-columns: 1fr 1fr; } .plots { grid-template-columns: 1fr; }
  figcaption { min-height: 0; } .question > summary { grid-template-columns: auto 1fr; } .question > summary .facts {
  grid-column: 1 / -1; } .verdict span { display: none; } dl { grid-template-columns: 1fr; gap: 0.2rem; } dd {
  margin-bottom: 0.6rem; } } @media print { .choice { display: none; } }
`;
