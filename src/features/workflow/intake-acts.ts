import type { InputError } from '../../shared/problem.js'
import type { Text } from '../../shared/text.js'
import type { ActionInputs } from './action-inputs.js'
import { broughtOtherwise, isWaiting } from './awaiting.js'
import { type CorrectedRound, type CorrectionNotice, calledIn } from './case-state.js'
import { awaitsReceipt, collectedAfterSubmit } from './collecting.js'
import { wantedForAcceptance } from './correction-acts.js'
import { type Refusal, record, refuse, type Work } from './decision.js'
import { checkProofs, handedIn } from './handed-in.js'
import { isRenewedByLaw } from './renewed.js'

type Outcome = Refusal | undefined

/** 收件: hands in, for the first time or after a correction; then everything that was asked for must be there. */
export function submit(work: Work, input: ActionInputs['submit']): Outcome {
  const { state } = work
  const notice = state.correction
  const first = state.status === 'DRAFT' ? state.receivedFirst : undefined
  if (notice !== undefined) {
    const errors = [
      ...notice.openMaterials.map((code) => stillMissing('/materials', calledIn(state, code))),
      ...notice.openFields.map((field) => stillMissing(`/form/${field}`, { zh: field, en: field })),
    ]
    // What the law has granted waits for nothing that was asked for before (Art. 50).
    if (errors.length > 0 && !isRenewedByLaw(state)) {
      return refuse(
        'RULE',
        'Not everything that the notice asked for is there',
        '补正告知的内容尚未补齐',
        errors,
      )
    }
    const unproven = checkProofs(input.materials ?? [], state.commitments)
    if (unproven.length > 0) return notThere(unproven)
    state.corrected = roundOf(notice, work)
    delete state.correction
  }
  takeBrought(work, input.materials)
  const collected = collectedAfterSubmit(state, work.actor.as, work.today)
  if (collected !== undefined) state.collected = collected
  state.receivedOn = first ?? work.today
  const { missing } = state
  const atWindow = awaitsReceipt(state) ? { collected: true } : {}
  record(work, 'submit', 'SUBMITTED', { missing, corrected: notice !== undefined, ...atWindow })
  work.documents.push({ kind: 'receipt', facts: { missing, ...atWindow } })
  return undefined
}

/** What answered the notice, and whether it did so in time. */
function roundOf({ items, expiresOn }: CorrectionNotice, { state, today }: Work): CorrectedRound {
  // The limit of the clock is the later one where its last day is a day off.
  const clock = state.clocks.find(({ kind, stopped }) => kind === 'CORRECTION' && !stopped)
  const last = clock?.due ?? expiresOn
  return {
    materials: [...new Set(items.flatMap(({ materialCode }) => materialCode ?? []))],
    fields: [...new Set(items.flatMap(({ field }) => field ?? []))],
    late: last !== undefined && today > last,
  }
}

const notThere = (errors: InputError[]) =>
  refuse('RULE', 'What is handed in must be there', '提交的材料缺少凭据', errors)

function stillMissing(pointer: string, { zh, en }: Text): InputError {
  return {
    pointer,
    code: 'CORRECTION_INCOMPLETE',
    message: { en: `${en} was asked for and is not there yet`, zh: `${zh} 已要求补正，尚未提交` },
  }
}

/** 预审: looked through before acceptance; nothing changes but the record. */
export function preReview(work: Work, input: ActionInputs['preReview']): Outcome {
  record(work, 'preReview', 'SUBMITTED', { note: input.note })
  return undefined
}

/** Nobody waits for what has come another way; true: nothing is waited for any more. */
function takeBrought({ state, today }: Work, materials: ActionInputs['submit']['materials'] = []): boolean {
  if (state.awaits === undefined || !isWaiting(state)) return false
  const codes = handedIn(materials, state.commitments)
  state.awaits = broughtOtherwise(state.awaits, codes, today)
  return !isWaiting(state)
}

/** 当场更正 (Art. 32(3)): what the form or a material says wrong is put right at once, and nothing is noticed. */
export function correctOnTheSpot(work: Work, input: ActionInputs['correctOnTheSpot']): Outcome {
  const { note, form = {}, materials = [] } = input
  const unproven = checkProofs(materials, work.state.commitments)
  if (unproven.length > 0) return notThere(unproven)
  const codes = [...new Set(materials.map(({ materialCode }) => materialCode))]
  // With what was waited for the application is complete: from now on the office has its days.
  if (takeBrought(work, materials)) work.state.receivedOn = work.today
  record(work, 'correctOnTheSpot', 'SUBMITTED', {
    note,
    fields: Object.keys(form),
    ...(codes.length === 0 ? {} : { materials: codes }),
  })
  return undefined
}

