import type { ExecutorClass } from './Executor.ts'

const given: ExecutorClass[] = []
const waiting: (() => void)[] = []

/** Resolves when the module has handed over a class of this name through `new Flow().add({ uses: … })`. */
export async function handedOver(className: string): Promise<ExecutorClass> {
  for (;;) {
    const found = given.find((c) => c.name === className)
    if (found) return found
    await new Promise<void>((resolve) => waiting.push(resolve))
  }
}

/**
 * What `Flow` is inside an Executor's process. A file may define a class and start a Flow with it; when a Pod loads that
 * file for the class, the Flow must not start again. So `add` hands the class over, and `start` never resolves.
 */
export class Flow {
  static loadConfig(): Promise<Flow> {
    return Promise.resolve(new Flow())
  }

  add(options: { uses?: unknown } = {}): this {
    if (typeof options.uses === 'function') {
      given.push(options.uses as ExecutorClass)
      for (const wake of waiting.splice(0)) wake()
    }
    return this
  }

  needs(): this {
    return this
  }

  needsAll(): this {
    return this
  }

  configGateway(): this {
    return this
  }

  exposeEndpoint(): this {
    return this
  }

  start(): Promise<never> {
    return new Promise(() => {})
  }
}
