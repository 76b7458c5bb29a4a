import { flowOf, runOf } from './flows.mjs'
import { frames, settled, spent, until } from './page.mjs'

const MIDDLE = { x: 640, y: 330 }

/** A hand on the mouse: some steps a frame or two apart. */
async function stroke(page, from, to, { button = 'left', steps = 24 } = {}) {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down({ button })
  for (let step = 1; step <= steps; step++)
    await page.mouse.move(
      from.x + ((to.x - from.x) * step) / steps,
      from.y + ((to.y - from.y) * step) / steps,
    )
  await page.mouse.up({ button })
}

const actual = async (page) => {
  await page.locator('.canvas').press('0')
  await settled(page)
}
const fit = async (page) => {
  await page.locator('.canvas').press('1')
  await settled(page)
}

/** Panning and zooming over all of it and close up, and dragging a node: frames of each. */
export async function gestures(editor) {
  const { page } = editor
  const pan = async () => {
    const back = { x: MIDDLE.x - 260, y: MIDDLE.y - 90 }
    await stroke(page, MIDDLE, back, { button: 'middle' })
    await stroke(page, back, MIDDLE, { button: 'middle' })
  }
  const zoom = async () => {
    await page.mouse.move(MIDDLE.x, MIDDLE.y)
    for (let i = 0; i < 16; i++) await page.mouse.wheel(0, i < 8 ? -60 : 60)
  }
  await fit(page)
  const results = {
    'pan, all in view': await frames(editor, pan),
    'zoom, all in view': await frames(editor, zoom),
  }
  await actual(page)
  results['pan, zoom 1'] = await frames(editor, pan)
  results['zoom, around 1'] = await frames(editor, zoom)
  await fit(page)
  await actual(page)
  const node = await aNode(page)
  await page.evaluate(() => (window.probe.renders = []))
  results['drag a node'] = await frames(editor, async () => {
    await stroke(page, node, { x: node.x + 130, y: node.y + 110 })
  })
  const renders = await page.evaluate(() => {
    const seen = window.probe.renders
    window.probe.renders = null
    return seen
  })
  await page.keyboard.press('Control+z')
  await settled(page)
  return { results, renders }
}

/** The middle of a node that is well inside the view. */
async function aNode(page) {
  return await page.evaluate(() => {
    for (const node of document.querySelectorAll('.react-flow__node-executor')) {
      const box = node.getBoundingClientRect()
      if (box.left > 320 && box.right < 860 && box.top > 80 && box.bottom < 430)
        return { x: box.left + box.width / 2, y: box.top + box.height / 2 }
    }
    const nodes = [...document.querySelectorAll('.react-flow__node-executor')]
    const places = nodes.map((node) => {
      const { left, top, right, bottom } = node.getBoundingClientRect()
      return `${node.dataset.id} ${[left, top, right, bottom].map(Math.round).join(' ')}`
    })
    throw new Error(
      `no node in the middle of the view (${document.querySelector('footer').textContent}); mounted: ${places.join(', ')}`,
    )
  })
}

/** Milliseconds from pasting a Flow onto an empty canvas until it can be worked with. */
export async function paste({ open, count }) {
  const editor = await open(0)
  const { page } = editor
  try {
    await page.evaluate((text) => {
      const data = new DataTransfer()
      data.setData('text/plain', text)
      document.activeElement?.blur()
      document.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      )
    }, flowOf(count))
    // A whole Flow is never taken without being asked: what is measured begins with the answer.
    const replace = page.getByRole('button', { name: 'Replace this Flow' })
    await replace.waitFor()
    await replace.evaluate((button) => button.setAttribute('data-bench', 'replace'))
    return await spent(
      editor,
      async () =>
        await until(
          page,
          () => document.querySelector('[data-bench=replace]').click(),
          (value) => document.querySelector('footer').textContent.includes(`${value.count} Executors`),
          { count },
        ),
    )
  } finally {
    await editor.close()
  }
}

