import { readLimit } from './operatorLimits.ts'

/** What a peer may use of a server before its call or connection is ended. */
export interface PeerLimits {
  /** Milliseconds for a handshake, for headers, and for each `minBytes` of a message or an answer. */
  stallMs: number
  /** Bytes of a message that have to come, and of an answer that have to be taken, in `stallMs`. */
  minBytes: number
  /** Bytes of requests and answers that the process holds at a time. */
  inFlightBytes: number
  /** Bytes of the headers of a call, names and values. */
  headerBytes: number
  /** Headers of a call. */
  headerCount: number
  /** Calls that one connection may have open at a time. */
  calls: number
  /** Calls that a connection may give up, and PING and SETTINGS frames that it may send. */
  resets: { burst: number; perSecond: number }
}

/** The limits of this process; `docs/security.md` lists them. */
export const DEFAULT_LIMITS: PeerLimits = {
  stallMs: readLimit('FLOWDECK_MAX_STALL_MS', process.env),
  minBytes: 64 * 1024,
  inFlightBytes: readLimit('FLOWDECK_MAX_INFLIGHT_BYTES', process.env),
  headerBytes: readLimit('FLOWDECK_MAX_HEADER_BYTES', process.env),
  headerCount: readLimit('FLOWDECK_MAX_HEADERS', process.env),
  calls: readLimit('FLOWDECK_MAX_CALLS', process.env),
  resets: { burst: 1000, perSecond: 100 },
}

/** Bytes of an answer that are handed to a connection at a time; a peer has `stallMs` to take them. */
export const ANSWER_SLICE = 256 * 1024

/**
 * Megabytes of one HTTP/2 connection. What is under way is counted by `ByteBudget`; Node's own limit, 10 MB, refuses calls beside a large
 * one with ENHANCE_YOUR_CALM, and leaves some without an end.
 */
export const SESSION_MEGABYTES = 1_000_000
