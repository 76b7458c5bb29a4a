import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test as base, type App } from './app.ts'
import { screen } from './screen.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const FLOWDECK = join(ROOT, 'packages/runtime/bin/flowdeck.mjs')
const FLOW = 'hello/shipped.yml'
/** Building images and starting containers takes its time. */
const SLOW = { timeout: 180_000 }

interface Engine {
  env: Record<string, string>
  image: string
}

/** Podman with settings of its own, and Flowdeck's image there; or why it cannot be had. */
function prepareEngine(): Engine | { missing: string } {
  const script = join(ROOT, 'scripts/containers/prepare.mjs')
  const told = execFileSync(process.execPath, [script, 'engine'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(told) as Engine | { missing: string }
}

const run = (program: string, args: readonly string[], cwd: string) =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** The editor's server, and what it starts, see podman as these tests do. */
const test = base.extend<object, { engine: Engine }>({
  engine: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures here
    async ({}, use) => {
      const engine = prepareEngine()
      if ('missing' in engine) {
        if (process.env['FLOWDECK_REQUIRE_CONTAINERS']) throw new Error(engine.missing)
        base.skip(true, engine.missing)
        return
      }
      Object.assign(process.env, engine.env, { FLOWDECK_IMAGE: engine.image, CONTAINER_ENGINE: 'podman' })
      await use(engine)
    },
    { scope: 'worker', auto: true, timeout: 600_000 },
  ],
})

/** A Flow on a port that is free, in the workspace and on the screen. */
async function shipped(app: App): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  app.write(FLOW, app.file('hello/flow.yml').replace(/protocol: .*/, `protocol: grpc\n  port: ${port}`))
  await app.open(FLOW)
  return port
}

function containersOf(project: string): string[] {
  const label = `label=com.docker.compose.project=${project}`
  return run('podman', ['ps', '--all', '--quiet', '--filter', label], ROOT).split('\n').filter(Boolean)
}

async function asks(app: App): Promise<void> {
  const { page } = app
  await page.getByRole('tab', { name: 'Playground' }).click()
  await expect(page.getByRole('combobox', { name: 'Endpoint' })).toHaveValue('/bar')
  await page.getByRole('textbox', { name: 'Text of document 1' }).fill('Ada')
  await page.getByRole('textbox', { name: 'Text of document 1' }).press('Control+Enter')
  await expect(screen(page).answer).toContainText('ADA FOO WAS HERE')
  await expect(app.node('foo')).toContainText(/ ms · \d+ %/)
}

test('the run menu starts the Flow as containers, the playground asks it, and Stop takes them away', async ({
  app,
  page,
}) => {
  test.setTimeout(300_000)
  const bar = screen(page).run
  await shipped(app)
  await bar.getByRole('button', { name: 'Other ways to run' }).click()
  await page.getByRole('menuitem', { name: /^Start with podman-compose/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Start with Compose' })
  await expect(dialog).toContainText(`${FLOW} runs as containers of this machine`)
  await dialog.getByRole('button', { name: 'Start containers' }).click()
  await expect(bar.getByRole('status')).toHaveText('ready', SLOW)
  await asks(app)
  const [project = 'none'] = readdirSync(join(app.state, 'compose'))
  expect(containersOf(project)).toHaveLength(3)
  await bar.getByRole('button', { name: 'Stop' }).click()
  await expect(bar.getByRole('status')).toHaveText('stopped', SLOW)
  expect(containersOf(project)).toEqual([])
})

test('a Compose project that was exported and started by hand is attached to, and is still there after Detach', async ({
  app,
  page,
}) => {
  test.setTimeout(300_000)
  const bar = screen(page).run
  const port = await shipped(app)
  const folder = join(app.workspace, 'hello')
  run(
    process.execPath,
    [FLOWDECK, 'export', 'docker-compose', 'shipped.yml', 'out/docker-compose.yml'],
    folder,
  )
  const out = join(folder, 'out')
  run('sh', ['build.sh'], out)
  const project = `flowdeck-e2e-${port}`
  const compose = (...args: string[]) => run('podman-compose', ['--project-name', project, ...args], out)
  try {
    compose('up', '--detach')
    await bar.getByRole('button', { name: 'Other ways to run' }).click()
    await page.getByRole('menuitem', { name: 'Attach to a Gateway…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Attach to a Gateway' })
    const address = dialog.getByRole('textbox', { name: 'Address of the Gateway' })
    await address.fill(`grpc://127.0.0.1:${port}`)
    await expect(async () => {
      await address.press('Enter')
      await expect(bar.getByRole('status')).toHaveText('attached · ready', { timeout: 5000 })
    }).toPass(SLOW)
    await asks(app)
    await bar.getByRole('button', { name: 'Detach' }).click()
    await expect(bar.getByRole('status')).toHaveText('detached')
    expect(containersOf(project)).toHaveLength(3)
  } finally {
    compose('down', '--timeout', '1')
    for (const [, image = ''] of readFileSync(join(out, 'build.sh'), 'utf8').matchAll(/^build (\S+) /gm))
      run('podman', ['rmi', '--force', image], out)
  }
})
