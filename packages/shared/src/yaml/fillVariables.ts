const ENVIRONMENT = /\$\{\{\s(?:ENV|env)\.[a-zA-Z0-9_]*\s\}\}/g
const CONTEXT = /\$\{\{\s(?:(?:CONTEXT|context)\.)?[a-zA-Z0-9_]*\s\}\}/g
const VARIABLE = /\$(?:([A-Za-z0-9_]+)|\{([^}]*)\})/g

/**
 * Puts values of the environment into a text as Jina does in one reading (Jina 3.x: `JAML.expand_dict`): `$X`, `${X}`, `${{ ENV.X }}`, `${{ENV.X}}`. What is
 * unset stays as Jina leaves it: `${{ ENV.X }}` as `$X`, and a variable of a context, of which a file has none, as `$$x`.
 */
export function fillVariables(text: string, env: Readonly<Record<string, string | undefined>>): string {
  if (!text.includes('$')) return text
  let filled = text.replace(/\$\{\{ENV\.(\w+)\}\}/g, (form, name: string) =>
    Object.hasOwn(env, name) ? (env[name] ?? form) : form,
  )
  if (text.search(ENVIRONMENT) >= 0)
    filled = filled
      .replace(ENVIRONMENT, (form) => `$$${form.slice(4, -3)}`)
      // The name ends where the word does, also behind the braces.
      .replace(/\$\$[a-zA-Z0-9_.]*/g, (name) => name.slice(1).replaceAll(/ENV\.|env\./g, ''))
  filled = filled.replace(CONTEXT, (form) => `$$${form.slice(4, -3).replace(/^context\./i, '')}`)
  return filled.replace(VARIABLE, (form, bare?: string, braced?: string) => {
    const name = bare ?? braced ?? ''
    return Object.hasOwn(env, name) ? (env[name] ?? form) : form
  })
}
