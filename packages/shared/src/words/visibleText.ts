/** Controls, marks of direction, joiners, and every space but the plain one: nobody sees them. */
const UNSEEN = /(?![ \n\r\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}\u115f\u1160\u3164\uffa0]/gu

/** A text in which what cannot be seen stands as its code, e.g. `\u200b`: names that look the same may not be the same. */
export function visibleText(text: string): string {
  return text.replaceAll(
    UNSEEN,
    (unseen) => `\\u${(unseen.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
