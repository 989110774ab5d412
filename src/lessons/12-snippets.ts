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

/** A small program whose way is to be chosen. */
export interface Snippet {
  readonly name: string;
  /** What is known of it. */
  readonly asks: string;
  /** The function that runs each part. */
  readonly code: (...input: never[]) => unknown;
  readonly job: Job;
  /** How many threads or processes. */
  readonly width: number;
  /** Whether threads would be started for this job alone. */
  readonly once: boolean;
  /** Whether the event loop must stay responsive. */
  readonly mustReact: boolean;
  readonly situation: Situation;
  readonly decides: readonly Decider[];
  readonly because: string;
}

/** What two snippets may differ in. */
type Given = Pick<Snippet, "code" | "situation" | "decides"> &
  Partial<Pick<Snippet, "width" | "once" | "mustReact">> & { readonly parts: readonly unknown[] };

function snippet({ parts, code: its, ...given }: Given): Snippet {
  const job: Job = {
    label: its.name,
    size: parts.length,
    module: new URL("../jobs/snippets.js", import.meta.url).href,
    name: its.name,
    parts,
    merge: (values) => values,
  };
  const said = words.snippets[its.name as keyof typeof words.snippets];
  const usual = { name: its.name, width: 2, once: false, mustReact: false };
  return { ...usual, ...said, code: its, job, ...given };
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

/** The eight, in the order in which they are shown. */
export const snippets: readonly Snippet[] = [
  snippet({
    code: code.translate,
    parts: numbers(12).map((i) => `word ${i}`),
    situation: "waits",
    decides: ["in progress"],
  }),
  snippet({
    code: code.thumbnail,
    parts: numbers(6),
    situation: "computes",
    decides: ["cores busy"],
  }),
  snippet({
    code: code.hashTag,
    parts: numbers(400).map((i) => `#word${i}`),
    situation: "computes too little",
    decides: ["time of one part"],
  }),
  snippet({
    code: code.quarterOfAReport,
    parts: numbers(4),
    once: true,
    situation: "computes too little",
    decides: ["start-up time"],
  }),
  snippet({
    code: code.average,
    parts: numbers(4).map((i) => new Float64Array(500_000).fill(i)),
    situation: "much data, little work",
    decides: ["bytes sent"],
  }),
  snippet({
    code: code.search,
    parts: numbers(1),
    mustReact: true,
    situation: "must react",
    decides: ["longest gap"],
  }),
  snippet({
    code: code.order,
    parts: numbers(16),
    width: 8,
    situation: "waits and computes",
    decides: ["cores busy", "in progress"],
  }),
  snippet({
    code: code.lastPage,
    parts: [6],
    situation: "waits",
    decides: ["in progress"],
  }),
];
