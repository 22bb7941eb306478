import { toDatabaseError } from '../../database/errors.js'
import type { Deps } from '../../deps.js'
import { etagOf } from '../../http/etag.js'
import {
  type Answer,
  answerRow,
  findStored,
  type IdempotencyScope,
  inProgress,
  isKeyTaken,
  openStored,
} from '../../http/idempotency.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { newId, newQueryCode } from '../../shared/ids.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import type { Language } from '../../shared/text.js'
import { type Instant, legalDateOf } from '../../shared/time.js'
import type { ItemInForce } from '../catalogue/item-reader.js'
import { type WindowWithAuthority, windowWithAuthority } from '../divisions/division-service.js'
import { checkFiles } from '../files/file-service.js'
import { actingAs } from '../workflow/acting.js'
import { decide } from '../workflow/decide.js'
import type { Decision } from '../workflow/decision.js'
import type { CaseRecord } from './case.js'
import { applyDecision, type Surroundings, stateOf } from './case-change.js'
import { actorOf } from './case-in-hand.js'
import { applicationOf, bindSubject, filesOf, refuseWith } from './case-input.js'
import { materialRow, partyRow } from './case-rows.js'
import type { CreateCaseBody } from './case-schemas.js'
import { insertCase, readForCreation } from './case-store.js'
import { viewCase } from './case-view.js'
import { draftRecord } from './draft-record.js'
import { checkIntake } from './intake.js'
import { readParties } from './parties.js'

export interface Requested {
  caller: Caller
  scope: IdempotencyScope
  language: Language
}

/**
 * Takes a case in (收件), as a draft or handed in at once. The same key and body give the same answer, however often
 * and at once they come: the key, the case, its events and its clocks are written in one statement.
 */
export async function createCase(
  deps: Deps,
  body: CreateCaseBody,
  requested: Requested,
): Promise<{ answer: Answer; replayed: boolean }> {
  const { pool, encryption } = deps
  const { scope } = requested
  const read = await readForCreation(pool, scope)
  if (read.stored !== null) return { answer: openStored(scope, read.stored, encryption), replayed: true }
  const made = await makeCase(deps, body, requested, read)
  try {
    await insertCase(pool, { ...made.write, answer: answerRow(scope, made.answer, encryption, read.now) })
  } catch (error) {
    if (toDatabaseError(error)?.kind === 'lockTimeout') throw inProgress()
    if (!isKeyTaken(error)) throw error
    const stored = await findStored(pool, scope)
    if (stored === undefined) throw inProgress()
    return { answer: openStored(scope, stored, encryption), replayed: true }
  }
  deps.sequencer.wake()
  return { answer: made.answer, replayed: false }
}

async function makeCase(
  deps: Deps,
  body: CreateCaseBody,
  { caller, language }: Requested,
  read: { now: Instant; serial: number; calendar_revision: number },
) {
  const today = legalDateOf(read.now)
  const item = await itemToApplyFor(deps, body.itemCode)
  const window = await windowOf(deps, body, item)
  const calendars = await deps.calendars.at(read.calendar_revision)
  const definition = await deps.workflows.current(item.document.workflow)
  if (definition === undefined)
    throw new Error(`item ${item.itemCode} names a workflow that is not published`)
  const id = newId()
  const queryCode = newQueryCode()
  const parties = readParties(body.parties, id, today, deps.encryption)
  const complete = body.submit === true
  const intake = checkIntake(item.document, applicationOf(body), complete, today)
  const files = await checkFiles(deps.pool, filesOf(body), subjectOf(caller))
  refuseWith([...parties.errors, ...intake.errors, ...files])
  const base = draftRecord(deps, {
    body,
    caller,
    item,
    window,
    point: pointOf(caller, body),
    read,
    id,
    queryCode,
    parties,
    intake,
  })
  const around: Surroundings = {
    document: item.document,
    definition,
    calendars,
    actor: actorOf(caller, base),
    organs: [],
    now: read.now,
    today,
    newId,
  }
  if (actingAs(around.actor, 'submit') === undefined) throw problem('FORBIDDEN', { detail: NOT_YOURS })
  const decision = complete ? submitDecision(base, around) : draftDecision(base, around)
  const change = applyDecision(base, decision, around)
  const view = {
    ...viewCase(change.record, { document: item.document, definition, calendars, today, language }),
    queryCode,
  }
  const answer: Answer = {
    status: 201,
    headers: {
      location: `/v1/cases/${base.caseNo}`,
      etag: etagOf(change.record.version, view),
      'content-language': language === 'zh' ? 'zh-CN' : 'en',
    },
    body: JSON.stringify(view),
  }
  const write = {
    ...change.write,
    parties: parties.parties.map((party) => partyRow(id, bindSubject(party, body.parties, caller))),
    materials: base.materials.map((material) => materialRow(id, material)),
  }
  return { answer, write }
}

const NOT_YOURS = {
  en: 'You cannot take this item in: that is for the clerks of its organ, of a window with authority for it, and for the applicant.',
  zh: '您不能收取该事项：应由实施机关或者有权窗口的受理人员收件，或者由申请人本人提交。',
}

/** The first event of a draft; its version is 1. */
function draftDecision(record: CaseRecord, around: Surroundings): Decision {
  const state = stateOf(record, around)
  return {
    kind: 'decision',
    state: { ...state, version: 1 },
    events: [
      {
        type: 'create',
        statusBefore: 'DRAFT',
        statusAfter: 'DRAFT',
        on: around.today,
        facts: {},
        actor: around.actor,
        tasksOpened: [],
        tasksClosed: [],
      },
    ],
    documents: [],
  }
}

function submitDecision(record: CaseRecord, around: Surroundings): Decision {
  const decision = decide(
    {
      ...around,
      state: stateOf(record, around),
      organs: new Set(),
      data: { form: record.facts.form, answers: record.facts.answers },
    },
    { action: 'submit' },
  )
  if (decision.kind === 'refusal')
    throw problem(decision.code === 'ROLE' ? 'FORBIDDEN' : 'RULE_VIOLATED', {
      detail: decision.detail,
      errors: decision.errors,
    })
  return decision
}

async function itemToApplyFor(deps: Deps, itemCode: string): Promise<ItemInForce> {
  const item = await deps.items.inForce(itemCode)
  if (item === undefined) {
    throw ruleViolated('/itemCode', 'ITEM_UNKNOWN', {
      en: 'No item in force has this code',
      zh: '没有该编码的在用事项',
    })
  }
  if (item.state !== 'IN_USE') {
    throw ruleViolated('/itemCode', 'ITEM_NOT_IN_USE', {
      en: 'This item is suspended or retired',
      zh: '该事项已暂停或取消',
    })
  }
  return item
}

/** The window that takes the case in: it must have something to do with the item. Whose act it is, is looked at after. */
async function windowOf(
  deps: Deps,
  body: CreateCaseBody,
  item: ItemInForce,
): Promise<WindowWithAuthority | undefined> {
  if (body.windowId === undefined) return undefined
  const window = await windowWithAuthority(deps.pool, body.windowId, item.itemCode)
  if (window === undefined || window.level === undefined || window.level === 'advises') {
    throw ruleViolated('/windowId', 'WINDOW_WITHOUT_AUTHORITY', {
      en: 'This window does not take this item in',
      zh: '该窗口不收取该事项',
    })
  }
  return window
}

/** The point of the assistant who brings a case in; undefined where somebody else does. */
function pointOf(caller: Caller, { channel }: CreateCaseBody): string | undefined {
  if (channel !== 'ASSISTANT') return undefined
  return caller.grants.find(({ role }) => role === 'assistant')?.organisation
}
