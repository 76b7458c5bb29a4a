import { diffText } from '@flowdeck/shared'
import { FilePen } from 'lucide-react'
import { useMemo } from 'react'
import { PreflightSection } from './PreflightSection.tsx'
import type { Unsaved } from '../runControl.ts'
import { TextDiff } from '../../../compare/TextDiff.tsx'
import { t } from '../../../i18n/t.ts'

/** What is not on disk yet: confirming Start saves it. */
export function UnsavedSection({ unsaved }: { unsaved: Unsaved | null }) {
  const lines = useMemo(() => countLines(unsaved), [unsaved])
  if (!unsaved) return null
  return (
    <PreflightSection
      title={t('Unsaved changes')}
      summary={t('{{count}} lines differ; they are saved when you start.', { count: lines })}
      icon={<FilePen aria-hidden />}
    >
      <TextDiff before={unsaved.before} after={unsaved.after} />
    </PreflightSection>
  )
}

function countLines(unsaved: Unsaved | null): number {
  if (!unsaved) return 0
  return diffText(unsaved.before, unsaved.after).reduce(
    (sum, { before, after }) => sum + Math.max(before.length, after.length),
    0,
  )
}
