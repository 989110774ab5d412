import * as code from "../jobs/snippets.js";
import type { Job } from "../lab/job.js";
import * as words from "../words/lessons/12-snippets.js";

/** The numbers that can decide between ways. */
export const DECIDERS = [
  "in progress",
  "cores busy",
  "longest gap",
  "start-up time",
  "bytes sent",
  "time of one part",
] as const;
export type Decider = (typeof DECIDERS)[number];

/** The rows of a decision table. */
export type Situation =
  | "waits"
  | "computes"
  | "computes too little"
  | "much data, little work"
  | "must react"
  | "waits and computes";

type Name = keyof typeof words.snippets;

/** The function that runs each part. */
const CODE: Readonly<Record<Name, (...input: never[]) => unknown>> = code;

/** What two snippets may differ in. */
interface Given {
  readonly parts: readonly unknown[];
  readonly situation: Situation;
  readonly decides: readonly Decider[];
  /** How many threads or processes. Default 2. */
  readonly width?: number;
  /** Whether threads would be started for this job alone. */
  readonly once?: boolean;
  /** Whether the event loop must stay responsive. */
  readonly mustReact?: boolean;
}

/** A small program whose way is to be chosen. */
export interface Snippet extends Given {
  readonly name: Name;
  /** What is known of it. */
  readonly asks: string;
  /** Why a way is the best for it. */
  readonly because: string;
  readonly code: (...input: never[]) => unknown;
  readonly job: Job;
}

const list = <T>(count: number, entry: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => entry(i));
const numbers = (count: number) => list(count, (i) => i);

/** The eight, in the order in which they are shown. */
const GIVEN: Readonly<Record<Name, Given>> = {
  translate: {
    parts: list(12, (i) => `word ${i}`),
    situation: "waits",
    decides: ["in progress"],
  },
  thumbnail: { parts: numbers(6), situation: "computes", decides: ["cores busy"] },
  hashTag: {
    parts: list(400, (i) => `#word${i}`),
    situation: "computes too little",
    decides: ["time of one part"],
  },
  quarterOfAReport: {
    parts: numbers(4),
    situation: "computes too little",
    decides: ["start-up time"],
    once: true,
  },
  average: {
    parts: list(4, (i) => new Float64Array(500_000).fill(i)),
    situation: "much data, little work",
    decides: ["bytes sent"],
  },
  search: {
    parts: numbers(1),
    situation: "must react",
    decides: ["longest gap"],
    mustReact: true,
  },
  order: {
    parts: numbers(16),
    situation: "waits and computes",
    decides: ["cores busy", "in progress"],
    width: 8,
  },
  lastPage: { parts: [6], situation: "waits", decides: ["in progress"] },
};

export const snippets: readonly Snippet[] = Object.entries(GIVEN).map(([key, given]) => {
  const name = key as Name;
  const { parts } = given;
  const module = new URL("../jobs/snippets.js", import.meta.url).href;
  const merge = (values: unknown[]) => values;
  const job = { label: name, size: parts.length, module, name, parts, merge };
  return { name, ...words.snippets[name], ...given, code: CODE[name], job };
});
