import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { keepImages, readKeptImages } from './keptImages.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'flowdeck-images-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

test('images are kept for each Flow of a folder, and later ones are added', async () => {
  const made = folder()
  const [a, b] = ['a.yml', 'b.yml'].map((name) => join(made, name)) as [string, string]
  await keepImages(a, { clip: 'x:1' })
  await keepImages(b, { clip: 'y:1' })
  await keepImages(a, { rank: 'z:1' })
  expect(await readKeptImages(a)).toEqual({ clip: 'x:1', rank: 'z:1' })
  expect(await readKeptImages(b)).toEqual({ clip: 'y:1' })
})

test('a file that is damaged is named, and not written over', async () => {
  const made = folder()
  const kept = join(made, '.flowdeck', 'images.json')
  mkdirSync(join(made, '.flowdeck'))
  writeFileSync(kept, '{"a.yml": ')
  await expect(readKeptImages(join(made, 'a.yml'))).rejects.toThrow('images.json cannot be read')
  await expect(keepImages(join(made, 'a.yml'), { clip: 'x' })).rejects.toThrow('images.json cannot be read')
  expect(readFileSync(kept, 'utf8')).toBe('{"a.yml": ')
})
