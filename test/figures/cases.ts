import type { Method, Move } from "#dist/experiments/moving/move.js";
import { cost } from "#dist/figures/cost.js";
import { curve } from "#dist/figures/curve.js";
import type { Figure } from "#dist/figures/figure.js";
import { lanes } from "#dist/figures/lanes.js";
import { sketches } from "#dist/figures/sketch.js";
import { timeline } from "#dist/figures/timeline.js";
import { timings } from "#dist/figures/timings.js";
import type { Span } from "#dist/lab/job.js";
import type { Run } from "#dist/lab/run.js";
import { beating, madeUp, queued, repeated, span } from "./rows.js";

const four = { width: 4, parts: 4 };
const single = repeated("single", [100, 102, 101], { parts: 4 });
const worker = repeated("worker", [50, 52, 51], { ...four, busy: 1.9, startUpMs: 40 });
const cold = madeUp({ way: "worker", ...four, wallMs: 80, warm: false, startUpMs: 40 });
const python = [...repeated("python", [900, 901]), ...repeated("python threads", [950, 990])];

/** A part of a made-up run, over its whole length. */
const part = (given: Partial<Span>) => span({ startMs: 1000, endMs: 1100, ...given });

/** A part with half of a core, three of which two overlap, a thread that noted its turns. */
const drawn: Run[] = [
  madeUp({ spans: [part({ cpuMs: 50 })], beatsMs: [1005, 1010, 1090, 1095] }),
  madeUp({
    ...{ way: "async", width: 2, parts: 3 },
    spans: [
      part({ endMs: 1050, cpuMs: 25 }),
      part({ part: 1, startMs: 1010, endMs: 1060, cpuMs: 500 }),
      part({ part: 2, startMs: 1050, endMs: 1080, cpuMs: 0 }),
    ],
  }),
  madeUp({
    ...{ way: "worker", width: 2, parts: 2, busy: 1.9, beatsMs: beating(5, 100) },
    spans: [1, 2].map((threadId) => part({ part: threadId, threadId, cpuMs: 95 })),
  }),
];
/** A process is lost with its second part, and another takes its place. */
const lost = madeUp({
  ...{ way: "process", parts: 3 },
  spans: [
    part({ endMs: 1040, cpuMs: 30 }),
    part({ part: 1, startMs: 1040, endMs: 1060, cpuMs: null, fault: fault("it <ended>") }),
    part({ part: 2, startMs: 1070, pid: 2, cpuMs: 30 }),
  ],
});
function fault(message: string) {
  return { name: "Error", message, stack: "" };
}
/** A host leaves, one is frozen to the end, a part is lost twice; a name that is too long. */
const troubled = madeUp({
  ...{ job: "troubled", way: "queue", width: 3, parts: 2, wallMs: 1000, busy: 1.5 },
  spans: [
    part({ host: 2, attempt: 3, startMs: 1560, endMs: 1990, cpuMs: 400 }),
    part({ part: 1, host: 0, attempt: 1, startMs: 1010, endMs: 1200, cpuMs: null, fault: fault("bad") }), // biome-ignore format: short
  ],
  deliveries: {
    leaseMs: 300,
    hosts: ["host A", "host B", "<b>a-machine-of-the-class"].map((name) => ({ name, offsetMs: 0, errorMs: 0.4 })), // biome-ignore format: short
    unused: [
      { part: 0, attempt: 1, host: 1, startMs: 10, signsMs: [100], refusedMs: null },
      { part: 0, attempt: 2, host: 0, startMs: 215, signsMs: [250], refusedMs: null },
    ],
    events: [
      { host: 1, atMs: 210, kind: "left" },
      { host: 0, atMs: 300, kind: "frozen" },
      { host: 2, atMs: 200, kind: "joined" },
      { host: 2, atMs: 210, kind: "frozen" },
      { host: 2, atMs: 230, kind: "thawed" },
      { host: 2, atMs: 995, kind: "killed" },
    ],
  },
});
const turns = { ranMs: [[1000, 1020] as const, [1060, 1090] as const] };

/** The heartbeat of one loop: blocked, in ten slices, and in ninety-nine. */
const plain = madeUp({ job: "plain loop", wallMs: 400 });
const slices = madeUp({ ...plain, job: "10 slices", beatsMs: beating(40, 400), cpuMs: 420 });
const dear = madeUp({ ...plain, job: "99 slices", beatsMs: beating(5, 400), cpuMs: 800 });

