import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hideOwnFolder, makeOwnFolder } from './makeOwnFolder.ts'

test('the folder in a workspace is left out of version control, and a .gitignore of the person stays', async () => {
  const root = mkdtempSync(join(tmpdir(), 'flowdeck-own-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const ignore = join(await makeOwnFolder(root), '.gitignore')
  expect(readFileSync(ignore, 'utf8')).toMatch(/^\*$/m)
  writeFileSync(ignore, 'python/\n')
  await makeOwnFolder(root)
  expect(readFileSync(ignore, 'utf8')).toBe('python/\n')
})

test('a folder that was made without a .gitignore gets one, and none is made where there is none', async () => {
  const root = mkdtempSync(join(tmpdir(), 'flowdeck-own-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  await hideOwnFolder(root)
  expect(existsSync(join(root, '.flowdeck'))).toBe(false)
  mkdirSync(join(root, '.flowdeck/python'), { recursive: true })
  await hideOwnFolder(root)
  expect(readFileSync(join(root, '.flowdeck/.gitignore'), 'utf8')).toMatch(/^\*$/m)
})
