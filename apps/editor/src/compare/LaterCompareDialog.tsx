import { later } from '../ui/later.tsx'

/** The compare dialog for parts of the first load: its own code is not part of that. */
export const LaterCompareDialog = later(async () => (await import('./CompareDialog.tsx')).CompareDialog)
