/**
 * How thorough the tests are, in one place. `npm test` is quick; `npm run soak` does everything, at
 * full size, while there is time.
 */

/** When the soak may begin nothing any more, in ms since 1970; NaN in `npm test`. */
const until = Number(process.env.LAB_SOAK_UNTIL || Number.NaN);

/** Whether this is `npm run soak`. */
export const soaking = until > 0;

/** How much there is of what takes time. */
export const much = soaking
  ? { pace: undefined, pressMs: [0, 30, 100, 300, 900, 2500], cells: 600 }
  : {
      /** What src/page/pace.ts reads: how large notebooks measure. */
      pace: "test",
      /** When the stop button is pressed, after the first that a cell prints. */
      pressMs: [100, 900],
      /** Cells of one line, one after another: four messages each, and 512 must come together. */
      cells: 140,
    };

/** Why nothing more begins; `false` while there is time, and always in `npm test`. */
export function late(): string | false {
  return Date.now() > until && "the soak's time is over";
}
