import { NODE_SIZE } from '../../edit/layout/layout.ts'
import { ICONS } from './pictureIcons.ts'
import { fitText, textWidth, xmlText } from './pictureText.ts'
import { PICTURE_COLOURS, type ExecutorKind, type PictureColours, type PictureTheme } from './pictureTheme.ts'

interface Place {
  x: number
  y: number
}

/** An Executor as its node shows it: a box of 224 × 96 whose top left corner is at `x`, `y`. */
export interface PictureNode extends Place {
  name: string
  kind: ExecutorKind
  /** Where it comes from, shortened already. */
  uses: string
  /** What it is, in words, where it has no chips. */
  words: string
  chips: readonly string[]
  /** `×3`, where it has several Pods. */
  count: string | null
  floating: boolean
  external: boolean
  errors: number
  warnings: number
}

/** What of a Flow is drawn, in canvas units (px at a scale of 1). */
export interface FlowPicture {
  title: string
  nodes: readonly PictureNode[]
  /** The Gateway's two faces: boxes of 88 × 96. */
  bars: readonly (Place & { side: 'entry' | 'exit'; title: string; detail: string })[]
  /** `path` as SVG writes it, with absolute coordinates. */
  edges: readonly { path: string; label: (Place & { text: string }) | null }[]
}

const BAR = { width: 88, height: 96 } as const
const MARGIN = 32
const SANS = `font-family="system-ui, sans-serif"`
const MONO = `font-family="ui-monospace, monospace"`

/**
 * The picture of a Flow as an SVG document that stands alone: no style sheet, no font file, no script. Its size is that of what
 * is drawn, with a margin.
 */
export function toSvg(picture: FlowPicture, { theme }: { theme: PictureTheme }): string {
  const colours = PICTURE_COLOURS[theme]
  const { x, y, width, height } = pictureBounds(picture)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}" role="img" aria-label="${xmlText(picture.title)}">`,
    `<title>${xmlText(picture.title)}</title>`,
    `<defs><clipPath id="node"><rect width="${NODE_SIZE.width}" height="${NODE_SIZE.height}" rx="10"/></clipPath>`,
    `<clipPath id="bar"><rect width="${BAR.width}" height="${BAR.height}" rx="10"/></clipPath>`,
    `<marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1 10 5 0 9Z" fill="${colours.edge}"/></marker></defs>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${colours.canvas}"/>`,
    `<g fill="none" stroke="${colours.edge}" stroke-width="1.6">`,
    ...picture.edges.map(({ path }) => `<path d="${xmlText(path)}" marker-end="url(#arrow)"/>`),
    '</g>',
    ...picture.bars.map((bar) => barSvg(bar, colours)),
    ...picture.nodes.map((node) => nodeSvg(node, colours)),
    ...picture.edges.flatMap(({ label }) => (label ? [edgeLabel(label, colours)] : [])),
    '</svg>',
    '',
  ].join('\n')
}

/** The box that holds everything drawn, in whole units, with its margin. */
export function pictureBounds({
  nodes,
  bars,
  edges,
}: FlowPicture): Place & { width: number; height: number } {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  const hold = (x: number, y: number) => {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x)
    bottom = Math.max(bottom, y)
  }
  for (const { x, y } of nodes) {
    hold(x, y)
    hold(x + NODE_SIZE.width, y + NODE_SIZE.height)
  }
  for (const { x, y } of bars) {
    hold(x, y)
    hold(x + BAR.width, y + BAR.height)
  }
  for (const { path } of edges)
    for (const [, x, y] of path.matchAll(/(-?[\d.]+(?:e-?\d+)?)[ ,]+(-?[\d.]+(?:e-?\d+)?)/g))
      hold(Number(x), Number(y))
  if (left > right) return { x: 0, y: 0, width: 2 * MARGIN, height: 2 * MARGIN }
  const x = Math.floor(left) - MARGIN
  const y = Math.floor(top) - MARGIN
  return { x, y, width: Math.ceil(right) + MARGIN - x, height: Math.ceil(bottom) + MARGIN - y }
}

function nodeSvg(node: PictureNode, colours: PictureColours): string {
  const { width, height } = NODE_SIZE
  const dash = node.floating ? ' stroke-dasharray="4 3"' : ''
  const countWidth = node.count === null ? 0 : textWidth(node.count, 11.5) + 7
  const nameWidth = width - 24 - 20 - 21 - countWidth
  return [
    `<g transform="translate(${node.x} ${node.y})"><title>${xmlText(node.name)}</title>`,
    `<rect width="${width}" height="${height}" rx="10" fill="${colours.surface}" stroke="${colours['border-strong']}"${dash}/>`,
    `<g clip-path="url(#node)">`,
    stateGlyph(node.external, colours),
    text(fitText(node.name, nameWidth, 13.5), {
      x: 32,
      y: 24,
      size: 13.5,
      weight: 620,
      fill: colours.text,
    }),
    ...(node.count === null
      ? []
      : [
          text(node.count, {
            x: width - 33,
            y: 24,
            size: 11.5,
            weight: 560,
            fill: colours['text-2'],
            anchor: 'end',
          }),
        ]),
    icon(node.kind, { x: width - 26, y: 12, size: 14, stroke: colours[`kind-${node.kind}`] }),
    text(node.uses, { x: 12, y: 44, size: 11.5, fill: colours['text-2'], font: MONO }),
    ...(node.chips.length > 0
      ? chips(node.chips, colours)
      : [
          text(fitText(node.words, width - 24, 11.5), {
            x: 12,
            y: 83,
            size: 11.5,
            fill: colours['text-3'],
          }),
        ]),
    '</g>',
    problems(node, colours),
    handle(0, height / 2, colours),
    handle(width, height / 2, colours),
    '</g>',
  ].join('')
}

