import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Figure } from "#dist/figures/figure.js";
import { root } from "../tools/context.js";
import { cases } from "./cases.js";
import { numbersOf } from "./rows.js";

const folder = join(root, "test", "figures", "snapshots");
const fileOf = (name: string) => `${name.replaceAll(" ", "-")}.json`;

/** How marks and texts look, and what is the same in all: a snapshot holds what they say. */
const looks = new Set(
  `align automargin barmode bgcolor cliponaxis fgcolor fixedrange font hoverinfo hovermode line
  margin nticks opacity orientation pattern separatethousands showarrow showgrid showlegend size
  solidity standoff textposition xanchor xref yanchor zeroline`.split(/\s+/),
);

for (const [name, draw] of Object.entries(cases)) {
  test(`${name}: as in its snapshot (UPDATE_SNAPSHOTS=1 writes a new one)`, () => {
    const figure = draw();
    assert.ok(numbersOf(figure).every(Number.isFinite), "a number that cannot be drawn");
    const file = join(folder, fileOf(name));
    const now = `${pretty(said(figure))}\n`;
    if (process.env.UPDATE_SNAPSHOTS) writeFileSync(file, now);
    assert.equal(now, readFileSync(file, "utf8"));
  });
}

test("there is no snapshot without a figure", () => {
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(cases).map(fileOf).sort());
});

function said({ data, layout, ...words }: Figure): unknown {
  const marks = JSON.stringify({ data, layout }, (key, it) => (looks.has(key) ? undefined : it));
  return { ...words, ...JSON.parse(marks) };
}

/** JSON with a line for each mark, row or list of values. */
function pretty(value: unknown, indent = ""): string {
  const flat = JSON.stringify(value);
  if (typeof value !== "object" || value === null) return flat;
  const isFlat = Object.values(value).every((item) => typeof item !== "object");
  if (isFlat || flat.length < 100) return flat;
  const inner = `${indent}  `;
  const lines = Object.entries(value).map(([key, item]) => {
    const name = Array.isArray(value) ? "" : `${JSON.stringify(key)}: `;
    return `${inner}${name}${pretty(item, inner)}`;
  });
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}
