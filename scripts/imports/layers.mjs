/**
 * The folders of each package in layers, the lowest first. A folder imports from the layers below its own; never from its own layer or above.
 * `.` is the folder of the package's entry.
 */
export const LAYERS = {
  'packages/shared/src': [
    ['data', 'words', 'errors', 'edit/layout'],
    ['value', 'pattern', 'run'],
    ['model', 'protocol', 'condition'],
    ['yaml', 'schema', 'docs'],
    ['flow'],
    ['check'],
    ['read'],
    ['edit/text', 'export'],
    ['edit', 'export/plan', 'export/code', 'export/picture'],
    ['export/jina', 'export/runBook'],
    ['export/compose', 'export/kubernetes'],
    ['.'],
  ],
  'apps/server/src': [['access', 'flows'], ['catalog', 'runs'], ['http'], ['ws'], ['.']],
}

/** Source files that one folder may hold. */
export const MOST_FILES = 20