/** Milliseconds that tidying all takes, and the longest task of the main thread meanwhile. */
export async function tidy(editor) {
  const { page } = editor
  await page.evaluate(() => (window.probe.longest = 0))
  const { value: ms, cpu } = await spent(
    editor,
    async () =>
      await until(
        page,
        () => document.querySelector('[aria-label="Tidy the layout"]').click(),
        () => !document.querySelector('[aria-label="Undo"]').disabled,
      ),
  )
  const longest = await page.evaluate(() => window.probe.longest)
  await page.keyboard.press('Control+z')
  await settled(page)
  return { ms, cpu, longest }
}

/** Milliseconds from a key in the YAML until its letter stands there, and until the canvas shows what it means. */
export async function typing(editor) {
  const { page } = editor
  const yaml = page.getByRole('textbox', { name: 'YAML of the Flow' })
  if (!(await yaml.isVisible())) await page.getByRole('button', { name: 'YAML', exact: true }).click()
  await yaml.click()
  await page.keyboard.press('Control+End')
  await settled(page)
  const before = await page.evaluate(() => {
    const editor = document.querySelector('.cm-content')
    window.echo = null
    window.shown = null
    const count = () => /([\d,]+) Executors/.exec(document.querySelector('footer').textContent)[1]
    const was = count()
    editor.addEventListener(
      'keydown',
      () => {
        const began = performance.now()
        const line = editor.textContent
        const look = () => {
          if (window.echo === null && editor.textContent !== line) window.echo = performance.now() - began
          if (count() !== was) window.shown = performance.now() - began
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      },
      { once: true, capture: true },
    )
    return was
  })
  await page.keyboard.insertText('  - name: typed\n    uses: typed.ts\n  -')
  await settled(page)
  const { cpu } = await spent(editor, async () => {
    await page.keyboard.press('Space')
    await page.waitForFunction(() => window.shown !== null, null, { timeout: 60_000 })
  })
  const { echo, shown } = await page.evaluate(() => ({ echo: window.echo, shown: window.shown }))
  // The next round begins where this one did: what the keys did is read, and undone, some frames after them.
  const isBack = async () =>
    await page
      .waitForFunction(
        (was) => document.querySelector('footer').textContent.includes(`${was} Executors`),
        before,
        { timeout: 1000 },
      )
      .then(
        () => true,
        () => false,
      )
  do await page.keyboard.press('Control+z')
  while (!(await isBack()))
  await settled(page)
  return { echo, shown, cpu }
}

/** Milliseconds of undo and of redo of a moved node and of a changed field. */
export async function travel(editor) {
  const { page } = editor
  const press = async (key) =>
    await spent(
      editor,
      async () =>
        await until(
          page,
          (value) =>
            document
              .querySelector('.canvas')
              .dispatchEvent(new KeyboardEvent('keydown', { key: value, ctrlKey: true, bubbles: true })),
          () => true,
          key,
        ),
    )
  return { undo: await press('z'), redo: await press('y') }
}

/** Frames while the server tells of 100 changes of state a second. */
export async function states(editor, count) {
  const { page, socket, flowId } = editor
  socket.say({ type: 'run', run: runOf(flowId, count, 0) })
  await settled(page)
  return await frames(editor, async () => {
    const began = Date.now()
    for (let tick = 1; Date.now() - began < 2000; tick++) {
      socket.say({ type: 'run', run: runOf(flowId, count, tick) })
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + tick * 10 - Date.now())))
    }
  })
}

