import { createServer, request as httpRequest, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { screen, send } from './screen.ts'

/** A web server on another port, which is another origin; closed by the caller. */
async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const html =
  (body: string): RequestListener =>
  (_, response) =>
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>other</title>${body}`)

/** Tries what a page can try against the server, in a frame or the page itself. */
const ATTACK = `
async function attack(target) {
  const tried = {}
  const status = (promise) => promise.then((r) => r.type === 'opaque' ? 'opaque' : r.status, () => 'blocked')
  const body = JSON.stringify({ id: 'made.yml', text: '' })
  tried.get = await status(fetch(target + '/api/workspace', { credentials: 'include' }))
  tried.json = await status(fetch(target + '/api/flows', { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body }))
  tried.text = await status(fetch(target + '/api/flows', { method: 'POST', mode: 'no-cors', credentials: 'include', body }))
  tried.socket = await new Promise((resolve) => {
    const socket = new WebSocket(target.replace('http', 'ws') + '/api/ws', ['flowdeck.v1'])
    socket.onopen = () => resolve('open')
    socket.onerror = () => resolve('blocked')
  })
  tried.script = await new Promise((resolve) => {
    const script = document.createElement('script')
    script.onload = () => resolve('loaded')
    script.onerror = () => resolve('blocked')
    script.src = target + '/api/workspace'
    document.head.append(script)
  })
  return tried
}`

test('a page of another origin can neither read, write nor connect [SEC-10] [SEC-11]', async ({
  app,
  page,
}) => {
  const target = new URL(app.url).origin
  const other = await serve(
    html(`<script>${ATTACK}</script>
      <iframe name="sandboxed" sandbox="allow-scripts" srcdoc="<script>${ATTACK.replaceAll('"', '&quot;')}</script>"></iframe>`),
  )
  await page.goto(other.origin)
  const frame = page.frames().find((one) => one !== page.mainFrame())
  for (const place of [page, frame]) {
    const tried = await place?.evaluate(
      (to) => (globalThis as never as { attack(to: string): Promise<object> }).attack(to),
      target,
    )
    expect(tried).toMatchObject({ get: 'blocked', json: 'blocked', socket: 'blocked', script: 'blocked' })
  }
  expect(app.exists('made.yml')).toBe(false)
  // A form needs no preflight.
  await page.setContent(
    `<form method="post" action="${target}/api/flows" enctype="text/plain"><input name='{"id":"made.yml","text":"' value='"}'><button>go</button></form>`,
  )
  const answer = page.waitForResponse((response) => response.url().startsWith(target))
  await page.getByRole('button', { name: 'go' }).click()
  expect((await answer).status()).toBe(403)
  expect(app.exists('made.yml')).toBe(false)
  other.close()
})

test('the editor is not shown in a frame of another origin [SEC-33]', async ({ app, page }) => {
  const other = await serve(html(`<iframe name="framed" src="${app.url}"></iframe>`))
  const blocked = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
  await page.goto(other.origin)
  await blocked
  await expect(page.frameLocator('[name=framed]').getByRole('main')).toHaveCount(0)
  other.close()
})

const HOSTILE = [
  '<img src=x onerror="alert(1)">',
  '<script>alert(1)</script>',
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script><foreignObject><iframe src="http://127.0.0.1:9/f"/></foreignObject></svg>',
  '<math><a xlink:href="javascript:alert(1)">x</a></math>',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '<style>*{background:url(http://127.0.0.1:9/css)}</style>',
  '\u001b[31mred\u001b[0m \u001b]8;;http://127.0.0.1:9/osc\u0007link\u001b]8;;\u0007 \u202etxt.exe',
]

const EVIL = `import { Executor, type RequestContext } from '@flowdeck/runtime'
const HOSTILE = ${JSON.stringify(HOSTILE)}
export class Evil extends Executor {
  static override requests = { '/evil': 'evil' }
  evil({ docs }: RequestContext): void {
    for (const doc of docs)
      for (const text of HOSTILE) {
        doc.text = HOSTILE.join('\\n')
        doc.uri = HOSTILE[4]
        doc.mime_type = 'text/html'
        doc.tags = { ...doc.tags, [text]: text }
        console.log(text)
      }
    throw new Error(HOSTILE[0])
  }
}
`

/** Requests that leave the origin, and dialogs that a script would open. */
function watchEscapes(page: Page, origin: string): string[] {
  const escapes: string[] = []
  page.on('dialog', (dialog) => {
    escapes.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !/^(blob|data):/.test(url)) escapes.push(url)
  })
  return escapes
}

test('documents, errors and log lines with markup are shown as text [SEC-30] [SEC-31]', async ({
  app,
  page,
}) => {
  const escapes = watchEscapes(page, new URL(app.url).origin)
  app.write('hello/evil.ts', EVIL)
  app.write('hello/evil.yml', `jtype: Flow\nexecutors:\n  - name: evil\n    uses: evil.ts\n`)
  await app.open('hello/evil.yml')
  await app.start()
  await send(app, '/evil', HOSTILE[0] ?? '')
  await expect(screen(page).answer).toContainText('onerror')
  await page.getByRole('tab', { name: 'Logs' }).click()
  const logs = page.getByRole('log')
  await expect(logs).toContainText('<script>alert(1)</script>')
  await expect(logs).not.toContainText('\u001b')
  await expect(logs.getByRole('link', { name: 'link' })).toHaveCount(0)
  expect(escapes).toEqual([])
})

test('behind a proxy without WebSocket upgrades, the page says so and tries again with pauses [FI-62]', async ({
  app,
  page,
}) => {
  const target = new URL(app.url)
  let upgrades = 0
  // As a proxy that forwards requests with the headers of the server behind it, and knows no upgrade.
  const proxy = await serve((incoming, outgoing) => {
    const headers = {
      ...incoming.headers,
      host: target.host,
      ...(incoming.headers.origin ? { origin: target.origin } : {}),
    }
    if (incoming.headers.upgrade) {
      upgrades++
      outgoing.writeHead(426).end()
      return
    }
    const forwarded = httpRequest(
      { host: target.hostname, port: target.port, path: incoming.url, method: incoming.method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    forwarded.on('error', () => outgoing.destroy())
    incoming.pipe(forwarded)
  })
  await page.goto(`${proxy.origin}/${target.hash}&flow=${encodeURIComponent('hello/flow.yml')}`)
  await expect(page.getByRole('alert')).toContainText('allow WebSocket upgrades')
  await expect(page.getByRole('alert')).toContainText('Next attempt in')
  expect(upgrades).toBeLessThan(10)
  await expect(app.node('foo')).toBeVisible()
  proxy.close()
})
