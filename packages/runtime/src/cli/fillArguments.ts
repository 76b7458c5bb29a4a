import { ARGUMENT_PREFIX, expandVariables, isCollection, parseExactJson, pythonJson } from '@flowdeck/shared'

/**
 * Fills in `${FLOWDECK_ARGUMENT_X}` in arguments from the environment: exported containers carry secrets there, because every user of a
 * machine can read command lines. Texts inside JSON are read again, as Jina reads those of a Flow; all other variables stay as they are.
 */
export function fillArguments(argv: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith(ARGUMENT_PREFIX)))
  return argv.map((word) => {
    if (!word.includes(ARGUMENT_PREFIX)) return word
    const json = /^\s*[{[]/.test(word) ? parseExactJson(word) : null
    return isCollection(json)
      ? pythonJson(expandVariables(json, own))
      : word.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => own[name] ?? whole)
  })
}
