import { z } from 'zod'
import { MAX_GROUP_NAME, MAX_NOTE, NOTE_COLORS } from '../edit/layout.ts'
import { wireError } from '../run/runState.ts'

/**
 * The HTTP side of the editor's contract: documents. All routes need `Authorization: Bearer <token>`,
 * bodies are JSON, unknown fields are refused. `:id` is the flow's workspace-relative path, URI-encoded as one segment.
 *
 *   GET    /api/workspace            → Workspace
 *   POST   /api/flows                CreateFlow → 201 FlowFile
 *   GET    /api/flows/:id            → FlowFile
 *   PUT    /api/flows/:id            SaveFlow → Saved, or 409 Conflict
 *   DELETE /api/flows/:id            → 204
 *   PUT    /api/flows/:id/draft      SaveDraft → 204       (autosave, within a second of an edit)
 *   DELETE /api/flows/:id/draft      → 204
 *   PUT    /api/flows/:id/layout     FlowLayout → 204
 *   GET    /api/catalog              → Catalog             (what the palette offers)
 *   GET    /api/templates            → Templates
 *   POST   /api/templates/:id        UseTemplate → 201 FlowFile  (its files are copied into a new folder)
 *   POST   /api/ws-ticket            {} → { ticket }       (32 bytes, one use, 30 s)
 *   GET    /healthz                  → { ok: true }        (no token)
 */
export const flowLayout = z.strictObject({
  version: z.literal(1),
  nodes: z.record(z.string(), z.strictObject({ x: z.number(), y: z.number() })),
  groups: z
    .record(
      z.string(),
      z.strictObject({
        name: z.string().max(MAX_GROUP_NAME),
        collapsed: z.boolean(),
        members: z.array(z.string()).min(1),
      }),
    )
    .optional(),
  notes: z
    .record(
      z.string(),
      z.strictObject({
        text: z.string().max(MAX_NOTE),
        color: z.enum(NOTE_COLORS),
        x: z.number(),
        y: z.number(),
        width: z.number().positive(),
        height: z.number().positive(),
      }),
    )
    .optional(),
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

export const workspace = z.object({ name: z.string(), version: z.string(), flows: z.array(flowSummary) })
export type Workspace = z.infer<typeof workspace>

export const draft = z.object({
  text: z.string(),
  layout: flowLayout,
  /** The revision that the draft was made from. */
  baseRevision: z.string(),
  savedAt: z.number(),
})
export type Draft = z.infer<typeof draft>

export const flowFile = z.object({
  id: z.string(),
  text: z.string(),
  /** Hash of the bytes on disk: 64 hex characters. */
  revision: z.string(),
  layout: flowLayout,
  draft: draft.nullable(),
})
export type FlowFile = z.infer<typeof flowFile>

export const createFlow = z.strictObject({ id: z.string().min(1).max(512), text: z.string() })
export const saveFlow = z.strictObject({
  text: z.string(),
  layout: flowLayout,
  /** the revision it was made from */ revision: z.string(),
})
export const saveDraft = z.strictObject({ text: z.string(), layout: flowLayout, baseRevision: z.string() })
export const saved = z.object({ revision: z.string(), modifiedAt: z.number() })
/** Answer 409 of a stale save: nothing was written; both texts are here. */
export const conflict = z.object({
  error: wireError,
  current: z.object({ text: z.string(), revision: z.string() }),
})
export type Conflict = z.infer<typeof conflict>

export const catalogEntry = z.object({
  /** Unique within the catalog. */
  id: z.string(),
  kind: z.enum(['file', 'blank', 'external', 'docker']),
  /** Suggested Executor name. */
  name: z.string(),
  description: z.string(),
  /** Keys to write into the new entry; paths relative to the given Flow. */
  values: z.record(z.string(), z.unknown()),
  endpoints: z.array(z.string()),
  /** What `uses_with` may set, as the source writes it; absent when it does not say. */
  parameters: z
    .array(z.object({ name: z.string(), type: z.string().nullable(), default: z.string().nullable() }))
    .optional(),
})
export type CatalogEntry = z.infer<typeof catalogEntry>
/** `GET /api/catalog?flow=<id>`: Executors found in the workspace by reading source, never by importing it. */
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
/** `GET /api/templates`: Flows to begin with, each with its Executors, in the order in which they are shown. */
export const templates = z.object({ templates: z.array(template) })
/** Where a template goes: the path of a Flow whose folder does not exist yet. */
export const useTemplate = z.strictObject({ flow: z.string().min(1).max(512) })
