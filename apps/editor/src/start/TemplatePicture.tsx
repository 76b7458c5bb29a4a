import { parseFlow, toSvg } from '@flowdeck/shared'
import { useMemo } from 'react'
import { useTheme } from '../app/useTheme.ts'
import { toCanvas } from '../canvas/canvasModel.ts'
import { layersLayout } from '../canvas/layersLayout.ts'
import { nodeIds } from '../canvas/placeMissing.ts'
import { flowPicture } from '../export/flowPicture.ts'

/** A Flow as the canvas would draw it, from its YAML. */
export function TemplatePicture({ text, large = false }: { text: string; large?: boolean }) {
  const theme = useTheme()
  const url = useMemo(() => {
    const model = toCanvas(parseFlow(text))
    if (!model) return null
    const layout = layersLayout({ nodes: nodeIds(model), edges: model.edges })
    const svg = toSvg(flowPicture('', model, layout), { theme })
    return `data:image/svg+xml,${encodeURIComponent(svg)}`
  }, [text, theme])
  return url === null ? null : <img className={large ? 'gallery-large' : 'gallery-small'} src={url} alt="" />
}
