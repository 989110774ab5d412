import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Pixels as 0xrrggbb, row by row. */
interface Image {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

/**
 * The same picture with a palette, about a third of the size: drawings have few colours, and the
 * rare ones (edges of letters) become the nearest of those that are kept.
 * @param png as browsers write it: 8 bits a channel, not interlaced
 * @param colours that are kept, at most 256
 * @throws {RangeError} for another kind of PNG
 */
export function withPalette(png: Buffer, colours = 64): Buffer {
  const { width, height, pixels } = decode(png);
  const palette = commonest(pixels, colours);
  const index = new Map(palette.map((colour, nth) => [colour, nth]));
  const indexOf = (colour: number) => {
    const nth = index.get(colour) ?? nearest(palette, colour);
    index.set(colour, nth);
    return nth;
  };
  const rows = Buffer.alloc(height * (width + 1)); // a row begins with its filter: 0, none
  pixels.forEach((colour, at) => {
    rows[Math.floor(at / width) * (width + 1) + (at % width) + 1] = indexOf(colour);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8); // bits per pixel, kind: palette
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flatMap(channels))),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function decode(png: Buffer): Image {
  const data: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    if (type === "IDAT") data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [width, height, kind] = [png.readUInt32BE(16), png.readUInt32BE(20), png.readUIntBE(24, 2)];
  const channels = kind === 0x0806 ? 4 : kind === 0x0802 ? 3 : 0;
  if (channels === 0 || png[28] !== 0) throw new RangeError("Cannot read this kind of PNG");
  const bytes = unfilter(inflateSync(Buffer.concat(data)), width * channels, channels);
  const pixels = new Uint32Array(width * height).map((_, at) => bytes.readUIntBE(at * channels, 3));
  return { width, height, pixels };
}

/** Undoes PNG's filters: a byte is written as what it adds to its neighbours (W3C PNG, 9). */
function unfilter(rows: Buffer, rowBytes: number, step: number): Buffer {
  const out = Buffer.alloc((rows.length / (rowBytes + 1)) * rowBytes);
  for (let at = 0; at < out.length; at++) {
    const column = at % rowBytes;
    const row = (at - column) / rowBytes;
    const left = column < step ? 0 : out[at - step]!;
    const up = row === 0 ? 0 : out[at - rowBytes]!;
    const corner = column < step || row === 0 ? 0 : out[at - rowBytes - step]!;
    const filter = rows[row * (rowBytes + 1)]!;
    out[at] = rows[row * (rowBytes + 1) + column + 1]! + expected(filter, left, up, corner);
  }
  return out;
}

function expected(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function commonest(pixels: Uint32Array, most: number): number[] {
  const counts = new Map<number, number>();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return sorted.slice(0, most).map(([colour]) => colour);
}

function nearest(palette: readonly number[], colour: number): number {
  const distances = palette.map((other) => distance(channels(other), channels(colour)));
  return distances.indexOf(Math.min(...distances));
}

function channels(colour: number): [red: number, green: number, blue: number] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

function distance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, nth) => sum + (value - b[nth]!) ** 2, 0);
}
