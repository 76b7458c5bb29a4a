import { GRID } from '@flowdeck/shared'

/** The nearest line of the grid, in canvas units. */
export const snapToGrid = (value: number): number => Math.round(value / GRID) * GRID
