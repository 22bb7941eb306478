import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Blobs, Listed } from './blobs.js'

/** A folder that all instances share. */
export function diskBlobs(folder: string): Blobs {
  const pathOf = (key: string) => join(folder, key)
  const folderFor = (key: string) => mkdir(dirname(pathOf(key)), { recursive: true, mode: 0o700 })
  return {
    mayBeLegacy: true,
    async bring() {},
    async settle(path, key) {
      await folderFor(key)
      await rename(path, pathOf(key))
    },
    async confirm() {},
    async put(key, bytes) {
      await folderFor(key)
      // What breaks off, or finds no room, is no part of anything.
      await writeFile(pathOf(key), bytes, { mode: 0o600, flag: 'wx', flush: true }).catch(async (error) => {
        await rm(pathOf(key), { force: true }).catch(() => undefined)
        throw error
      })
    },
    async open(key) {
      const handle = await open(pathOf(key), 'r').catch(() => undefined)
      if (handle === undefined) return undefined
      const { size } = await handle.stat()
      return {
        size,
        read: (into, offset, length, position) => handle.read(into, offset, length, position),
        close: () => handle.close(),
      }
    },
    async remove(key) {
      await rm(pathOf(key), { force: true })
    },
    async list(under) {
      const entries = await readdir(pathOf(under), { recursive: true, withFileTypes: true }).catch(() => [])
      const found: Listed[] = []
      for (const entry of entries.filter((each) => each.isFile())) {
        const path = join(entry.parentPath, entry.name)
        const known = await stat(path).catch(() => undefined)
        if (known !== undefined)
          found.push({ key: relative(folder, path), ageMs: Date.now() - known.mtimeMs })
      }
      return found
    },
    // The readiness of the service looks at FILES_DIR itself.
    async check() {},
  }
}
