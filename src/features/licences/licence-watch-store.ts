import type { Queryable } from '../../database/queryable.js'
import { HOLDS_ON, LICENCES, type LicenceRow, TODAY } from './licence-store.js'

const expiredIn = (state: string) => `l.state = '${state}' and l.valid_to < ${TODAY} and not ${HOLDS_ON}`

/** Whether some licence is over that is not said to be. */
export async function hasExpired(db: Queryable): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'has-expired',
    text: `select 1 where exists (select 1 from licences l where ${expiredIn('current')})
      or exists (select 1 from licences l where ${expiredIn('suspended')})`,
  })
  return rowCount === 1
}

/** Licences that are over and do not hold on, locked: those that somebody else sees to are passed over. */
export async function lockExpired(
  db: Queryable,
  state: 'current' | 'suspended',
  limit: number,
): Promise<LicenceRow[]> {
  const { rows } = await db.query<LicenceRow>({
    name: `lock-expired-${state}`,
    text: `${LICENCES} where ${expiredIn(state)}
      order by l.valid_to limit $1 for update of l skip locked`,
    values: [limit],
  })
  return rows
}

/** Whether a suspension is over, or some holder is to be reminded. */
export async function hasDayCome(db: Queryable): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'has-day-of-licence',
    text: `select 1 where exists (select 1 from licences l where l.state = 'suspended' and l.suspended_until < ${TODAY})
      or exists (select 1 from licences l where l.remind_on is not null and l.remind_on <= ${TODAY})`,
  })
  return rowCount === 1
}

/** Licences whose suspension is over, locked: those that somebody else sees to are passed over. */
export async function lockLifted(db: Queryable, limit: number): Promise<LicenceRow[]> {
  const { rows } = await db.query<LicenceRow>({
    name: 'lock-lifted',
    text: `${LICENCES} where l.state = 'suspended' and l.suspended_until < ${TODAY}
      order by l.id limit $1 for update of l skip locked`,
    values: [limit],
  })
  return rows
}

/** Licences of whose end somebody is to be told, and who are told of no second time. One statement. */
export async function takeReminders(db: Queryable, limit: number): Promise<LicenceRow[]> {
  const { rows } = await db.query<LicenceRow>({
    name: 'take-reminders',
    text: `with due as (
        select l.id from licences l where l.remind_on is not null and l.remind_on <= ${TODAY}
        order by l.remind_on limit $1 for update of l skip locked),
      told as (update licences l set remind_on = null, version = l.version + 1 from due where l.id = due.id returning l.id)
      ${LICENCES} where l.id in (select id from told)`,
    values: [limit],
  })
  return rows
}
