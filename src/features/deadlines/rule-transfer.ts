import type { Static } from 'typebox'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { EVERYBODY } from '../../events/make-event.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import { ruleViolated } from '../../shared/problem.js'
import { codeOf, mustOwn } from '../divisions/owner-service.js'
import { type Changed, defineKind, eachLine, type Putting } from '../transfer/kind.js'
import { type BehaviourKind, isBehaviour } from './behaviour-kinds.js'
import { isClockKind } from './clock-kinds.js'
import { orderRelook } from './relook.js'
import { RuleLine } from './rule-schemas.js'
import { endRule, type RuleRow, selectClocksOfKind, selectRules, upsertRule } from './rule-store.js'

type Line = Static<typeof RuleLine>

interface Named {
  organisation?: string | undefined
  kind: string
  level: string
}
const nameOf = ({ organisation, kind, level }: Named): string =>
  [organisation ?? [], kind, level].flat().join('/')

/** Thresholds of lamps (监察规则), of the whole deployment or of one organ for the clocks of its items. */
export const RULE_LINES = defineKind(RuleLine, {
  name: 'monitorRules',
  roles: ['operator'],
  most: 200,
  codeMember: 'kind',
  codeOf: nameOf,
  async ended(db) {
    const rows = (await selectRules(db)).filter((row) => row.ended_at !== null)
    return rows.map((row) => nameOf({ ...row, organisation: row.organisation_code ?? undefined }))
  },
  put: eachLine(putRule),
  forget: ({ calendars }) => calendars.forget(),
  async read(db) {
    // A newer release may have written what this one does not know.
    return { lines: (await selectRules(db)).flatMap((row) => lineOf(row) ?? []) }
  },
})

function lineOf(row: RuleRow): Line | undefined {
  const { kind, level, condition, basis, measures, organisation_code, ended_at } = row
  if (ended_at !== null) return undefined
  if (
    !(isClockKind(kind) || isBehaviour(kind)) ||
    !(level === 'NOTICE' || level === 'YELLOW' || level === 'RED')
  )
    return undefined
  return {
    kind,
    level,
    ...(organisation_code === null ? {} : { organisation: organisation_code }),
    when: condition,
    ...(basis === null ? {} : { basis }),
    ...measures,
  }
}

/** Writes or ends a rule with its event; the clocks that it concerns are looked at anew by a job that is committed with it. */
export async function putRule({ db, caller }: Pick<Putting, 'db' | 'caller'>, line: Line): Promise<Changed> {
  const {
    kind,
    level,
    organisation: named,
    when,
    basis,
    ended,
    tell,
    escalate,
    explainWithin,
    appealWithin,
    score,
  } = line
  if ((when === undefined) !== (ended === true)) throw ruleViolated('/when', 'RULE_OR_END', RULE_OR_END)
  if (when !== undefined) checkCondition(kind, when)
  const measures = {
    ...(tell === undefined ? {} : { tell }),
    ...(escalate === undefined ? {} : { escalate }),
    ...(explainWithin === undefined ? {} : { explainWithin }),
    ...(appealWithin === undefined ? {} : { appealWithin }),
    ...(score === undefined ? {} : { score }),
  }
  const before = (await selectRules(db)).find(
    (row) => row.kind === kind && row.level === level && row.organisation_code === (named ?? null),
  )
  const was = before && lineOf(before)
  if (was !== undefined && canonicalJson(was) === canonicalJson(line)) return 'unchanged'
  const owner = await mustOwn(db, caller, { before, named }, 'operator')
  const key = { kind, level, organisation_code: codeOf(owner) }
  if (when === undefined && was === undefined) {
    if (before === undefined) throw ruleViolated('/ended', 'RULE_UNKNOWN', RULE_UNKNOWN)
    return 'unchanged'
  }
  const version = await (when === undefined
    ? endRule(db, key)
    : upsertRule(db, {
        ...key,
        condition: when,
        basis: basis ?? null,
        measures: Object.keys(measures).length === 0 ? null : measures,
      }))
  const organisation = codeOf(owner) ?? undefined
  await emit(db, {
    type: 'monitorRule.change',
    no: `${kind}/${level}`,
    version,
    actor: actingCaller(caller, 'operator'),
    sight: EVERYBODY,
    payload: {
      kind,
      level,
      ...(organisation === undefined ? {} : { organisation }),
      ...(when === undefined ? { ended: true } : {}),
    },
  })
  // What was done was judged when it was done.
  if (!isClockKind(kind)) return before === undefined ? 'created' : 'changed'
  // What the service begins with is there before its first clock.
  const isFirst = caller.kind === 'system' && (await selectClocksOfKind(db, kind, undefined, 1)).length === 0
  if (!isFirst) await orderRelook(db, caller, { kind, organisation })
  return before === undefined ? 'created' : 'changed'
}

/** 422 where a rule of clocks is to hold by behaviour, or the other way round: it was saved, and would never hold. */
export function checkCondition(kind: string, when: NonNullable<Line['when']>, pointer = '/when'): void {
  const { remainingAtMost, elapsedAtLeast, overBy, ...ofBehaviour } = when
  const ofClock = [remainingAtMost, elapsedAtLeast, overBy].some((each) => each !== undefined)
  const allowed = isBehaviour(kind) ? CONDITIONS[kind] : []
  const strange = Object.keys(ofBehaviour).find((name) => !allowed.includes(name))
  if (isClockKind(kind) ? strange !== undefined || !ofClock : ofClock || strange !== undefined)
    throw ruleViolated(pointer, 'CONDITION_NOT_OF_KIND', CONDITION_NOT_OF_KIND)
}

const CONDITIONS: { readonly [K in BehaviourKind]: readonly string[] } = {
  CORRECT_TWICE: ['timesAtLeast'],
  COMMITMENT_BROKEN: ['timesAtLeast'],
  WITHDRAWN_UNPROVEN: ['timesAtLeast'],
  DELIVERY_RIGHTED: ['timesAtLeast'],
  NO_REASON: ['shorterThan'],
  NO_EXAMINATION: ['timesAtLeast'],
  OFF_HOURS: ['worksFrom', 'worksTo', 'timesAtLeast'],
}

const CONDITION_NOT_OF_KIND = {
  en: 'Clocks are judged by remainingAtMost, elapsedAtLeast and overBy; behaviour by timesAtLeast, refusals by shorterThan, hours by worksFrom and worksTo',
  zh: '时限规则用 remainingAtMost、elapsedAtLeast、overBy；行为规则用 timesAtLeast，理由用 shorterThan，办公时间用 worksFrom、worksTo',
}
const RULE_OR_END = {
  en: 'Say either when the lamp rises, or that the rule has ended',
  zh: '请写明 when（何时提示）或者 ended（终止），二者择一',
}
const RULE_UNKNOWN = { en: 'There is no such rule to end', zh: '没有可以终止的该项规则' }
