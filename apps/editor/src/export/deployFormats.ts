import {
  exportCompose,
  exportKubernetes,
  type Exported,
  type ExportOptions,
  type ExportProblem,
} from '@flowdeck/shared'
import type { ExportInput, Format, Made } from './formats.ts'
import { flowProblems, type ShownProblem } from './shownProblems.ts'
import { fixOf, messageOf } from '../i18n/issueWords.ts'
import { t } from '../i18n/t.ts'

/** What was chosen in the dialog, as the exporters take it; what was left empty keeps their usual value. */
function optionsOf({ choices }: ExportInput): ExportOptions {
  const images = Object.entries(choices.imageOverrides).filter(([, image]) => image.trim() !== '')
  return {
    images: choices.images,
    choose_port: stablePort,
    image_overrides: Object.fromEntries(images),
    jina_exact: choices.jinaExact,
    ...(choices.images === 'jina' && choices.gatewayImage !== ''
      ? { gateway_image: choices.gatewayImage }
      : {}),
    ...(choices.namespace === '' ? {} : { k8s_namespace: choices.namespace }),
    ...(choices.network === '' ? {} : { network_name: choices.network }),
  }
}

/** A port for whoever names none: always the same for the same owner, so that an export differs only where the Flow does. */
export function stablePort(owner: string): number {
  let hash = 7
  for (const character of owner) hash = (hash * 31 + (character.codePointAt(0) as number)) % 10_000
  return 50_000 + hash
}

function shown(problem: ExportProblem): ShownProblem {
  const { severity, executor, image_key, fixes } = problem
  return {
    severity,
    message: messageOf(problem),
    fix: fixOf(problem),
    ...(executor === undefined ? {} : { executor }),
    ...(image_key === undefined ? {} : { imageKey: image_key }),
    ...(fixes === undefined ? {} : { fixes }),
  }
}

/** An export is only as good as its Flow: errors of the Flow stand before those of the export. */
function made(input: ExportInput, write: (options: ExportOptions) => Exported): Made {
  const { files, problems } = write(optionsOf(input))
  const errors = flowProblems(input.parsed).filter(({ severity }) => severity === 'error')
  return { files, problems: [...errors, ...problems.map(shown)] }
}

export const DEPLOY_FORMATS: readonly Format[] = [
  {
    id: 'compose',
    title: 'Docker Compose',
    group: 'Deploy',
    about: t('A project that `docker compose up` starts on one machine.'),
    options: ['images', 'network', 'imageOverrides', 'jinaExact'],
    make: (input, spec) => {
      const { graph } = input.parsed
      return graph
        ? made(input, (options) => exportCompose({ spec, graph }, options))
        : { files: [], problems: flowProblems(input.parsed) }
    },
  },
  {
    id: 'kubernetes',
    title: 'Kubernetes',
    group: 'Deploy',
    about: t('Manifests for `kubectl apply --recursive --filename`.'),
    options: ['images', 'namespace', 'imageOverrides', 'jinaExact'],
    make: (input, spec) => {
      const { graph } = input.parsed
      return graph
        ? made(input, (options) => exportKubernetes({ spec, graph }, options))
        : { files: [], problems: flowProblems(input.parsed) }
    },
  },
]
