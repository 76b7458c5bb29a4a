import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { flowOf, layoutOf } from './flows.mjs'

let opened = 0

/** A tab on a Flow of `count` Executors (0: an empty one), and what a measurement needs of it. */
export async function openEditor({ browser, speaker, workspace, count }) {
  const empty = 'jtype: Flow\nexecutors: []\n'
  // A file of its own: what was not saved in another tab is offered as a draft.
  const name = `big/flow-${++opened}`
  const flowId = `${name}.yml`
  writeFileSync(join(workspace, flowId), count === 0 ? empty : flowOf(count))
  writeFileSync(join(workspace, `${name}.layout.json`), count > 0 ? layoutOf(count) : '{}')
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    // Conditions are handed to the page as text.
    bypassCSP: true,
  })
  const page = await context.newPage()
  await page.addInitScript(installProbes)
  await page.goto(`${speaker.url}&flow=${encodeURIComponent(flowId)}`)
  if (count > 0)
    await page
      .locator('footer')
      .filter({ hasText: `${count} Executors` })
      .waitFor({ timeout: 120_000 })
  else await page.getByRole('application', { name: 'Flow canvas' }).waitFor()
  await settled(page)
  const cdp = await context.newCDPSession(page)
  // Processor time of the main thread: what other programs of this machine do is not in it.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  return { page, cdp, socket: speaker, flowId, close: async () => await context.close() }
}

/** Runs in the page before it: frames, long tasks and renders are counted from the first line on. */
function installProbes() {
  const probe = { frames: [], longest: 0, renders: null }
  Object.assign(window, { probe })
  let last = null
  const frame = (now) => {
    if (last !== null) probe.frames.push(now - last)
    last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) probe.longest = Math.max(probe.longest, duration)
  }).observe({ type: 'longtask' })
  // React tells this hook of every commit; a component that was rendered in it carries the flag 1.
  const visit = (fiber, found) => {
    for (let at = fiber; at; at = at.sibling) {
      const before = at.alternate
      const id = at.memoizedProps?.id
      if ((at.flags & 1) === 1 && before && typeof id === 'string' && at.memoizedProps.data) found.add(id)
      if (at.child && (!before || at.child !== before.child)) visit(at.child, found)
    }
  }
  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberUnmount: () => undefined,
    onPostCommitFiberRoot: () => undefined,
    onCommitFiberRoot: (_, root) => {
      if (!probe.renders) return
      const found = new Set()
      visit(root.current, found)
      probe.renders.push([...found])
    },
  }
}

/** Waits until the page has had three quick frames in a row. */
export async function settled(page) {
  await page.evaluate(async () => {
    const started = performance.now()
    for (let quick = 0, last = performance.now(); quick < 3 && performance.now() - started < 20_000;) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const now = performance.now()
      quick = now - last < 50 ? quick + 1 : 0
      last = now
    }
  })
}

/** The frames and the longest task while something is done, and the processor time of a frame. */
export async function frames({ page, cdp }, act) {
  await page.evaluate(() => {
    window.probe.frames = []
    window.probe.longest = 0
  })
  const before = await taskSeconds(cdp)
  await act()
  const { deltas, longest } = await page.evaluate(() => ({
    deltas: window.probe.frames,
    longest: window.probe.longest,
  }))
  const cpu = ((await taskSeconds(cdp)) - before) * 1000
  return { deltas, longest, cpuPerFrame: cpu / Math.max(1, deltas.length) }
}

/** What something gives, and the processor time in ms that the main thread spent meanwhile. */
export async function spent({ cdp }, act) {
  const before = await taskSeconds(cdp)
  const value = await act()
  return { value, cpu: ((await taskSeconds(cdp)) - before) * 1000 }
}

async function taskSeconds(cdp) {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration').value
}

/** Milliseconds from an event in the page until a condition holds and has been painted. */
export async function until(page, act, condition, argument) {
  const functions = [await page.evaluateHandle(`(${act})`), await page.evaluateHandle(`(${condition})`)]
  return await page.evaluate(
    async ([start, reached, value]) => {
      const began = performance.now()
      start(value)
      for (;;) {
        if (reached(value)) break
        if (performance.now() - began > 60_000) return Infinity
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      return performance.now() - began
    },
    [...functions, argument],
  )
}
