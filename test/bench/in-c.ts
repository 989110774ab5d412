import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

// The same work as primes.ts: every divisor up to the square root, and the list of primes.
const PROGRAM = `
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
static int is_prime(int n) {
  if (n < 2) return 0;
  for (int divisor = 2; divisor * divisor <= n; divisor++)
    if (n % divisor == 0) return 0;
  return 1;
}
static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}
int main(int argc, char **argv) {
  int up_to = atoi(argv[argc - 1]), count = 0;
  int *found = malloc(sizeof(int) * (size_t)up_to);
  double start = now_ms();
  for (int n = 1; n <= up_to; n++) if (is_prime(n)) found[count++] = n;
  printf("%.3f %d %d\\n", now_ms() - start, count, found[count - 1]);
  return 0;
}
`;

/** The program, compiled with -O2. */
export interface InC {
  /** Looks for primes up to `upTo`: how long it took, without the program's start, in ms. */
  readonly time: (upTo: number) => Promise<number>;
  readonly remove: () => Promise<void>;
}

/** Compiles the program in a folder of its own; `null` where there is no C compiler. */
export async function compileC(): Promise<InC | null> {
  const folder = await mkdtemp(join(tmpdir(), "primes-"));
  const [source, program] = [join(folder, "primes.c"), join(folder, "primes")];
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(source, PROGRAM);
    await run("cc", ["-O2", "-o", program, source]);
  } catch {
    await remove();
    return null;
  }
  const time = async (upTo: number) => {
    const { stdout } = await run(program, [String(upTo)]);
    return Number.parseFloat(stdout);
  };
  return { time, remove };
}
