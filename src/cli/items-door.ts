import type { Readable } from 'node:stream'

/** An import as far as it is. */
export interface Progress {
  state: string
  lines: number
  read: number
  accepted: number
  unchanged: number
  refused: number
  applied: number
}

/** A refused line, in the reader's language. */
export interface Refused {
  line: number
  itemCode?: string
  findings: { rule: string; severity: string; pointer: string; message: string }[]
}

/** A way to a catalogue: through a service, or straight to its database. */
export interface CatalogueDoor {
  /** Hands the lines in; the import's id when the upload is whole. */
  begin(lines: Readable, mode: 'all' | 'valid'): Promise<string>
  read(importId: string): Promise<Progress>
  refused(importId: string): AsyncIterable<Refused>
  export(query: Record<string, string>): Promise<Readable>
  close(): Promise<void>
}
