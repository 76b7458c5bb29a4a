import type { Sentence } from '../words/sentence.ts'
import { hasReference } from '../yaml/references.ts'
import { findVariables } from '../yaml/variables.ts'
import { findPlace, type FlowReading } from './readFlowText.ts'
import type { YamlPath } from '../model/flowIssue.ts'
import { type YamlMap, type YamlValue } from '../value/yamlValue.ts'
import { GATEWAY } from '../model/flowModel.ts'
import { envTexts } from '../value/envTexts.ts'
import { explainLoading } from '../flow/loadingVariables.ts'
import { pythonJson } from '../value/pythonText.ts'
import { isMapValue } from '../value/exactNumber.ts'

/** Something that a Flow file may do only when the person who starts it agrees. */
export interface Permission {
  /** Names what is agreed to: another variable, or another value, is asked for again. */
  id: string
  /** `read`: a variable of the person's own environment is put into the Flow. `set`: its processes get one that makes them load other code. */
  kind: 'read' | 'set'
  name: string
  /** Executors, `gateway`, or `Flow`, in the order of the file. */
  users: string[]
  /** What it is set to, as the file has it; null when it is read. */
  value: string | null
  /** Why it is asked for, when it is set. */
  why: Sentence | null
  line: number | null
}

/** What a Flow file needs a person's consent for. Names and texts of the file only: nothing is expanded. */
export function listPermissions(reading: FlowReading): Permission[] {
  const { spec } = reading
  if (!spec) return []
  const found = new Map<string, Permission>()
  const add = (permission: Omit<Permission, 'users' | 'line'>, user: string, line: number | null) => {
    const known = found.get(permission.id)
    if (!known) found.set(permission.id, { ...permission, users: [user], line })
    else if (!known.users.includes(user)) known.users.push(user)
  }
  const read = (value: YamlValue, user: string, block: YamlPath, keys: YamlPath): void => {
    if (typeof value === 'string') {
      for (const { kind, name } of findVariables(value))
        if (kind === 'env')
          add({ id: `read ${name}`, kind: 'read', name, value: null, why: null }, user, lineOf(block, keys))
    } else if (Array.isArray(value)) value.forEach((item, i) => read(item, user, block, [...keys, i]))
    else if (isMapValue(value))
      for (const [key, item] of Object.entries(value)) read(item, user, block, [...keys, key])
  }
  const lineOf = (block: YamlPath, keys: YamlPath) => findPlace(reading, block, ...keys)?.line ?? null
  const look = (args: YamlMap, user: string, block: YamlPath) => {
    read(args, user, block, [])
    for (const [name, value] of Object.entries(envTexts(args['env']))) {
      const why = explainLoading(name)
      if (!why) continue
      const id = `set ${name}=${value}`
      add({ id, kind: 'set', name, value, why }, user, lineOf(block, ['env', name]))
    }
  }
  look(spec.with, 'Flow', ['with'])
  // Its arguments hold what is written for the Flow, too.
  const ofGateway = Object.entries(spec.gateway.args).filter(([key, value]) => value !== spec.with[key])
  look(Object.fromEntries(ofGateway), GATEWAY, [GATEWAY])
  for (const { name, written, args, argsPath } of spec.executors) {
    look(written, name, argsPath)
    // What is referred to may be a variable, too.
    for (const [key, value] of Object.entries(written))
      if (hasReference(pythonJson(value))) read(args[key] ?? null, name, argsPath, [key])
  }
  return [...found.values()]
}

/** A permission in a few words, with the line that needs it. */
export function describePermission({ kind, name, value, line }: Permission): string {
  const where = line === null ? '' : ` (line ${line})`
  return kind === 'read' ? `it reads ${name}${where}` : `it sets ${name}=${value ?? ''}${where}`
}
