import type pg from 'pg'
import { toDatabaseError } from '../../database/errors.js'
import type { Deps } from '../../deps.js'
import { checkPrecondition, type Expected, etagOf } from '../../http/etag.js'
import {
  type Answer,
  answerRow,
  findStored,
  type IdempotencyScope,
  inProgress,
  isKeyTaken,
  openStored,
} from '../../http/idempotency.js'
import { type Caller, SYSTEM_CALLER, subjectOf } from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { problem } from '../../shared/problem.js'
import { type Language, say } from '../../shared/text.js'
import { legalDateOf } from '../../shared/time.js'
import { isOverdue, isStopped } from '../deadlines/clock.js'
import { windowWithAuthority } from '../divisions/division-service.js'
import { checkFiles } from '../files/file-service.js'
import type { Command, MaterialInput } from '../workflow/action-inputs.js'
import { allowedActions } from '../workflow/allowed-actions.js'
import { decide, refuseByTable } from '../workflow/decide.js'
import type { Actor, Decision, Refusal, Situation } from '../workflow/decision.js'
import type { CaseRecord, Material } from './case.js'
import { applyDecision, type Change, type Surroundings, stateOf } from './case-change.js'
import { type CaseReadRow, materialRow, recordOf } from './case-rows.js'
import type { CaseView } from './case-schemas.js'
import { readCase, saveDecision } from './case-store.js'
import { viewCase } from './case-view.js'
import { maySee, rolesInCase } from './case-visibility.js'
import { filesOf, materialOf, overrideWarnings, refuseWith } from './create-case.js'
import { checkIntake } from './intake.js'

export interface Act {
  caller: Caller
  caseNo: string
  command: Command
  /** If-Match as the request had it. */
  expected: Expected | 'stale' | undefined
  scope: IdempotencyScope | undefined
  language: Language
}

/** A case as one use case has it in its hands. */
export interface InHand {
  record: CaseRecord
  row: CaseReadRow
  around: Surroundings
}

/**
 * Does one action (状态流转): one read, a pure decision, one write. Nothing is written unless the case is still at the
 * version that was read; with `If-Match: *` a lost race is tried once more.
 */
export async function transitionCase(deps: Deps, act: Act): Promise<{ answer: Answer; replayed: boolean }> {
  const tries = act.expected === 'any' ? 2 : 1
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const done = await attemptTransition(deps, act)
    if (done !== 'lost') return done
  }
  throw problem(act.expected === 'any' ? 'CONCURRENT_CHANGE' : 'PRECONDITION_FAILED')
}

async function attemptTransition(
  deps: Deps,
  act: Act,
): Promise<{ answer: Answer; replayed: boolean } | 'lost'> {
  const { pool, encryption } = deps
  const found = await takeInHand(deps, pool, act.caller, act.caseNo, act.scope)
  if (act.scope !== undefined && found.row.stored !== null)
    return { answer: openStored(act.scope, found.row.stored, encryption), replayed: true }
  if (act.expected === undefined) throw problem('PRECONDITION_REQUIRED')
  await deemFirst(deps, found)
  checkPrecondition(act.expected, found.record.version)
  const barred = refuseByTable(situationOf(found), act.command.action)
  if (barred !== undefined) throw refusalProblem(barred, situationOf(found))
  const hand = await withInput(deps, found, act)
  const situation = situationOf(hand)
  const outcome = decide(situation, act.command)
  if (outcome.kind === 'refusal') throw refusalProblem(outcome, situation)
  const change = applyDecision(hand.record, outcome, hand.around)
  const view = viewOf(change.record, hand.around, act.language)
  const answer = answerOf(change.record.version, view, act.language)
  const materials = hand.materials.map((material) => materialRow(change.record.id, material))
  const stored =
    act.scope === undefined ? {} : { answer: answerRow(act.scope, answer, encryption, hand.around.now) }
  const saved = await save(deps, hand.row.version, { ...change.write, materials, ...stored }, act.scope)
  if (saved === 'lost') return 'lost'
  return typeof saved === 'object' ? { answer: saved, replayed: true } : { answer, replayed: false }
}

/** Writes; gives the stored answer when the same request was faster. */
async function save(
  deps: Deps,
  version: number,
  write: Change['write'],
  scope: IdempotencyScope | undefined,
): Promise<'saved' | 'lost' | Answer> {
  try {
    if (!(await saveDecision(deps.pool, version, write))) {
      const stored = scope === undefined ? undefined : await findStored(deps.pool, scope)
      return scope === undefined || stored === undefined ? 'lost' : openStored(scope, stored, deps.encryption)
    }
  } catch (error) {
    if (scope === undefined) throw error
    if (toDatabaseError(error)?.kind === 'lockTimeout') throw inProgress()
    if (!isKeyTaken(error)) throw error
    const stored = await findStored(deps.pool, scope)
    if (stored === undefined) throw inProgress()
    return openStored(scope, stored, deps.encryption)
  }
  deps.sequencer.wake()
  return 'saved'
}

