/** A variable in a text: shown, never expanded here. Only Start resolves them. */
export interface Variable {
  kind: 'env' | 'context' | 'reference'
  name: string
  /** As written, e.g. `${{ ENV.PORT }}`. */
  text: string
  index: number
}

const FORMS =
  /\$\{\{\s(?:ENV|env)\.(\w+)\s\}\}(\w*)|\$\{\{(\s*)([^{}]*?)(\s*)\}\}|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g

/** Jina 3.x: `${{ ENV.X }}`, `$X`, `${X}` (environment), `${{ CONTEXT.v }}`, `${{ v }}` (context), `${{root.a.b}}` (reference, no spaces). */
export function findVariables(text: string): Variable[] {
  const found: Variable[] = []
  for (const match of text.matchAll(FORMS)) {
    const [whole, start, end, left, inside, right, braced, bare] = match
    const index = match.index
    if (start !== undefined) {
      // Jina 3.x: the name ends where the word does, also behind the braces.
      found.push({ kind: 'env', name: start + (end ?? ''), text: whole, index })
      continue
    }
    if (inside === undefined) {
      found.push({ kind: 'env', name: (braced ?? bare) as string, text: whole, index })
      continue
    }
    const [, scope, name] = /^(ENV|env|CONTEXT|context)\.(\w+)$/.exec(inside) ?? []
    // Jina 3.x: one space on either side, or none (of `ENV` alone); with others the text stays as it is.
    const isSpaced = left?.length === 1 && right?.length === 1
    if (/^env$/i.test(scope ?? '') && (isSpaced || (scope === 'ENV' && left === '' && right === '')))
      found.push({ kind: 'env', name: name as string, text: whole, index })
    else if (left === '') found.push({ kind: 'reference', name: inside, text: whole, index })
    else found.push({ kind: 'context', name: (isSpaced && name) || inside, text: whole, index })
  }
  return found
}

export function hasVariable(text: string): boolean {
  return text.includes('$') && findVariables(text).length > 0
}
