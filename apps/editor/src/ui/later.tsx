import { useEffect, useReducer, type ComponentType } from 'react'
import { t } from '../i18n/t.ts'
import { toast } from './toast.ts'

/** What is not loaded yet; it comes one by one while nobody does anything. */
const waiting: (() => Promise<void>)[] = []
/** What is opened to type into at once; it does not wait for an idle moment. */
const urgent: (() => Promise<void>)[] = []

/**
 * A component whose code is not part of the first load: it comes when the page is idle, or else when it is first drawn.
 * Once there, it is drawn at once like any other. `first`: it comes right after the first picture, because it is opened to type into at once.
 * What cannot be loaded says so, and is tried again when it is drawn again.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  when: 'idle' | 'first' = 'idle',
): ComponentType<Props> {
  let Loaded: ComponentType<Props> | null = null
  let loading: Promise<void> | null = null
  const begin = async (): Promise<void> => {
    loading ??= load().then(
      (component) => {
        Loaded = component
      },
      (error: unknown) => {
        loading = null
        throw error
      },
    )
    return loading
  }
  if (when === 'first') urgent.push(begin)
  else waiting.push(begin)
  return function Later(props: Props) {
    const [, redraw] = useReducer((n: number) => n + 1, 0)
    useEffect(() => {
      if (Loaded === null)
        begin().then(redraw, () =>
          toast.error(t('This part of the editor could not be loaded. Is the server running?')),
        )
    }, [])
    return Loaded ? <Loaded {...props} /> : null
  }
}

/** Loads what may be typed into at any moment: keys that are pressed before it is there would be lost. */
export function loadUrgent(): void {
  // What cannot be loaded is tried again when it is drawn, and says so then.
  for (const begin of urgent.splice(0)) begin().catch(() => undefined)
}

/** Does `first` and then loads what was left out of the first load, a part at each idle moment. */
export function loadWhenIdle(first: () => Promise<void>): void {
  whenIdle(() => void loadAndGoOn(first))
}

async function loadAndGoOn(load: () => Promise<void>): Promise<void> {
  try {
    await load()
  } catch {
    // It is loaded when it is drawn, and then it says so.
  }
  const next = waiting.shift()
  if (next) loadWhenIdle(next)
}

/** Safari has no idle callback. */
function whenIdle(act: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(act, { timeout: 5000 })
  else setTimeout(act, 200)
}
