/** A variable in a text: shown, never expanded here. Only Start resolves them. */
export interface Variable {
  kind: 'env' | 'context' | 'reference'
  name: string
  /** As written, e.g. `${{ ENV.PORT }}`. */
  text: string
  index: number
}

const FORMS = /\$\{\{(\s*)([^{}]*?)(\s*)\}\}|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g

/** Jina 3.x: `${{ ENV.X }}`, `$X`, `${X}` (environment), `${{ CONTEXT.v }}`, `${{ v }}` (context), `${{root.a.b}}` (reference, no spaces). */
export function findVariables(text: string): Variable[] {
  const found: Variable[] = []
  for (const match of text.matchAll(FORMS)) {
    const [whole, left, inside, , braced, bare] = match
    const index = match.index
    if (inside === undefined) {
      found.push({ kind: 'env', name: (braced ?? bare) as string, text: whole, index })
      continue
    }
    const [scope, ...rest] = inside.split('.')
    const name = rest.join('.')
    if (/^env$/i.test(scope ?? '') && name) found.push({ kind: 'env', name, text: whole, index })
    else if (left === '') found.push({ kind: 'reference', name: inside, text: whole, index })
    else if (/^context$/i.test(scope ?? '') && name) found.push({ kind: 'context', name, text: whole, index })
    else found.push({ kind: 'context', name: inside, text: whole, index })
  }
  return found
}

export function hasVariable(text: string): boolean {
  return text.includes('$') && findVariables(text).length > 0
}
