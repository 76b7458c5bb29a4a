import { useEffect, useState } from 'react'

/** The picture as it will be, fitted into the pane; a click shows it at its own size. */
export function PicturePreview({
  picture: { svg, width, height },
  title,
}: {
  picture: { svg: string; width: number; height: number }
  title: string
}) {
  const [url, setUrl] = useState<string | null>(null)
  const [whole, setWhole] = useState(true)
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [svg])
  return (
    <div className="export-picture" data-whole={whole} tabIndex={0} role="region" aria-label="The picture">
      {url === null ? null : <img src={url} alt={title} width={width} height={height} />}
      <button type="button" className="btn small" aria-pressed={!whole} onClick={() => setWhole(!whole)}>
        {whole ? 'Full size' : 'Fit'}
      </button>
    </div>
  )
}
