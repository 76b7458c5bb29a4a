import { sentence } from '../words/sentence.ts'
import { issue, lineOf, type CheckInput } from './checkContext.ts'
import { quickFix, type FlowIssue, type YamlPath } from '../model/flowIssue.ts'
import { type YamlMap } from '../value/yamlValue.ts'
import { GATEWAY, type ExecutorSpec } from '../model/flowModel.ts'
import { isPythonIdentifier, toPythonIdentifier } from '../value/pythonIdentifier.ts'
import { pythonText } from '../value/pythonText.ts'
import { isEmptyValue } from '../flow/readArgument.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { IGNORED_IN_DEPLOYMENTS, isEmbedded } from '../flow/readExecutors.ts'

/** The entries of the list: what each of them is. */
export function checkEntries(input: CheckInput): FlowIssue[] {
  const found: FlowIssue[] = []
  for (const key of ['executors', 'deployments']) {
    const list = input.top[key]
    if (!Array.isArray(list)) continue
    for (const [index, entry] of list.entries()) {
      const path = [key, index]
      if (typeof entry === 'string')
        found.push(
          issue(input, 'deployment-file', 'info', {
            said: sentence('"{{file}}" is the path of a Deployment file; it is opened at Start only.', {
              file: entry,
            }),
            path,
          }),
        )
      else if (!isMapValue(entry))
        found.push(
          issue(input, 'entry-not-a-map', 'error', {
            said: sentence('An Executor is a map of keys, e.g. "- name: encoder".'),
            path,
          }),
        )
      else if (typeof entry['jtype'] === 'string' && /^Flow(?: |$)/.test(entry['jtype']))
        found.push(
          issue(input, 'entry-not-a-map', 'error', {
            said: sentence('Jina loads no Flow within a Flow. Write its Executors into this list.'),
            path: [...path, 'jtype'],
          }),
        )
      else if (isEmbedded(entry)) found.push(...checkEmbedded(input, path, entry))
      else if (entry['jtype'] === 'Deployment')
        found.push(
          issue(input, 'deployment-without-with', 'error', {
            said: sentence(
              'Jina loads no Deployment without "with:". Put its keys under "with:", or remove "jtype".',
            ),
            path,
          }),
        )
      else if (entry['name'] === GATEWAY)
        found.push(
          issue(input, 'reserved-name', 'error', {
            said: sentence(
              '"gateway" is the name of the Gateway itself: Jina skips this entry. Give the Executor another name, or put Gateway settings under the top-level "gateway:".',
            ),
            path: [...path, 'name'],
            at: 'value',
          }),
        )
    }
  }
  return found
}

/** A Deployment that is written into the list: what Jina refuses of it, and what it does not look at. */
function checkEmbedded(input: CheckInput, path: YamlPath, entry: YamlMap): FlowIssue[] {
  const found: FlowIssue[] = []
  if (Object.keys(entry)[0] !== 'jtype')
    found.push(
      issue(input, 'jtype-not-first', 'error', {
        said: sentence('"jtype" must be the first key of a Deployment: Jina refuses it behind others.'),
        path: [...path, 'jtype'],
      }),
    )
  const { version = null } = entry
  if (!isEmptyValue(version) && version !== 'legacy')
    found.push(
      issue(input, 'bad-version', 'error', {
        said: sentence('A Deployment has no versions: Jina refuses {{version}}. Remove the key.', {
          version: pythonText(version),
        }),
        path: [...path, 'version'],
      }),
    )
  const within = entry['with'] as YamlMap
  for (const key of REFUSED_IN_DEPLOYMENTS)
    if (within[key] !== undefined && (key !== 'args' || within[key] !== null))
      found.push(
        issue(input, 'wrong-type', 'error', {
          said: sentence('Jina refuses "{{key}}" under the "with:" of a Deployment. Remove it.', { key }),
          path: [...path, 'with', key],
        }),
      )
  const ignored = [
    ...IGNORED_IN_DEPLOYMENTS.filter((key) => entry[key] !== undefined).map((key) => [...path, key]),
    ...['name', 'method'].filter((key) => within[key] !== undefined).map((key) => [...path, 'with', key]),
  ]
  const name = input.spec.executors.find((executor) => executor.path.at(-1) === path.at(-1))?.name
  for (const place of ignored)
    found.push(
      issue(input, 'ignored-in-deployment', 'warning', {
        said: sentence(
          'Jina does not look at "{{key}}" of a Deployment in a Flow: this one is called "{{name}}" and follows the Executor before it. Write it as an Executor ("- name: …") to say otherwise.',
          { key: String(place.at(-1)), name: name ?? '' },
        ),
        path: place,
      }),
    )
  return found
}

/** Jina 3.x: its loader passes these itself. */
const REFUSED_IN_DEPLOYMENTS = ['needs', 'runtime_args', 'self', 'args']

/** The name of an Executor: free, and one that Jina takes. */
export function checkName(input: CheckInput, executor: ExecutorSpec): FlowIssue[] {
  const { writtenName, name, written } = executor
  if (writtenName === null) return []
  const path = [...executor.argsPath, 'name']
  const about = { path, executor: name, at: 'value' as const }
  if (writtenName !== name) {
    const first = input.spec.executors.find((other) => other.name === writtenName)
    return [
      issue(input, 'duplicate-name', 'error', {
        ...about,
        said: first
          ? sentence(
              '"{{written}}" is taken already (line {{line}}): Jina would call this one "{{name}}". Give it its own name.',
              { written: writtenName, line: lineOf(input, [...first.argsPath, 'name']), name },
            )
          : sentence(
              '"{{written}}" is taken already (reserved): Jina would call this one "{{name}}". Give it its own name.',
              { written: writtenName, name },
            ),
        fixes: [
          quickFix(sentence('Rename to "{{to}}"', { to: name }), {
            type: 'setField',
            target: { executor: name },
            key: 'name',
            value: name,
          }),
        ],
      }),
    ]
  }
  if (!isPythonIdentifier(name) || typeof written['name'] !== 'string') {
    const identifier = toPythonIdentifier(name) || 'executor'
    // "nan" and "True" are identifiers, but no texts to Jina.
    const slug = identifier === name ? `${name}_` : identifier
    return [
      issue(input, 'bad-name', 'error', {
        ...about,
        said:
          identifier === name
            ? sentence(
                '"{{name}}" cannot be a name: Jina reads it as a number or a boolean, also in quotes. Try "{{slug}}".',
                { name, slug },
              )
            : sentence(
                '"{{name}}" cannot be a name: Jina takes Python identifiers only (letters, digits and _, not beginning with a digit). Try "{{slug}}".',
                { name, slug },
              ),
        fixes: [
          quickFix(sentence('Rename to "{{to}}"', { to: slug }), {
            type: 'renameExecutor',
            from: name,
            to: slug,
          }),
        ],
      }),
    ]
  }
  return []
}
