import { type AsyncHook, createHook } from "node:async_hooks";
import { nowMs } from "../clock.js";
import type { Outcome } from "../job.js";

/** A stretch in which one part had the thread, in ms on our clock. */
interface Stretch {
  readonly part: number;
  readonly fromMs: number;
  toMs: number;
}

/** More turns than this nobody can see in a drawing: then none are told. */
const MOST = 20_000;
/** A part that goes on so soon, with no other part in between, has the same turn, in ms. */
const SAME_TURN_MS = 0.25;

/**
 * Notes when each part really runs on this thread: from its call to its first `await`, and then
 * from every callback or promise that it goes on with to the next `await`. Node's async hooks tell
 * when a callback begins and ends; whatever a part creates while it runs belongs to that part.
 */
export class Turns {
  readonly #owners = new Map<number, number>();
  readonly #running: (Stretch | undefined)[] = [];
  #ran: Stretch[] = [];
  readonly #hook: AsyncHook = createHook({
    init: (id) => {
      const part = this.#running.at(-1)?.part;
      if (part !== undefined) this.#owners.set(id, part);
    },
    before: (id) => this.#begin(this.#owners.get(id)),
    after: () => this.#end(),
  }).enable();

  /** Calls the part, whose first turn this is, and promises its outcome with all its turns. */
  async follow(part: number, call: () => Promise<Outcome>): Promise<Outcome> {
    this.#ran = this.#ran.filter((turn) => turn.part !== part);
    this.#begin(part);
    const outcome = call();
    this.#end();
    return this.#told(part, await outcome);
  }

  close(): void {
    this.#hook.disable();
    this.#owners.clear();
  }

  #begin(part: number | undefined): void {
    const now = nowMs();
    this.#running.push(part === undefined ? undefined : { part, fromMs: now, toMs: now });
  }

  #end(): void {
    const turn = this.#running.pop();
    if (!turn) return;
    turn.toMs = nowMs();
    const last = this.#ran.at(-1);
    if (last?.part === turn.part && turn.fromMs - last.toMs < SAME_TURN_MS) last.toMs = turn.toMs;
    else if (this.#ran.push(turn) > MOST) this.close();
  }

  #told(part: number, outcome: Outcome): Outcome {
    if (this.#ran.length > MOST) return outcome;
    const { startMs, endMs } = outcome.span;
    const ranMs = this.#ran
      .filter((turn) => turn.part === part && turn.fromMs < endMs)
      .map(({ fromMs, toMs }) => [Math.max(fromMs, startMs), Math.min(toMs, endMs)] as const);
    return { ...outcome, span: { ...outcome.span, ranMs } };
  }
}
