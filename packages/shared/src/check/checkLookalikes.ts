import { sentence } from '../words/sentence.ts'
import { issue, lineOf, type CheckInput } from './checkContext.ts'
import { quickFix, type FlowIssue } from '../model/flowIssue.ts'

/** Letters of Cyrillic and Greek that are drawn as Latin ones in nearly every font, and those, in the same order. */
const DRAWN = 'аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅԌοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'
const AS = 'aeopcyxijshdqwABEKMHOPCTYXIJSGoABEZHIKMNOPTYX'
const LATIN = new Map(Array.from(DRAWN, (letter, i) => [letter, AS[i] as string]))

/** What a name looks like: the same for names that no reader can tell apart. */
const lookOf = (name: string) =>
  /^\w*$/.test(name)
    ? name
    : Array.from(name.normalize('NFKC'), (letter) => LATIN.get(letter) ?? letter).join('')

const codeOf = (letter: string) =>
  `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Names of two Executors that look the same and are not: Jina takes both, and `needs` means one of them. */
export function checkLookalikes(input: CheckInput): FlowIssue[] {
  const first = new Map<string, (typeof input.spec.executors)[number]>()
  return input.spec.executors.flatMap((executor) => {
    const { name, writtenName } = executor
    const look = lookOf(name)
    const other = first.get(look)
    if (!other) {
      first.set(look, executor)
      return []
    }
    if (other.name === name || writtenName !== name) return []
    const path = [...executor.argsPath, 'name']
    const letters = Array.from(name)
    const theirs = Array.from(other.name)
    const odd = letters.find((letter, i) => letter !== theirs[i]) ?? letters.at(-1) ?? ''
    const to = input.spec.executors.some((known) => known.name === `${look}_2`) ? null : `${look}_2`
    return [
      issue(input, 'lookalike-name', 'warning', {
        path,
        executor: name,
        at: 'value',
        said: sentence(
          '"{{name}}" looks like "{{other}}" (line {{line}}), but is another name: its "{{letter}}" is {{code}}. "needs" cannot be read any more; rename one.',
          {
            name,
            other: other.name,
            line: lineOf(input, [...other.argsPath, 'name']),
            letter: odd,
            code: codeOf(odd),
          },
        ),
        ...(to === null
          ? {}
          : {
              fixes: [
                quickFix(sentence('Rename to "{{to}}"', { to }), { type: 'renameExecutor', from: name, to }),
              ],
            }),
      }),
    ]
  })
}
