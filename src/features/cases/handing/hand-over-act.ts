import { awaitsReceipt } from '../../workflow/collecting.js'
import { type Actor, type Decision, type Refusal, refuse } from '../../workflow/decision.js'
import { STATUSES } from '../../workflow/statuses.js'
import type { Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { CaseRecord, Inspection, Material } from '../case.js'
import type { InHand } from '../case-in-hand.js'

/** A hand-over list (物料流转清单) as far as one of its cases is concerned. */
export interface HandedList {
  handoverId: string
  /** Organs, and what window or organ people know the place as. */
  from: string
  fromName: string
  to: string
  toName: string
  givenOn: string
  /** Staff number of who gave it away. */
  givenBy?: string
}

/** What became of a sheet: of `count` so many came, were refused, or never arrived. */
export interface SheetOutcome {
  materialCode: string
  count: number
  received: number
  refused: number
  lost: number
  reason?: string
}

export type HandingCommand =
  | { action: 'handOver'; list: HandedList; sheets: readonly { materialCode: string; count: number }[] }
  | { action: 'receiveHandover'; list: HandedList; sheets: readonly SheetOutcome[] }
  | { action: 'returnHandover'; list: HandedList; sheets: readonly SheetOutcome[]; lost: boolean }

/** Authorities of windows at which papers come in. */
const TAKES_IN = new Set(['decides', 'accepts', 'collects'])

/**
 * 移交、接收、退回: papers go from where they came in to the organ. Nothing of it is a decision on the case; with the
 * receipt of what a window collected the organ's five days begin.
 */
export function doHanding({ record, around }: InHand, command: HandingCommand): Prepared | Refusal {
  const as = standingFor(around.actor)
  if (as === undefined)
    return refuse(
      'ROLE',
      'Papers are handed over by who took them in, and received by the clerks of the deciding organ',
      '材料由收件人员移交，由受理机关的工作人员接收',
    )
  const acting = { ...around, actor: { ...around.actor, as } }
  switch (command.action) {
    case 'handOver':
      return handOver(record, acting, command)
    case 'receiveHandover':
      return receive(record, acting, command)
    case 'returnHandover':
      return comeBack(record, acting, command)
  }
}

/** On which side somebody stands, the list says; here, that he is clerk of the case on either. */
const standingFor = ({ standings }: Actor) =>
  standings.find(
    ({ role, windowAuthority }) =>
      role === 'clerk' && (windowAuthority === undefined || TAKES_IN.has(windowAuthority)),
  )

type Acting = InHand['around']

function handOver(
  record: CaseRecord,
  around: Acting,
  { list, sheets }: HandingCommand & { action: 'handOver' },
): Prepared | Refusal {
  if (!isUnderWay(record) && !isReady(record))
    return refuse(
      'STATE',
      'Nothing is handed over before or after the case',
      '草稿和已结束的办件不能移交材料',
    )
  const decision = plainDecision(record, around, 'handOver', {
    facts: { handoverId: list.handoverId, from: list.from, to: list.to, sheets },
  })
  const { collected } = record.facts
  return {
    kind: 'prepared',
    record,
    around,
    decision:
      collected !== undefined && awaitsReceipt(record.facts)
        ? withState(decision, { collected: { on: collected.on, handoverId: list.handoverId } })
        : decision,
  }
}

/** Handed in and not yet at an end: papers of it may be on their way. */
export const isUnderWay = ({ status }: Pick<CaseRecord, 'status'>): boolean =>
  status !== 'DRAFT' && STATUSES[status]?.final === false

/** Closed, and its result not handed out yet: that goes to the exit desk. */
export const isReady = ({ status }: Pick<CaseRecord, 'status'>): boolean => status === 'CLOSED'

function receive(
  record: CaseRecord,
  around: Acting,
  { list, sheets }: HandingCommand & { action: 'receiveHandover' },
): Prepared {
  const { collected } = record.facts
  const arrives = collected !== undefined && awaitsReceipt(record.facts) && record.status === 'SUBMITTED'
  const facts = { ...factsOf(list, sheets), ...(arrives ? { receivedOn: around.today } : {}) }
  const decision = plainDecision(record, around, 'receiveHandover', { facts })
  const materials = materialsAfter(record, around, sheets)
  return {
    kind: 'prepared',
    record: { ...record, materials: replaced(record.materials, materials) },
    around,
    decision: {
      ...(arrives
        ? withState(decision, {
            collected: { on: collected.on, handoverId: list.handoverId, receivedOn: around.today },
            receivedOn: around.today,
          })
        : decision),
      documents: [{ kind: 'handoverVoucher', facts: voucherOf(list, sheets, around) }],
    },
    materials,
  }
}

/** All of it came back, or was lost: the papers are where they were, or nowhere, and may be handed over again. */
function comeBack(
  record: CaseRecord,
  around: Acting,
  { list, sheets, lost }: HandingCommand & { action: 'returnHandover' },
): Prepared {
  const decision = plainDecision(record, around, 'returnHandover', { facts: factsOf(list, sheets) })
  const { collected } = record.facts
  const { handoverId, to: by, toName: byName } = list
  const returned = { handoverId, on: around.today, by, byName, ...(lost ? { lost: true as const } : {}) }
  return {
    kind: 'prepared',
    record,
    around,
    decision:
      collected !== undefined && collected.handoverId === list.handoverId && awaitsReceipt(record.facts)
        ? withState(decision, { collected: { on: collected.on, returned } })
        : decision,
  }
}

const withState = (decision: Decision, more: Partial<Decision['state']>): Decision => ({
  ...decision,
  state: { ...decision.state, ...more },
})

/** What people wrote, the event keeps beside (`reasons`); the rest is its facts. */
const factsOf = ({ handoverId }: HandedList, sheets: readonly SheetOutcome[]) => {
  const reasons = sheets.flatMap(({ materialCode, reason }) =>
    reason === undefined ? [] : [[materialCode, reason]],
  )
  return {
    handoverId,
    sheets: sheets.map(countsOf),
    ...(reasons.length === 0 ? {} : { reasons: Object.fromEntries(reasons) }),
  }
}

const countsOf = ({ materialCode, count, received, refused, lost }: SheetOutcome) => ({
  materialCode,
  count,
  received,
  refused,
  lost,
})

/** 物料流转凭证: who gave what to whom, and what of it came; both signatures. */
function voucherOf(list: HandedList, sheets: readonly SheetOutcome[], { actor, today }: Acting) {
  const { fromName, toName, givenOn, givenBy } = list
  return {
    handedFrom: fromName,
    handedTo: toName,
    givenOn,
    ...(givenBy === undefined ? {} : { givenBy }),
    arrivedOn: today,
    ...(actor.staffNo === undefined ? {} : { arrivedWith: actor.staffNo }),
    sheets: sheets.map(countsOf),
  }
}

/** Copies are what came; of what came not at all, the paper is wanting, with why. What comes anew is looked at anew. */
function materialsAfter(record: CaseRecord, { actor, today }: Acting, sheets: readonly SheetOutcome[]) {
  const outcomes = new Map(sheets.map((sheet) => [sheet.materialCode, sheet]))
  return record.materials.flatMap((material): Material[] => {
    const outcome = outcomes.get(material.materialCode)
    if (outcome === undefined || material.source !== 'paper') return []
    const { inspection: _before, ...plain } = material
    if (outcome.received > 0) return [{ ...plain, copies: outcome.received }]
    const inspection: Inspection = {
      result: 'defective',
      reason: outcome.reason ?? '材料在流转途中遗失，受理机关未收到',
      on: today,
      by: actor.staffNo ?? actor.subject,
    }
    return [{ ...plain, inspection }]
  })
}

const replaced = (before: readonly Material[], after: readonly Material[]): Material[] =>
  before.map((each) => after.find(({ materialId }) => materialId === each.materialId) ?? each)
