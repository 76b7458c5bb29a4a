import { Command } from 'cmdk'
import { FileText, Hash } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useMemo, useState, type ReactNode } from 'react'
import { addExecutor, focusNode } from '../actions/edit.ts'
import { ACTIONS, isOffered } from '../actions/registry.ts'
import { kindOf } from '../canvas/executorFacts.ts'
import { useCatalog } from '../palette/catalogStore.ts'
import { findPlaces, getTitle } from '../palette/entryNames.ts'
import { recents } from '../palette/recents.ts'
import { openFlow } from '../state/opening.ts'
import { useDocument } from '../state/documentStore.ts'
import { select } from '../state/selection.ts'
import { ui } from '../state/uiStore.ts'
import { KindIcon } from '../ui/KindIcon.tsx'
import { Keys } from '../ui/Keys.tsx'
import { askedFor, rankItems, type Item } from './paletteItems.ts'
import { t, translated } from '../i18n/t.ts'

const used = recents('flowdeck.commands')

/** A line with what it looks like and what it does. */
interface Offer extends Item {
  body: ReactNode
  run: () => void
}

/** Everything by typing: actions (`>`), Executors (`@`), lines of the YAML (`:12`), Flows, and what can be added. */
export function CommandPalette() {
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState('')
  const asked = askedFor(query)
  const offers = useOffers()
  const found = useMemo(() => {
    if (asked === 'line') return []
    const group = asked === 'executors' ? 'Executors of this Flow' : asked === 'actions' ? 'Actions' : null
    return rankItems(
      group === null ? offers : offers.filter((offer) => offer.group === group),
      query,
      used.read(),
    )
  }, [asked, offers, query])
  const line = Number(query.slice(1))
  const toLine = asked === 'line' && Number.isInteger(line) && line > 0
  // Chosen here and not by the list, which chooses a moment later: whoever types fast presses Enter before that.
  const current = toLine ? 'line' : found.some(({ id }) => id === chosen) ? chosen : (found[0]?.id ?? '')
  const run = (what: () => void) => {
    ui.openDialog(null)
    // After the dialog has given the focus back.
    setTimeout(what)
  }
  return (
    <Dialog.Root open onOpenChange={(now) => (now ? undefined : ui.openDialog(null))}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog commands" aria-describedby={undefined}>
          <Dialog.Title className="sr-only">{t('Commands')}</Dialog.Title>
          <Command label={t('Commands')} loop shouldFilter={false} value={current} onValueChange={setChosen}>
            <Command.Input
              className="cmd-input"
              placeholder={t('Search everything, @ Executors, > commands, : line of the YAML')}
              value={query}
              onValueChange={(text) => {
                setQuery(text)
                setChosen('')
              }}
              autoFocus
            />
            <Command.List className="cmd-list">
              {toLine ? (
                <Command.Item
                  className="menu-item"
                  value="line"
                  onSelect={() =>
                    run(() => {
                      ui.showPanel('yaml')
                      ui.revealLine(line, 1, true)
                    })
                  }
                >
                  <Hash aria-hidden="true" />
                  {t('Go to line {{line}} of the YAML', { line })}
                </Command.Item>
              ) : asked === 'line' ? (
                <Command.Empty>{t('Type the number of a line.')}</Command.Empty>
              ) : (
                <Command.Empty>{t('Nothing matches “{{query}}”.', { query })}</Command.Empty>
              )}
              {groupsOf(found).map(([heading, lines]) => (
                <Command.Group heading={HEADINGS[heading]} key={heading}>
                  {lines.map((offer) => (
                    <Command.Item
                      className="menu-item"
                      key={offer.id}
                      value={offer.id}
                      onSelect={() => {
                        used.note(offer.id)
                        run(offer.run)
                      }}
                    >
                      {offer.body}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const HEADINGS: Record<Item['group'], string> = {
  Recent: t('Recent'),
  Actions: t('Actions'),
  'Executors of this Flow': t('Executors of this Flow'),
  Add: t('Add'),
  Flows: t('Flows'),
}

function groupsOf(found: readonly Offer[]): [Item['group'], Offer[]][] {
  const groups = new Map<Item['group'], Offer[]>()
  for (const offer of found) {
    const list = groups.get(offer.group)
    if (list) list.push(offer)
    else groups.set(offer.group, [offer])
  }
  return [...groups]
}

/** Everything that can be chosen now, in the order in which it is listed when nothing is typed. */
function useOffers(): Offer[] {
  const spec = useDocument((state) => state.parsed.spec)
  const flows = useDocument((state) => state.flows)
  const entries = useCatalog((state) => state.entries)
  return useMemo(() => {
    const actions = ACTIONS.filter((action) => action.id !== 'commands' && isOffered(action)).map(
      ({ id, title, words = '', run }): Offer => ({
        id: `action ${id}`,
        group: 'Actions',
        text: `${title} ${words}`.trim(),
        body: (
          <>
            {title}
            <Keys of={id} />
          </>
        ),
        run,
      }),
    )
    const executors = (spec?.executors ?? []).map((executor): Offer => ({
      id: `executor ${executor.name}`,
      group: 'Executors of this Flow',
      text: `${executor.name} ${executor.uses ?? ''}`,
      body: (
        <>
          <KindIcon kind={kindOf(executor)} />
          <span>{executor.name}</span>
          <span className="muted mono">{executor.uses}</span>
        </>
      ),
      run: () => {
        select([executor.name])
        ui.reveal([executor.name])
        focusNode(executor.name)
      },
    }))
    const places = findPlaces(entries)
    const additions = entries.map((entry): Offer => ({
      id: `add ${entry.id}`,
      group: 'Add',
      text: `${t('Add {{name}}', { name: getTitle(entry) })} ${entry.name} ${entry.id}`,
      body: (
        <>
          <span>{t('Add {{name}}', { name: getTitle(entry) })}</span>
          <span className="muted">
            {[places.get(entry.id), translated(entry.description)].filter(Boolean).join(' · ')}
          </span>
        </>
      ),
      run: () => {
        if (addExecutor(entry).ok) ui.focusField('name')
      },
    }))
    const openings = flows.map((flow): Offer => ({
      id: `open ${flow.id}`,
      group: 'Flows',
      text: `${t('Open {{id}}', { id: flow.id })} ${flow.title}`,
      body: (
        <>
          <FileText aria-hidden="true" />
          <span>{t('Open {{id}}', { id: flow.id })}</span>
        </>
      ),
      run: () => void openFlow(flow.id),
    }))
    return [...actions, ...executors, ...additions, ...openings]
  }, [spec, flows, entries])
}
