import * as code from "../jobs/snippets.js";
import type { Job } from "../lab/job.js";

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
type Given = Pick<Snippet, "asks" | "code" | "situation" | "decides" | "because"> &
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
  const usual = { name: its.name, width: 2, once: false, mustReact: false };
  return { ...usual, code: its, job, ...given };
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

/** The eight, in the order in which they are shown. */
export const snippets: readonly Snippet[] = [
  snippet({
    asks: "Twelve words, each sent to a server that needs 25 ms.",
    code: code.translate,
    parts: numbers(12).map((i) => `word ${i}`),
    situation: "waits",
    decides: ["in progress"],
    because: "Waiting needs no core, so one thread can have all twelve in progress.",
  }),
  snippet({
    asks: "Six photos, about 40 ms of computing each; two threads are running already.",
    code: code.thumbnail,
    parts: numbers(6),
    situation: "computes",
    decides: ["cores busy"],
    because: "Only a second core makes computing faster.",
  }),
  snippet({
    asks: "Four hundred short words; two threads are running already.",
    code: code.hashTag,
    parts: numbers(400).map((i) => `#word${i}`),
    situation: "computes too little",
    decides: ["time of one part"],
    because: "A part takes less time than a message to a thread and back.",
  }),
  snippet({
    asks: "A script that computes for 4 × 3 ms and ends.",
    code: code.quarterOfAReport,
    parts: numbers(4),
    once: true,
    situation: "computes too little",
    decides: ["start-up time"],
    because: "Threads and processes take longer to start than all of the work.",
  }),
  snippet({
    asks: "Four lists of 500,000 readings, which the main thread has; two threads are running already.",
    code: code.average,
    parts: numbers(4).map((i) => new Float64Array(500_000).fill(i)),
    situation: "much data, little work",
    decides: ["bytes sent"],
    because: "To copy 4 MB takes longer than to add them up.",
  }),
  snippet({
    asks: "One search of about 150 ms, in a program that must answer within 50 ms while it runs.",
    code: code.search,
    parts: numbers(1),
    mustReact: true,
    situation: "must react",
    decides: ["longest gap"],
    because: "A thread makes it no faster, but leaves the event loop free.",
  }),
  snippet({
    asks: "Sixteen orders: ask for 30 ms, then compute for about 10; eight threads are running already.",
    code: code.order,
    parts: numbers(16),
    width: 8,
    situation: "waits and computes",
    decides: ["cores busy", "in progress"],
    because: "The waiting must overlap, and the computing needs more than one core.",
  }),
  snippet({
    asks: "Six pages of 25 ms; each answer tells where the next page is.",
    code: code.lastPage,
    parts: [6],
    situation: "waits",
    decides: ["in progress"],
    because: "Each waits for the one before, so no way can have two in progress.",
  }),
];
