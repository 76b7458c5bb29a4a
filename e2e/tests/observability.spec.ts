import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { pasteYaml, screen, send } from './screen.ts'

const TLS = join(import.meta.dirname, '../../packages/runtime/test/tls')
const FLOW = `jtype: Flow
with:
  monitoring: true
gateway:
  protocol: [http, grpc, websocket]
  ssl_certfile: cert.pem
  ssl_keyfile: key.pem
executors:
  - name: foo
    uses: foo.ts
`

test('a Gateway with TLS answers the playground, and each Pod links to what it measures', async ({
  app,
  page,
}) => {
  app.write('hello/tls.yml', FLOW)
  await app.open('hello/tls.yml')
  const { run, answer, inspector } = screen(page)

  // The certificate is not there yet: said before Start, with its line.
  await run.getByRole('button', { name: 'Start' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('"cert.pem" is no certificate in PEM: there is no such file')
  await page.keyboard.press('Escape')
  for (const name of ['cert.pem', 'key.pem'])
    app.write(`hello/${name}`, readFileSync(join(TLS, name), 'utf8'))

  await app.start()
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('https://127.0.0.1:')
  for (const protocol of ['http', 'grpc', 'websocket']) {
    await page.getByRole('tab', { name: 'Playground' }).click()
    await page.getByRole('combobox', { name: 'Protocol' }).selectOption(protocol)
    await send(app, '/bar', `over ${protocol}`)
    await expect(answer).toContainText(`over ${protocol}`)
  }

  await app.node('foo').click()
  const pods = inspector.getByRole('region', { name: 'Pods' })
  await expect(pods).toContainText('foo/rep-0 ready')
  const href = await pods.getByRole('link', { name: 'metrics' }).getAttribute('href')
  const metrics = await (await page.request.get(href ?? '')).text()
  expect(metrics).toContain('jina_successful_requests_total{runtime_name="foo/rep-0"} 3')

  // A Flow that stopped has no Pods to show.
  await run.getByRole('button', { name: 'Stop' }).click()
  await expect(pods).toBeHidden()
})

test('two Executors that want the same port for their metrics are told before Start', async ({
  app,
  page,
}) => {
  await app.open('hello/flow.yml')
  const entry = (name: string) =>
    `  - name: ${name}\n    uses: foo.ts\n    monitoring: true\n    port_monitoring: 9191\n`
  await pasteYaml(page, `jtype: Flow\nexecutors:\n${entry('a')}${entry('b')}`)
  await expect(screen(page).problems).toContainText('Port 9191 is wanted by "b" and by "a"')
})
