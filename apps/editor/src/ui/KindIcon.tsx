import { Box, Braces, Cloud, Code, Container, FileCode, Plug, Workflow, type LucideIcon } from 'lucide-react'
import type { ExecutorKind } from '@flowdeck/shared'

const ICONS: Record<ExecutorKind, LucideIcon> = {
  python: FileCode,
  script: Braces,
  docker: Container,
  hub: Cloud,
  config: Workflow,
  external: Plug,
  class: Code,
  blank: Box,
}

export function KindIcon({ kind }: { kind: ExecutorKind }) {
  const Icon = ICONS[kind]
  return <Icon aria-hidden="true" />
}
