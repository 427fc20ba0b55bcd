/** How relevant documents are to one question, by id; what is not there is not. */
export type Relevance = ReadonlyMap<string, number>;

/** Normalised discounted cumulative gain of a ranking; the graded relevance is the gain. */
export function ndcg(ranked: readonly string[], relevance: Relevance, depth: number): number {
  const gain = (values: readonly number[]): number =>
    values.slice(0, depth).reduce((total, value, at) => total + value / Math.log2(at + 2), 0);
  const ideal = gain([...relevance.values()].toSorted((a, b) => b - a));
  return ideal === 0 ? 0 : gain(ranked.map((id) => relevance.get(id) ?? 0)) / ideal;
}

/** The share of the relevant documents among the first ones. */
export function recall(ranked: readonly string[], relevance: Relevance, depth: number): number {
  return ranked.slice(0, depth).filter((id) => relevance.has(id)).length / relevance.size;
}

/** One over the place of the first relevant document; 0 when there is none. */
export function reciprocalRank(ranked: readonly string[], relevance: Relevance): number {
  const place = ranked.findIndex((id) => relevance.has(id));
  return place < 0 ? 0 : 1 / (place + 1);
}

/** The chance that a positive scores above a negative; ties count half. */
export function rocAuc(positives: readonly number[], negatives: readonly number[]): number {
  let wins = 0;
  for (const positive of positives)
    for (const negative of negatives) wins += positive > negative ? 1 : positive === negative ? 0.5 : 0;
  return wins / (positives.length * negatives.length);
}

/** The arithmetic mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length;
}

/** The value below which `share` of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}
