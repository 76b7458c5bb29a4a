/**
 * Characters that Unicode counts among those of identifiers since 15.1, and Python up to 3.12 does not: joiners and katakana middle dots. They
 * are left out whatever Unicode this JavaScript knows.
 */
const LATER = /\u200c|\u200d|\u30fb|\uff65/g
const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u

/** Whether a text is a Python identifier, as `str.isidentifier` says; names of Executors and classes are. */
export function isPythonIdentifier(text: string): boolean {
  return IDENTIFIER.test(text) && text.search(LATER) < 0
}

/** The Python identifier that is most like a text; an empty text when nothing of it is left. */
export function toPythonIdentifier(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .replace(LATER, '_')
    .replace(/[^\p{XID_Continue}]+/gu, '_')
    .replace(/^(?=[^\p{XID_Start}_])/u, '_')
}