/** What 50,000 kept lines cost in MB, and frames while 2,000 lines a second come to them and are shown, in rounds. */
export async function logs(editor, count, rounds) {
  const { page, socket, flowId } = editor
  socket.say({ type: 'run', run: runOf(flowId, count, 0) })
  await page.getByRole('tab', { name: 'Logs' }).click()
  await settled(page)
  const before = await heapMb(editor)
  let seq = 0
  const batch = (size) => {
    const lines = Array.from({ length: size }, () => ({
      seq: ++seq,
      ts: 1_700_000_000_000 + seq,
      pod: `e${seq % count}/rep-0`,
      deployment: `e${seq % count}`,
      level: seq % 50 === 0 ? 'warn' : 'info',
      stream: 'stdout',
      text: `line ${seq} of a log that says what was done with a Document, and how long it took`,
    }))
    socket.say({ type: 'logs', runId: 'bench', lines, dropped: 0 })
  }
  while (seq < 50_000) batch(200)
  await page.getByText(`line ${seq} of a log`).waitFor()
  await settled(page)
  const grownMb = (await heapMb(editor)) - before
  const seen = await rounds(
    async () =>
      await frames(editor, async () => {
        const began = Date.now()
        for (let turn = 1; Date.now() - began < 2000; turn++) {
          batch(100)
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + turn * 50 - Date.now())))
        }
      }),
  )
  return { seen, grownMb }
}

export async function heapMb({ page, cdp }) {
  // Our own notes of every frame are none of the editor's.
  await page.evaluate(() => {
    window.probe.frames = []
  })
  // A draft that is being written, say, is a megabyte for a moment.
  const sizes = []
  for (let i = 0; i < 3; i++) {
    await cdp.send('HeapProfiler.collectGarbage')
    const { usedSize } = await cdp.send('Runtime.getHeapUsage')
    sizes.push(usedSize / 1024 / 1024)
    await settled(page)
  }
  return Math.min(...sizes)
}

/**
 * Heap after a while, and after a session of use of at least so many rounds and minutes: panning, zooming, selecting, moving, undoing,
 * over and over.
 */
export async function use(editor, rounds, minutes) {
  const { page } = editor
  const turn = async () => {
    await actual(page)
    await stroke(page, MIDDLE, { x: MIDDLE.x - 200, y: MIDDLE.y }, { button: 'middle', steps: 8 })
    const node = await aNode(page)
    await stroke(page, node, { x: node.x + 60, y: node.y + 40 }, { steps: 6 })
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Escape')
    await fit(page)
  }
  // What is loaded while nobody does anything is there by then.
  for (let i = 0; i < 25; i++) await turn()
  const first = await heapMb(editor)
  const end = Date.now() + minutes * 60_000
  let done = 0
  for (; done < rounds || Date.now() < end; done++) await turn()
  return { first, last: await heapMb(editor), done }
}

/** Milliseconds from an answer with many routes until its bars are drawn, and the frames of scrolling them. */
export async function waterfall(editor, spans) {
  const { page, socket, flowId } = editor
  const time = (ms) => new Date(1_700_000_000_000 + ms).toISOString()
  const routes = Array.from({ length: spans }, (_, i) => ({
    executor: `e${i}`,
    startTime: time(i),
    endTime: time(i + 5),
    status: null,
  }))
  socket.answer('request.send', ({ requestId }) => [
    {
      type: 'request.response',
      runId: 'bench',
      requestId,
      response: { index: 0, ms: spans, status: null, parameters: null, routes, docs: [] },
    },
    { responses: 1, ms: spans },
  ])
  socket.say({ type: 'run', run: runOf(flowId, 200, 0) })
  await page.getByRole('tab', { name: 'Playground' }).click()
  await page.getByRole('textbox', { name: 'Text of document 1' }).fill('hello')
  await page.getByRole('combobox', { name: 'Endpoint' }).fill('/bar')
  await settled(page)
  const began = Date.now()
  await page.getByRole('button', { name: 'Send' }).click()
  await page
    .getByRole('tab', { name: /trace|time/i })
    .first()
    .click()
  await page.locator('.live-waterfall li').first().waitFor({ timeout: 60_000 })
  await settled(page)
  const ms = Date.now() - began
  const bars = await page.locator('.live-waterfall').boundingBox()
  await page.mouse.move(bars.x + 60, Math.min(bars.y + 40, 860))
  const scrolled = await frames(editor, async () => {
    for (let i = 0; i < 30; i++) await page.mouse.wheel(0, 300)
  })
  return { ms, scrolled }
}
