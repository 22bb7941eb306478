import type { RandomAccess } from '../../../shared/encrypted-stream.js'

/** What is stored under a key; always encrypted already. */
export interface Blob extends RandomAccess {
  size: number
  close(): Promise<void>
}

export interface Listed {
  key: string
  /** How long it has been there. */
  ageMs: number
}

/**
 * Where encrypted bytes lie (文件存储): a folder, or a bucket. Keys are paths with `/`. A file comes in three steps, since
 * nobody waits for a network while he holds a transaction: `bring` before it, `settle` within it, `confirm` after it.
 */
export interface Blobs {
  /**
   * Carries a local file over a network; where there is none, nothing. What lies there already stays, since the same content
   * has the same key, unless it is to be written `over`.
   */
  bring(path: string, key: string, how?: { over?: boolean }): Promise<void>
  /** Puts a local file in its place where that is a matter of a moment. Takes the local file away or leaves it. */
  settle(path: string, key: string): Promise<void>
  /** Looks whether it is there, and brings it again where a sweep took it for an orphan meanwhile. */
  confirm(path: string, key: string): Promise<void>
  put(key: string, bytes: Buffer): Promise<void>
  open(key: string): Promise<Blob | undefined>
  remove(key: string): Promise<void>
  /** Everything whose key begins so, up to the end of a folder. */
  list(folder: string): Promise<Listed[]>
  /** Whether content of the first release may lie here. */
  mayBeLegacy: boolean
  /** Throws where nothing can be written. */
  check(): Promise<void>
}
