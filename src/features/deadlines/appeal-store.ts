import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed } from '../../database/rows.js'
import type { LegalDate } from '../../shared/time.js'
import type { AlertRow } from './alert-store.js'
import { alerts } from './deadline-tables.js'

/**
 * Whose supervision judges an appeal (复核机关): the nearest with a supervisor who is none of these people, from the organ's
 * own division upwards. Where the register of rights knows none, the nearest administration that none of them supervises
 * from; undefined where that is none either.
 */
export async function selectJudgingOrgan(
  db: Queryable,
  organ: string,
  notThese: readonly string[],
): Promise<string | undefined> {
  const { rows } = await db.query<{ code: string }>({
    name: 'select-judging-organ',
    text: `with recursive organ as (
        select o.code, o.division_code from organisations n join organisations o on o.code = coalesce(n.successor_code, n.code)
        where n.code = $1),
      up as (
        select d.code, d.parent_code, 0 as height from divisions d join organ o on o.division_code = d.code
        union all select d.code, d.parent_code, up.height + 1 from divisions d join up on d.code = up.parent_code),
      supervisors as (
        select coalesce(s.successor_code, s.code) as code, coalesce(g.division_code, s.division_code) as division,
          g.subject = any($2::text[]) as barred
        from grants g join organisations s on s.code = g.organisation_code
        where g.role = 'supervisor' and g.items is null
          and (g.scope = 'subtree' or coalesce(s.successor_code, s.code) = (select code from organ))
          and (app_now() at time zone 'Asia/Shanghai')::date between coalesce(g.valid_from, '-infinity') and coalesce(g.valid_until, 'infinity')),
      found as (
        select s.code, up.height, 0 as guess from supervisors s join up on up.code = s.division where not s.barred
        union all
        select a.code, up.height, 1 from organisations a join up on up.code = a.division_code
        where a.kind = 'administration' and a.ended_on is null
          and not exists (select from supervisors s where s.code = a.code and s.barred))
      select code from found order by guess, height, code limit 1`,
    values: [organ, notThese],
  })
  return rows[0]?.code
}

/** Alerts whose appeals have clocks, by their ids; locked in order where clocks are to move. */
export async function selectAppealed(
  db: Queryable,
  ids: readonly string[],
  isLocked = false,
): Promise<AlertRow[]> {
  const { rows } = await db.query<AlertRow>({
    name: `select-appealed-${isLocked ? 'locked' : 'read'}`,
    text: `select ${listed(columnsOf(alerts), 'a')} from alerts a where a.alert_id = any($1::uuid[])
      order by a.alert_id ${isLocked ? 'for no key update' : ''}`,
    values: [ids],
  })
  return rows
}

/** Another last day to judge appeals that still wait. Gives the alerts as they are then. */
export async function moveJudgeBy(
  db: Queryable,
  days: readonly { id: string; by: LegalDate }[],
): Promise<AlertRow[]> {
  const { rows } = await db.query<AlertRow>({
    name: 'move-judge-by',
    text: `update alerts a set measures = jsonb_set(a.measures, '{judge,by}', to_jsonb(r.by)), version = a.version + 1
      from jsonb_to_recordset($1::jsonb) as r(id uuid, by text)
      where a.alert_id = r.id and a.measures ? 'judge' returning ${listed(columnsOf(alerts), 'a')}`,
    values: [JSON.stringify(days)],
  })
  return rows
}
