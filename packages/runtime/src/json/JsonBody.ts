/** Characters that become bytes at once. */
const PIECE = 128 * 1024

/** A long JSON text that is put together in pieces, each of which becomes bytes on its own. */
export class JsonBody {
  private readonly pieces: Buffer[] = []
  private pending = ''

  add(text: string): void {
    this.pending += text
    if (this.pending.length >= PIECE) this.flush()
  }

  /** The whole text as UTF-8. */
  finish(): Buffer[] {
    if (this.pending !== '') this.flush()
    return this.pieces
  }

  private flush(): void {
    this.pieces.push(Buffer.from(this.pending))
    this.pending = ''
  }
}
