import { useStoreApi } from '@xyflow/react'
import { useState } from 'react'

const nothing = () => undefined

/**
 * Keeps React Flow from measuring nodes: their sizes and handles are given. It would measure each one that comes into view, and
 * after that look through all nodes and edges again. Is to be called before `ReactFlow` is drawn, which takes what it finds.
 */
export function useKnownSizes(): void {
  const store = useStoreApi()
  useState(() => store.setState({ updateNodeInternals: nothing }))
}
