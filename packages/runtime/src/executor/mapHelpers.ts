const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const COMMENT = /\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/

/** The name under which stacks show what the bundler added at the top of a bundle. */
const HELPERS = 'flowdeck:bundle'

interface SourceMap {
  sourceRoot?: string
  sources: string[]
  sourcesContent?: (string | null)[]
  mappings: string
}

/**
 * Gives the lines above the first mapped one of a bundle a name in its source map: helpers that load modules on demand. Without one, a stack
 * shows them by the file of the bundle. Returns the code with that map.
 */
export function mapHelpers(code: string): string {
  const encoded = COMMENT.exec(code)?.[1]
  if (encoded === undefined) return code
  const map = JSON.parse(Buffer.from(encoded, 'base64').toString()) as SourceMap
  const [, above = '', first = '', rest = ''] = /^(;+)([^;,]+)(.*)$/s.exec(map.mappings) ?? []
  if (above === '' || first === '') return code
  const at = map.sources.length
  const [column = 0, source = 0, ...place] = decode(first)
  // Numbers of a mapping are differences to the one before.
  map.mappings = `${encode([0, at, 0, 0])}${above}${encode([column, source - at, ...place])}${rest}`
  // The root stands before every source, and is none of this one's address.
  map.sources = [...map.sources.map((path) => (map.sourceRoot ?? '') + path), HELPERS]
  map.sourceRoot = ''
  map.sourcesContent?.push(null)
  return code.replace(encoded, Buffer.from(JSON.stringify(map)).toString('base64'))
}

/** Reads the numbers of a mapping: base 64, five bits a digit, the sign in the lowest bit. */
function decode(segment: string): number[] {
  const numbers: number[] = []
  let [value, shift] = [0, 0]
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit)
    value += (bits & 31) << shift
    shift += 5
    if (bits & 32) continue
    numbers.push(value & 1 ? -(value >> 1) : value >> 1)
    ;[value, shift] = [0, 0]
  }
  return numbers
}

function encode(numbers: readonly number[]): string {
  return numbers
    .map((number) => {
      let rest = number < 0 ? (-number << 1) | 1 : number << 1
      let text = ''
      do {
        const bits = rest & 31
        rest >>= 5
        text += DIGITS[rest > 0 ? bits | 32 : bits] ?? ''
      } while (rest > 0)
      return text
    })
    .join('')
}
