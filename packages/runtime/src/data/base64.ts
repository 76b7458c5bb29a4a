/**
 * The bytes of a base64 text; null when it is none: other characters than those of the standard alphabet, or missing padding. Line breaks and
 * spaces are left out, as tools wrap long texts.
 */
export function decodeBase64(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) return null
  const spaces = /\s/.test(text)
  const compact = spaces ? text.replace(/\s+/g, '') : text
  return compact.length % 4 === 0 ? Buffer.from(compact, 'base64') : null
}
