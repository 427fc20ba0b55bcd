/** One figure after so many conversations. */
export interface Sample {
  readonly conversations: number;
  readonly value: number;
}

/** How much the value grows per conversation: the straight line with the least squares. Zero for fewer than two samples. */
export function slopeOf(samples: readonly Sample[]): number {
  const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = meanOf(samples.map(({ conversations }) => conversations));
  const meanY = meanOf(samples.map(({ value }) => value));
  const spread = samples.reduce((sum, { conversations }) => sum + (conversations - meanX) ** 2, 0);
  if (spread === 0 || samples.length < 2) return 0;
  const shared = samples.reduce((sum, { conversations, value }) => sum + (conversations - meanX) * (value - meanY), 0);
  return shared / spread;
}
