/** @typedef {Float64Array | Float32Array | Uint8Array | Int32Array} Numbers */

/** Bytes of a number and the array that holds it, by the format's name. @type {Record<string, [number, any]>} */
const KINDS = {
  F64: [8, Float64Array],
  F32: [4, Float32Array],
  I32: [4, Int32Array],
  I64: [8, BigInt64Array],
  U8: [1, Uint8Array],
};

/**
 * Reads a safetensors document: 8-byte header length, JSON header, raw little-endian arrays.
 * Arrays are views where their offset allows, copies else; whole numbers of 64 bits become floating-point ones.
 * @param {ArrayBuffer} buffer
 * @returns {{metadata: Record<string, string>, tensors: Record<string, {shape: number[], data: any}>}} `data` are
 *   `Numbers` of the tensor's own kind
 */
export function readSafetensors(buffer) {
  const view = new DataView(buffer);
  const headerLength = Number(view.getBigUint64(0, true));
  const text = new TextDecoder().decode(new Uint8Array(buffer, 8, headerLength));
  const header = JSON.parse(text);
  const base = 8 + headerLength;
  /** @type {Record<string, {shape: number[], data: any}>} */
  const tensors = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const [begin, end] = entry.data_offsets;
    tensors[name] = {
      shape: entry.shape,
      data: numbersOf(buffer, name, entry.dtype, base + begin, end - begin),
    };
  }
  return { metadata: header.__metadata__ ?? {}, tensors };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {string} name
 * @param {string} dtype
 * @param {number} offset
 * @param {number} length in bytes
 * @returns {Numbers}
 */
function numbersOf(buffer, name, dtype, offset, length) {
  const [size, Kind] = KINDS[dtype] ?? [0, null];
  if (!Kind) throw new Error(`unknown numbers ${dtype} in ${name}`);
  const data =
    offset % size === 0
      ? new Kind(buffer, offset, length / size)
      : new Kind(buffer.slice(offset, offset + length));
  return dtype === "I64" ? Float64Array.from(data, Number) : data;
}
