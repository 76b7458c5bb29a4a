import { parseExactJson } from '../value/exactJson.ts'
import { isCollection, isMapValue, isNumber } from '../value/exactNumber.ts'
import type { Field } from '../model/fields.ts'
import type { YamlMap, YamlValue } from '../value/yamlValue.ts'
import { setOwn } from '../value/ownKeys.ts'
import { pythonJson, pythonText } from '../value/pythonText.ts'
import { readPorts } from './readLists.ts'
import { readPythonInteger } from '../value/pythonNumbers.ts'
import { readAgain } from '../yaml/rescalar.ts'

/** What a key's value means: a value, nothing (the default holds), or none that the key takes. */
export type Argument = { value: YamlValue } | 'absent' | 'refused'

/**
 * What Jina makes of the value of a key. Checks, Start and exports all read with it (Jina 3.x: `ArgNamespace.kwargs2list` writes a command line,
 * which `argparse` reads: `replicas: [2]` is 2, `monitoring: 0` is true, `when: '{"a": 1}'` is a map, `replicas: 2.0` is refused).
 * A value with a variable stays as written until Start, which reads it again: then nothing is `open` any more.
 */
export function readArgument(
  field: Field,
  value: YamlValue,
  isOpen: boolean = holdsVariable(value),
): Argument {
  // Jina reads these itself; they are no arguments of a command.
  if (field.key === 'method' || field.key === 'jcloud') return { value }
  if (field.key === 'needs') return isNeeds(value) ? { value } : 'refused'
  if (field.key === 'name' && isCollection(value)) return 'refused'
  if (value === null) return 'absent'
  if (isOpen) return { value }
  if (field.type === 'boolean') return { value: value !== false }
  if (value === false) return 'absent'
  const words = takeWords(value)
  const [first] = words
  switch (field.type) {
    case 'integer': {
      const integer = first === undefined ? null : readPythonInteger(first)
      return integer === null ? 'refused' : { value: integer }
    }
    case 'map':
      return readPairs(value, words)
    case 'integerOrList':
      return readPortWords(value, words)
    case 'list':
    case 'stringOrList':
      return readWords(field, value, words)
    case 'string':
    case 'stringOrMap':
      if (first === undefined) return 'refused'
      return { value: field.type === 'stringOrMap' && isMapValue(value) ? value : first }
    case 'any':
      if (first === undefined) return 'refused'
      if (field.key === 'peer_ports') {
        if (!words.every(isPeerPorts)) return 'refused'
        return { value: Array.isArray(value) ? value.slice(0, words.length) : value }
      }
      return { value: Array.isArray(value) ? first : value }
  }
}

/** Whether a value, or an item of a list, has a variable. */
export function holdsVariable(value: YamlValue): boolean {
  return Array.isArray(value)
    ? value.some((item) => typeof item === 'string' && item.includes('$'))
    : typeof value === 'string' && value.includes('$')
}

/** Jina 3.x: `CastPeerPorts` takes JSON: a whole number, a list or a text of ports, or a map of such. */
function isPeerPorts(word: string): boolean {
  let read: YamlValue
  try {
    read = parseExactJson(word)
  } catch {
    return false
  }
  const isIterable = (ports: YamlValue) => isCollection(ports) || typeof ports === 'string'
  if (isMapValue(read)) return Object.values(read).every(isIterable)
  return isIterable(read) || typeof read === 'boolean' || readPythonInteger(pythonText(read)) !== null
}

/** Whether Python takes a value for false: null, 0, an empty text, list or map. */
export function isEmptyValue(value: YamlValue): boolean {
  if (isCollection(value)) return Object.keys(value).length === 0
  return value === null || value === false || value === '' || (isNumber(value) && Number(value) === 0)
}

/** Jina 3.x: a text or a list of names; an empty one names no Executor. */
function isNeeds(value: YamlValue): boolean {
  if (Array.isArray(value)) return !value.some(isCollection)
  return typeof value === 'string' || isEmptyValue(value)
}

/** The words behind a flag that belong to it: those up to the first that looks like a flag itself. */
function takeWords(value: YamlValue): string[] {
  const words =
    value === true
      ? []
      : Array.isArray(value)
        ? value.map(pythonText)
        : [isMapValue(value) ? pythonJson(value) : pythonText(value)]
  const end = words.findIndex(looksLikeFlag)
  return end < 0 ? words : words.slice(0, end)
}

/** Whether Jina's command line takes a value for the name of a flag (Jina 3.x: `argparse`). */
export function looksLikeFlag(word: string): boolean {
  return /^-./s.test(word) && !/^-(?:\d+|\d*\.\d+)$/.test(word) && !word.includes(' ')
}

/** Jina 3.x: `KVAppendAction`. Each word is JSON or `key=value`; later ones win. */
function readPairs(value: YamlValue, words: readonly string[]): Argument {
  if (isMapValue(value)) return { value }
  const out: YamlMap = {}
  for (const word of words) {
    const pairs = readPairWord(word)
    if (!pairs) return 'refused'
    for (const [key, item] of pairs) setOwn(out, key, item)
  }
  return { value: out }
}

function readPairWord(word: string): [string, YamlValue][] | null {
  let read: YamlValue
  try {
    read = parseExactJson(word)
  } catch {
    const [, key, item] = /^([^:=]*)[:=]\s*(.*)$/s.exec(word) ?? []
    return key === undefined || item === undefined ? null : [[key, readAgain(item)]]
  }
  if (isMapValue(read)) return Object.entries(read)
  return (Array.isArray(read) || typeof read === 'string') && read.length === 0 ? [] : null
}

/** Jina 3.x: `CastToIntAction`. */
function readPortWords(value: YamlValue, words: readonly string[]): Argument {
  if (words.length === 0) return 'refused'
  if (readPorts(value) !== null) return { value }
  const ports = words.flatMap((word) => word.split(',')).map(readPythonInteger)
  if (!ports.every((port) => port !== null)) return 'refused'
  return { value: ports.length === 1 ? (ports[0] as YamlValue) : ports }
}

/** Lists that need one word at least (Jina 3.x: `nargs='+'`). */
const NOT_EMPTY = new Set(['host', 'protocol', 'image_pull_secrets'])

function readWords({ key, type }: Field, value: YamlValue, words: string[]): Argument {
  const [first] = words
  if (first === undefined && NOT_EMPTY.has(key)) return 'refused'
  return { value: type === 'stringOrList' && first !== undefined && !isCollection(value) ? first : words }
}
