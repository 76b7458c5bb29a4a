import { FlowError, type FlowLayout } from '@flowdeck/shared'
import { checkFlowId } from './flowId.ts'
import {
  revisionOf,
  type FlowChange,
  type FlowStore,
  type StoredFlow,
  type StoreLimits,
} from './FlowStore.ts'

/** Flows that live as long as the server: for tests, and for trying things out without a folder. */
export class MemoryFlowStore implements FlowStore {
  private readonly flows = new Map<string, StoredFlow>()
  private readonly listeners = new Set<(change: FlowChange) => void>()

  async list(): Promise<StoredFlow[]> {
    return [...this.flows.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  limits(): StoreLimits {
    return { outsideLinks: [], unwatchedFolders: 0 }
  }

  async load(id: string): Promise<StoredFlow> {
    return this.find(id)
  }

  async create(id: string, text: string): Promise<StoredFlow> {
    if (this.flows.has(checkFlowId(id))) throw new FlowError('FLOW_EXISTS', `"${id}" exists already`)
    return this.put({
      id,
      text,
      revision: revisionOf(text),
      layout: { version: 1, nodes: {} },
      modifiedAt: Date.now(),
    })
  }

  async save(
    id: string,
    { text, layout, revision }: { text: string; layout: FlowLayout; revision: string },
  ): Promise<StoredFlow> {
    // Nothing is awaited between looking and writing: of two saves one wins.
    const current = this.find(id)
    if (current.revision !== revision)
      throw new FlowError('REVISION_CONFLICT', `"${id}" was changed by somebody else since you opened it`, {
        details: { text: current.text, revision: current.revision },
      })
    return this.put({ id, text, layout, revision: revisionOf(text), modifiedAt: Date.now() })
  }

  async saveLayout(id: string, layout: FlowLayout): Promise<void> {
    this.flows.set(id, { ...(await this.load(id)), layout })
  }

  async remove(id: string): Promise<void> {
    await this.load(id)
    this.flows.delete(id)
    this.tell({ flowId: id, revision: null })
  }

  watch(listener: (change: FlowChange) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  pathOf(id: string): string {
    return `/${checkFlowId(id)}`
  }

  close(): void {
    this.listeners.clear()
  }

  private find(id: string): StoredFlow {
    const flow = this.flows.get(checkFlowId(id))
    if (!flow) throw new FlowError('FLOW_NOT_FOUND', `there is no Flow "${id}" in this workspace`)
    return flow
  }

  private put(flow: StoredFlow): StoredFlow {
    const before = this.flows.get(flow.id)?.revision
    this.flows.set(flow.id, flow)
    if (before !== flow.revision) this.tell({ flowId: flow.id, revision: flow.revision })
    return flow
  }

  private tell(change: FlowChange): void {
    for (const listener of this.listeners) listener(change)
  }
}
