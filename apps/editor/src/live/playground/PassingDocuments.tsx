import { matchesCondition, parseCondition, type Document, type YamlMap } from '@flowdeck/shared'
import { useDocument } from '../../state/documentStore.ts'
import { readDraft } from './readDraft.ts'
import { draftFor, usePlayground } from './playgroundStore.ts'
import { t } from '../../i18n/t.ts'

/** How many of the documents in the playground a `when` filter lets through. */
export function PassingDocuments({ when }: { when: YamlMap }) {
  const flowId = useDocument((state) => state.id)
  const draft = usePlayground((state) => (flowId === null ? null : draftFor(state, flowId)))
  const parsed = parseCondition(when)
  const read = draft === null ? null : readDraft(draft, 'grpc', '/')
  if (!parsed.ok || read === null || !('request' in read)) return <span />
  const docs = read.request.docs as unknown as Document[]
  const passing = docs.filter((doc) => matchesCondition(parsed.condition, doc)).length
  return (
    <p className="muted" role="status">
      {t('{{passing}} of {{count}} documents in the playground would pass', { passing, count: docs.length })}
    </p>
  )
}
