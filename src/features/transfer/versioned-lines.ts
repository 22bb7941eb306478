import { canonicalJson } from '../../shared/canonical-json.js'
import { ruleViolated } from '../../shared/problem.js'
import type { Changed } from './kind.js'

/** Versions that are read at once. */
const PAGE = 200

interface Version {
  version: number
  content: unknown
}

/**
 * Puts one line of what is published in versions (按版本发布的内容): the next version, or the one that the line names, where
 * a deployment comes in from elsewhere. 422 for a version that is here and reads differently, or is older than the newest.
 */
export async function putVersion(
  line: { version?: number | undefined; content: unknown },
  read: { newest(): Promise<Version | undefined>; named(version: number): Promise<Version | undefined> },
  publish: () => Promise<unknown>,
): Promise<Changed> {
  const { version, content } = line
  const newest = await read.newest()
  const before = version === undefined ? newest : await read.named(version)
  if (before !== undefined && canonicalJson(before.content) === canonicalJson(content)) return 'unchanged'
  if (version !== undefined && before !== undefined) throw ruleViolated('/version', 'VERSION_FIXED', FIXED)
  if (version !== undefined && version < (newest?.version ?? 0))
    throw ruleViolated('/version', 'VERSION_ORDER', ORDER)
  await publish()
  return newest === undefined ? 'created' : 'changed'
}

/** The next versions after a place, by key and number; a line does not say its key, which its other members make. */
export async function readVersions<T extends { key: string; version: number }>(
  after: string | undefined,
  select: (from: readonly [string, number], limit: number) => Promise<T[]>,
): Promise<{ lines: Omit<T, 'key'>[]; last?: string }> {
  const from = after === undefined ? (['', 0] as const) : (JSON.parse(after) as [string, number])
  const rows = await select(from, PAGE)
  const last = rows.length < PAGE ? undefined : rows.at(-1)
  return {
    lines: rows.map(({ key: _key, ...line }) => line),
    ...(last === undefined ? {} : { last: JSON.stringify([last.key, last.version]) }),
  }
}

const FIXED = {
  en: 'This version is here and reads differently: what was published stays as it is',
  zh: '该版本已存在且内容不同，已发布的版本不能更改',
}
const ORDER = { en: 'A newer version is here already', zh: '已有更新的版本' }
