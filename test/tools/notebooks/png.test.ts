import assert from "node:assert/strict";
import { it } from "node:test";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import { withPalette } from "#dist/tools/notebooks/png.js";

const colours = [0xffffff, 0xe69f00, 0x0072b2, 0xfefefe];

/** A PNG of 4 x 5 pixels, a colour per column, each row with another of the five filters. */
function picture(): Buffer {
  const row = Buffer.from(
    colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]),
  );
  const left = row.map((byte, at) => byte - (row[at - 3] ?? 0));
  const same = Buffer.alloc(row.length);
  // Paeth guesses left + up - corner, which in equal rows is the byte above, or one nearer to it.
  const average = row.map((byte, at) => byte - (((row[at - 3] ?? 0) + byte) >> 1));
  const rows = [
    [0, row],
    [1, left],
    [2, same],
    [3, average],
    [4, row.map((byte, at) => byte - paeth(row[at - 3] ?? 0, byte, row[at - 3] ?? 0))],
  ] as const;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(4, 0);
  header.writeUInt32BE(5, 4);
  header.set([8, 2], 8);
  const body = Buffer.concat(rows.map(([filter, bytes]) => Buffer.from([filter, ...bytes])));
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(body))]);
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((byte) => Math.abs(guess - byte)) as [
    number,
    number,
    number,
  ];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function chunk(type: string, data: Buffer): Buffer {
  const out = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)]);
  out.writeUInt32BE(data.length, 0);
  out.writeUInt32BE(crc32(out.subarray(4, -4)), out.length - 4);
  return out;
}

/** The colours of a PNG with a palette, row by row. */
function pixels(png: Buffer): number[][] {
  const data = (type: string) => {
    const at = png.indexOf(type);
    return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
  };
  const rows = inflateSync(data("IDAT"));
  const palette = data("PLTE");
  return [0, 1, 2, 3, 4].map((row) =>
    [...rows.subarray(row * 5 + 1, row * 5 + 5)].map((nth) => palette.readUIntBE(nth * 3, 3)),
  );
}

it("keeps every pixel where there are colours enough, whatever the row's filter", () => {
  for (const row of pixels(withPalette(picture()))) assert.deepEqual(row, colours);
});

it("gives a rare colour the nearest that is kept", () => {
  for (const row of pixels(withPalette(picture(), 3))) {
    assert.deepEqual(row, [0xffffff, 0xe69f00, 0x0072b2, 0xffffff]);
  }
});

it("refuses what it cannot read", () => {
  const grey = picture();
  grey[25] = 0;
  assert.throws(() => withPalette(grey), RangeError);
});
