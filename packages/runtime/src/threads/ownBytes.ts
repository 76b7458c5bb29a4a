/** Bytes in memory of their own, which can be handed to another thread without a copy. */
export function ownBytes(pieces: readonly Buffer[]): Uint8Array {
  const [only] = pieces
  if (pieces.length === 1 && only && only.byteOffset === 0 && only.length === only.buffer.byteLength)
    return only
  const own = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    own.set(piece, at)
    at += piece.length
  }
  return own
}
