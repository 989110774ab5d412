// Finds the serial share in your own numbers: node 08-amdahl.mjs
const measured = [
  { workers: 1, ms: 1000 }, // the median of several runs; replace these by your own
  { workers: 2, ms: 560 },
  { workers: 4, ms: 330 },
  { workers: 8, ms: 215 },
];

// Amdahl: ms = serial + shared / workers. That is a straight line over x = 1 / workers.
const points = measured.map(({ workers, ms }) => ({ x: 1 / workers, y: ms }));
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const [meanX, meanY] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
const covariance = mean(points.map(({ x, y }) => (x - meanX) * (y - meanY)));
const variance = mean(points.map(({ x }) => (x - meanX) ** 2));
const shared = covariance / variance;
const serial = meanY - shared * meanX;

const share = serial / (serial + shared);
console.log(`serial share ${(100 * share).toFixed(1)} %, so at most ${(1 / share).toFixed(1)} times as fast`);
for (const { workers, ms } of measured) {
  const byLaw = serial + shared / workers;
  console.log(`${workers} workers: ${ms} ms measured, ${Math.round(byLaw)} ms by the law`);
}
