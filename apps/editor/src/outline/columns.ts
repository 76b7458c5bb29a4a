import { fieldsOf, type Field } from '@flowdeck/shared'
import { create } from 'zustand'
import { browserStorage, readKept } from '../ui/storage.ts'
import { t } from '../i18n/t.ts'

/** One column of the table. */
export interface Column {
  key: string
  title: string
  /** Pixels; the first column also takes what is left. */
  width: number
  /** The field of the YAML that is edited in it; absent where there is nothing to edit. */
  field?: Field
}

const fields = new Map(fieldsOf('executor').map((field) => [field.key, field]))
const ofField = (key: string, width: number): Column => {
  const field = fields.get(key)
  return { key, title: key, width, ...(field ? { field } : {}) }
}

const ALWAYS: readonly Column[] = [
  ofField('name', 190),
  { key: 'state', title: t('State'), width: 146 },
  ofField('uses', 150),
  ofField('needs', 140),
  { key: 'leads', title: t('Leads to'), width: 120 },
  ofField('replicas', 80),
  ofField('shards', 72),
  { key: 'problems', title: t('Problems'), width: 84 },
]

/** What fits on a phone; the rest is in the form. */
const PHONE: readonly Column[] = [
  ofField('name', 150),
  { key: 'state', title: t('State'), width: 132 },
  { key: 'problems', title: t('Problems'), width: 72 },
]

/** What can be shown beside them: every key of an Executor that Jina shows in its help. */
export const MORE: readonly Field[] = fieldsOf('executor').filter(
  (field) => field.hidden !== true && ALWAYS.every(({ key }) => key !== field.key),
)

const STORED = 'flowdeck.outline.columns'

function stored(): readonly string[] {
  const read = readKept(STORED)
  return Array.isArray(read) ? read.filter((key): key is string => fields.has(key as string)) : []
}

/** Which further keys have a column, per browser. */
export const useColumns = create<{ more: readonly string[] }>()(() => ({ more: stored() }))
useColumns.subscribe(({ more }) => {
  browserStorage.setItem(STORED, JSON.stringify(more))
})

/** Shows the column of a key, or hides it. */
export const toggleColumn = (key: string): void =>
  useColumns.setState(({ more }) => ({
    more: more.includes(key) ? more.filter((other) => other !== key) : [...more, key],
  }))

/** The columns in order. */
export function columnsOf(more: readonly string[], phone: boolean): readonly Column[] {
  if (phone) return PHONE
  const last = ALWAYS.length - 1
  return [...ALWAYS.slice(0, last), ...more.map((key) => ofField(key, 130)), ...ALWAYS.slice(last)]
}
