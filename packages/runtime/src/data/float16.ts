/** Reads a number of two bytes (IEEE 754 binary16). */
export function readFloat16(view: DataView, at: number, little: boolean): number {
  const bits = view.getUint16(at, little)
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

/** Writes a number as two bytes, rounded to the nearest, ties to even, as NumPy does. */
export function writeFloat16(view: DataView, at: number, value: number, little: boolean): void {
  view.setUint16(at, toBits(value), little)
}

function toBits(value: number): number {
  if (Number.isNaN(value)) return 0x7e00
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const size = Math.abs(value)
  // Half way between the largest number and the one after it.
  if (size >= 65520) return sign | 0x7c00
  if (size < 2 ** -14) return sign | roundEven(size * 2 ** 24)
  const exponent = Math.floor(Math.log2(size))
  const power = 2 ** exponent > size ? exponent - 1 : exponent
  // A fraction that is rounded up to 2048 carries into the exponent, which is right.
  return sign | (((power + 15) << 10) + roundEven(size * 2 ** (10 - power)) - 1024)
}

function roundEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}
