import type { Sentence } from '../words/sentence.ts'
import type { YamlMap, YamlValue } from '../value/yamlValue.ts'
import type { ParsedFlow } from './flowModel.ts'

/** What an argument key belongs to: an Executor (by resolved name), the `gateway:` block, or the Flow's `with:`. */
export type EditTarget = { executor: string } | 'gateway' | 'flow'

/**
 * One change of the Executors, the Gateway or the Flow, as data.
 * `gateway` as `from` is the entry; as `to` it is the exit (the edge from the last non-floating Executor to the client).
 */
export type FlowStep =
  | {
      type: 'addExecutor'
      name: string
      values?: YamlMap
      /** absent: chained by Jina's rule at the end of the list */ needs?: string[]
      /** place it so that the exit stays where it is (a branch), rather than at the end, where Jina's rule makes it answer */ keepExit?: boolean
    }
  /** Puts a new Executor between two connected ones (or at the entry/exit) as one step. */
  | { type: 'insertOnEdge'; name: string; values?: YamlMap; from: string; to: string }
  | { type: 'removeExecutors'; names: string[]; /** join predecessors to successors */ reconnect: boolean }
  | { type: 'renameExecutor'; from: string; to: string }
  | { type: 'connect'; from: string; to: string }
  | { type: 'disconnect'; from: string; to: string }
  | { type: 'reconnect'; from: string; to: string; newFrom: string; newTo: string }
  /** `path` goes below the key, e.g. `uses_with`, `['batch']`. */
  | {
      type: 'setField'
      target: EditTarget
      key: string
      path?: readonly (string | number)[]
      value: YamlValue
      /** The value is what the Executor is to get: its texts are kept through what the Pod reads again, too. */
      asReceived?: boolean
    }
  /** Removes the key, so that its default holds again; an emptied parent map goes with it. */
  | { type: 'clearField'; target: EditTarget; key: string; path?: readonly (string | number)[] }
  /** Moves the entry one place up or down in the file; every edge stays. */
  | { type: 'moveInList'; name: string; by: -1 | 1 }
  | {
      type: 'duplicate'
      names: string[]
      /** keep `needs` that point outside the copied set */ keepIncoming?: boolean
    }
  /** Adds the Executors of a YAML text (a Flow, a list, or one entry); names are made unique. */
  | { type: 'paste'; yaml: string; keepIncoming?: boolean }

/** Everything that a person can do to a Flow, as data. Each becomes the smallest change of the text (`planEdit`). */
export type FlowEdit =
  | FlowStep
  /** Several steps as one: the text is written and read once, however many they are. */
  | { type: 'several'; steps: readonly FlowStep[]; label: string }
  /** Renames a key in place (a misspelt or deprecated one), keeping its value and comments. */
  | { type: 'renameKey'; target: EditTarget | 'root'; key: string; to: string }
  /** Comments Executors out, with a marker; `enableExecutors` brings every byte back. Predecessors are joined to successors. */
  | { type: 'disableExecutors'; names: string[] }
  | { type: 'enableExecutors'; names: string[] }
  /** Removes the comments of disabled Executors. */
  | { type: 'removeDisabled'; names: string[] }
  /** Replaces the whole text: import, restore. One undo step like any other. */
  | { type: 'replaceText'; text: string }

/** Replace `[start, end)` of the old text by `text`. Offsets in UTF-16 units of the text before the edit. */
export interface Splice {
  start: number
  end: number
  text: string
}

export interface EditOutcome {
  /** Sorted, non-overlapping. */
  splices: Splice[]
  text: string
  /** The new text, read: planning reads it anyway to prove that it says what was meant. */
  parsed: ParsedFlow
  /** Executors that the edit added, in order (their final, unique names): the editor selects and places them. */
  added: string[]
  /** Old name → new name, so that layout, selection and saved requests can follow. */
  renamed: Record<string, string>
  /** For an undo toast: `Add encoder`, `Remove 3 Executors`, … */
  label: string
}

/** An edit that cannot be made, with the reason in words; the text is untouched. */
export interface EditRefusal {
  /** In English. */
  refused: string
  /** For other languages. */
  said: Sentence
}
