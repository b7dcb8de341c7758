/** @typedef {Float64Array | Float32Array | Uint8Array | Int32Array} Numbers */

/** The array that holds numbers of a kind, by the format's name. */
const KINDS = {
  F64: Float64Array,
  F32: Float32Array,
  I32: Int32Array,
  I64: BigInt64Array,
  U8: Uint8Array,
};

/**
 * Reads a safetensors document: 8-byte header length, JSON header, raw little-endian arrays.
 * Arrays are views where their offset allows, copies else; whole numbers of 64 bits become floating-point ones.
 * @param {ArrayBuffer} buffer
 * @returns {{metadata: Record<string, string>, tensors: Record<string, {shape: number[], data: Numbers}>}} `data` are
 *   of the tensor's own kind
 */
export function readSafetensors(buffer) {
  const view = new DataView(buffer);
  const headerLength = Number(view.getBigUint64(0, true));
  const text = new TextDecoder().decode(new Uint8Array(buffer, 8, headerLength));
  const header = JSON.parse(text);
  const base = 8 + headerLength;
  /** @type {Record<string, {shape: number[], data: Numbers}>} */
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
  if (!(dtype in KINDS)) throw new Error(`unknown numbers ${dtype} in ${name}`);
  const Kind = KINDS[/** @type {keyof typeof KINDS} */ (dtype)];
  const size = Kind.BYTES_PER_ELEMENT;
  const data =
    offset % size === 0
      ? new Kind(buffer, offset, length / size)
      : new Kind(buffer.slice(offset, offset + length));
  return data instanceof BigInt64Array ? Float64Array.from(data, Number) : data;
}

/** The numbers of a tensor as doubles; those that are doubles are not copied. @param {{data: Numbers}} tensor */
export function doublesOf({ data }) {
  return data instanceof Float64Array ? data : Float64Array.from(data);
}
