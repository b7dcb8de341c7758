/**
 * Reads a safetensors document: 8-byte header length, JSON header, raw little-endian arrays.
 * Arrays are views where their offset allows, copies else; only F64 is used on this page.
 * @param {ArrayBuffer} buffer
 * @returns {{metadata: Record<string, string>, tensors: Record<string, {shape: number[], data: Float64Array}>}}
 */
export function readSafetensors(buffer) {
  const view = new DataView(buffer);
  const headerLength = Number(view.getBigUint64(0, true));
  const text = new TextDecoder().decode(new Uint8Array(buffer, 8, headerLength));
  const header = JSON.parse(text);
  const base = 8 + headerLength;
  /** @type {Record<string, {shape: number[], data: Float64Array}>} */
  const tensors = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    if (entry.dtype !== "F64") throw new Error(`expected F64 for ${name}, got ${entry.dtype}`);
    const [begin, end] = entry.data_offsets;
    const offset = base + begin;
    const count = (end - begin) / 8;
    const data =
      offset % 8 === 0
        ? new Float64Array(buffer, offset, count)
        : new Float64Array(buffer.slice(offset, offset + 8 * count));
    tensors[name] = { shape: entry.shape, data };
  }
  return { metadata: header.__metadata__ ?? {}, tensors };
}