/** Reads a case with everything a use case needs; 404 when it is not there or not for this caller. */
export async function takeInHand(
  deps: Deps,
  db: pg.Pool,
  caller: Caller,
  caseNo: string,
  scope?: IdempotencyScope,
): Promise<InHand> {
  const row = await readCase(db, caseNo, scope)
  const record = recordOf(row)
  if (record === undefined || !maySee(caller, record)) throw problem('NOT_FOUND')
  return { record, row, around: await surround(deps, row, record, caller) }
}

export async function surround(
  deps: Deps,
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
    now: row.now,
    today: legalDateOf(row.now),
    newId,
  }
}

function actorOf(caller: Caller, record: CaseRecord): Actor {
  const posts = caller.grants.flatMap((grant) =>
    grant.post !== undefined && record.decidingDivisions.includes(grant.division) ? [grant.post] : [],
  )
  return { kind: caller.kind, subject: subjectOf(caller), roles: rolesInCase(caller, record), posts }
}

export function situationOf({ record, around }: Pick<InHand, 'record' | 'around'>): Situation {
  const { definition, actor, now, today } = around
  return {
    state: stateOf(record, around),
    definition,
    actor,
    now,
    today,
    newId: around.newId,
    data: { form: record.facts.form, answers: record.facts.answers },
  }
}

/**
 * 视为受理 (行政许可法 Art. 32(4)): whoever comes first after the five days, the monitor or a person, finds the case
 * accepted. Then the person's action is answered 412 with the new state.
 */
async function deemFirst(deps: Deps, hand: InHand): Promise<void> {
  if (!intakeExpired(hand)) return
  const deemed = await deemAccept(deps, hand)
  if (deemed === undefined) return
  throw problem('PRECONDITION_FAILED', {
    detail: {
      en: 'Nothing was told within five days: the case counts as accepted (Art. 32). Read it again.',
      zh: '五日内未告知补正，自收到申请材料之日起即为受理（行政许可法第三十二条），请重新读取。',
    },
    extensions: { currentStatus: deemed.status, version: deemed.version },
    headers: { etag: etagOf(deemed.version, viewOf(deemed, hand.around, 'zh')) },
  })
}

function intakeExpired({ record, around }: InHand): boolean {
  const clock = record.clocks.find((each) => each.kind === 'INTAKE_5D' && !isStopped(each))
  return (
    record.status === 'SUBMITTED' &&
    clock !== undefined &&
    isOverdue(clock, around.today, around.calendars.calendarOf(clock.calendar))
  )
}

/** The case afterwards; undefined when the procedure forbids it or somebody else was faster. */
async function deemAccept(deps: Deps, hand: InHand): Promise<CaseRecord | undefined> {
  const around = { ...hand.around, actor: actorOf(SYSTEM_CALLER, hand.record) }
  const outcome = decide(situationOf({ record: hand.record, around }), { action: 'deemAccept' })
  if (outcome.kind === 'refusal') return undefined
  const change = applyDecision(hand.record, outcome, around)
  const saved = await saveDecision(deps.pool, hand.row.version, change.write)
  if (saved) deps.sequencer.wake()
  return saved ? change.record : undefined
}

/**
 * For the monitor: deems a case accepted when its five days have passed. Goes the same way as people's actions.
 * `forbidden`: the procedure wants an alert instead; `settled`: nothing is left to do.
 */
export async function deemAcceptOverdue(
  deps: Deps,
  caseNo: string,
): Promise<'deemed' | 'forbidden' | 'settled'> {
  const hand = await takeInHand(deps, deps.pool, SYSTEM_CALLER, caseNo)
  if (!intakeExpired(hand)) return 'settled'
  if (!hand.around.definition.automaticConsequences) return 'forbidden'
  return (await deemAccept(deps, hand)) === undefined ? 'settled' : 'deemed'
}

interface WithInput extends InHand {
  /** New and replaced materials, to be written. */
  materials: Material[]
}

