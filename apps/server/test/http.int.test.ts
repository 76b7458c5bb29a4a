import { request } from 'node:http'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROUTES, printRouteUrl, type Route } from '@flowdeck/shared'
import { expect, onTestFinished, test } from 'vitest'
import { loadFlow, openServer } from './openServer.ts'

test('lists the Flows of the workspace by their titles', async () => {
  const opened = await openServer()
  const { json } = await opened.api('GET', '/api/workspace')
  const { flows } = json as { flows: { id: string; title: string; hasDraft: boolean }[] }
  const titles = new Map(flows.map(({ id, title }) => [id, title.split(':')[0]]))
  expect([...titles.keys()]).toEqual([...titles.keys()].sort())
  expect(titles.get('fan-out-and-join/flow.yml')).toBe('Fan-out and join')
  // Without a comment it is the folder.
  expect(titles.get('seed/my.yml')).toBe('seed')
})

test('a stale save is answered with both texts kept [FI-57]', async () => {
  const opened = await openServer()
  const path = '/api/flows/hello%2Fflow.yml'
  const flow = await loadFlow(opened, 'hello/flow.yml')
  writeFileSync(join(opened.workspace, 'hello/flow.yml'), `${flow.text}# from outside\n`)
  const stale = await opened.api('PUT', path, { text: 'mine', layout: flow.layout, revision: flow.revision })
  expect(stale.status).toBe(409)
  expect(stale.json).toMatchObject({
    error: { code: 'REVISION_CONFLICT' },
    current: { text: `${flow.text}# from outside\n` },
  })
})

test('a draft is kept beside the file and goes when the file is saved', async () => {
  const opened = await openServer()
  const path = '/api/flows/hello%2Fflow.yml'
  const { layout, revision, text } = await loadFlow(opened, 'hello/flow.yml')
  const draft = { text: `${text}# draft\n`, layout, baseRevision: revision }
  expect((await opened.api('PUT', `${path}/draft`, draft)).status).toBe(204)
  expect((await loadFlow(opened, 'hello/flow.yml')).draft).toMatchObject(draft)
  expect((await opened.api('PUT', path, { text: draft.text, layout, revision })).status).toBe(200)
  expect((await loadFlow(opened, 'hello/flow.yml')).draft).toBeNull()
})

test.each([
  ['PUT', '/api/flows/hello%2Fflow.yml', { text: 1 }, 400],
  [
    'PUT',
    '/api/flows/hello%2Fflow.yml',
    { text: '', layout: { version: 1, nodes: {} }, revision: 'x', extra: 1 },
    400,
  ],
  ['PUT', '/api/flows/hello%2Fflow.yml', '{', 400],
  ['GET', '/api/flows/..%2F..%2Fetc%2Fpasswd.yml', undefined, 403],
  ['GET', '/api/flows/nowhere.yml', undefined, 404],
  ['GET', '/api/nonsense', undefined, 404],
  ['GET', '/api/flows/%E0%A4%A', undefined, 400],
  ['PATCH', '/api/workspace', undefined, 405],
  ['POST', '/api/flows', '{"id":"x.yml","text":"","__proto__":{"a":1}}', 400],
  ['POST', '/api/flows', { id: 'hello/flow.yml/x.yml', text: '' }, 400],
  ['POST', '/api/flows', { id: 'hello/flow.yml', text: '' }, 409],
  ['PUT', '/api/flows/hello%2Fflow.yml', JSON.stringify({ text: 'x'.repeat(3_000_000) }), 413],
])('%s %s (%#) is refused', async (method, path, body, status) => {
  const opened = await openServer()
  const answer = await opened.api(method, path, body)
  expect(answer.status).toBe(status)
  const { message } = (answer.json as { error: { message: string } }).error
  expect(message).not.toBe('')
  expect(message).not.toContain(opened.workspace)
})

test('no route of the API opens without the token, however it is spelled [SEC-01]', async () => {
  const opened = await openServer()
  for (const route of Object.values<Route>(ROUTES).filter(({ open }) => !open)) {
    const { method } = route
    const path = printRouteUrl(route, {
      params: { id: 'hello/flow.yml', version: '1', requestId: '0', index: 0 },
    })
    for (const spelling of [path, path.replace('/api', '/API'), path.replace('/api', '/Api')]) {
      const answer = await opened.api(method, spelling, undefined, { authorization: '' })
      expect([method, spelling, answer.status]).toEqual([method, spelling, 401])
    }
  }
})

