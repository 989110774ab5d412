import type { Span } from "../lab/job.js";
import {
  type Deliveries,
  type HostEvent,
  type Run,
  type UnusedDelivery,
  wallMs,
} from "../lab/run.js";
import { nowhere, type Story } from "../words/figures/deliveries.js";
import { gather } from "./groups.js";

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

/**
 * All deliveries of a run: the spans, and those whose answers were not used. They are counted by
 * their starts, as a broker that was started anew begins again.
 */
export function deliveriesOf(run: Run): Drawn[] {
  const { deliveries, spans, startMs } = run;
  if (!deliveries) return [...spans];
  const [known, lost] = [spans.filter(isOnHost), spans.filter((span) => !isOnHost(span))];
  const begun = known.map((span) => ({ part: span.part, startMs: span.startMs - startMs }));
  const starts = gather([...begun, ...deliveries.unused], ({ part }) => [part]);
  const byPart = new Map(starts.map((own) => [own[0]!.part, own.map((it) => it.startMs)]));
  const startsOf = ({ part }: Pick<Span, "part">) => byPart.get(part)!;
  const nth = (all: readonly number[], atMs: number) => all.filter((ms) => ms <= atMs).length;
  const used = known.map((span) => {
    return { ...span, attempt: nth(startsOf(span), span.startMs - startMs) };
  });
  const unused = deliveries.unused.map((it) => {
    const all = startsOf(it);
    const nextMs = Math.min(...all.filter((ms) => ms > it.startMs));
    return drawn(run, deliveries, { ...it, attempt: nth(all, it.startMs) }, nextMs);
  });
  return [...used, ...unused, ...lost];
}

/** A part that was never answered has been on no host in the end. */
function isOnHost({ host }: Span): boolean {
  return host !== undefined;
}

/** Gives a delivery an end: its refusal, or the moment at which the queue gave it up. */
function drawn(
  run: Run,
  { leaseMs, events }: Deliveries,
  it: UnusedDelivery,
  nextMs: number,
): Drawn {
  const { part, attempt, host, refusedMs } = it;
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
    errorMs: Math.max(0, ...deliveries.hosts.map(({ errorMs }) => errorMs).filter(Number.isFinite)),
    ...{ parts: run.spans.length, deliveries: all.filter(isOnHost).length },
    unused: deliveries.unused.length,
    refused: deliveries.unused.filter(({ refusedMs }) => refusedMs !== null).length,
    again: all
      .filter(({ attempt = 1 }) => attempt > 1)
      .sort((a, b) => a.startMs - b.startMs)
      .map(({ part, host, startMs }) => ({ part, host: name(host), atMs: startMs - run.startMs })),
    events: happenings(run).map((it) => ({ ...it, host: name(it.host) })),
  };
}
