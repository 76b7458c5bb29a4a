import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test, type App } from './app.ts'
import { screen } from './screen.ts'

const FLOWDECK = join(import.meta.dirname, '..', '..', 'packages/runtime/bin/flowdeck.mjs')

/** Runs a Flow file as somebody else does, until it says that it is ready. */
async function serve(file: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [FLOWDECK, 'flow', '--uses', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('ready')) break
  return child
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A Flow on a port of its own, served by somebody else, and the page on the same Flow in this workspace. */
async function elsewhere(app: App): Promise<{ port: number; serveAgain: () => Promise<ChildProcess> }> {
  const port = await freePort()
  app.write(
    'hello/elsewhere.yml',
    app.file('hello/flow.yml').replace(/protocol: .*/, `protocol: grpc\n  port: ${port}`),
  )
  await app.open('hello/flow.yml')
  return { port, serveAgain: () => serve(join(app.workspace, 'hello/elsewhere.yml')) }
}

async function askedForAddress(page: Page): Promise<{ dialog: Locator; address: Locator }> {
  await screen(page).run.getByRole('button', { name: 'Other ways to run' }).click()
  await page.getByRole('menuitem', { name: 'Attach to a Gateway…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Attach to a Gateway' })
  return { dialog, address: dialog.getByRole('textbox', { name: 'Address of the Gateway' }) }
}

test('a Flow that runs elsewhere is attached to, and answers with its times', async ({ app, page }) => {
  const { run, answer } = screen(page)
  const { port, serveAgain } = await elsewhere(app)
  const gateway = await serveAgain()
  try {
    const { dialog, address } = await askedForAddress(page)
    await address.fill('localhost')
    await address.press('Enter')
    await expect(dialog.getByRole('alert')).toContainText('has no port')
    await address.fill(`http://127.0.0.1:${port}`)
    await address.press('Enter')
    await expect(dialog.getByRole('alert')).toContainText(`attach to grpc://127.0.0.1:${port}`)
    expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([])
    await address.fill(`grpc://127.0.0.1:${port}`)
    await address.press('Enter')
    await expect(run.getByRole('status')).toHaveText('attached · ready')
    await expect(run.getByRole('button', { name: /^(Start|Stop)$/ })).toHaveCount(0)

    await page.getByRole('tab', { name: 'Playground' }).click()
    await expect(page.getByRole('combobox', { name: 'Endpoint' })).toHaveValue('/bar')
    await page.getByRole('textbox', { name: 'Text of document 1' }).fill('Ada')
    await page.getByRole('textbox', { name: 'Text of document 1' }).press('Control+Enter')
    await expect(answer).toContainText('ADA FOO WAS HERE')
    await expect(app.node('foo')).toContainText(/ ms · \d+ %/)
  } finally {
    await end(gateway)
  }
})

test('a Gateway that goes is missed, one that is back is seen, and Detach leaves it running', async ({
  app,
  page,
}) => {
  const { run } = screen(page)
  const status = run.getByRole('status')
  const { port, serveAgain } = await elsewhere(app)
  let gateway = await serveAgain()
  try {
    const { address } = await askedForAddress(page)
    await address.fill(`127.0.0.1:${port}`)
    await address.press('Enter')
    await expect(status).toHaveText('attached · ready')
    await end(gateway)
    await expect(status).toHaveText('attached · unreachable')
    await expect(run.getByRole('alert')).toContainText('nothing listens there')
    gateway = await serveAgain()
    await expect(status).toHaveText('attached · ready')
    await page.reload()
    await expect(status).toHaveText('attached · ready')
    await run.getByRole('button', { name: 'Detach' }).click()
    await expect(status).toHaveText('detached')
    await expect(run.getByRole('button', { name: 'Start' })).toBeVisible()
    expect(gateway.exitCode).toBeNull()
  } finally {
    await end(gateway)
  }
})

test('the command palette attaches too', async ({ app, page }) => {
  await app.open('hello/flow.yml')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox').fill('attach')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Attach to a Gateway' })
  await dialog.getByRole('textbox').fill(`127.0.0.1:${await freePort()}`)
  await dialog.getByRole('button', { name: 'Attach' }).click()
  await expect(dialog.getByRole('alert')).toContainText('nothing listens there')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})
