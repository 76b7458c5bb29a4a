import { useKeyPress } from '@xyflow/react'
import { useEffect, useRef } from 'react'

/**
 * Space held: the pointer is a hand that pans, over nodes and edges too. A press of Space that moved nothing is a press
 * of the focused node.
 */
export function useHand() {
  const hand = useKeyPress('Space')
  const movedRef = useRef(false)
  useEffect(() => {
    if (hand) movedRef.current = false
  }, [hand])
  return {
    hand,
    onMoveStart: () => {
      movedRef.current = true
    },
    moved: () => movedRef.current,
  }
}
