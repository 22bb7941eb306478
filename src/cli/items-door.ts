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

/** Items (事项), or entries of the basic directory (基本目录). */
export type Kind = 'items' | 'directory'

/** A refused line, in the reader's language. */
export interface Refused {
  line: number
  itemCode?: string
  /** Of a directory entry. */
  basicCode?: string
  findings: { rule: string; severity: string; pointer: string; message: string }[]
}

/** A way to a catalogue: through a service, or straight to its database. */
export interface CatalogueDoor {
  /** Hands the lines in; the import's id when the upload is whole. */
  begin(lines: Readable, kind: Kind, mode: 'all' | 'valid'): Promise<string>
  read(importId: string): Promise<Progress>
  refused(importId: string): AsyncIterable<Refused>
  export(kind: Kind, query: Record<string, string>): Promise<Readable>
  close(): Promise<void>
}
