/** What `model.inWords` says of a law, or why there is none. */
import type { Law, Refusal } from "../experiments/laws.js";

export const disturbed = "other programs used the cores: close them, and run this again";
export const once = "it needs two undisturbed runs or more of every limit";

export function tooFew(least: number, there: number, computes: boolean): string {
  const has = computes ? `the cores here allow ${there}` : `there are ${there}`;
  return `it needs ${least} concurrency limits or more, and ${has}`;
}

export function refused({ why }: Refusal): string {
  return `No law: ${why}.`;
}

export function law(
  { aloneMs, sharedMs, eachMs, share, bounds, limits, misfit, tested }: Law,
  bestLimit: number,
): string {
  const whole = (aloneMs + sharedMs).toFixed(0);
  const between = `nine times in ten between ${percent(bounds[0])} and ${percent(bounds[1])}`;
  const best = `fastest with a limit of about ${bestLimit.toFixed(0)}`;
  const rests = `It rests on ${limits.length} concurrency limits (${limits.join(", ")})`;
  return [
    `Of ${whole} ms, ${aloneMs.toFixed(0)} ms are serial: ${percent(share)} (${between}).`,
    share > 0.001
      ? `The speed-up stays below ${(1 / share).toFixed(1)}.`
      : "No ceiling can be seen.",
    ...(eachMs > 0
      ? [`Each further part in progress costs ${eachMs.toFixed(1)} ms: ${best}.`]
      : []),
    tested
      ? `${rests}, and is ${percent(misfit)} off at the worst.`
      : `${rests}, which any such law fits: not tested.`,
  ].join(" ");
}

function percent(value: number): string {
  return `${(100 * value).toFixed(value < 0.0995 ? 1 : 0)} %`;
}
