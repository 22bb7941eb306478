import { createHash } from 'node:crypto'

/** The hash before the first event: 32 zero bytes. */
export const GENESIS_HASH: Buffer = Buffer.alloc(32)

/**
 * The hash of an event in the feed: SHA-256(hash of the event before it, 32 bytes ‖ the event's canonical JSON in
 * UTF-8). The canonical JSON (RFC 8785) is that of the whole event as it is sent (who acted included), without the
 * position; who holds all events can so prove that none is missing, added or altered.
 */
export function chainHash(previous: Buffer, document: string): Buffer {
  return createHash('sha256').update(previous).update(document, 'utf8').digest()
}

/** The hashes of events that follow one another, beginning after `previous`. */
export function chainHashes(previous: Buffer, documents: readonly string[]): Buffer[] {
  let last = previous
  return documents.map((document) => {
    last = chainHash(last, document)
    return last
  })
}
