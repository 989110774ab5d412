import type { ChildProcess, SpawnOptions } from "node:child_process";

/** How a program ended, and all that it printed. */
export interface Ended {
  /** Its exit code; 127 if it cannot be started, 128 if a signal ended it. */
  readonly code: number;
  readonly output: string;
}

/** Changes the words of the line that a step prints. */
export type Note = (text: string) => void;

/** How to see that something is ready: a file in it says what is wanted, and nothing is missing. */
export interface Made {
  readonly stamp: string;
  readonly wanted: string;
  isWhole(): boolean | Promise<boolean>;
}

/** What the set-up gives to a command. Commands cannot import it: it runs before any build. */
export interface Context {
  /** The project's folder. */
  readonly root: string;
  /** The arguments after the command. */
  readonly args: readonly string[];
  /** Does one step and prints a line with its time. */
  step<T>(label: string, work: (note: Note) => Promise<T>): Promise<T>;
  /** Does a step that makes something, unless it is ready: see lock.mjs. */
  ensure(
    label: string,
    made: Made,
    make: (note: Note, before: string) => Promise<void>,
  ): Promise<void>;
  /** Does work while no other process does such work in this folder. */
  alone<T>(root: string, work: () => Promise<T>): Promise<T>;
  /** Runs a program to its end. Never rejects. */
  run(
    command: string,
    args: readonly string[],
    options?: SpawnOptions & { onLine?: (line: string) => void },
  ): Promise<Ended>;
  /** Starts a program that is ended when this process ends. */
  launch(command: string, args: readonly string[], options: SpawnOptions): ChildProcess;
  /** Has this done when Ctrl-C or a closed terminal ends this process. */
  atEnd(close: () => Promise<unknown>): void;
  /** The error for an action that failed: a known reason found in `output`, or its last lines. */
  failure(action: string, output: string): Error;
}

/** An error that says what to do; it is shown as a sentence, without a stack trace. */
export class Remedy extends Error {
  override readonly name = "Remedy";
}
