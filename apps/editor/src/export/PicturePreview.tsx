import { useCallback, useState } from 'react'
import { t } from '../i18n/t.ts'

/** The picture as it will be, fitted into the pane; a click shows it at its own size. */
export function PicturePreview({
  picture: { svg, width, height },
  title,
}: {
  picture: { svg: string; width: number; height: number }
  title: string
}) {
  const [whole, setWhole] = useState(true)
  const show = useCallback(
    (image: HTMLImageElement) => {
      image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
      return () => URL.revokeObjectURL(image.src)
    },
    [svg],
  )
  return (
    <div
      className="export-picture"
      data-whole={whole}
      tabIndex={0}
      role="region"
      aria-label={t('The picture')}
    >
      <img ref={show} alt={title} width={width} height={height} />
      <button type="button" className="btn small" aria-pressed={!whole} onClick={() => setWhole(!whole)}>
        {whole ? t('Full size') : t('Fit')}
      </button>
    </div>
  )
}
