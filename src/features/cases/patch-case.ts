import type { Deps } from '../../deps.js'
import { checkPrecondition, type Expected } from '../../http/etag.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { newQueryCode } from '../../shared/ids.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import type { Language } from '../../shared/text.js'
import { checkFiles } from '../files/file-service.js'
import type { CaseRecord } from './case.js'
import { applyDecision, type Change, stateOf } from './case-change.js'
import { type InHand, takeInHand, viewOf } from './case-in-hand.js'
import {
  applicationOf,
  bindSubject,
  filesOf,
  materialOf,
  overrideWarnings,
  refuseWith,
} from './case-input.js'
import { materialRow, partyRow } from './case-rows.js'
import type { PatchCaseBody } from './case-schemas.js'
import { saveDecision } from './case-store.js'
import { checkIntake } from './intake.js'
import { readParties } from './parties.js'
import { hashQueryCode } from './query-code.js'

interface Patch {
  caller: Caller
  caseNo: string
  body: PatchCaseBody
  expected: Expected | 'stale' | undefined
  language: Language
}

/** Changes a draft (修改草稿): the members that are sent replace those that are there. */
export async function patchCase(
  deps: Deps,
  { caller, caseNo, body, expected, language }: Patch,
): Promise<{ version: number; view: ReturnType<typeof viewOf> }> {
  const hand = await takeInHand(deps, deps.pool, caller, caseNo)
  checkPrecondition(expected, hand.record.version)
  if (hand.record.status !== 'DRAFT') {
    throw problem('CONFLICT', {
      detail: { en: 'Only a draft can be changed', zh: '只有草稿可以修改' },
      extensions: { currentStatus: hand.record.status },
    })
  }
  refuseWith(await checkFiles(deps.pool, filesOf(body, hand.record), subjectOf(caller)))
  const { record, parties, materials } = withPatch(deps, hand, body, caller)
  const change = plainChange(record, hand, 'change')
  const write = {
    ...change.write,
    parties: parties.map((party) => partyRow(record.id, party)),
    materials: materials.map((material) => materialRow(record.id, material)),
  }
  if (!(await saveDecision(deps.pool, hand.row.version, write)))
    throw problem(expected === 'any' ? 'CONCURRENT_CHANGE' : 'PRECONDITION_FAILED')
  deps.sequencer.wake()
  return { version: change.record.version, view: viewOf(change.record, hand.around, language) }
}

function withPatch(deps: Deps, { record, around }: InHand, body: PatchCaseBody, caller: Caller) {
  if (body.windowId !== undefined && body.windowId !== record.windowId) {
    throw ruleViolated('/windowId', 'WINDOW_FIXED', {
      en: 'The window of a case does not change',
      zh: '办件的窗口不能更改',
    })
  }
  const parties =
    body.parties === undefined
      ? undefined
      : readParties(body.parties, record.id, around.today, deps.encryption)
  if (body.parties !== undefined && body.parties.length < record.parties.length) {
    throw ruleViolated('/parties', 'PARTY_REMOVED', {
      en: 'Parties are changed or added, not removed: make a new draft',
      zh: '当事人只能修改或增加，如需减少请新建草稿',
    })
  }
  const added = (body.materials ?? []).map((input) => materialOf(input, around.now))
  const kept = body.materials === undefined ? record.materials : []
  const removed =
    body.materials === undefined
      ? []
      : record.materials.map((material) => ({ ...material, removedAt: around.now }))
  const next: CaseRecord = {
    ...record,
    channel: body.channel ?? record.channel,
    parties:
      parties?.parties.map((party) => bindSubject(party, body.parties ?? [], caller)) ?? record.parties,
    materials: [...kept, ...added],
  }
  const application = {
    ...(body.parties === undefined
      ? {
          applicantType: record.facts.applicantType,
          represented: record.parties.some((party) => party.role === 'representative'),
        }
      : applicationOf({ parties: body.parties })),
    answers: body.answers ?? record.facts.answers,
    form: body.form ?? record.facts.form,
    materialCodes: next.materials.map((material) => material.materialCode),
    situation: body.situation,
  }
  const intake = checkIntake(around.document, application, false, around.today)
  refuseWith([...(parties?.errors ?? []), ...intake.errors])
  const applicant = body.parties?.find((party) => party.role === 'applicant')
  next.facts = {
    ...record.facts,
    ...(applicant === undefined ? {} : { applicantName: applicant.name, applicantType: applicant.type }),
    answers: intake.answers,
    form: application.form,
    missing: intake.missing,
    externalNos: body.externalNos ?? record.facts.externalNos,
    ...(body.visitId === undefined ? {} : { visitId: body.visitId }),
    warnings: overrideWarnings(parties?.warnings ?? record.facts.warnings, body.overrides ?? [], caller),
  }
  if (intake.situation === undefined) delete next.situation
  else next.situation = intake.situation
  return {
    record: next,
    parties: parties === undefined ? [] : next.parties,
    materials: [...removed, ...added],
  }
}

/** An event that changes no status: the version rises by one, and the feed tells it. */
function plainChange(record: CaseRecord, { around }: InHand, type: 'change' | 'renewQueryCode'): Change {
  const state = stateOf(record, around)
  const event = {
    type,
    statusBefore: record.status,
    statusAfter: record.status,
    on: around.today,
    facts: {},
    actor: around.actor,
    tasksOpened: [],
    tasksClosed: [],
  }
  return applyDecision(
    record,
    { kind: 'decision', state: { ...state, version: record.version + 1 }, events: [event], documents: [] },
    around,
  )
}

/** A new query code (重置查询密码); the old one no longer opens anything. Recorded as an event. */
export async function renewQueryCode(
  deps: Deps,
  caller: Caller,
  caseNo: string,
): Promise<{ caseNo: string; queryCode: string }> {
  const hand = await takeInHand(deps, deps.pool, caller, caseNo)
  const queryCode = newQueryCode()
  const record = { ...hand.record, queryCodeHash: hashQueryCode(deps, caseNo, queryCode) }
  const change = plainChange(record, hand, 'renewQueryCode')
  if (!(await saveDecision(deps.pool, hand.row.version, change.write))) throw problem('CONCURRENT_CHANGE')
  deps.sequencer.wake()
  return { caseNo, queryCode }
}
