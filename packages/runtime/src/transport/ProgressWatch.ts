/** A message that arrives, or an answer that is taken. */
export interface Progress {
  /** Bytes that have come or gone so far. */
  moved(): number
  /** Whether the peer has to move now; time in which it does not is not counted. */
  isPeersTurn(): boolean
  /** Ends it: the peer was too slow. */
  cut(): void
}

interface Watched extends Progress {
  /** What `moved` gave when the present window began. */
  from: number
  /** Looks in the present window. */
  looks: number
}

/** A window is over after this many looks. Looks are counted, not time: a process that was busy or stopped blames no peer. */
const LOOKS = 15

/**
 * Cuts peers that are too slow: one that moves fewer than `minBytes` in a window of `stallMs`. One timer serves all that are watched, so
 * that watching costs a small call next to nothing.
 */
export class ProgressWatch {
  private readonly watched = new Set<Watched>()
  private readonly everyMs: number
  private readonly minBytes: number
  private timer: NodeJS.Timeout | null = null

  constructor({ stallMs, minBytes }: { stallMs: number; minBytes: number }) {
    this.everyMs = Math.max(1, stallMs / LOOKS)
    this.minBytes = minBytes
  }

  /** Watches until the returned function is called, or until it is cut. */
  add(progress: Progress): () => void {
    const watched: Watched = {
      moved: () => progress.moved(),
      isPeersTurn: () => progress.isPeersTurn(),
      cut: () => progress.cut(),
      from: progress.moved(),
      looks: 0,
    }
    this.watched.add(watched)
    this.timer ??= setInterval(() => this.look(), this.everyMs).unref()
    return () => this.watched.delete(watched)
  }

  private look(): void {
    if (this.watched.size === 0) {
      if (this.timer) clearInterval(this.timer)
      this.timer = null
      return
    }
    for (const watched of this.watched) {
      const moved = watched.moved()
      if (!watched.isPeersTurn() || moved - watched.from >= this.minBytes) {
        watched.from = moved
        watched.looks = 0
      } else if (++watched.looks >= LOOKS) {
        this.watched.delete(watched)
        watched.cut()
      }
    }
  }
}