function barSvg({ x, y, side, title, detail }: FlowPicture['bars'][number], colours: PictureColours): string {
  const { width, height } = BAR
  return [
    `<g transform="translate(${x} ${y})"><title>${xmlText(`${title} ${detail}`)}</title>`,
    `<rect width="${width}" height="${height}" rx="10" fill="${colours.surface}" stroke="${colours['border-strong']}"/>`,
    `<rect width="${width}" height="${height}" rx="10" fill="${colours['accent-soft']}" fill-opacity="0.55"/>`,
    `<g clip-path="url(#bar)">`,
    icon(side, { x: width / 2 - 9, y: 20, size: 18, stroke: colours['accent-text'] }),
    text(title, { x: 44, y: 57, size: 12, weight: 620, fill: colours['accent-text'], anchor: 'middle' }),
    text(fitText(detail, 80, 10.5), {
      x: 44,
      y: 74,
      size: 10.5,
      fill: colours['text-2'],
      anchor: 'middle',
    }),
    '</g>',
    handle(side === 'entry' ? width : 0, height / 2, colours),
    '</g>',
  ].join('')
}

interface TextLook extends Place {
  size: number
  fill: string
  weight?: number
  font?: string
  anchor?: 'middle' | 'end'
}

function text(words: string, { x, y, size, fill, weight, font = SANS, anchor }: TextLook): string {
  const more = `${weight ? ` font-weight="${weight}"` : ''}${anchor ? ` text-anchor="${anchor}"` : ''}`
  return `<text x="${x}" y="${y}" ${font} font-size="${size}" fill="${fill}"${more} xml:space="preserve">${xmlText(words)}</text>`
}

function icon(
  name: keyof typeof ICONS,
  { x, y, size, stroke }: Place & { size: number; stroke: string },
): string {
  const paths = ICONS[name].map((d) => `<path d="${d}"/>`).join('')
  return `<g transform="translate(${x} ${y}) scale(${(size / 24).toFixed(4)})" fill="none" stroke="${stroke}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${paths}</g>`
}

/** A square for what others run, else the hollow ring of what does not run: a picture holds no run. */
function stateGlyph(external: boolean, colours: PictureColours): string {
  return external
    ? `<rect x="13.6" y="14.6" width="9.8" height="9.8" rx="1.6" fill="${colours['state-external']}"/>`
    : `<circle cx="18.5" cy="19.5" r="4.9" fill="none" stroke="${colours['state-draft']}" stroke-width="1.6"/>`
}

function chips(words: readonly string[], colours: PictureColours): string[] {
  const drawn: string[] = []
  let x = 12
  for (const word of words) {
    const width = Math.round(textWidth(word, 10.5)) + 12
    if (x + width > NODE_SIZE.width - 12) break
    drawn.push(chip(word, { x, y: 70, width, colours }))
    x += width + 4
  }
  return drawn
}

function chip(
  word: string,
  { x, y, width, colours }: Place & { width: number; colours: PictureColours },
): string {
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="17" rx="4" fill="${colours['surface-3']}"/>`,
    text(word, {
      x: x + width / 2,
      y: y + 12,
      size: 10.5,
      weight: 520,
      fill: colours['text-2'],
      anchor: 'middle',
    }),
  ].join('')
}

function edgeLabel(
  { x, y, text: word }: NonNullable<FlowPicture['edges'][number]['label']>,
  colours: PictureColours,
): string {
  const width = Math.round(textWidth(word, 10.5)) + 12
  return chip(word, { x: x - width / 2, y: y - 8.5, width, colours })
}

function problems({ errors, warnings }: PictureNode, colours: PictureColours): string {
  if (errors + warnings === 0) return ''
  const colour = errors > 0 ? colours.danger : colours.warn
  const words = `${errors > 0 ? '!' : '▲'} ${errors + warnings}`
  return [
    `<rect x="${NODE_SIZE.width - 44}" y="-8" width="34" height="18" rx="9" fill="${colours.surface}" stroke="${colour}"/>`,
    text(words, {
      x: NODE_SIZE.width - 27,
      y: 5,
      size: 11,
      weight: 620,
      fill: colour,
      anchor: 'middle',
    }),
  ].join('')
}

function handle(x: number, y: number, colours: PictureColours): string {
  return `<circle cx="${x}" cy="${y}" r="4.25" fill="${colours.surface}" stroke="${colours.edge}" stroke-width="1.5"/>`
}