/** What must be there; what a window may do, acting.ts has looked at. */
function acceptanceGuard({ state }: Work, tolerated: readonly string[] = []): Outcome {
  const { doubts = [] } = state
  if (doubts.length > 0)
    return refuse(
      'RULE',
      'Look at the documents, and say why each doubt is none (overrides)',
      '请查看证件，对每一疑点说明确认理由（overrides）',
      doubts.map(({ code, pointer, words = { en: code, zh: code } }) => ({
        pointer: '/overrides',
        code: 'OVERRIDE_REQUIRED',
        message: { en: `${pointer}: ${words.en}`, zh: `${pointer}：${words.zh}` },
      })),
    )
  // What the law has granted waits for no paper (Art. 50).
  if (isRenewedByLaw(state)) return undefined
  const wanting = wantedForAcceptance(state).filter((code) => !tolerated.includes(code))
  if (wanting.length === 0) return undefined
  const errors = wanting.map((code) => {
    const called = calledIn(state, code)
    return state.missing.includes(code) ? missing(called) : defective(called)
  })
  return refuse('RULE', 'Required materials are missing or defective', '必要材料缺少或者有缺陷', errors)
}

const missing = ({ zh, en }: Text): InputError => ({
  pointer: '/materials',
  code: 'MATERIAL_MISSING',
  message: { en: `${en} is missing`, zh: `缺少 ${zh}` },
})

const defective = ({ zh, en }: Text): InputError => ({
  pointer: '/materials',
  code: 'MATERIAL_DEFECTIVE',
  message: { en: `${en} was found defective`, zh: `${zh} 经审核有缺陷` },
})

/**
 * 受理之日: the day of the accepting act; after a correction the day on which the complete materials arrived
 * (Art. 32(5)).
 */
function acceptanceDate(work: Work): string {
  return work.state.correctionsGiven > 0 && work.state.receivedOn !== undefined
    ? work.state.receivedOn
    : work.today
}

/** 告知承诺: what is there by the applicant's word is taken as that, to be looked into after the decision. */
function takePledges({ state, today, documents }: Work): { commitments?: string[] } {
  const { pledged = [] } = state
  if (pledged.length === 0) return {}
  documents.push({ kind: 'commitmentLetter', facts: { pledged: [...pledged] } })
  state.pledges = pledged.map((materialCode) => ({ materialCode, givenOn: today }))
  return { commitments: [...pledged] }
}

/** 初审: who decides stands in the event and on the paper, since the applicant is told by both (行政许可法 Art. 35). */
const deciding = ({ state: { forwardsTo } }: Work): { forwardsTo?: readonly string[] } =>
  forwardsTo === undefined ? {} : { forwardsTo }

export function accept(work: Work, input: ActionInputs['accept']): Outcome {
  const refused = acceptanceGuard(work)
  if (refused !== undefined) return refused
  work.state.acceptedOn = acceptanceDate(work)
  work.state.acceptMode = 'NORMAL'
  const { acceptedOn } = work.state
  const facts = { acceptedOn, note: input.note, ...takePledges(work), ...deciding(work) }
  record(work, 'accept', 'ACCEPTED', facts)
  work.documents.push({ kind: 'acceptanceNotice', facts: { acceptedOn, ...deciding(work) } })
  return undefined
}

