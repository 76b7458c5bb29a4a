/**
 * Which lines of a Pod's output belong together: the trace of an error with the message before it, and a warning with its source. Python's
 * are written by `traceback.py`, `logging`, `warnings` and `faulthandler`, Node's by `util.inspect` and the handler of uncaught errors.
 */

import { findLevel } from './logLevel.ts'

/** What the lines of an entry have been so far. */
export type Place =
  | 'line'
  | 'record'
  | 'words'
  | 'frames'
  | 'file'
  | 'message'
  | 'validation'
  | 'gap'
  | 'chained'
  | 'group'
  | 'rich'
  | 'stack'
  | 'callStack'
  | 'logged'
  | 'remote'
  | 'quoted'
  | 'fatal'
  | 'node'
  | 'nodeGap'
  | 'source'
  | 'caret'
  | 'thrown'
  | 'warning'
  | 'nodeWarning'
  | 'ended'

/** The lines it is for; where they lead, or null when they begin another entry; whether only a later line can show that they belong. */
type Rule = readonly [line: RegExp, next: Place | null, doubt?: 'doubt']

const TRACEBACK = /Traceback \(most recent call last\):$/
const GROUP = /^\s*\+ Exception Group Traceback \(most recent call last\):$/
const RICH = /^╭─.*Traceback/
const FILE = /^\s+File ".*", line \d+/
const STACK = /^Stack \(most recent call last\):$/
const REMOTE = /RemoteTraceback:$/
const CHAINED = /^(?:During handling of the above exception|The above exception was the direct cause)/
/** `ValueError: boom`, `KeyboardInterrupt`, `package.Class.<locals>.Odd: boom`. */
const EXCEPTION = /^[\p{L}_][\p{L}\p{N}_.<>]*(?::|$)/u
const VALIDATION = /^[\w.]*ValidationError: \d+ validation errors? for /
/** A frame of Node. */
const AT = /^\s+at (?:\S.*(?::\d+|\)|>)|<anonymous>|native)(?:,| \{)?$/
const NAMED_ERROR = /(?:^|[\s\]:(.])(?:\w*(?:Error|Exception|Rejection)\b|Trace\b|Uncaught\b)/
const NODE_HINT = /^\(Use `node --/
const INDENTED = /^\s+\S/
const BLANK = /^$/
const ANY = /^/
/** The first line of a record of a logger. */
const RECORD =
  /^(?:\W*(?:[\d:.TZ\-/, ]+\W*)?(?:\w+\s+)?(?:DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL)\b|\[?\d{4}-\d\d-\d\d[ T]\d)/

/** Lines that begin an entry, whatever came before. */
const HEADS: readonly (readonly [RegExp, Place])[] = [
  [GROUP, 'group'],
  [TRACEBACK, 'frames'],
  [RICH, 'rich'],
  [STACK, 'stack'],
  [REMOTE, 'remote'],
  [/^Fatal Python error: /, 'fatal'],
  [FILE, 'file'],
  [AT, 'node'],
  [/^(?:.*\s)?\S+:\d+: \w*Warning: /, 'warning'],
  [/^\(node:\d+\) /, 'nodeWarning'],
  [/^(?:Exception in thread .*:|Exception ignored in.*|Process \S+:|--- Logging error ---)$/, 'record'],
  [NAMED_ERROR, 'words'],
  // The line that threw: file, code and caret come before the error.
  [/^(?:file:\/\/|node:|\/|\[eval\]|[A-Za-z]:\\).*:\d+$/, 'source'],
]

const NEW_PYTHON: readonly Rule[] = [
  [GROUP, null],
  [FILE, null],
  [AT, null],
  [TRACEBACK, null],
  [RECORD, null],
]

/** Place → what may follow. The first rule that fits counts; where none does, another entry begins. */
const RULES: Record<Exclude<Place, 'ended'>, readonly Rule[]> = {
  line: [[AT, 'node']],
  record: [
    [GROUP, 'group'],
    [TRACEBACK, 'frames'],
    [RICH, 'rich'],
    [STACK, 'stack'],
    [AT, 'node'],
    [FILE, 'file'],
    [/^future: </, 'record'],
    [INDENTED, 'record'],
    [BLANK, 'record', 'doubt'],
  ],
  // A message may have any lines; the trace after them shows that they were one.
  words: [
    [AT, 'node'],
    [GROUP, 'group'],
    [TRACEBACK, 'frames'],
    [RICH, 'rich'],
    [STACK, 'stack'],
    [RECORD, null],
    [/^\w*(?:Error|Exception): /, null],
    [ANY, 'words', 'doubt'],
  ],
  frames: [
    [TRACEBACK, null],
    [GROUP, null],
    [INDENTED, 'frames'],
    [RECORD, null],
    [VALIDATION, 'validation'],
    [EXCEPTION, 'message'],
  ],
  // A syntax error without a traceback, or `traceback.print_stack()`.
  file: [
    [INDENTED, 'file'],
    [/^[\w.]*(?:Error|Exception|Interrupt)\b/, 'message'],
  ],
  message: [
    [GROUP, null],
    [FILE, null],
    [AT, null],
    [INDENTED, 'message'],
    [BLANK, 'gap', 'doubt'],
    [/^Original Traceback \(most recent call last\):$/, 'frames'],
    [/^Call stack:$/, 'callStack'],
    [STACK, 'stack'],
    ...NEW_PYTHON,
    [ANY, 'gap', 'doubt'],
  ],
  validation: [
    [INDENTED, 'validation'],
    [BLANK, 'gap', 'doubt'],
    ...NEW_PYTHON,
    [/^\S+(?: -> \S+)*$/, 'validation', 'doubt'],
  ],
  // After an exception: more of its message, or the blank line before the next of a chain.
  gap: [[CHAINED, 'chained'], ...NEW_PYTHON, [ANY, 'gap', 'doubt']],
  chained: [
    [BLANK, 'chained'],
    [GROUP, 'group'],
    [TRACEBACK, 'frames'],
    [RICH, 'rich'],
    [REMOTE, 'remote'],
    [FILE, 'file'],
    [VALIDATION, 'validation'],
    [EXCEPTION, 'message'],
  ],
  group: [
    [GROUP, null],
    [/^\s*[|+]/, 'group'],
    [BLANK, 'gap', 'doubt'],
  ],
  rich: [
    [/^[│╰├]/, 'rich'],
    [RECORD, null],
    [EXCEPTION, 'message'],
  ],
  stack: [[INDENTED, 'stack']],
  callStack: [
    [INDENTED, 'callStack'],
    [/^Message: /, 'logged'],
  ],
  logged: [[/^Arguments: /, 'ended']],
  remote: [[/^"""$/, 'quoted']],
  quoted: [
    [/^"""$/, 'message'],
    [ANY, 'quoted'],
  ],
  fatal: [
    [BLANK, 'fatal', 'doubt'],
    [INDENTED, 'fatal'],
    [/^(?:Current thread|Thread) 0x|^Python runtime state: |^<no Python frame>$/, 'fatal'],
    [/^Extension modules: /, 'ended'],
  ],
  node: [
    [INDENTED, 'node'],
    [/^[}\])]+[,;]?$/, 'node'],
    [/^Caused by: /, 'node'],
    [NODE_HINT, 'node'],
    [BLANK, 'nodeGap', 'doubt'],
  ],
  nodeGap: [[/^Node\.js v\d/, 'ended']],
  source: [
    [/^\s*[\^~]+$/, 'caret'],
    [RECORD, null],
    [ANY, 'source', 'doubt'],
  ],
  caret: [
    [BLANK, 'caret', 'doubt'],
    [ANY, 'thrown'],
  ],
  thrown: [
    [AT, 'node'],
    [NODE_HINT, 'node'],
    [BLANK, 'nodeGap', 'doubt'],
    [RECORD, null],
    [ANY, 'thrown', 'doubt'],
  ],
  warning: [[INDENTED, 'ended']],
  nodeWarning: [
    [NODE_HINT, 'ended'],
    [AT, 'nodeWarning'],
  ],
}

const GRAVE: ReadonlySet<Place> = new Set<Place>([
  'frames',
  'message',
  'validation',
  'group',
  'rich',
  'remote',
  'fatal',
  'node',
  'thrown',
])
const UNFINISHED: ReadonlySet<Place> = new Set<Place>(['frames', 'chained', 'quoted', 'rich'])

/** Where the first line of an entry leads: `line` when it says nothing of others that belong to it. */
export function beginEntry(line: string): Place {
  const [, place] = HEADS.find(([head]) => head.test(line)) ?? []
  const level = place ? null : findLevel(line)
  return place ?? (level === 'warn' || level === 'error' ? 'record' : 'line')
}

/** Where the next line leads, or null when it begins another entry. */
export function continueEntry(place: Place, line: string): { place: Place; sure: boolean } | null {
  const [, next = null, doubt] =
    (place === 'ended' ? undefined : RULES[place].find(([follows]) => follows.test(line))) ?? []
  return next === null ? null : { place: next, sure: !doubt }
}

/** Whether an entry that came here is the trace of an error. */
export function isGrave(place: Place): boolean {
  return GRAVE.has(place)
}

/** Whether more has to come: a process that is slow must not cut it. */
export function isUnfinished(place: Place): boolean {
  return UNFINISHED.has(place)
}
