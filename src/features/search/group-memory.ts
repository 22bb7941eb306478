import type { Queryable } from '../../database/queryable.js'

/** What is shown of the group that an entry belongs to. */
export interface ShownGroup {
  name: string
  type: string
  handling: string
  audiences: string[]
  themes: string[]
}

const MOST_GROUPS = 50_000
const MOST_AGE_MS = 60_000

export interface GroupMemory {
  /** The group of each entry: from memory, or those that are missing by one statement. */
  groupsOf(entries: readonly { group_id: number }[]): Promise<ShownGroup[]>
}

/**
 * Groups in memory (同名组缓存): what is shown of a group never changes, for its key is a hash of that. A page has few,
 * each many times; joined with every entry they took a quarter of a search. All are forgotten once a minute, which
 * bounds what a database that was put back to an earlier time can leave behind.
 */
export function createGroupMemory(db: Queryable, mostAge = MOST_AGE_MS): GroupMemory {
  const known = new Map<number, ShownGroup>()
  let until = 0
  return {
    async groupsOf(entries) {
      if (until < Date.now() || known.size >= MOST_GROUPS) {
        known.clear()
        until = Date.now() + mostAge
      }
      // What is known is taken before anything is waited for: another page may forget all meanwhile.
      const groups = new Map(entries.map(({ group_id }) => [group_id, known.get(group_id)]))
      const missing = [...groups].flatMap(([id, group]) => (group === undefined ? [id] : []))
      for (const [id, group] of missing.length === 0 ? [] : await selectGroups(db, missing)) {
        groups.set(id, group)
        known.set(id, group)
      }
      return entries.map(({ group_id }) => {
        const group = groups.get(group_id)
        if (group === undefined) throw new Error(`no group ${group_id}`)
        return group
      })
    },
  }
}

async function selectGroups(db: Queryable, ids: readonly number[]): Promise<[number, ShownGroup][]> {
  const { rows } = await db.query<ShownGroup & { group_id: number }>({
    name: 'groups-shown',
    text: 'select group_id, name, type, handling, audiences, themes from search_groups where group_id = any($1::int[])',
    values: [ids],
  })
  return rows.map(({ group_id, ...group }) => [group_id, group])
}
