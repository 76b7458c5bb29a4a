import { Printer, RotateCcw, Undo2 } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { keyboardLayout, MAC, keyWords } from '../actions/keyboard.ts'
import { keysOfPress, whyNotKeys } from '../actions/keyMatches.ts'
import { conflicts, keysOf, rebind, resetKeys, unbind, useKeymap } from '../actions/keymap.ts'
import type { Action } from '../actions/action.ts'
import { ACTIONS } from '../actions/registry.ts'
import { ui } from '../state/uiStore.ts'
import { t } from '../i18n/t.ts'

const GROUPS = [
  ['Edit', t('Edit')],
  ['Canvas', t('Canvas')],
  ['View', t('View')],
  ['Flow', t('Flow')],
  ['Run', t('Run')],
] as const
const PLACES = {
  canvas: t('canvas'),
  outline: t('outline'),
  nodes: t('canvas, outline'),
  find: t('while finding'),
  page: '',
}
/** What moves the focus or uses the focused control is the same in every program, and stays. */
const FIXED = [
  ['Enter', t('Use what has the focus; on a node: its fields')],
  ['Space', t('Select what has the focus; held on the canvas: pan')],
  ['Tab', t('Next control; the canvas and the outline are one stop')],
  [t('Alt+drag'), t('Cut the edges that are crossed; on a node: copy it')],
  [t('Ctrl while dragging'), t('Ignore the alignment lines')],
  ['Ctrl+X', t('Cut as YAML')],
  ['Ctrl+V', t('Paste YAML')],
] as const

/** Every shortcut, to look up, to change and to print. */
export function ShortcutSheet() {
  const [query, setQuery] = useState('')
  const [asking, setAsking] = useState<string | null>(null)
  const changed = useKeymap((state) => state.changed)
  const wanted = query.trim().toLowerCase()
  const fits = (title: string, keys: readonly string[]) =>
    title.toLowerCase().includes(wanted) ||
    keys.some((held) => `${held} ${keyWords(held)}`.toLowerCase().includes(wanted))
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
              <h2>{t('Keyboard shortcuts')}</h2>
            </Dialog.Title>
            <p>{t('Every shortcut can be changed; changes stay in this browser.')}</p>
          </div>
          <div className="dialog-body">
            <input
              className="input"
              type="search"
              aria-label={t('Search shortcuts')}
              placeholder={t('Search by name or keys')}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
            <div className="shortcuts">
              {GROUPS.map(([group, heading]) => {
                const actions = ACTIONS.filter(
                  (action) => action.group === group && fits(action.title, keysOf(action, changed)),
                )
                return actions.length === 0 ? null : (
                  <section key={group} aria-label={heading}>
                    <h3>{heading}</h3>
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
              <section aria-label={t('Always the same')}>
                <h3>{t('Always the same')}</h3>
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
              {t('Reset all')}
            </button>
            <button type="button" className="btn" onClick={() => print()}>
              <Printer aria-hidden="true" />
              {t('Print')}
            </button>
            <button type="button" className="btn primary" onClick={() => ui.openDialog(null)}>
              {t('Close')}
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
            <span className="sr-only">{t('Change the shortcut of {{title}}', { title: action.title })} </span>
            {keys.length === 0 ? (
              <span className="muted">{t('none')}</span>
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
              aria-label={t('Reset the shortcut of {{title}}', { title: action.title })}
              title={t('Back to the shortcut it had')}
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
        aria-label={t('New shortcut of {{title}}', { title: action.title })}
        placeholder={t('Press the keys')}
        value={keys === null ? '' : keyWords(keys)}
        aria-describedby="shortcut-words"
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Tab') return
          event.preventDefault()
          if (event.key === 'Escape' && keys === null) return done()
          if (event.key === 'Enter' && keys !== null && refused === null) return take(keys)
          const pressed = keysOfPress(event.nativeEvent, MAC, keyboardLayout())
          if (pressed === null) return
          if (whyNotKeys(pressed) === null && conflicts(ACTIONS, action, pressed).length === 0) take(pressed)
          else setKeys(pressed)
        }}
      />
      <button type="button" className="btn small" onClick={done}>
        {t('Cancel')}
      </button>
      {others.length > 0 && keys !== null ? (
        <button type="button" className="btn small" onClick={() => take(keys)}>
          {t('Use it here')}
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
          {t('No shortcut')}
        </button>
      )}
      <span id="shortcut-words" role="alert" className="shortcut-words">
        {refused ??
          (others.length > 0
            ? t('{{keys}} calls “{{actions}}” now, and would no longer.', {
                keys: keyWords(keys ?? ''),
                actions: others.map(({ title }) => title).join('”, “'),
              })
            : '')}
      </span>
    </span>
  )
}
