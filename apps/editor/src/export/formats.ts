import {
  clientCode,
  flowTitle,
  pictureBounds,
  runBook,
  toMermaid,
  toSvg,
  writtenAddresses,
  type ClientLanguage,
  type Endpoints,
  type FlowLayout,
  type FlowSpec,
  type ParsedFlow,
  type PictureTheme,
  type ServerAddress,
} from '@flowdeck/shared'
import type { CanvasModel } from '../canvas/canvasModel.ts'
import { DEPLOY_FORMATS } from './deployFormats.ts'
import type { ExportedFile } from './exportedFiles.ts'
import type { ExportChoices } from './exportStore.ts'
import { flowPicture } from './flowPicture.ts'
import { possibleScale } from './renderPng.ts'
import { flowProblems, gatewayProblems, type ShownProblem } from './shownProblems.ts'
import { formatDigits } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'

/** Everything that an export is made from: the document as it stands, what runs, and what was chosen. */
export interface ExportInput {
  flowId: string
  parsed: ParsedFlow
  model: CanvasModel
  layout: FlowLayout['nodes']
  choices: ExportChoices
  /** How the editor looks. */
  theme: PictureTheme
  /** Where the running Gateway listens; null while it does not run. */
  running: readonly ServerAddress[] | null
  endpoints: Endpoints
}

/** What an export gives: files to read and take away, and what stands in their way. */
export interface Made {
  files: ExportedFile[]
  problems: ShownProblem[]
  /** It is a picture of this size, in px, and taken away as PNG when a scale is given. */
  picture?: { svg: string; width: number; height: number; scale: number | null }
}

/** Options that a format takes, by the names of their fields. */
export type OptionName =
  | 'images'
  | 'namespace'
  | 'network'
  | 'jinaExact'
  | 'imageOverrides'
  | 'docarray'
  | 'theme'
  | 'scale'
  | 'vertical'

export interface Format {
  id: string
  title: string
  group: 'Flow' | 'Deploy' | 'Picture' | 'Client'
  about: string
  options: readonly OptionName[]
  make: (input: ExportInput, spec: FlowSpec) => Made
}

/** `shop/flow.yml` → `shop`; `search.yml` → `search`: what files of an export are called. */
export function stemOf(flowId: string): string {
  const parts = flowId.split('/')
  const file = (parts.at(-1) ?? '').replace(/\.ya?ml$/i, '')
  const stem = file === 'flow' ? (parts.at(-2) ?? file) : file
  return stem.replaceAll(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'flow'
}

const one = (path: string, text: string, problems: ShownProblem[] = []): Made => ({
  files: [{ path, text }],
  problems,
})

const YAML: Format = {
  id: 'yaml',
  title: t('Flow YAML'),
  group: 'Flow',
  about: t('The file as it stands, byte for byte: what Jina and Flowdeck start.'),
  options: [],
  make: ({ flowId, parsed }) =>
    one(flowId.split('/').at(-1) ?? 'flow.yml', parsed.text, flowProblems(parsed)),
}

const RUN_BOOK: Format = {
  id: 'runbook',
  title: t('Run-book'),
  group: 'Flow',
  about: t('What runs, in which order, and how to start, scale and watch it. Markdown with a picture.'),
  options: ['namespace'],
  make: (input, spec) => {
    const { gateway, fixedPorts } = addressesOf(input, spec)
    return one(
      `${stemOf(input.flowId)}.md`,
      runBook({
        file: input.flowId,
        spec,
        description: flowTitle(input.parsed.text),
        gateway,
        fixedPorts,
        endpoints: input.endpoints.endpoints,
        namespace: input.choices.namespace || (spec.name ?? 'default'),
      }),
      flowProblems(input.parsed),
    )
  },
}

const MERMAID: Format = {
  id: 'mermaid',
  title: 'Mermaid',
  group: 'Picture',
  about: t('The graph as text that GitHub, GitLab and most wikis draw.'),
  options: ['vertical'],
  make: ({ flowId, choices }, spec) =>
    one(`${stemOf(flowId)}.mmd`, toMermaid(spec, { vertical: choices.vertical })),
}

const SVG: Format = {
  id: 'svg',
  title: 'SVG',
  group: 'Picture',
  about: t('The Flow as drawn, sharp at any size.'),
  options: ['theme'],
  make: (input) => pictureMade(input, null),
}

const PNG: Format = {
  id: 'png',
  title: 'PNG',
  group: 'Picture',
  about: t('The Flow as drawn, for slides and chats.'),
  options: ['theme', 'scale'],
  make: (input) => pictureMade(input, input.choices.scale),
}

function pictureMade(
  { flowId, parsed, model, layout, choices, theme }: ExportInput,
  wanted: number | null,
): Made {
  const picture = flowPicture(flowTitle(parsed.text) || flowId, model, layout)
  const svg = toSvg(picture, { theme: choices.theme ?? theme })
  const { width, height } = pictureBounds(picture)
  const scale = wanted === null ? null : possibleScale({ width, height }, wanted)
  const smaller: ShownProblem[] =
    scale !== null && wanted !== null && scale < wanted
      ? [
          {
            severity: 'info',
            message: t(
              'Browsers draw no picture this large, so it becomes {{scale}} times the size of the canvas instead of {{wanted}} times.',
              { scale: formatDigits(scale, 2), wanted },
            ),
            fix: t('Take the SVG, which has no limit.'),
          },
        ]
      : []
  return {
    files: [{ path: `${stemOf(flowId)}.${wanted === null ? 'svg' : 'png'}`, text: svg }],
    problems: smaller,
    picture: { svg, width, height, scale },
  }
}

const client = (
  id: string,
  language: ClientLanguage,
  { title, file, about }: { title: string; file: string; about: string },
): Format => ({
  id,
  title,
  group: 'Client',
  about,
  options: ['docarray'],
  make: (input, spec) => {
    const { gateway, fixedPorts } = addressesOf(input, spec)
    const docarray = input.choices.docarray ?? input.endpoints.docarray ?? 'v1'
    const problems = [
      ...gatewayProblems(spec, { fixedPorts, needsHttp: language === 'curl' }),
      ...(input.endpoints.endpoints.length > 0
        ? []
        : [
            {
              severity: 'info' as const,
              message: t('The endpoints of this Flow are not known, so the code asks "/".'),
              fix: t('Start the Flow: it tells them.'),
            },
          ]),
    ]
    return one(
      file,
      clientCode(language, {
        name: spec.name ?? input.flowId,
        endpoints: input.endpoints.endpoints,
        gateway,
        docarray,
        fixedPorts,
      }),
      problems,
    )
  },
})

function addressesOf({ running }: ExportInput, spec: FlowSpec) {
  const { addresses, fixed } = writtenAddresses(spec.gateway)
  return running && running.length > 0
    ? { gateway: running, fixedPorts: true }
    : { gateway: addresses, fixedPorts: fixed }
}

export const FORMATS: readonly [Format, ...Format[]] = [
  YAML,
  RUN_BOOK,
  ...DEPLOY_FORMATS,
  MERMAID,
  SVG,
  PNG,
  client('typescript', 'TypeScript', {
    title: 'TypeScript',
    file: 'client.ts',
    about: t('A function per endpoint, with the client of @flowdeck/runtime.'),
  }),
  client('python', 'Python', {
    title: 'Python',
    file: 'client.py',
    about: t("A function per endpoint, with Jina's own client."),
  }),
  client('curl', 'curl', {
    title: 'curl',
    file: 'client.sh',
    about: t('A command per endpoint, over HTTP.'),
  }),
]
