import { serviceName } from './addresses.ts'
import { FLOWDECK_IMAGE, type ContainerImage } from './chooseImages.ts'
import type { ExportPlan } from './exportPlan.ts'
import { HEADER } from '../exportText.ts'
import type { ExportFile, ExportSource } from './exportTypes.ts'

/** Flowdeck's Python list for images when the caller has none: the newest Jina that runs, and what it forgets to ask for. */
const LOOSE_REQUIREMENTS = {
  v1: 'jina==3.34.0\ndocarray==0.21.1\nsetuptools<81\n',
  v2: 'jina==3.34.0\ndocarray>=0.40,<1\nsetuptools<81\n',
} as const

/** What makes the images of Executors that live as source files: a Dockerfile each, and a script that builds all of them. */
export function sourceImageFiles(plan: ExportPlan): ExportFile[] {
  const built = [...plan.images].flatMap(([key, image]) =>
    image.source ? [{ folder: `images/${serviceName(key)}`, image: image as Built }] : [],
  )
  if (built.length === 0) return []
  return [
    ...built.flatMap(({ folder, image }): ExportFile[] => [
      { path: `${folder}/Dockerfile`, text: HEADER + dockerfile(image.source, plan) },
      ...(image.source.language === 'python'
        ? [{ path: `${folder}/requirements.txt`, text: HEADER + requirements(image.source, plan) }]
        : []),
    ]),
    { path: 'build.sh', text: buildScript(built, plan), executable: true },
  ]
}

type Built = ContainerImage & { source: ExportSource }

function requirements({ docarray = 'v1' }: ExportSource, { options }: ExportPlan): string {
  return options.python_requirements?.[docarray] ?? LOOSE_REQUIREMENTS[docarray]
}

function dockerfile({ language, modules, uses }: ExportSource, { options }: ExportPlan): string {
  if (language === 'typescript')
    return [
      `FROM ${options.flowdeck_image ?? FLOWDECK_IMAGE}`,
      'USER root',
      'WORKDIR /workspace',
      'COPY . .',
      'RUN if [ -f package.json ] && command -v npm; then npm install --omit=dev --no-audit --no-fund; fi',
      'USER 1000:1000',
      'ENTRYPOINT ["flowdeck"]',
      '',
    ].join('\n')
  const beside = folderOf(modules[0] ?? uses)
  const own = `${beside}requirements.txt`
  return [
    `FROM ${options.python_image ?? 'python:3.11-slim'}`,
    'ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 JINA_OPTOUT_TELEMETRY=true',
    'WORKDIR /workspace',
    'COPY . .',
    '# A list of yours that names jina is taken as it is; else it is added to one with which Jina runs.',
    `RUN if [ -f ${own} ] && grep -qiE '^jina([^a-z]|$)' ${own}; then pip install -r ${own}; \\`,
    '    else pip install -r flowdeck-requirements.txt; \\',
    `      if [ -f ${own} ]; then pip install -r ${own}; fi; fi`,
    'USER 1000:1000',
    'ENTRYPOINT ["jina"]',
    '',
  ].join('\n')
}

function folderOf(path: string): string {
  const parts = path.split('/').slice(0, -1)
  return parts.length > 0 && !path.startsWith('/') ? `${parts.filter((part) => part !== '.').join('/')}/` : ''
}

/** A script for docker and podman; the context is a copy without what has no place in an image: secrets, history, installed packages. */
function buildScript(built: readonly { folder: string; image: Built }[], { options }: ExportPlan): string {
  return `#!/bin/sh
${HEADER}# Builds the images of this Flow's own Executors, with docker or podman (CONTAINER_ENGINE chooses).
# Usage: ./build.sh [FOLDER OF THE FLOW]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "\${1:-$here/${shellSafe(options.source_folder ?? '..')}}" && pwd)
engine=\${CONTAINER_ENGINE:-$(command -v docker || command -v podman || true)}
if [ -z "$engine" ]; then
  echo 'neither docker nor podman was found; set CONTAINER_ENGINE to the one you have' >&2
  exit 1
fi
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT

build() {
  rm -rf "$context/files"
  mkdir "$context/files"
  (cd "$source" && tar -cf - --exclude=.git --exclude=node_modules --exclude=.venv --exclude=.flowdeck \\
    --exclude=__pycache__ --exclude='*.env' --exclude='*-secret.yml' .) | tar -xf - -C "$context/files"
  if [ -f "$here/$2/requirements.txt" ]; then
    cp "$here/$2/requirements.txt" "$context/files/flowdeck-requirements.txt"
  fi
  "$engine" build -t "$1" -f "$here/$2/Dockerfile" "$context/files"
}

${built.map(({ folder, image }) => `build ${image.image} ${folder}`).join('\n')}
`
}

/** Inside double quotes of a shell. */
function shellSafe(text: string): string {
  return text.replaceAll(/["\\$`]/g, '\\$&')
}
