import { ms } from "../numbers.js";

/** The reading that tells why a job gains nothing from workers, or that it does. */
export const because = {
  gains: "workers were faster",
  waits: (coresBusy: number) =>
    `${coresBusy.toFixed(1)} cores were busy, the rest of the time it waited`,
  undivided: "only one part was ever in progress",
  small: (hereMs: number, thereMs: number) =>
    `${ms(hereMs)} of work, and ${ms(thereMs)} with the workers' start`,
};

export const gain = {
  none: "It gains nothing from workers.",
  some: (factor: number, most: number) =>
    `It does gain: speed-up ${factor.toFixed(1)} with workers, wanted at most ${most}.`,
};

export const cause = {
  right: "The measured cause agrees.",
  wrong: (said: string, measured: string, because: string) =>
    `You said '${said}'; we measured '${measured}': ${because}.`,
  oneCore: "Skipped: on one core no job gains from workers, whatever it is.",
};
