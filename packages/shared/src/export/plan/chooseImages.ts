import { sentence } from '../../words/sentence.ts'
import { type YamlValue } from '../../value/yamlValue.ts'
import { GATEWAY, type FlowSpec } from '../../model/flowModel.ts'
import type { ExportOptions, ExportProblem, ExportSource } from './exportTypes.ts'
import { serviceName } from './addresses.ts'
import { exportProblem } from './exportProblem.ts'
import { usesImage, type UsesImage } from './images.ts'
import { podParts } from './podParts.ts'
import { guessSource } from './guessSource.ts'

/** Flowdeck's runtime as an image, under the name that the Dockerfile of the repository tells; nothing is published. */
export const FLOWDECK_IMAGE = 'flowdeck:latest'

/** What a container runs. */
export interface ContainerImage {
  image: string
  /** The command in it that takes the arguments. */
  command: 'jina' | 'flowdeck'
  /** What `--uses` gets; null passes Documents through. */
  uses: YamlValue
  /** The image is made from these source files; null when it exists already. */
  source: ExportSource | null
}

/** Chooses an image for each Pod and the Gateway. Where there is none, the export is a preview: the problem says what to name. */
export function chooseImages(
  spec: FlowSpec,
  options: ExportOptions,
): { images: Map<string, ContainerImage>; problems: ExportProblem[] } {
  const images = new Map<string, ContainerImage>()
  const problems: ExportProblem[] = []
  const base = baseImage(options)
  const choose = (key: string, executor: string, uses: WrittenUses) => {
    if (images.has(key)) return
    const override = options.image_overrides?.[key]
    const found = usesImage(uses.uses)
    if (override !== undefined && override !== '')
      return images.set(key, {
        image: override,
        command: 'jina',
        uses: found.kind === 'base' ? null : 'config.yml',
        source: null,
      })
    switch (found.kind) {
      case 'base':
        return images.set(key, { ...base, uses: null, source: null })
      case 'image':
        return images.set(key, { image: found.image, command: 'jina', uses: 'config.yml', source: null })
      case 'hub':
        problems.push(hubProblem(found, key, executor, options))
        return images.set(key, {
          image: hubName(found.uses),
          command: 'jina',
          uses: 'config.yml',
          source: null,
        })
      case 'source':
        return chooseSource(found, key, executor, uses.pyModules)
    }
  }
  const chooseSource = (
    found: Extract<UsesImage, { kind: 'source' }>,
    key: string,
    executor: string,
    modules: YamlValue,
  ) => {
    const source = options.sources?.[key] ?? guessSource(found.uses, modules)
    const image = `${serviceName(`${spec.name ?? ''}/${key}`)}:latest`
    if (options.jina_exact)
      problems.push(
        exportProblem({
          code: 'no-image',
          severity: 'error',
          executor,
          image_key: key,
          said: sentence(
            '"{{name}}" runs "{{uses}}", which is in no image: Jina refuses to export it (NoContainerizedError).',
            { name: executor, uses: found.uses },
          ),
          fix: sentence(
            'Name an image for it (uses: docker://IMAGE), or export without --jina-exact: then a Dockerfile is written for it.',
          ),
        }),
      )
    else if (source === null)
      problems.push(
        exportProblem({
          code: 'no-image',
          severity: 'error',
          executor,
          image_key: key,
          said: sentence('"{{name}}" runs "{{uses}}", and no source file is known for that name.', {
            name: executor,
            uses: found.uses,
          }),
          fix: sentence(
            'Set py_modules to its source file, write uses: docker://IMAGE, or name an image for it.',
          ),
        }),
      )
    images.set(key, {
      image,
      command: source?.language === 'typescript' ? 'flowdeck' : 'jina',
      uses: source ? source.uses : 'config.yml',
      source,
    })
  }
  for (const executor of spec.executors) {
    if (executor.external) continue
    const pyModules = executor.args['py_modules'] ?? null
    for (const part of podParts(executor)) choose(part.key, executor.name, { uses: part.uses, pyModules })
  }
  const { args } = spec.gateway
  choose(GATEWAY, GATEWAY, { uses: args['uses'], pyModules: args['py_modules'] ?? null })
  if (base.missing && [...images.values()].some(({ image }) => image === base.image))
    problems.push(
      exportProblem({
        code: 'no-gateway-image',
        severity: 'error',
        executor: GATEWAY,
        image_key: GATEWAY,
        said: sentence(
          "Jina's image for the Gateway, Heads and Executors without `uses` is not named. Jina would ask its Hub for one, and the Hub answers no more.",
        ),
        fix: sentence(
          "Set JINA_GATEWAY_IMAGE to an image that has the command jina, or export with Flowdeck's images.",
        ),
      }),
    )
  return { images, problems }
}

interface WrittenUses {
  uses: YamlValue | undefined
  pyModules: YamlValue
}

function baseImage(options: ExportOptions): {
  image: string
  command: 'jina' | 'flowdeck'
  missing: boolean
} {
  const family = options.images ?? (options.gateway_image || options.jina_exact ? 'jina' : 'flowdeck')
  if (family === 'flowdeck')
    return { image: options.flowdeck_image ?? FLOWDECK_IMAGE, command: 'flowdeck', missing: false }
  return { image: options.gateway_image || 'jina-gateway', command: 'jina', missing: !options.gateway_image }
}

/** `jinaai+docker://user/Name:tag` → `user/name:tag`: what stands there until somebody names an image. */
function hubName(uses: string): string {
  return uses.replace(/^[^/]*\/\//, '').toLowerCase()
}

function hubProblem(
  { uses, container }: Extract<UsesImage, { kind: 'hub' }>,
  key: string,
  executor: string,
  options: ExportOptions,
): ExportProblem {
  return exportProblem({
    code: 'hub-image',
    severity: 'error',
    executor,
    image_key: key,
    said: container
      ? sentence(
          '"{{name}}": Jina would ask its Hub which image "{{uses}}" is, and the Hub answers no more.',
          { name: executor, uses },
          options.hub_no_image_rebuild
            ? sentence('JINA_HUB_NO_IMAGE_REBUILD is set, which would have asked for the image as it is.')
            : null,
        )
      : sentence(
          '"{{name}}": "{{uses}}" is source code at the Jina Hub, which answers no more; Jina exports images only.',
          { name: executor, uses },
        ),
    fix: sentence(
      'Name an image that you have of it, e.g. one built from its folder; it is kept for this Flow.',
    ),
  })
}
