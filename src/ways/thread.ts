import { threadId } from "node:worker_threads";
import type { Job, Outcome } from "../job.js";
import { load, runPart } from "../part.js";

/** What a worker thread is asked: to run a part, or only to load the job and say who it is. */
export interface Task {
  readonly job: Pick<Job, "module" | "name">;
  readonly part?: number;
  readonly input?: unknown;
}

/** What a worker thread runs, once per task. */
export default async function work({ job, part, input }: Task): Promise<Outcome | number> {
  const fn = await load(job);
  return part === undefined ? threadId : runPart(fn, part, input);
}