const widths = [1, 2, 4].flatMap((width) =>
  repeated("worker", [100 / width, 101 / width], { width, parts: 4 }),
);
const waves = [1, 7, 60].flatMap((width) =>
  repeated("async", [(3000 * Math.ceil(60 / width)) / 60], { width, parts: 60, cpuMs: 3 }),
);
const sizes = [1e3, 1e4, 1e5].flatMap((size) => [
  ...repeated("single", [size / 100, size / 99], { size }),
  ...repeated("worker", [30 + size / 200, 31 + size / 200], { size, width: 4 }),
]);
const parts = [1, 4, 64].flatMap((parts) =>
  repeated("worker", [40 + 60 / parts, 41 + 60 / parts], { parts, width: 2 }),
);

const table = [
  ...repeated("single", [300, 301, 302], { job: "computing", parts: 12 }),
  ...repeated("worker", [150, 151, 152], { job: "computing", parts: 12, width: 4, cpuMs: 290 }),
  ...repeated("single", [300, 301, 302], { job: "requests", parts: 12, cpuMs: 3 }),
  ...repeated("worker", [75, 76, 77], { job: "requests", parts: 12, cpuMs: 3, width: 4 }),
];

const spread = [100, 110, 150, 104, 101, 99, 102, 100, 120, 103, 98];

const KIB = 1024;
const moved = (method: Method, bytes: number[], ms: (bytes: number) => number): Move[] =>
  bytes.flatMap((size) =>
    [0.9, 1, 5].map((times, round) => ({ method, bytes: size, round, ms: times * ms(size) })),
  );
const moves = [
  ...moved("clone", [KIB, 64 * KIB, KIB * KIB, 64 * KIB * KIB], (bytes) => bytes / KIB),
  ...moved("transfer", [KIB, 64 * KIB, KIB * KIB, 64 * KIB * KIB], () => 0.5),
  ...moved("json", [KIB, KIB * KIB], (bytes) => bytes / 100),
];

/** What a server counted every 20 ms. */
function ticks(asked: number[], answered: number[], inVain: number[]) {
  return asked.map((it, i) => ({
    ...{ atMs: 20 * i, asked: it, answered: answered[i]!, inVain: inVain[i]! },
    ...{ refused: 0, left: 0 },
  }));
}

/** A figure of every kind and shape, from rows that never change. */
export const cases: Readonly<Record<string, () => Figure>> = {
  lanes: () => lanes(drawn),
  "lanes of noted turns": () => lanes(madeUp({ way: "python threads", spans: [part(turns)] })),
  "lanes without CPU times": () => lanes(madeUp({ spans: [part({ cpuMs: null })] })),
  "lanes with parts that failed": () => lanes([...drawn.slice(1, 2), lost], { title: "answers" }),
  "lanes for their gaps": () =>
    lanes([plain, slices, madeUp({ ...dear, way: "worker" })], { title: "gaps" }),
  "lanes of a queue": () => lanes(queued()),
  "lanes of a queue beside other ways": () => lanes([...drawn.slice(1, 2), troubled]),
  timings: () =>
    timings([...single, cold, ...worker, ...repeated("async", [100, 101], { parts: 4 })], {
      guess: { worker: 4, async: 0.01, single: "fast", process: 2 },
    }),
  "timings of jobs and languages": () =>
    timings([...single, ...worker, ...repeated("async", [10, 11], { job: "requests" }), ...python]),
  "timings of cold runs": () => timings([madeUp({ warm: false, wallMs: 70 })]),
  timeline: () =>
    timeline(
      [
        { name: "at <once>", timeline: ticks([90, 90, 2], [0, 4, 1], [0, 0, 0]) },
        { name: "jitter", timeline: ticks([10, 10], [5, 5], [0, 5]) },
      ],
      { everyMs: 40 },
    ),
  "timings of many runs": () =>
    timings([...repeated("single", spread, { spans: [] }), ...repeated("async", [90])]),
  "timings of a table": () => timings(table),
  "curve over the width": () => curve([...single, ...widths], { x: "width" }),
  "curve without single": () => curve(widths.slice(2), { x: "width" }),
  "curve in waves": () => curve(waves, { x: "width", y: "ms" }),
  "curve over sizes": () => curve(sizes, { x: "size" }),
  "curve over parts": () => curve(parts, { x: "parts" }),
  cost: () => cost(moves),
  sketches: () =>
    sketches({
      A: { lanes: [[[0, 1]], [[1, 2]]] },
      B: { lanes: [[[0, 1], [2, 3]]], caption: "time-sliced" }, // biome-ignore format: bars
    }),
};

/** The figures that draw runs. */
export const ofRuns: Readonly<Record<string, (runs: readonly Run[]) => Figure>> = {
  ...{ lanes, timings },
  gaps: (runs) => lanes(runs, { title: "gaps" }),
  answers: (runs) => lanes(runs, { title: "answers" }),
  width: (runs) => curve(runs, { x: "width" }),
  size: (runs) => curve(runs, { x: "size" }),
  parts: (runs) => curve(runs, { x: "parts" }),
};
