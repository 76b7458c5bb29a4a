import { z } from 'zod/mini'
import { MAX_GROUP_NAME, MAX_NOTE, NOTE_COLORS } from '../edit/layout/layout.ts'
import { wireError } from '../run/runState.ts'

/**
 * What the HTTP side of the editor's contract is about: documents. `routes.ts` says which route takes and gives which.
 */
export const flowLayout = z.strictObject({
  version: z.literal(1),
  nodes: z.record(z.string(), z.strictObject({ x: z.number(), y: z.number() })),
  groups: z.optional(
    z.record(
      z.string(),
      z.strictObject({
        name: z.string().check(z.maxLength(MAX_GROUP_NAME)),
        collapsed: z.boolean(),
        members: z.array(z.string()).check(z.minLength(1)),
      }),
    ),
  ),
  notes: z.optional(
    z.record(
      z.string(),
      z.strictObject({
        text: z.string().check(z.maxLength(MAX_NOTE)),
        color: z.enum(NOTE_COLORS),
        x: z.number(),
        y: z.number(),
        width: z.number().check(z.positive()),
        height: z.number().check(z.positive()),
      }),
    ),
  ),
})

export const flowSummary = z.object({
  /** Workspace-relative path with forward slashes, e.g. `hello/flow.yml`. */
  id: z.string(),
  /** First comment line of the file, else the folder name. */
  title: z.string(),
  revision: z.string(),
  modifiedAt: z.number(),
  hasDraft: z.boolean(),
})
export type FlowSummary = z.infer<typeof flowSummary>

export const workspace = z.object({
  name: z.string(),
  version: z.string(),
  flows: z.array(flowSummary),
  /** Links that lead out of the workspace: they are not followed. */
  outsideLinks: z.array(z.string()),
  /** Folders in which changes by other programs are not noticed: the system watches no more. */
  unwatchedFolders: z.number(),
})
export type Workspace = z.infer<typeof workspace>

/** The id of a browser tab. */
export const tabId = z.string().check(z.maxLength(64))

export const draft = z.object({
  text: z.string(),
  layout: flowLayout,
  /** The revision that the draft was made from. */
  baseRevision: z.string(),
  savedAt: z.number(),
  /** The tab that wrote it; absent in drafts of an earlier Flowdeck. */
  tab: z.optional(tabId),
})
export type Draft = z.infer<typeof draft>

/** The draft of a Flow, also of one whose file is gone. */
export const keptDraft = z.object({ draft: z.nullable(draft) })
export type KeptDraft = z.infer<typeof keptDraft>

export const flowFile = z.object({
  id: z.string(),
  text: z.string(),
  /** Hash of the bytes on disk: 64 hex characters. */
  revision: z.string(),
  layout: flowLayout,
  draft: z.nullable(draft),
})
export type FlowFile = z.infer<typeof flowFile>

export const createFlow = z.strictObject({
  id: z.string().check(z.minLength(1), z.maxLength(512)),
  text: z.string(),
})
export const saveFlow = z.strictObject({
  text: z.string(),
  layout: flowLayout,
  /** the revision it was made from */ revision: z.string(),
  /** the tab that saves: only its own draft goes then */ tab: z.optional(tabId),
})
export const saveDraft = z.strictObject({
  text: z.string(),
  layout: flowLayout,
  baseRevision: z.string(),
  tab: z.optional(tabId),
  /** `savedAt` of another tab's draft that this one was made from, or that was looked at: it may be replaced. */
  over: z.optional(z.number()),
})
export const saved = z.object({
  revision: z.string(),
  modifiedAt: z.number(),
  /** Why the file is saved but the history of its versions did not grow. */
  warning: z.optional(z.string()),
})
/** Answer 409 of a stale save: nothing was written; both texts are here. */
export const conflict = z.object({
  error: wireError,
  current: z.object({ text: z.string(), revision: z.string() }),
})
export type Conflict = z.infer<typeof conflict>
/** Answer 409 of a draft that would replace the one of another tab: nothing was written. */
export const draftConflict = z.object({ error: wireError, draft })

const versionName = z.string().check(
  z.trim(),
  z.minLength(1),
  z.maxLength(80),
  z.refine((name) => !/\p{C}/u.test(name), 'a name is one line of visible characters'),
)
/** A state of a Flow file that is kept: each save gives one; a name keeps it for good. */
export const versionSummary = z.object({
  id: z.string(),
  /** Null for a version that a save made by itself; only the last 50 of those are kept. */
  name: z.nullable(z.string()),
  /** Milliseconds since the epoch. */
  savedAt: z.number(),
  revision: z.string(),
  /** Lines that it has and the version before it has not, and the other way round. */
  lines: z.object({ added: z.number(), removed: z.number() }),
})
export type VersionSummary = z.infer<typeof versionSummary>
export const flowVersions = z.object({ versions: z.array(versionSummary) })
export const flowVersion = z.extend(versionSummary, { text: z.string(), layout: flowLayout })
export type FlowVersion = z.infer<typeof flowVersion>
export const nameVersion = z.strictObject({
  name: versionName,
  /** The revision that is meant: a file that changed since is not named. */ revision: z.string(),
})
/** Null takes the name away: the version is then one of those that go in time. */
export const renameVersion = z.strictObject({ name: z.nullable(versionName) })

export const catalogEntry = z.object({
  /** Unique within the catalog. */
  id: z.string(),
  kind: z.enum(['file', 'blank', 'external', 'docker']),
  /** Suggested Executor name. */
  name: z.string(),
  /** The class as its author wrote it; absent for what has no source. */
  className: z.optional(z.string()),
  /** Where the source lies in the workspace, e.g. `search/bm25.ts`. */
  file: z.optional(z.string()),
  description: z.string(),
  /** Keys to write into the new entry; paths relative to the given Flow. */
  values: z.record(z.string(), z.unknown()),
  endpoints: z.array(z.string()),
  /** What `uses_with` may set, as the source writes it; absent when it does not say. */
  parameters: z.optional(
    z.array(z.object({ name: z.string(), type: z.nullable(z.string()), default: z.nullable(z.string()) })),
  ),
})
export type CatalogEntry = z.infer<typeof catalogEntry>
/** Executors found in the workspace by reading source, never by importing it. */
export const catalog = z.object({ entries: z.array(catalogEntry) })
export type Catalog = z.infer<typeof catalog>

export const template = z.object({
  /** Folder of the template, e.g. `hello`. */
  id: z.string(),
  title: z.string(),
  /** One sentence. */
  about: z.string(),
  /** The Flow's YAML. */
  text: z.string(),
  /** Files that are copied beside the Flow. */
  files: z.array(z.string()),
  /** A request that shows what it does. */
  request: z.object({
    endpoint: z.string(),
    docs: z.array(z.record(z.string(), z.unknown())),
    parameters: z.record(z.string(), z.unknown()),
  }),
})
export type Template = z.infer<typeof template>
/** Flows to begin with, each with its Executors, in the order in which they are shown. */
export const templates = z.object({ templates: z.array(template) })
/** Where a template goes: the path of a Flow whose folder does not exist yet. */
export const useTemplate = z.strictObject({ flow: z.string().check(z.minLength(1), z.maxLength(512)) })
