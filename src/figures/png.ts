import { crc32, deflateSync } from "node:zlib";

/** A colour: red, green and blue, from 0 to 255. */
export type Rgb = readonly [number, number, number];

/**
 * A picture as a PNG file: a byte per pixel, row by row, which is an index into the palette of at
 * most 256 colours. Source: W3C, Portable Network Graphics (third edition).
 */
export function png(columns: number, palette: readonly Rgb[], pixels: Uint8Array): Buffer {
  const rows = pixels.length / columns;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(columns, 0);
  header.writeUInt32BE(rows, 4);
  header.set([8, 3], 8); // eight bits per pixel, of a palette
  const lines = Buffer.alloc(rows * (columns + 1)); // each begins with its filter: 0, none
  for (let row = 0; row < rows; row++) {
    lines.set(pixels.subarray(row * columns, (row + 1) * columns), row * (columns + 1) + 1);
  }
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flat())),
    chunk("IDAT", deflateSync(lines)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  frame.set(body, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}
