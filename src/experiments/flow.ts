import { setTimeout as nap } from "node:timers/promises";
import { must, mustBeInteger } from "../lab/arguments.js";
import { nowMs, processCpuMs } from "../lab/clock.js";
import type { Span } from "../lab/job.js";
import { usableCores } from "../lab/machine.js";
import { BEAT_MS } from "../lab/one-run.js";
import type { Run } from "../lab/run.js";
import { orStopped, untilStopped } from "../lab/stop.js";

/** What stands between a maker and a user: `put` promises that there was room. */
export interface Queue<T> {
  put(item: T): Promise<void>;
  take(): Promise<T>;
}

/** A queue of at most `room` items, first in, first out. */
export function queueOf<T>(room = Number.POSITIVE_INFINITY): Queue<T> {
  const items: T[] = [];
  let changed = () => {};
  let change = new Promise<void>((done) => {
    changed = done;
  });
  const tell = () => {
    changed();
    change = new Promise((done) => {
      changed = done;
    });
  };
  return {
    put: async (item) => {
      while (items.length >= room) await change;
      items.push(item);
      tell();
    },
    take: async () => {
      while (items.length === 0) await change;
      const item = items.shift()!;
      tell();
      return item;
    },
  };
}

/** What `flow` can be told. */
export interface FlowOptions {
  /** How many items the queue takes. Default: no limit. */
  room?: number;
  /** How many items are made, and how long it takes to make and to use one, in ms. */
  items?: number;
  makeMs?: number;
  useMs?: number;
}

/**
 * Makes items on one side of a queue and uses them on the other. The run has a span per item, from
 * when it was made until it was used (`ranMs`: its use); its answer is how many items there were at
 * every beat.
 *
 * @throws {TypeError | RangeError} if an option is out of range.
 */
export function flow(options: FlowOptions = {}): Promise<Run> {
  const { room = Number.POSITIVE_INFINITY, items = 80, makeMs = 4, useMs = 20 } = options;
  const action = "Cannot let items flow";
  must(room === Number.POSITIVE_INFINITY || room >= 1, action, "'room' must be >= 1", room);
  mustBeInteger(action, "items", items, { most: 10_000 });
  for (const [name, ms] of Object.entries({ makeMs, useMs })) mustBeInteger(action, name, ms);
  return untilStopped(undefined, async (stop) => {
    const queue = queueOf<{ part: number; startMs: number }>(room);
    const spans: Span[] = [];
    const beatsMs: number[] = [];
    const counts: number[] = [];
    let made = 0;
    const make = async () => {
      while (made < items && !stop.aborted) {
        await nap(makeMs);
        await queue.put({ part: made++, startMs: nowMs() });
      }
    };
    const use = async () => {
      while (spans.length < items && !stop.aborted) {
        const item = await queue.take();
        const takenMs = nowMs();
        await nap(useMs);
        const endMs = nowMs();
        const where = { pid: process.pid, threadId: 0, cpuMs: null };
        spans.push({ ...item, ...where, endMs, ranMs: [[takenMs, endMs]] });
      }
    };
    const heart = setInterval(() => {
      beatsMs.push(nowMs());
      counts.push(made - spans.length);
    }, BEAT_MS);
    const [startMs, cpuMs] = [nowMs(), processCpuMs()];
    try {
      await orStopped(stop, Promise.all([make(), use()]));
      const what = { job: "items", size: items, parts: items, width: 1, round: 0, warm: true };
      const when = { startMs, endMs: nowMs(), cpuMs: processCpuMs() - cpuMs, startUpMs: 0 };
      const way = Number.isFinite(room) ? `room for ${room}` : "no limit";
      const seen = { othersMs: null, cores: usableCores(), spans, beatsMs, answer: counts };
      return { ...what, ...when, ...seen, way };
    } finally {
      clearInterval(heart);
    }
  });
}
