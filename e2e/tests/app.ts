import { spawn, type ChildProcess } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { test as base, expect, type Locator, type Page } from '@playwright/test'

const ROOT = join(import.meta.dirname, '..', '..')

/** A server of its own on a copy of the examples, and a page to it. */
export class App {
  readonly page: Page
  readonly workspace: string
  readonly state: string
  url = ''
  private readonly env: Readonly<Record<string, string>>
  private server: ChildProcess | null = null

  /** `env` is added to the environment of the server. */
  constructor(page: Page, env: Readonly<Record<string, string>> = {}) {
    this.page = page
    this.env = env
    this.workspace = join(mkdtempSync(join(tmpdir(), 'flowdeck-e2e-')), 'examples')
    this.state = mkdtempSync(join(tmpdir(), 'flowdeck-e2e-state-'))
    cpSync(join(ROOT, 'examples'), this.workspace, { recursive: true })
  }

  /** Starts the server; on the port and with the token of before, when it ran before. */
  async startServer(port = 0): Promise<void> {
    const server = spawn(
      process.execPath,
      [join(ROOT, 'apps/server/dist/bundle/main.mjs'), '--port', String(port), this.workspace],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, ...this.env, FLOWDECK_STATE_DIR: this.state },
      },
    )
    this.server = server
    this.url = await new Promise((resolve, reject) => {
      createInterface({ input: server.stdout }).once('line', resolve)
      server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    })
  }

  /** Ends the server and waits until it is gone; SIGTERM stops its Flows. */
  async stopServer(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { server } = this
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const exited = new Promise((resolve) => server.once('exit', resolve))
    server.kill(signal)
    await exited
  }

  /** Opens the page on a Flow, as a bookmark of it does; a page that is open already goes there. */
  async open(flowId: string): Promise<void> {
    if (this.page.url().startsWith(new URL(this.url).origin)) return await this.switchTo(flowId)
    await this.page.goto(`${this.url}&flow=${encodeURIComponent(flowId)}`)
    await expect(this.page.getByRole('button', { name: `Flow: ${flowId}` })).toBeVisible()
  }

  async switchTo(flowId: string): Promise<void> {
    await this.page.getByRole('button', { name: /^Flow: / }).click()
    // A menu item is named by the Flow's path and then its title; one path may end with another.
    const path = new RegExp(`^${flowId.replaceAll('.', '\\.')}( |$)`)
    await this.page.getByRole('menuitem', { name: path }).click()
    await expect(this.page.getByRole('button', { name: `Flow: ${flowId}` })).toBeVisible()
  }

  file(path: string): string {
    return readFileSync(join(this.workspace, path), 'utf8')
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.workspace, path), text)
  }

  exists(path: string): boolean {
    return existsSync(join(this.workspace, path))
  }

  /** The processes that live in the folder of this workspace: its Pods. */
  pods(): string[] {
    return readdirSync('/proc').filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(this.workspace)
      } catch {
        return false
      }
    })
  }

  /** The node of an Executor on the canvas. */
  node(name: string): Locator {
    return this.page.getByRole('group', { name: new RegExp(`^${name}, Executor`) })
  }

  edge(from: string, to: string): Locator {
    return this.page.getByRole('img', { name: `Edge from ${from} to ${to}`, exact: true })
  }

  /** Start, through preflight, until the Flow is ready. */
  async start(): Promise<void> {
    await this.page.getByRole('group', { name: 'Run' }).getByRole('button', { name: 'Start' }).click()
    await this.page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
    await this.ready()
  }

  /** Waits until every Pod is ready; `1 of 3 ready` is not enough. */
  async ready(): Promise<void> {
    const state = this.page.getByRole('group', { name: 'Run' }).getByRole('status')
    await expect(state).toHaveText('ready', { timeout: 20_000 })
  }

  async close(): Promise<void> {
    await this.stopServer()
    rmSync(dirname(this.workspace), { recursive: true, force: true })
    rmSync(this.state, { recursive: true, force: true })
  }
}

interface Fixtures {
  app: App
  /** What the environment of the server has besides that of the tests. */
  serverEnv: Readonly<Record<string, string>>
}

export const test = base.extend<Fixtures>({
  serverEnv: [{}, { option: true }],
  app: async ({ page, serverEnv }, use) => {
    const app = new App(page, serverEnv)
    await app.startServer()
    await use(app)
    await app.close()
  },
})

export { expect }
