import { t } from '../i18n/t.ts'

/** A browser draws no canvas with a longer side, nor one with more pixels (Chromium's and Firefox's limits, rounded down). */
const MAX_SIDE = 16_000
const MAX_PIXELS = 200_000_000

/** The scale at which a picture of this size can be drawn: the wanted one, or the largest that a browser takes. */
export function possibleScale({ width, height }: { width: number; height: number }, wanted: number): number {
  return Math.min(
    wanted,
    MAX_SIDE / Math.max(width, height),
    Math.sqrt(MAX_PIXELS / Math.max(1, width * height)),
  )
}

/** Draws an SVG document as PNG, from its text: nothing of the page is looked at. @throws Error when the browser cannot draw it */
export async function renderPng(
  svg: string,
  { width, height }: { width: number; height: number },
  wanted: number,
): Promise<Blob> {
  const scale = possibleScale({ width, height }, wanted)
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(width * scale))
    canvas.height = Math.max(1, Math.round(height * scale))
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    if (!png) throw new Error(t('The browser could not draw the picture at this size. Choose a smaller one.'))
    return png
  } finally {
    URL.revokeObjectURL(url)
  }
}
