import { Printer, RotateCcw, Undo2 } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { MAC, keyWords } from '../actions/keyboard.ts'
import { keysOfPress, whyNotKeys } from '../actions/keyMatches.ts'
import { conflicts, keysOf, rebind, resetKeys, unbind, useKeymap } from '../actions/keymap.ts'
import { ACTIONS, type Action } from '../actions/registry.ts'
import { ui, useUi } from '../state/uiStore.ts'

const GROUPS = ['Edit', 'Canvas', 'View', 'Flow', 'Run'] as const
const PLACES = {
  canvas: 'canvas',
  outline: 'outline',
  nodes: 'canvas, outline',
  find: 'while finding',
  page: '',
}
/** What moves the focus or uses the focused control is the same in every program, and stays. */
const FIXED = [
  ['Enter', 'Use what has the focus; on a node: its fields'],
  ['Space', 'Select what has the focus; held on the canvas: pan'],
  ['Tab', 'Next control; the canvas and the outline are one stop'],
  ['Alt+drag', 'Cut the edges that are crossed; on a node: copy it'],
  ['Ctrl while dragging', 'Ignore the alignment lines'],
  ['Ctrl+X', 'Cut as YAML'],
  ['Ctrl+V', 'Paste YAML'],
] as const

export function ShortcutSheet() {
  return useUi((state) => state.dialog === 'shortcuts') ? <Sheet /> : null
}

function Sheet() {
  const [query, setQuery] = useState('')
  const [asking, setAsking] = useState<string | null>(null)
  const changed = useKeymap((state) => state.changed)
  const wanted = query.trim().toLowerCase()
  const fits = (title: string, keys: readonly string[]) =>
    title.toLowerCase().includes(wanted) || keys.some((held) => held.toLowerCase().includes(wanted))
  return (
    <Dialog.Root open onOpenChange={(now) => (now ? undefined : ui.openDialog(null))}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className="dialog shortcut-sheet"
          aria-describedby={undefined}
          onEscapeKeyDown={(event) => {
            // Escape is an answer to "press the keys", not to the dialog.
            if (asking !== null) event.preventDefault()
          }}
        >
          <div className="dialog-head">
            <Dialog.Title asChild>
              <h2>Keyboard shortcuts</h2>
            </Dialog.Title>
            <p>Every shortcut can be changed; changes stay in this browser.</p>
          </div>
          <div className="dialog-body">
            <input
              className="input"
              type="search"
              aria-label="Search shortcuts"
              placeholder="Search by name or keys"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
            <div className="shortcuts">
              {GROUPS.map((group) => {
                const actions = ACTIONS.filter(
                  (action) => action.group === group && fits(action.title, keysOf(action, changed)),
                )
                return actions.length === 0 ? null : (
                  <section key={group} aria-label={group}>
                    <h3>{group}</h3>
                    {actions.map((action) => (
                      <Shortcut
                        key={action.id}
                        action={action}
                        asking={asking === action.id}
                        ask={(on) => setAsking(on ? action.id : null)}
                      />
                    ))}
                  </section>
                )
              })}
              <section aria-label="Always the same">
                <h3>Always the same</h3>
                {FIXED.filter(([keys, title]) => fits(title, [keys])).map(([keys, title]) => (
                  <div className="shortcut" key={keys}>
                    <span>{title}</span>
                    <kbd className="kbd">{keyWords(keys)}</kbd>
                  </div>
                ))}
              </section>
            </div>
          </div>
          <div className="dialog-foot">
            <button
              type="button"
              className="btn"
              disabled={Object.keys(changed).length === 0}
              onClick={() => resetKeys(ACTIONS)}
            >
              <RotateCcw aria-hidden="true" />
              Reset all
            </button>
            <button type="button" className="btn" onClick={() => print()}>
              <Printer aria-hidden="true" />
              Print
            </button>
            <button type="button" className="btn primary" onClick={() => ui.openDialog(null)}>
              Close
            </button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface ShortcutProps {
  action: Action
  asking: boolean
  ask: (on: boolean) => void
}

function Shortcut({ action, asking, ask }: ShortcutProps) {
  const changed = useKeymap((state) => state.changed)
  const keys = keysOf(action, changed)
  const place = PLACES[action.where ?? 'page']
  return (
    <div className="shortcut">
      <span>
        {action.title}
        {place === '' ? null : <small className="muted"> · {place}</small>}
      </span>
      {asking ? (
        <Capture action={action} done={() => ask(false)} />
      ) : (
        <span className="shortcut-keys">
          <button type="button" className="btn ghost small" onClick={() => ask(true)}>
            <span className="sr-only">Change the shortcut of {action.title} </span>
            {keys.length === 0 ? (
              <span className="muted">none</span>
            ) : (
              keys.slice(0, 2).map((held) => (
                <kbd className="kbd" key={held}>
                  {keyWords(held)}
                </kbd>
              ))
            )}
          </button>
          {changed[action.id] ? (
            <button
              type="button"
              className="icon-btn small"
              aria-label={`Reset the shortcut of ${action.title}`}
              title="Back to the shortcut it had"
              onClick={() => resetKeys(ACTIONS, action)}
            >
              <Undo2 aria-hidden="true" />
            </button>
          ) : null}
        </span>
      )}
    </div>
  )
}

/** Waits for the keys of an action; what they call already is said before they are taken. */
function Capture({ action, done }: { action: Action; done: () => void }) {
  const [keys, setKeys] = useState<string | null>(null)
  const refused = keys === null ? null : whyNotKeys(keys)
  const others = keys === null || refused !== null ? [] : conflicts(ACTIONS, action, keys)
  const take = (held: string) => {
    rebind(ACTIONS, action, held)
    done()
  }
  return (
    <span className="shortcut-capture">
      <input
        className="input"
        readOnly
        autoFocus
        aria-label={`New shortcut of ${action.title}`}
        placeholder="Press the keys"
        value={keys === null ? '' : keyWords(keys)}
        aria-describedby="shortcut-words"
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Tab') return
          event.preventDefault()
          if (event.key === 'Escape' && keys === null) return done()
          if (event.key === 'Enter' && keys !== null && refused === null) return take(keys)
          const pressed = keysOfPress(event.nativeEvent, MAC)
          if (pressed === null) return
          if (whyNotKeys(pressed) === null && conflicts(ACTIONS, action, pressed).length === 0) take(pressed)
          else setKeys(pressed)
        }}
      />
      <button type="button" className="btn small" onClick={done}>
        Cancel
      </button>
      {others.length > 0 && keys !== null ? (
        <button type="button" className="btn small" onClick={() => take(keys)}>
          Use it here
        </button>
      ) : (
        <button
          type="button"
          className="btn small"
          onClick={() => {
            unbind(action)
            done()
          }}
        >
          No shortcut
        </button>
      )}
      <span id="shortcut-words" role="alert" className="shortcut-words">
        {refused ??
          (others.length > 0
            ? `${keyWords(keys ?? '')} calls “${others.map(({ title }) => title).join('”, “')}” now, and would no longer.`
            : '')}
      </span>
    </span>
  )
}
