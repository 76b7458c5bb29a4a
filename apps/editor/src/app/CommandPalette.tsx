import type { ExecutorSpec } from '@flowdeck/shared'
import { Command } from 'cmdk'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { FileText, Hash } from 'lucide-react'
import { addExecutor, focusNode } from '../actions/edit.ts'
import { keyWords } from '../actions/keyboard.ts'
import { ACTIONS } from '../actions/registry.ts'
import { kindOf } from '../canvas/executorFacts.ts'
import { useCatalog } from '../palette/catalogStore.ts'
import { openFlow } from '../state/files.ts'
import { select, useDocument } from '../state/documentStore.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { KindIcon } from '../ui/KindIcon.tsx'

/** Everything by typing: actions, Executors (`@`), lines of the YAML (`:12`), Flows, and what can be added. */
export function CommandPalette() {
  const dialog = useUi((state) => state.dialog)
  return dialog === 'commands' || dialog === 'find' ? <Commands first={dialog === 'find' ? '@' : ''} /> : null
}

function Commands({ first }: { first: string }) {
  const [query, setQuery] = useState(first)
  const spec = useDocument((state) => state.parsed.spec)
  const flows = useDocument((state) => state.flows)
  const entries = useCatalog((state) => state.entries)
  const only =
    query[0] === '@' ? 'executors' : query[0] === ':' ? 'line' : query[0] === '>' ? 'actions' : null
  const run = (what: () => void) => () => {
    ui.openDialog(null)
    // After the dialog has given the focus back.
    setTimeout(what)
  }
  const line = Number(query.slice(1))
  return (
    <Dialog.Root open onOpenChange={(now) => (now ? undefined : ui.openDialog(null))}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog commands" aria-describedby={undefined}>
          <Dialog.Title className="sr-only">Commands</Dialog.Title>
          <Command
            label="Commands"
            loop
            filter={(value, search) => score(value, search.replace(/^[@>]/, ''))}
          >
            <Command.Input
              className="cmd-input"
              placeholder="Search actions, @Executors, :line"
              value={query}
              onValueChange={setQuery}
              autoFocus
            />
            <Command.List className="cmd-list">
              {only === 'line' ? (
                Number.isInteger(line) && line > 0 ? (
                  <Command.Item
                    className="menu-item"
                    value={query}
                    onSelect={run(() => {
                      ui.showPanel('yaml')
                      ui.revealLine(line, 1, true)
                    })}
                  >
                    <Hash aria-hidden="true" />
                    Go to line {line} of the YAML
                  </Command.Item>
                ) : null
              ) : (
                <Command.Empty>Nothing matches “{query}”.</Command.Empty>
              )}
              {only === null || only === 'actions' ? (
                <Command.Group heading="Actions">
                  {ACTIONS.filter((action) => action.id !== 'commands').map((action) => (
                    <Command.Item
                      className="menu-item"
                      key={action.id}
                      value={action.title}
                      onSelect={run(action.run)}
                    >
                      {action.title}
                      {action.keys?.[0] ? <kbd className="kbd">{keyWords(action.keys[0])}</kbd> : null}
                    </Command.Item>
                  ))}
                </Command.Group>
              ) : null}
              {(only === null || only === 'executors') && spec && spec.executors.length > 0 ? (
                <Command.Group heading="Executors of this Flow">
                  {found(spec.executors, query).map((executor) => (
                    <Command.Item
                      className="menu-item"
                      key={executor.name}
                      value={`${executor.name} ${executor.uses ?? ''}`}
                      onSelect={run(() => {
                        select([executor.name])
                        ui.reveal([executor.name])
                        focusNode(executor.name)
                      })}
                    >
                      <KindIcon kind={kindOf(executor)} />
                      {executor.name}
                      <span className="muted mono">{executor.uses}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              ) : null}
              {only === null ? (
                <>
                  <Command.Group heading="Add">
                    {entries.map((entry) => (
                      <Command.Item
                        className="menu-item"
                        key={entry.id}
                        value={`Add ${entry.name} ${entry.id}`}
                        onSelect={run(() => {
                          if (addExecutor(entry).ok) ui.focusField('name')
                        })}
                      >
                        Add {entry.name}
                        <span className="muted">{entry.description}</span>
                      </Command.Item>
                    ))}
                  </Command.Group>
                  <Command.Group heading="Flows">
                    {flows.map((flow) => (
                      <Command.Item
                        className="menu-item"
                        key={flow.id}
                        value={`Open ${flow.id} ${flow.title}`}
                        onSelect={run(() => void openFlow(flow.id))}
                      >
                        <FileText aria-hidden="true" />
                        Open {flow.id}
                      </Command.Item>
                    ))}
                  </Command.Group>
                </>
              ) : null}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const LISTED = 50

/** The Executors worth listing: a Flow may have thousands, and a list of all is slow to draw and read. */
function found(executors: readonly ExecutorSpec[], query: string): ExecutorSpec[] {
  const wanted = query.replace(/^@/, '').trim().toLowerCase()
  return executors
    .map((executor) => ({ executor, rank: score(`${executor.name} ${executor.uses ?? ''}`, wanted) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, LISTED)
    .map(({ executor }) => executor)
}

/** Beginnings of words first, then parts, then letters in order. */
function score(value: string, search: string): number {
  const text = value.toLowerCase()
  const wanted = search.trim().toLowerCase()
  if (wanted === '') return 1
  if (text === wanted || text.startsWith(`${wanted} `)) return 1
  if (text.startsWith(wanted)) return 0.9
  if (text.includes(` ${wanted}`)) return 0.8
  if (text.includes(wanted)) return 0.6
  let at = 0
  for (const letter of wanted) {
    at = text.indexOf(letter, at) + 1
    if (at === 0) return 0
  }
  return 0.1
}
