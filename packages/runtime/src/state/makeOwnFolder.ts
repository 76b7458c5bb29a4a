import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What Flowdeck makes in a workspace lies here. */
export const OWN_FOLDER = '.flowdeck'

/** Makes the `.flowdeck` folder of a workspace, which version control leaves out; a `.gitignore` that is there stays. */
export async function makeOwnFolder(root: string): Promise<string> {
  const folder = join(root, OWN_FOLDER)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.gitignore'), '# Made by Flowdeck\n*\n', { flag: 'wx' }).catch(
    (thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'EEXIST') throw thrown
    },
  )
  return folder
}

/** Does the same for a `.flowdeck` folder that is there: one that was made before may lack its `.gitignore`. Makes no folder. */
export async function hideOwnFolder(root: string): Promise<void> {
  const isThere = await stat(join(root, OWN_FOLDER)).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isThere) await makeOwnFolder(root)
}