/** What an action brings along (form, materials, window, overrides) becomes part of the case before the decision. */
async function withInput(deps: Deps, hand: InHand, { command, caller }: Act): Promise<WithInput> {
  const { form, materials, windowId, overrides } = command as {
    form?: Record<string, unknown>
    materials?: MaterialInput[]
    windowId?: string
    overrides?: { pointer: string; reason: string }[]
  }
  refuseWith(
    await checkFiles(deps.pool, filesOf({ materials: materials ?? [] }, hand.record), subjectOf(caller)),
  )
  const record = { ...hand.record, facts: { ...hand.record.facts } }
  const added = (materials ?? []).map((input) => materialOf(input, hand.around.now))
  const codes = new Set(added.map((material) => material.materialCode))
  const replaced = record.materials
    .filter((material) => codes.has(material.materialCode))
    .map((material) => ({ ...material, removedAt: hand.around.now }))
  if (windowId !== undefined && record.windowId === undefined) {
    const window = await windowWithAuthority(deps.pool, windowId, record.itemCode)
    if (
      window === undefined ||
      !window.divisions.some((code) => caller.grants.some((grant) => grant.division === code))
    ) {
      throw problem('RULE_VIOLATED', {
        errors: [
          {
            pointer: '/windowId',
            code: 'WINDOW_UNKNOWN',
            message: { en: 'Not a window of yours', zh: '不是您的窗口' },
          },
        ],
      })
    }
    record.windowId = windowId
    record.windowAuthority = window.level ?? 'none'
    record.divisions = [...new Set([...record.divisions, ...window.divisions])]
  }
  if (overrides !== undefined)
    record.facts.warnings = overrideWarnings(record.facts.warnings, overrides, caller)
  if (form !== undefined) record.facts.form = { ...record.facts.form, ...form }
  record.materials = [...record.materials.filter((material) => !codes.has(material.materialCode)), ...added]
  const changes = form !== undefined || materials !== undefined || command.action === 'submit'
  if (changes) recheck(record, hand.around, command)
  return { ...hand, record, materials: [...replaced, ...added] }
}

/** Looks the application over again with what came; what the notice asked for and came is no longer open. */
function recheck(record: CaseRecord, around: Surroundings, command: Command): void {
  const application = {
    applicantType: record.facts.applicantType,
    represented: record.parties.some((party) => party.role === 'representative'),
    answers: record.facts.answers,
    form: record.facts.form,
    materialCodes: record.materials.map((material) => material.materialCode),
  }
  const intake = checkIntake(around.document, application, true, around.today)
  const unknown = intake.errors.filter((error) => error.code !== 'MATERIAL_UNKNOWN')
  const sent = ((command as { materials?: MaterialInput[] }).materials ?? []).flatMap((material, index) =>
    around.document.materials.some((each) => each.materialCode === material.materialCode)
      ? []
      : [
          {
            pointer: `/materials/${index}/materialCode`,
            code: 'MATERIAL_UNKNOWN',
            message: { en: 'The item does not list this material', zh: '事项未列出该材料' },
          },
        ],
  )
  if (unknown.length + sent.length > 0) throw problem('RULE_VIOLATED', { errors: [...sent, ...unknown] })
  record.facts.missing = intake.missing
  record.facts.answers = intake.answers
  if (intake.situation !== undefined) record.situation = intake.situation
  const notice = record.facts.correction
  if (notice === undefined) return
  const came = new Set(
    ((command as { materials?: MaterialInput[] }).materials ?? []).map((material) => material.materialCode),
  )
  const changed = (command as { form?: Record<string, unknown> }).form ?? {}
  record.facts.correction = {
    ...notice,
    openMaterials: notice.openMaterials.filter((code) => !came.has(code)),
    openFields: notice.openFields.filter((field) => !Object.hasOwn(changed, field)),
  }
}

function refusalProblem(refusal: Refusal, situation: Situation) {
  const { code, detail, errors } = refusal
  if (code === 'ROLE') return problem('FORBIDDEN', { detail })
  if (code === 'RULE') return problem('RULE_VIOLATED', { detail, errors })
  return problem('TRANSITION_NOT_ALLOWED', {
    detail,
    extensions: {
      currentStatus: situation.state.status,
      allowed: allowedActions(situation).map(({ action }) => action),
    },
  })
}

export function viewOf(record: CaseRecord, around: Surroundings, language: Language): CaseView {
  const { document, definition, calendars, today } = around
  return viewCase(record, { document, definition, calendars, today, language })
}

function answerOf(version: number, view: CaseView, language: Language): Answer {
  return {
    status: 200,
    headers: { etag: etagOf(version, view), 'content-language': say({ zh: 'zh-CN', en: 'en' }, language) },
    body: JSON.stringify(view),
  }
}

/** The case after an action that was foreseen, for GET …/actions. */
export function foreseenCase(hand: Pick<InHand, 'record' | 'around'>, foreseen: Decision): CaseRecord {
  return applyDecision(hand.record, foreseen, hand.around).record
}
