import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import type { IdempotencyScope } from '../../http/idempotency.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { type InputError, problem } from '../../shared/problem.js'
import type { Language } from '../../shared/text.js'
import { legalDateOf } from '../../shared/time.js'
import type { TaskState } from '../workflow/case-state.js'
import type { Actor, Decision, Situation } from '../workflow/decision.js'
import { organsNamed } from '../workflow/organs.js'
import type { CaseRecord } from './case.js'
import { applyDecision, type Surroundings } from './case-change.js'
import { type CaseReadRow, recordOf } from './case-rows.js'
import type { CaseView } from './case-schemas.js'
import { sightOf } from './case-sight.js'
import { readCase } from './case-store.js'
import { viewCase } from './case-view.js'
import { competenceOver } from './case-visibility.js'
import { closedItem, underVersionInForce } from './draft-version.js'
import { openFormOf } from './form-secrets.js'
import { followLicence } from './licensing/follow-licence.js'
import { followMove } from './moved-store.js'
import { stateOf } from './state-of-case.js'

/** A case as one use case has it in its hands. */
export interface InHand {
  record: CaseRecord
  row: CaseReadRow
  around: Surroundings
  /** The caller sees it as staff, with what only staff see. */
  asStaff: boolean
  /** Of a draft: why its item takes nothing in today. */
  closed?: InputError | undefined
}

/** What a case is read with. */
export type Reading = Pick<Deps, 'items' | 'workflows' | 'calendars' | 'encryption' | 'config'> & {
  pool: Queryable
}

/** Reads a case with everything a use case needs; undefined when it is not there or not for this caller. */
export async function findInHand(
  reading: Reading,
  caller: Caller,
  caseNo: string,
  memo?: Pick<IdempotencyScope, 'callerHash' | 'operation' | 'key'>,
): Promise<InHand | undefined> {
  const row = openFormOf(reading.encryption, await readCase(reading.pool, caseNo, memo))
  const record = await followLicence(reading.pool, await followMove(reading.pool, recordOf(row)))
  if (record === undefined) return undefined
  const { sees, asStaff } = competenceOver(caller, record)
  if (!sees) return undefined
  if (record.status === 'DRAFT') return draftInHand(reading, row, record, { caller, asStaff })
  return { record, row, asStaff, around: await surround(reading, row, record, caller) }
}

/**
 * The same for who hands results out at the desk where this one lies, or is to lie (统一出件): of a case that came in online
 * nobody at the centre sees anything else. `desk`: the organ in whose name the caller stands there as issuer.
 */
export async function findAtDesk(
  reading: Reading,
  caller: Caller,
  caseNo: string,
  desk: string,
): Promise<InHand | undefined> {
  const row = openFormOf(reading.encryption, await readCase(reading.pool, caseNo))
  const record = recordOf(row)
  if (record === undefined || record.status === 'DRAFT') return undefined
  const around = await surround(reading, row, record, caller)
  const { actor } = around
  // A party hands out nothing to itself (回避).
  if (actor.recused) return { record, row, asStaff: false, around }
  const there = { role: 'issuer' as const, organisation: desk, posts: [], windowAuthority: 'collects' }
  const standings = [...actor.standings, there]
  return { record, row, asStaff: false, around: { ...around, actor: { ...actor, standings } } }
}

/** A draft stands under the version of its item that is in force now, as long as it takes anything in. */
export async function draftInHand(
  reading: Reading,
  row: CaseReadRow,
  draft: CaseRecord,
  { caller, asStaff }: { caller: Caller; asStaff: boolean },
): Promise<InHand> {
  const [item, around] = await Promise.all([
    reading.items.inForce(draft.itemCode),
    surround(reading, row, draft, caller),
  ])
  const closed = closedItem(item, around.today)
  if (item === undefined || closed !== undefined) return { record: draft, row, asStaff, around, closed }
  const record = underVersionInForce(draft, around.document, item, around.today)
  return {
    record,
    row,
    asStaff,
    around: record === draft ? around : await surround(reading, row, record, caller),
  }
}

