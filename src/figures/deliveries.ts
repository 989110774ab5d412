import type { Span } from "../lab/job.js";
import {
  type Deliveries,
  type HostEvent,
  type Run,
  type UnusedDelivery,
  wallMs,
} from "../lab/run.js";
import { nowhere, type Story } from "../words/figures/deliveries.js";

/** A bar of a lane: a part whose value was used, or a queue's delivery whose answer was not. */
export type Drawn = Span & { readonly unused?: Fate };

/** What became of a delivery whose answer was not used; moments as in spans. */
export interface Fate {
  /** From when on its part could be delivered again. */
  readonly givenUpMs: number;
  readonly refused: boolean;
  /** Stretches of a lease or longer in which nothing was heard of its host. */
  readonly silent: readonly (readonly [fromMs: number, toMs: number])[];
}

/** Moments of the owner and of a host differ by their clocks' errors, and by a message's way. */
const NEARLY = 0.9;

/** All deliveries of a run: the spans, and those whose answers were not used. */
export function deliveriesOf(run: Run): Drawn[] {
  const { deliveries } = run;
  const unused = deliveries?.unused.map((it) => drawn(run, deliveries, it)) ?? [];
  return [...run.spans, ...unused];
}

/** Gives a delivery an end: its refusal, or the moment at which the queue gave it up. */
function drawn(run: Run, { leaseMs, unused, events }: Deliveries, it: UnusedDelivery): Drawn {
  const { part, attempt, host, refusedMs } = it;
  const isNext = (other: { part: number; attempt?: number }) =>
    other.part === part && other.attempt === attempt + 1;
  const span = run.spans.find(isNext);
  const nextMs = span ? span.startMs - run.startMs : (unused.find(isNext)?.startMs ?? Infinity);
  const signs = [it.startMs, ...it.signsMs];
  const lastMs = Math.max(it.startMs, ...it.signsMs.filter((at) => at <= nextMs));
  const left = events.find((event) => event.kind === "left" && event.host === host);
  const leftMs = left && left.atMs >= it.startMs ? left.atMs : Infinity;
  const givenUpMs = Math.min(lastMs + leaseMs, nextMs, leftMs, wallMs(run));
  const endMs = Math.max(it.startMs, refusedMs ?? givenUpMs);
  const silent = [...signs.filter((at) => at < endMs), endMs].flatMap((toMs, i, all) => {
    const fromMs = all[i - 1] ?? toMs;
    const stretch = [run.startMs + fromMs, run.startMs + toMs] as const;
    return toMs - fromMs >= NEARLY * leaseMs ? [stretch] : [];
  });
  return {
    ...{ part, attempt, host, pid: 0, threadId: 0, cpuMs: null },
    ...{ startMs: run.startMs + it.startMs, endMs: run.startMs + endMs },
    unused: { givenUpMs: run.startMs + givenUpMs, refused: refusedMs !== null, silent },
  };
}

/** What happened to a host, in ms since the run began; a frozen one for how long. */
export interface Happened extends HostEvent {
  readonly forMs: number;
}

/** What happened to hosts while the run lasted, in that order: a thawing ends a freeze. */
export function happenings(run: Run): readonly Happened[] {
  const all = run.deliveries?.events ?? [];
  return all
    .filter(({ kind, atMs }) => kind !== "thawed" && atMs > 0 && atMs <= wallMs(run))
    .toSorted((a, b) => a.atMs - b.atMs)
    .map((it) => {
      const later = all.filter(({ host, atMs }) => host === it.host && atMs > it.atMs);
      const toMs = Math.min(wallMs(run), ...later.map(({ atMs }) => atMs));
      return { ...it, forMs: it.kind === "frozen" ? toMs - it.atMs : 0 };
    });
}

/** What the words of a figure need to know of a run on a queue. */
export function storyOf(run: Run): Story | undefined {
  const { deliveries } = run;
  if (!deliveries) return undefined;
  const name = (host = -1) => deliveries.hosts[host]?.name ?? nowhere;
  const all = deliveriesOf(run);
  return {
    leaseMs: deliveries.leaseMs,
    errorMs: Math.max(0, ...deliveries.hosts.map(({ errorMs }) => errorMs)),
    ...{ parts: run.spans.length, deliveries: all.length },
    refused: deliveries.unused.filter(({ refusedMs }) => refusedMs !== null).length,
    again: all
      .filter(({ attempt = 1 }) => attempt > 1)
      .sort((a, b) => a.startMs - b.startMs)
      .map(({ part, host, startMs }) => ({ part, host: name(host), atMs: startMs - run.startMs })),
    events: happenings(run).map((it) => ({ ...it, host: name(it.host) })),
  };
}
