// First load of the editor in KB gzip; import of 1,000 Executors to first paint.
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { findBrowser } from '../scripts/lib/browser.mjs'
import { ROOT, median, serve } from './lib.mjs'

const DIST = join(ROOT, 'apps/editor/dist')
const page = readFileSync(join(DIST, 'index.html'), 'utf8')
const first = [...page.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path)
const sizes = [['index.html', page], ...first.map((path) => [path, readFileSync(join(DIST, path))])].map(
  ([path, content]) => [path, gzipSync(content).length / 1024],
)
for (const [path, size] of sizes) console.log(`${path.padEnd(40)} ${size.toFixed(1)} KB gzip`)
console.log(`first load: ${sizes.reduce((sum, [, size]) => sum + size, 0).toFixed(0)} KB gzip (aim ≤ 350)`)

const COUNT = 1000
const yaml = `jtype: Flow\nexecutors:\n${Array.from({ length: COUNT }, (_, i) => `  - name: e${i}\n    uses: some/folder/executor${i}.ts\n${i % 5 === 4 ? `    needs: [e${i - 1}, e${i - 3}]\n` : ''}`).join('')}`
const workspace = mkdtempSync(join(tmpdir(), 'flowdeck-bench-'))
mkdirSync(join(workspace, 'small'))
writeFileSync(join(workspace, 'small/flow.yml'), 'jtype: Flow\nexecutors: []\n')
const server = await serve(join(ROOT, 'apps/server/dist/main.js'), ['--port', '0', workspace])
const { chromium } = createRequire(join(ROOT, 'e2e/package.json'))('@playwright/test')
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: ['--no-sandbox', '--disable-gpu'],
})
const times = []
for (let round = 0; round < 5; round++) {
  const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await tab.goto(server.line)
  await tab.getByRole('application', { name: 'Flow canvas' }).waitFor()
  const ms = await tab.evaluate(async (text) => {
    const data = new DataTransfer()
    data.items.add(new File([text], 'big.yml', { type: 'text/yaml' }))
    const started = performance.now()
    for (const type of ['dragenter', 'dragover', 'drop'])
      (document.querySelector('.react-flow') ?? document.body).dispatchEvent(
        new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }),
      )
    for (;;) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const dialog = [...document.querySelectorAll('[role=dialog] button')].find((b) =>
        /replace|import|open/i.test(b.textContent ?? ''),
      )
      dialog?.click()
      if (
        /1,?000 Executors/.test(document.body.textContent ?? '') &&
        document.querySelector('.react-flow__node, canvas')
      )
        break
      if (performance.now() - started > 30_000) return null
    }
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    return performance.now() - started
  }, yaml)
  times.push(ms)
  await tab.close()
}
console.log(
  `import of ${COUNT} Executors to first paint: ${times.includes(null) ? 'not reached within 30 s' : `median ${median(times).toFixed(0)} ms`}`,
)
await browser.close()
server.stop()
rmSync(workspace, { recursive: true, force: true })
