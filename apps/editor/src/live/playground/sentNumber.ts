/** What a field holds: floats of 64 bits (tags, parameters, tensors) or of 32. */
export type NumberKind = 'float64' | 'float32'

/** What arrives for a number, where that is another than the one that is written; null where it is the same. */
export function sentNumber(written: string, kind: NumberKind): string | null {
  const value = Number(written)
  const sent = kind === 'float32' ? Math.fround(value) : value
  const text = kind === 'float32' ? shortFloat32(sent) : String(sent)
  return Number.isFinite(sent) && decimalOf(written) === decimalOf(text) ? null : text
}

/** The shortest digits that give the same float of 32 bits. */
function shortFloat32(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits)
    if (Math.fround(Number(text)) === value) return String(Number(text))
  }
  return String(value)
}

/** Digits without zeros around them, and their exponent: equal for equal numbers, however they are written. */
function decimalOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const short = digits.replace(/0+$/, '')
  if (short === '') return '0'
  return `${sign}${short}e${Number(exponent) - fraction.length + digits.length - short.length}`
}
