import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join, resolve } from 'node:path'
import { hideOwnFolder, recoverRuns, removeStaleWrites, stateDir } from '@flowdeck/runtime'
import { FlowError } from '@flowdeck/shared'
import { ownAddresses, type GateOptions } from './access/gate.ts'
import { Tickets } from './access/tickets.ts'
import { WrongTokens } from './access/WrongTokens.ts'
import { FileDraftStore } from './flows/FileDraftStore.ts'
import { FileFlowStore } from './flows/FileFlowStore.ts'
import { isSkipped } from './flows/flowId.ts'
import { VersionStore } from './flows/VersionStore.ts'
import { createApp } from './http/createApp.ts'
import { drainOf } from './http/drainOf.ts'
import { AnswerStore } from './runs/AnswerStore.ts'
import { ConsentStore } from './runs/ConsentStore.ts'
import { FlowRunner } from './runs/FlowRunner.ts'
import { PythonSetup } from './runs/PythonSetup.ts'
import { EditorSocketServer } from './ws/EditorSocketServer.ts'

export interface ServerOptions {
  /** Folder with Flow files. */
  workspaceDir: string
  /** 0 takes a free one. */
  port?: number
  /** Tried when the port is taken: so many after it. */
  portTries?: number
  /** Made up when absent. */
  token?: string
  editorDir?: string
  /** When a client that sends slowly is cut off. */
  cutAfter?: Partial<typeof CUT_AFTER>
}

export interface RunningServer extends AsyncDisposable {
  /** With the token in its fragment, which never reaches a server or a log. */
  url: string
  port: number
  token: string
  /** Stops every Flow, then the server. Idempotent; with `force`, nothing is waited for that can be ended. */
  close(options?: { force?: boolean }): Promise<void>
}

/** What the headers of a request and a whole request may take, in milliseconds: slower clients are cut off within 15 s. */
const CUT_AFTER = { headersMs: 10_000, requestMs: 14_000, checkEveryMs: 500 }

const EDITOR_DIR = join(import.meta.dirname, '..', '..', 'editor', 'dist')
const TEMPLATES_DIR = join(import.meta.dirname, '..', '..', '..', 'examples')

/** Starts the control plane on 127.0.0.1. @throws FlowError PORT_IN_USE, BAD_REQUEST when the workspace is no folder */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const workspaceDir = resolve(options.workspaceDir)
  makeFolders(workspaceDir)
  await recoverRuns()
  await removeLeftovers(workspaceDir)
  // A workspace that is write-protected stays as it is.
  await hideOwnFolder(workspaceDir).catch(() => {})
  const token = options.token ?? randomBytes(32).toString('base64url')
  const flows = new FileFlowStore(workspaceDir)
  const drafts = new FileDraftStore(stateDir(), workspaceDir)
  const versions = new VersionStore(stateDir(), workspaceDir)
  const runner = new FlowRunner(flows, new ConsentStore(stateDir()), workspaceDir)
  const tickets = new Tickets()
  const wrongTokens = new WrongTokens()
  const answers = new AnswerStore(stateDir())
  let port = 0
  const gate = (): GateOptions => ({ ...ownAddresses(port), token, tickets })
  const app = createApp({
    gate,
    wrongTokens,
    flows,
    drafts,
    answers,
    versions,
    workspaceDir,
    workspaceName: basename(workspaceDir),
    editorDir: options.editorDir ?? EDITOR_DIR,
    templatesDir: TEMPLATES_DIR,
  })
  const { headersMs, requestMs, checkEveryMs } = { ...CUT_AFTER, ...options.cutAfter }
  const server = createHttpServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: checkEveryMs,
    },
    app,
  )
  const drain = drainOf(server)
  const python = new PythonSetup(workspaceDir)
  const sockets = new EditorSocketServer(server, { gate, wrongTokens, runner, flows, python, answers })
  port = await listen(server, options.port ?? 0, options.portTries ?? 0)
  let closing: Promise<void> | null = null
  const closeAll = async (force: boolean): Promise<void> => {
    python.cancel()
    await runner.close({ force })
    sockets.close()
    flows.close()
    await drain()
    await answers.close()
  }
  const close = async ({ force = false } = {}): Promise<void> => {
    // Somebody who waited long enough: the runs that are being stopped are ended at once.
    if (closing && force) await runner.close({ force })
    await (closing ??= closeAll(force))
  }
  return {
    url: `http://127.0.0.1:${port}/#t=${token}`,
    port,
    token,
    close,
    [Symbol.asyncDispose]: () => close(),
  }
}

/** Removes what a server that was killed in the middle of a save left in the workspace and in the state folder. */
async function removeLeftovers(workspaceDir: string): Promise<void> {
  const now = Date.now()
  await removeStaleWrites(workspaceDir, { skip: isSkipped, now })
  await removeStaleWrites(stateDir(), { skip: () => false, now })
}

/** The state folder holds drafts: nobody else reads them. */
function makeFolders(workspaceDir: string): void {
  mkdirSync(stateDir(), { recursive: true, mode: 0o700 })
  try {
    mkdirSync(workspaceDir, { recursive: true })
  } catch (thrown) {
    throw new FlowError(
      'BAD_REQUEST',
      `${workspaceDir} cannot be a workspace (${(thrown as NodeJS.ErrnoException).code}); name a folder`,
      { cause: thrown },
    )
  }
}

async function listen(server: Server, port: number, tries: number): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    try {
      await new Promise<void>((done, fail) => {
        server.once('error', fail)
        server.listen(port === 0 ? 0 : port + attempt, '127.0.0.1', () => {
          server.off('error', fail)
          done()
        })
      })
      return (server.address() as AddressInfo).port
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw thrown
      if (attempt >= tries)
        throw new FlowError(
          'PORT_IN_USE',
          `port ${port + attempt} is in use; choose another one with --port`,
          { cause: thrown },
        )
    }
  }
}
