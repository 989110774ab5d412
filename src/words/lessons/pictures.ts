/** Sketches to choose in a prediction: captions, what they mean, what speaks against them. */

export const sideBySide = { caption: "all at once", means: "all parts run at the same instant" };
export const endToEnd = {
  caption: "one after another",
  means: "a part starts when the one before it has ended",
};
export const timeSliced = {
  caption: "taking turns",
  means: "the parts take turns, a slice of each at a time",
};
export const blocked = {
  caption: "blocked until the end",
  means: "it reacts when the work is done",
};
export const inSlices = {
  caption: "blocked, with short breaks",
  means: "it reacts between two slices",
};
export const responsive = {
  caption: "responsive all the time",
  means: "it reacts all the time",
};

const busy = (cores: number) => `${cores.toFixed(1)} cores were busy`;

/** What a run says against a sketch. */
export const against = {
  tookTurns: (cores: number) => `the parts overlapped while ${busy(cores)}, so they took turns`,
  oneAtATime: (cores: number) => `only one part was in progress at any time, and ${busy(cores)}`,
  atOnce: (most: number) => `${most} parts were in progress at once`,
  moreThanTurns: (cores: number) => `${busy(cores)}: more than taking turns allows`,
  noOverlap: "no part began before the one before it had ended",
  blockedFor: (worstMs: number, wholeMs: number) =>
    `the event loop was blocked for ${Math.round(worstMs)} of ${Math.round(wholeMs)} ms at a stretch`,
};
