import { threadId, workerData } from "node:worker_threads";
import type { Outcome } from "../job.js";
import { load, type RunPart, type Source } from "../run-part.js";

/** What a worker thread is asked: to run a part, or (`null`) only to load the job and say who it is. */
export type Task = { readonly part: number; readonly input: unknown } | null;

let loaded: Promise<RunPart> | undefined;

/** What a worker thread runs, once per task. Which job it is was said when it was started. */
export default async function work(task: Task): Promise<Outcome | number> {
  loaded ??= load(workerData as Source);
  const runPart = await loaded;
  return task === null ? threadId : runPart(task.part, task.input);
}
