import { describe, expect, test } from 'vitest'
import { fitText, xmlText } from './pictureText.ts'
import { PICTURE_COLOURS } from './pictureTheme.ts'
import { pictureBounds, toSvg, type FlowPicture, type PictureNode } from './toSvg.ts'

const node = (over: Partial<PictureNode> = {}): PictureNode => ({
  name: 'encoder',
  kind: 'script',
  uses: 'encoder.ts',
  words: 'TypeScript Executor',
  chips: [],
  count: null,
  floating: false,
  external: false,
  errors: 0,
  warnings: 0,
  x: 100,
  y: 50,
  ...over,
})
const picture = (over: Partial<FlowPicture> = {}): FlowPicture => ({
  title: 'A Flow',
  nodes: [node()],
  bars: [{ side: 'entry', title: 'Gateway', detail: 'grpc', x: -100, y: 50 }],
  edges: [{ path: 'M-12,98 C20,98 60,98 100,98', label: null }],
  ...over,
})
const drawn = (over: Partial<FlowPicture> = {}) => toSvg(picture(over), { theme: 'light' })

describe('toSvg', () => {
  test('is as large as what it shows, with a margin', () => {
    expect(pictureBounds(picture())).toEqual({ x: -132, y: 18, width: 488, height: 160 })
    expect(drawn()).toContain('width="488" height="160" viewBox="-132 18 488 160"')
  })

  test('an edge that dips below its row is inside', () => {
    const { y, height } = pictureBounds(picture({ edges: [{ path: 'M 0,98 L 50,300', label: null }] }))
    expect(y + height).toBe(332)
  })

  test('says name, source, and chips where there are any, else what kind it is', () => {
    expect(drawn()).toMatch(/>encoder<.*>encoder\.ts<.*>TypeScript Executor</)
    const chipped = drawn({ nodes: [node({ chips: ['2 shards', 'when'], count: '×4' })] })
    expect(chipped).toMatch(/>×4<.*>2 shards<.*>when</)
    expect(chipped).not.toContain('TypeScript Executor')
  })

  test('chips that have no room are left out', () => {
    const chips = Array.from({ length: 20 }, (_, i) => `chip ${i}`)
    const svg = drawn({ nodes: [node({ chips })] })
    expect(svg).toContain('chip 0')
    expect(svg).not.toContain('chip 9')
  })

  test.each(['light', 'dark'] as const)('the %s one has its own colours', (theme) => {
    const svg = toSvg(picture(), { theme })
    expect(svg).toContain(`fill="${PICTURE_COLOURS[theme].canvas}"`)
    expect(svg).not.toContain(PICTURE_COLOURS[theme === 'light' ? 'dark' : 'light'].text)
  })

  test('floating ones are dashed, external ones a square, problems a badge', () => {
    expect(drawn()).not.toMatch(/stroke-dasharray|rx="1\.6"|rx="9"/)
    expect(drawn({ nodes: [node({ floating: true })] })).toContain('stroke-dasharray')
    expect(drawn({ nodes: [node({ external: true })] })).toContain('rx="1.6"')
    expect(drawn({ nodes: [node({ errors: 1, warnings: 2 })] })).toContain('>! 3<')
  })

  test('nothing in a name becomes markup, and no font, script or address is asked for', () => {
    const name = '"/><script>alert(1)</script>&'
    const svg = drawn({ title: name, nodes: [node({ name, uses: name, chips: [name] })] })
    expect(svg).not.toContain('<script')
    expect(svg).toContain('&quot;/&gt;&lt;script')
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|@font-face|<style/)
    expect(svg).toContain('font-family="system-ui, sans-serif"')
  })

  test('an edge with a filter has its label', () => {
    expect(drawn({ edges: [{ path: 'M0,0 L9,9', label: { text: 'when', x: 4, y: 4 } }] })).toContain('>when<')
  })
})

describe('texts of a picture', () => {
  test('emoji and right-to-left names stay; what XML cannot hold is replaced', () => {
    expect(xmlText('👩‍🚀 مرحبا')).toBe('👩‍🚀 مرحبا')
    expect(xmlText('a\u0000b\ud800c\uffff')).toBe('a\ufffdb\ufffdc\ufffd')
    expect(xmlText('tab\tline\n')).toBe('tab\tline\n')
  })

  test('are cut between graphemes, and not at all when they fit', () => {
    expect(fitText('encoder', 160, 13.5)).toBe('encoder')
    expect(fitText('👩‍🚀'.repeat(40), 100, 13.5)).toMatch(/^(👩‍🚀)+…$/u)
    expect(fitText('x'.repeat(500), 160, 13.5).length).toBeLessThan(30)
  })
})
