// npm install piscina
// Hashes 10,000 words on a pool of threads, in chunks: node 06-chunks.mjs
import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { isMainThread } from "node:worker_threads";
import { Piscina } from "piscina";

const CHUNK = 250; // words per message to a thread
const words = Array.from({ length: 10_000 }, (_, i) => `word ${i}`);

// The pool's threads load this file too, and call what it exports.
export default function hashAll(chunk) {
  return chunk.map((word) => createHash("sha256").update(word).digest("hex"));
}

function chunksOf(list, size) {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, i) => list.slice(i * size, (i + 1) * size));
}

if (isMainThread) {
  const threads = availableParallelism();
  const pool = new Piscina({ filename: import.meta.url, minThreads: threads, maxThreads: threads });
  try {
    const chunks = chunksOf(words, CHUNK);
    const startMs = performance.now();
    // An idle thread takes the next chunk; the hashes come back in the order of the words.
    const hashes = (await Promise.all(chunks.map((chunk) => pool.run(chunk)))).flat();
    const ms = (performance.now() - startMs).toFixed(0);
    console.log(`${hashes.length} hashes in ${chunks.length} chunks, pool of ${threads}: ${ms} ms`);
  } finally {
    await pool.destroy(); // its threads would keep the program alive
  }
}
