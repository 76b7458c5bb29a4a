import { recents } from '../palette/recents.ts'

/** Flows that were opened in this browser, newest first. */
export const recentFlows = recents('flowdeck.recentFlows')