/** 容缺受理: only materials that the item version marks as deferrable, each with a date: without one the last of the limit. */
export function acceptWithDeferral(work: Work, input: ActionInputs['acceptWithDeferral']): Outcome {
  const { state } = work
  const wanting = wantedForAcceptance(state)
  if (wanting.length === 0)
    return refuse('STATE', 'Nothing is missing: accept the case', '材料已齐全，请直接受理')
  // Nobody is promised less time than the law leaves, unless a day is named.
  const deferred = input.deferred.map(({ materialCode, dueOn = state.deferredUntil ?? work.today }) => ({
    materialCode,
    dueOn,
  }))
  const errors = deferred.flatMap((entry, index) => {
    const isAgain = deferred.findIndex(({ materialCode }) => materialCode === entry.materialCode) < index
    return isAgain ? [namedTwice(index)] : checkDeferral(work, entry, index)
  })
  if (errors.length > 0)
    return refuse('RULE', 'These materials cannot be deferred', '这些材料不能容缺', errors)
  const refused = acceptanceGuard(
    work,
    deferred.map((entry) => entry.materialCode),
  )
  if (refused !== undefined) return refused
  state.deferred = deferred
  state.acceptedOn = acceptanceDate(work)
  state.acceptMode = 'DEFERRED'
  record(work, 'acceptWithDeferral', 'ACCEPTED', {
    acceptedOn: state.acceptedOn,
    deferred,
    promise: input.promise,
    note: input.note,
    ...takePledges(work),
    ...deciding(work),
  })
  work.documents.push({
    kind: 'acceptanceNotice',
    facts: { acceptedOn: state.acceptedOn, deferred, promise: input.promise, ...deciding(work) },
  })
  const { deferralEndsBy: endsBy } = state
  work.documents.push({
    kind: 'deferralPromise',
    facts: { deferred, promise: input.promise, ...(endsBy === undefined ? {} : { endsBy }) },
  })
  return undefined
}

/** One promise of one paper: with two days nobody knows by which to judge it. */
const namedTwice = (index: number): InputError => ({
  pointer: `/deferred/${index}/materialCode`,
  code: 'NAMED_TWICE',
  message: { en: 'This material is promised twice', zh: '该材料重复承诺' },
})

function checkDeferral(
  work: Work,
  entry: { materialCode: string; dueOn: string },
  index: number,
): InputError[] {
  const { state } = work
  const pointer = `/deferred/${index}`
  if (!wantedForAcceptance(state).includes(entry.materialCode)) {
    return [
      {
        pointer: `${pointer}/materialCode`,
        code: 'NOT_MISSING',
        message: { en: 'This material is not missing', zh: '该材料并不缺少' },
      },
    ]
  }
  if (!state.deferrable.includes(entry.materialCode)) {
    return [
      {
        pointer: `${pointer}/materialCode`,
        code: 'NOT_DEFERRABLE',
        message: { en: 'The item does not allow this material later', zh: '事项不允许该材料容缺后补' },
      },
    ]
  }
  if (entry.dueOn < work.today) {
    return [
      {
        pointer: `${pointer}/dueOn`,
        code: 'IN_THE_PAST',
        message: { en: 'The date has passed', zh: '日期已过' },
      },
    ]
  }
  if (state.deferredUntil !== undefined && entry.dueOn > state.deferredUntil) {
    return [
      {
        pointer: `${pointer}/dueOn`,
        code: 'BEYOND_LEGAL_LIMIT',
        message: {
          en: `After ${state.deferredUntil}, when the case must be decided`,
          zh: `晚于法定办理期限届满日 ${state.deferredUntil}`,
        },
      },
    ]
  }
  return []
}

/** What a year without its notice says of a day is no ground for a consequence of the law. */
export const provisionalDay = () =>
  refuse('STATE', 'The last day is provisional: its year has no notice yet', '期满日为预估日期，不能自动处理')

/** 视为受理 (Art. 32(4)): nothing was told within five days, so the case counts as accepted from the receipt date. */
export function deemAccept(work: Work): Outcome {
  const clock = work.state.clocks.find((each) => each.kind === 'INTAKE_5D' && !each.stopped)
  if (clock?.due === undefined || work.today <= clock.due) {
    return refuse('STATE', 'The five days have not passed', '五日期限尚未届满')
  }
  if (clock.provisional === true) return provisionalDay()
  if (!work.definition.automaticConsequences) {
    return refuse('STATE', 'The procedure forbids automatic consequences', '该流程不允许自动处理')
  }
  work.state.acceptedOn = work.state.receivedOn ?? work.today
  work.state.acceptMode = 'DEEMED'
  record(work, 'deemAccept', 'ACCEPTED', {
    acceptedOn: work.state.acceptedOn,
    due: clock.due,
    missing: work.state.missing,
    ...takePledges(work),
    ...deciding(work),
  })
  work.documents.push({
    kind: 'acceptanceNotice',
    facts: { acceptedOn: work.state.acceptedOn, deemed: true, ...deciding(work) },
  })
  return undefined
}
