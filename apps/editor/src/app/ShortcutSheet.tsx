import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { keyWords } from '../actions/keyboard.ts'
import { ACTIONS } from '../actions/registry.ts'
import { ui, useUi } from '../state/uiStore.ts'

const GROUPS = ['Edit', 'Canvas', 'View', 'Flow', 'Run'] as const
const BY_HAND = [
  ['Arrows', 'Move the selection by one grid step'],
  ['Shift+Arrows', 'Move by five'],
  ['Alt+Arrows', 'Walk along the graph'],
  ['Space+drag', 'Pan'],
] as const

export function ShortcutSheet() {
  const open = useUi((state) => state.dialog === 'shortcuts')
  const [query, setQuery] = useState('')
  if (!open) return null
  const wanted = query.trim().toLowerCase()
  const fits = (title: string) => title.toLowerCase().includes(wanted)
  return (
    <Dialog.Root open onOpenChange={(now) => (now ? undefined : ui.openDialog(null))}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className="dialog"
          style={{ width: 'min(760px, calc(100vw - 32px))' }}
          aria-describedby={undefined}
        >
          <div className="dialog-head">
            <Dialog.Title asChild>
              <h2>Keyboard shortcuts</h2>
            </Dialog.Title>
          </div>
          <div className="dialog-body">
            <input
              className="input"
              type="search"
              aria-label="Search shortcuts"
              placeholder="Search shortcuts"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
            <div className="shortcuts">
              {GROUPS.map((group) => (
                <section key={group}>
                  <h3>{group}</h3>
                  {ACTIONS.filter(
                    (action) => action.group === group && action.keys && fits(action.title),
                  ).map((action) => (
                    <div className="shortcut" key={action.id}>
                      <span>{action.title}</span>
                      <span>
                        {action.keys?.slice(0, 2).map((keys) => (
                          <kbd className="kbd" key={keys} style={{ marginLeft: 4 }}>
                            {keyWords(keys)}
                          </kbd>
                        ))}
                      </span>
                    </div>
                  ))}
                  {group === 'Canvas'
                    ? BY_HAND.filter(([, title]) => fits(title)).map(([keys, title]) => (
                        <div className="shortcut" key={keys}>
                          <span>{title}</span>
                          <kbd className="kbd">{keyWords(keys)}</kbd>
                        </div>
                      ))
                    : null}
                </section>
              ))}
            </div>
          </div>
          <div className="dialog-foot">
            <button type="button" className="btn" onClick={() => ui.openDialog(null)}>
              Close
            </button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
