import { EventEmitter, once } from "node:events";
import { setTimeout as nap } from "node:timers/promises";
import { must, mustBeInteger } from "../lab/arguments.js";
import { nowMs, processCpuMs } from "../lab/clock.js";
import type { Span } from "../lab/job.js";
import { usableCores } from "../lab/machine.js";
import { BEAT_MS } from "../lab/one-run.js";
import type { Run } from "../lab/run.js";
import { orStopped, untilStopped } from "../lab/stop.js";

/** A queue of at most `room` items, first in, first out: `put` promises that there was room. */
export function queueOf<T>(room: number) {
  const items: T[] = [];
  const bell = new EventEmitter();
  return {
    put: async (item: T) => {
      while (items.length >= room) await once(bell, "change");
      items.push(item);
      bell.emit("change");
    },
    take: async () => {
      while (items.length === 0) await once(bell, "change");
      const item = items.shift()!;
      bell.emit("change");
      return item;
    },
  };
}

/** What `flow` can be told. */
export interface FlowOptions {
  /** How many items are made. */
  items: number;
  /** How many items the queue takes. Default: no limit. */
  room?: number;
}

/** How long it takes to make an item, and to use one. */
const [MAKE_MS, USE_MS] = [4, 20];

/**
 * Makes an item every 4 ms on one side of a queue, and uses each for 20 on the other. The run has a
 * span per item, from when it was made until it was used (`ranMs`: its use); its answer is how many
 * items there were at every beat.
 *
 * @throws {TypeError | RangeError} if an option is out of range.
 */
export function flow({ items, room = Number.POSITIVE_INFINITY }: FlowOptions): Promise<Run> {
  const action = "Cannot let items flow";
  must(room === Number.POSITIVE_INFINITY || room >= 1, action, "'room' must be >= 1", room);
  mustBeInteger(action, "items", items, { most: 10_000 });
  return untilStopped(undefined, async (stop) => {
    const queue = queueOf<{ part: number; startMs: number }>(room);
    const spans: Span[] = [];
    const beatsMs: number[] = [];
    const counts: number[] = [];
    let made = 0;
    const make = async () => {
      while (made < items && !stop.aborted) {
        await nap(MAKE_MS);
        await queue.put({ part: made++, startMs: nowMs() });
      }
    };
    const use = async () => {
      while (spans.length < items && !stop.aborted) {
        const item = await queue.take();
        const takenMs = nowMs();
        await nap(USE_MS);
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
