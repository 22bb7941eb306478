import type { Deps } from '../../../deps.js'
import type { Caller } from '../../../shared/caller.js'
import { LAMPS } from '../../deadlines/clock.js'
import { read } from '../list-tasks.js'
import { stepsStatement, type TaskFilters, taskCountStatement } from '../task-statement.js'
import { selectToday } from './task-store.js'

/** Nobody reads more than that off a screen; and the pages that a count reads are bounded by it. */
export const COUNTED = 200
const MOST_STEPS = 10
const MOST_ORGANS = 5

/** How many open tasks the caller has to look at (待办统计), each number at most COUNTED. */
export async function countTasks({ pool }: Deps, caller: Caller) {
  const count = async (filters: TaskFilters, who: Caller = caller): Promise<number> => {
    const [row] = await read<{ count: number }>(
      pool,
      'count-tasks-by',
      taskCountStatement(who, { filters, order: 'opened' }, COUNTED),
    )
    return row?.count ?? 0
  }
  const today = await selectToday(pool)
  const steps = await read<{ step: string }>(pool, 'steps-of-tasks', stepsStatement(caller, MOST_STEPS))
  const organs = [...new Set(caller.grants.map(({ organisation }) => organisation))]
    .filter((code) => code !== '')
    .slice(0, MOST_ORGANS)
  // One after the other: a request holds one connection.
  const each = async <T, R>(of: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> => {
    const found: R[] = []
    for (const one of of) found.push(await work(one))
    return found
  }
  return {
    open: await count({}),
    mine: await count({ scope: 'mine' }),
    unassigned: await count({ scope: 'unassigned' }),
    overdue: await count({ dueBefore: today }),
    byLamp: await each(LAMPS, async (lamp) => ({ lamp, count: await count({ lamp }) })),
    byStep: await each(steps, async ({ step }) => ({ step, count: await count({ step }) })),
    byOrganisation: await each(organs, async (organisation) => ({
      organisation,
      count: await count({}, grantedBy(caller, organisation)),
    })),
    most: COUNTED,
  }
}

const grantedBy = (caller: Caller, organisation: string): Caller => ({
  ...caller,
  grants: caller.grants.filter((grant) => grant.organisation === organisation),
})