test('wrong token, host or origin get nothing; every answer carries the security headers [SEC-32]', async () => {
  const opened = await openServer()
  expect((await opened.api('GET', '/api/workspace', undefined, { authorization: 'Bearer x' })).status).toBe(
    401,
  )
  expect(
    (await opened.api('GET', '/api/workspace', undefined, { origin: 'http://evil.example' })).status,
  ).toBe(403)
  const rebound = await new Promise<number | undefined>((resolve) =>
    request({ port: opened.server.port, host: '127.0.0.1', headers: { host: 'evil.example' } }, (r) =>
      resolve(r.statusCode),
    ).end(),
  )
  expect(rebound).toBe(403)
  const page = await fetch(`http://127.0.0.1:${opened.server.port}/healthz`)
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  expect(page.headers.get('access-control-allow-origin')).toBeNull()
  expect(page.headers.get('x-powered-by')).toBeNull()
})

test('the catalog describes Executors by reading their sources, with paths from the Flow', async () => {
  const opened = await openServer({
    'hello/evil.ts':
      "throw new Error('this must not run')\nexport class Evil { static requests = { '/x': 'x' }; x() {} }\n",
    'hello/exec.py':
      "raise SystemExit(1)\nclass PyFooExecutor(Executor):\n    def __init__(self, top_k: int = 3, **kw): pass\n    @requests(on='/bar')\n    def f(self): pass\n",
    'hello/clip.ts': "export class CLIPEncoder { static requests = { '/x': 'x' }; x() {} }\n",
    'hello/broken.py': 'class BrokenExecutor(Executor)\n    pass\n',
  })
  const { json } = await opened.api('GET', '/api/catalog?flow=hello%2Fflow.yml')
  const { entries } = json as { entries: { name: string; values: object; endpoints: string[] }[] }
  expect(entries.find(({ name }) => name === 'foo')).toMatchObject({
    values: { uses: 'foo.ts' },
    endpoints: ['/bar'],
  })
  expect(entries.find(({ name }) => name === 'evil')).toMatchObject({ endpoints: ['/x'] })
  expect(entries.find(({ name }) => name === 'bm25_index')).toMatchObject({
    values: { uses: '../search/bm25.ts' },
  })
  expect(entries.find(({ name }) => name === 'clip_encoder')).toMatchObject({
    className: 'CLIPEncoder',
    file: 'hello/clip.ts',
  })
  expect(entries.find(({ name }) => name === 'py_foo')).toMatchObject({
    values: { uses: 'PyFooExecutor', py_modules: 'exec.py' },
    endpoints: ['/bar'],
    parameters: [{ name: 'top_k', type: 'int', default: '3' }],
  })
  // Whether it is valid Python is decided by the interpreter that will run it.
  expect(entries.find(({ name }) => name === 'broken')).toMatchObject({ values: { uses: 'BrokenExecutor' } })
})

test('the page is served without a token, and nothing beside it', async () => {
  const editorDir = mkdtempSync(join(tmpdir(), 'flowdeck-editor-'))
  onTestFinished(() => rmSync(editorDir, { recursive: true }))
  mkdirSync(join(editorDir, 'assets'))
  writeFileSync(join(editorDir, 'index.html'), '<!doctype html>')
  writeFileSync(join(editorDir, 'assets/index-abc.js'), 'export {}')
  const { server } = await openServer({}, { editorDir })
  const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`)
  const page = await get('/')
  expect([page.status, await page.text()]).toEqual([200, '<!doctype html>'])
  expect(page.headers.get('cache-control')).toBe('no-cache')
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  const script = await get('/assets/index-abc.js')
  expect([script.status, script.headers.get('cache-control')]).toEqual([
    200,
    'public, max-age=31536000, immutable',
  ])
  expect(script.headers.get('content-type')).toContain('javascript')
  for (const path of ['/assets/..%2fsecret.txt', '/..%2f..%2fetc/passwd', '/assets/%2e%2e/%2e%2e/x'])
    expect([401, 404]).toContain((await get(path)).status)
  expect((await get('/assets/none.js')).status).toBe(404)
})
