import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Static } from 'typebox'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { checkPrecondition, type ifMatch } from '../../http/etag.js'
import { callerOf } from '../../http/policy.js'
import type { Caller } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { codeOf, mustOwn, ownedBy } from '../divisions/owner-service.js'
import { previewRule, type RulePreview } from './rule-preview.js'
import type { RuleInput, RuleLine } from './rule-schemas.js'
import {
  endRule,
  type RulePosition,
  type RuleRow,
  type RuleVersionRow,
  selectRule,
  selectRulePage,
  selectRuleVersions,
  upsertRule,
} from './rule-store.js'
import { checkCondition, putRule } from './rule-transfer.js'

export type { RulePosition, RuleRow, RuleVersionRow } from './rule-store.js'

/** A page of the thresholds that count (监察规则), the whole deployment's first. */
export const listRules = selectRulePage

interface Named {
  kind: string
  level: string
  organisation?: string | undefined
}
const positionOf = ({ kind, level, organisation }: Named): RulePosition => ({
  kind,
  level,
  owner: organisation ?? '',
})

/** A threshold that counts, of its owner; 404 where there is none. */
export async function ruleOf(db: Queryable, named: Named): Promise<RuleRow> {
  const row = await selectRule(db, positionOf(named))
  if (row === undefined || row.ended_at !== null) throw problem('NOT_FOUND')
  return row
}

/**
 * What a threshold said, the newest first, each with the instant at which it ceased to count (历次版本); 404 where there
 * never was one. The row with which a rule ended is no version of it: nothing was ever judged by that.
 */
export async function ruleVersions(db: Queryable, named: Named): Promise<RuleVersionRow[]> {
  const position = positionOf(named)
  if ((await selectRule(db, position)) === undefined) throw problem('NOT_FOUND')
  const rows = await selectRuleVersions(db, position)
  return rows.flatMap((row, index) => {
    const next = rows[index - 1]
    return row.ended_at === null ? [{ ...row, ended_at: next === undefined ? null : next.since }] : []
  })
}

/**
 * Writes a threshold (设置监察规则) in the caller's transaction, with its event and its audit record; running clocks of its
 * kind are looked at anew by a job. 403 unless the caller reaches everything of its owner.
 */
export async function writeRule(
  db: pg.PoolClient,
  request: FastifyRequest,
  rule: Static<typeof RuleInput>,
): Promise<RuleRow> {
  await change(db, request, rule, 'putMonitorRule')
  return ruleOf(db, rule)
}

/** Ends a threshold (终止监察规则): an organ goes by that of the whole deployment again. 403, 404, 412. */
export async function stopRule(
  db: pg.PoolClient,
  request: FastifyRequest,
  named: Pick<Static<typeof RuleLine>, 'kind' | 'level' | 'organisation'>,
  expected: ReturnType<typeof ifMatch>,
): Promise<void> {
  const { version } = await ruleOf(db, named)
  await mustOwn(db, callerOf(request), { before: undefined, named: named.organisation }, 'operator')
  checkPrecondition(expected, version)
  await change(db, request, { ...named, ended: true }, 'endMonitorRule')
}

/**
 * What a threshold would change (规则变更预览), for who may write it: `when` absent, it would be ended (404 where there is none).
 * Behaviour is judged when it is done: no clock shows another lamp by a rule of it.
 */
export async function previewRuleChange(
  deps: Pick<Deps, 'pool' | 'clockOwners'>,
  caller: Caller,
  {
    kind,
    level,
    organisation,
    when,
  }: Pick<Static<typeof RuleLine>, 'kind' | 'level' | 'organisation' | 'when'>,
): Promise<RulePreview> {
  const owner = await mustOwn(deps.pool, caller, { before: undefined, named: organisation }, 'operator')
  if (when === undefined) await ruleOf(deps.pool, { kind, level, organisation })
  else checkCondition(kind, when)
  const organ = codeOf(owner)
  const key = { kind, level, organisation_code: organ }
  return previewRule(deps, { kind, organ: organ ?? undefined }, (db) =>
    when === undefined
      ? endRule(db, key)
      : upsertRule(db, { ...key, condition: when, basis: null, measures: null }),
  )
}

async function change(
  db: pg.PoolClient,
  request: FastifyRequest,
  line: Static<typeof RuleLine>,
  action: string,
): Promise<void> {
  const caller = callerOf(request)
  // Also where nothing would change: who has no right to it is told so.
  const owner = await mustOwn(db, caller, { before: undefined, named: line.organisation }, 'operator')
  if ((await putRule({ db, caller }, line)) === 'unchanged') return
  await writeAudit(db, request, {
    action,
    object: `rule ${line.kind}/${line.level}`,
    details: line.when === undefined ? {} : detailsOf(line),
    ...ownedBy(owner),
  })
}

const detailsOf = ({
  when,
  tell,
  escalate,
  explainWithin,
  appealWithin,
  score,
}: Static<typeof RuleLine>) => ({
  when,
  ...(tell === undefined ? {} : { tell }),
  ...(escalate === undefined ? {} : { escalate }),
  ...(explainWithin === undefined ? {} : { explainWithin }),
  ...(appealWithin === undefined ? {} : { appealWithin }),
  ...(score === undefined ? {} : { score }),
})
