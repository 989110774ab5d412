/**
 * Hands the parts of a job out. Gets one function per part, which starts that part and promises
 * its value, and how many parts the way can have in progress at once; promises the values in the
 * parts' order.
 */
export type Schedule = (
  starts: readonly (() => Promise<unknown>)[],
  limit: number,
) => Promise<readonly unknown[]>;

/** The list, beginning with its element number `by`: so each goes first once. */
export function rotated<T>(list: readonly T[], by: number): T[] {
  const cut = by % list.length;
  return [...list.slice(cut), ...list.slice(0, cut)];
}

/** The schedule of every run that is given no other: in order, never more than `limit` at once. */
export const inOrder: Schedule = async (starts, limit) => {
  const values: unknown[] = new Array(starts.length);
  const rest = starts.entries();
  const lane = async () => {
    // All lanes draw from the same iterator: an idle lane takes the next part.
    for (const [part, start] of rest) values[part] = await start();
  };
  await Promise.all(Array.from({ length: Math.min(limit, starts.length) }, lane));
  return values;
};