/** The same for reads: 404 when it is not there or not for this caller. */
export async function takeInHand(reading: Reading, caller: Caller, caseNo: string): Promise<InHand> {
  const hand = await findInHand(reading, caller, caseNo)
  if (hand === undefined) throw problem('NOT_FOUND')
  return hand
}

/** What the case stands under: its item version, its procedure, the calendars, who acts, and when. */
export async function surround(
  deps: Reading,
  row: CaseReadRow,
  record: CaseRecord,
  caller: Caller,
): Promise<Surroundings> {
  const item = await deps.items.version(record.itemCode, record.itemVersion)
  if (item === undefined)
    throw new Error(`version ${record.itemVersion} of item ${record.itemCode} is not there`)
  const definition =
    record.workflowKey === undefined
      ? await deps.workflows.current(item.workflow)
      : await deps.workflows.version(record.workflowKey, record.workflowVersion ?? 1)
  if (definition === undefined) throw new Error(`the workflow of item ${record.itemCode} is not published`)
  return {
    document: item,
    definition,
    calendars: await deps.calendars.at(row.calendar_revision),
    actor: actorOf(caller, record),
    organs: [],
    now: row.now,
    today: legalDateOf(row.now),
    newId,
    draftDays: deps.config.draftDays,
  }
}

/** Who acts, with what competence gives over this very case. */
export function actorOf(caller: Caller, record: CaseRecord): Actor {
  const competence = competenceOver(caller, record)
  const { standings, answersFor, answersForOwn, answersPosts, recused, asStaff } = competence
  return {
    kind: caller.kind,
    subject: subjectOf(caller),
    ...(caller.staffNo === undefined ? {} : { staffNo: caller.staffNo }),
    standings,
    answersFor: answersFor.map(({ code }) => code),
    answersForOwn: answersForOwn.map(({ code }) => code),
    ...standsInFor(caller),
    ...(answersPosts === undefined ? {} : { answersPosts }),
    recused,
    seesAsStaff: asStaff,
    ...(competence.receives ? { receives: true as const } : {}),
  }
}

/** Absent people for whom the caller stands in (代理). */
function standsInFor({ grants }: Caller): Pick<Actor, 'standsInFor'> {
  const absent = new Set(grants.flatMap(({ deputyFor }) => deputyFor ?? []))
  return absent.size === 0 ? {} : { standsInFor: [...absent] }
}

/** What `decide()` looks at. */
export function situationOf({ record, around }: Pick<InHand, 'record' | 'around'>): Situation {
  const { definition, actor, now, today } = around
  return {
    state: stateOf(record, around),
    definition,
    actor,
    now,
    today,
    newId: around.newId,
    organs: new Set(around.organs.map(({ code }) => code)),
    ...(around.successors === undefined ? {} : { successors: around.successors }),
    ...(around.colleagues === undefined ? {} : { colleagues: new Set(around.colleagues) }),
    ...(around.subjects === undefined ? {} : { subjects: around.subjects }),
    data: { form: record.facts.form, answers: record.facts.answers },
  }
}

/** Codes of the organs to which steps of the procedure belong in this case, once a step is done with `input`. */
export function organsOfSteps(
  hand: Pick<InHand, 'record' | 'around'>,
  input: TaskState['input'] = {},
): string[] {
  const { definition } = hand.around
  if (definition.steps.every(({ who }) => who?.organ === undefined)) return []
  const { state, data } = situationOf(hand)
  const done = state.tasks.map(
    (task): TaskState =>
      task.kind === 'step' && task.closedAt === undefined ? { ...task, input, outcome: 'completed' } : task,
  )
  return organsNamed(definition, { state: { ...state, tasks: done }, data })
}

/** The case as the API shows it to who acts. */
export function viewOf(record: CaseRecord, around: Surroundings, language: Language): CaseView {
  const { document, definition, calendars, today, now, draftDays, actor } = around
  return viewCase(record, {
    document,
    definition,
    calendars,
    today,
    language,
    kept: { now, draftDays },
    sight: sightOf(record, actor),
  })
}

/** The case after an action that was foreseen, for GET …/actions. */
export function foreseenCase(hand: Pick<InHand, 'record' | 'around'>, foreseen: Decision): CaseRecord {
  return applyDecision(hand.record, foreseen, hand.around).record
}
