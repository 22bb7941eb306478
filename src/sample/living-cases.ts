import {
  EXAMPLE_CASE_NO,
  EXAMPLE_DRAFT_NO,
  EXAMPLE_PROGRESS,
  EXAMPLE_UNDO_NO,
  EXAMPLE_UNPROVEN_NO,
  exampleCase,
  exampleCaseNoOf,
  exampleCommands,
} from '../features/cases/case-examples.js'
import { EXAMPLE_INFORMED } from '../features/cases/informing/inform-examples.js'
import { EXAMPLE_TASK_CASES } from '../features/cases/tasks/task-examples.js'
import type { ItemDocument } from '../features/catalogue/item-document.js'
import { resolveChecklist } from '../features/catalogue/questions/checklist.js'
import { EXAMPLE_HOLDERS } from '../features/exits/exit-examples.js'
import { EXAMPLE_HANDED, EXAMPLE_LISTS, exampleCollected } from '../features/handovers/handover-examples.js'
import { EXAMPLE_BAD, EXAMPLE_RATED } from '../features/ratings/rating-examples.js'
import { ACTION_NAMES, ACTIONS, type Action } from '../features/workflow/statuses.js'
import { makeCaseNo } from '../shared/ids.js'
import type { Role } from '../shared/roles.js'
import {
  COUNTY_HEALTH,
  exampleId,
  FOOD_LICENCE_ITEM_CODE,
  HOUSING_FUND_WINDOW_ID,
  MATERIAL_EXAMPLE,
  STATION_ITEM_CODE,
  TOP_ORGANISATION,
  WATER_ITEM_CODE,
} from '../shared/sample-codes.js'
import { sampleItem, thingsOf } from './lines.js'
import { keyOf, type Send } from './send.js'

/** An act that is done otherwise than its example. */
type Done = { action: Action } & Record<string, unknown>

/** One request about a case of the sample. */
interface Besides {
  role: Role
  path: string
  body?: object
  ids?: string[]
}

export interface LivingCase {
  caseNo: string
  body: object
  /** Whose people take it in and act; absent: who stands above all. */
  organisation?: string
  /** Acts that were done with it: the examples of the contract. */
  acts?: readonly (Action | Done)[]
  queryCode?: string
  /** Of the case itself and of its materials, in this order. */
  ids?: (string | undefined)[]
  /** Of the task that an act opens, by the act. */
  opens?: Partial<Record<Action, string>>
  /** What is done besides then, at addresses of its own. */
  besides?: readonly Besides[]
}

const foodBusinessLicence = sampleItem(FOOD_LICENCE_ITEM_CODE)
const MARKET_WINDOW =
  thingsOf<{ id: string; kind: string }>('samples', 'windows').find(({ kind }) => kind === 'market')?.id ?? ''

const COMPANY = {
  ...{ role: 'applicant', type: 'legal', name: '乐山示例餐饮有限公司' },
  ...{ idType: 'USCC', idNumber: '91350100M000100Y43' },
}

/** Who came for it, and showed a card. */
const SENT_BY_IT = {
  ...{ role: 'handler', type: 'natural', name: '王示例', idType: '111', idNumber: '511102198306070016' },
  identityProof: { method: 'idCardReader', at: '2026-03-02T01:00:00.000000Z', reference: 'reader-1' },
}

/** A licence for a restaurant at the window that takes it in, complete but for what is left out. */
function restaurant(without: readonly string[] = []): object {
  const { properties, required } = foodBusinessLicence.form.schema as {
    properties: Record<string, { examples: unknown[] }>
    required: string[]
  }
  return {
    itemCode: foodBusinessLicence.itemCode,
    submit: true,
    channel: 'WINDOW',
    windowId: MARKET_WINDOW,
    parties: [COMPANY],
    form: Object.fromEntries(required.map((name) => [name, properties[name]?.examples[0]])),
    materials: foodBusinessLicence.materials
      .filter(({ materialCode }) => !without.includes(materialCode))
      .map(({ materialCode }) => ({ materialCode, source: 'paper' })),
  }
}

const water = sampleItem(WATER_ITEM_CODE)

/** A new licence to take water, whose grant is of others' interest as well: a hearing may be asked for. */
export const WATER = {
  itemCode: water.itemCode,
  submit: true,
  channel: 'WEB',
  answers: { matter: 'new', byAgent: false },
  parties: exampleCase.parties,
  form: Object.fromEntries(
    Object.entries(water.form.schema.properties as Record<string, { examples: unknown[] }>).map(
      ([name, { examples }]) => [name, examples[0]],
    ),
  ),
  materials: ['water-form', 'identity-card', 'third-party-statement', 'water-report'].map((materialCode) => ({
    materialCode,
    source: 'paper',
    copies: 1,
  })),
}

/** The item and those to which what it examines goes up. */
function levelsFrom(itemCode: string): ItemDocument[] {
  const item = sampleItem(itemCode)
  const above = item.forwardsTo?.[0]?.itemCode
  return [item, ...(above === undefined ? [] : levelsFrom(above))]
}

const stationNo = ({ itemCode }: ItemDocument): string =>
  makeCaseNo(itemCode.slice(2, 8), '2026-03-02T01:00:00.000000Z', '1', 901)

/** A company asks for a station in its town. */
function station(item: ItemDocument): object {
  const answers = { byAgent: false }
  const checklist = resolveChecklist(item, 'legal', answers)
  const wanted = checklist.kind === 'checklist' ? checklist.materials : []
  const { properties } = item.form.schema as { properties: Record<string, { examples: unknown[] }> }
  return {
    itemCode: item.itemCode,
    submit: true,
    channel: 'WINDOW',
    answers,
    parties: [COMPANY, SENT_BY_IT],
    form: Object.fromEntries(Object.entries(properties).map(([name, { examples }]) => [name, examples[0]])),
    materials: wanted.map(({ material: { materialCode } }) => ({ materialCode, source: 'paper', copies: 1 })),
  }
}

const LOAN = { ...exampleCase, channel: 'WINDOW', windowId: HOUSING_FUND_WINDOW_ID }
const SCANNED = {
  ...LOAN,
  materials: exampleCase.materials.map((each, index) =>
    index === 0 ? { ...each, source: 'upload', fileId: exampleId() } : each,
  ),
}
const DRAFT = { ...exampleCase, submit: false }

const REVIEWING: Action[] = ['accept', 'startReview']
const DECIDING: Action[] = [...REVIEWING, 'completeStep']
const GRANTED: Action[] = [...DECIDING, 'approve']
const POSTED: Done = {
  action: 'deliver',
  method: 'post',
  address: '四川省乐山市市中区示例路1号',
  trackingNumber: 'EA123456789CN',
}
/** Where a case stands for the example of an action, unless it was just handed in. */
const WAYS: Partial<Record<Action, { body?: object; acts?: (Action | Done)[] }>> = {
  submit: { body: DRAFT },
  acceptWithDeferral: { body: restaurant(['safety-rules']) },
  supplyMaterials: { body: restaurant(['safety-rules']), acts: ['acceptWithDeferral'] },
  startReview: { body: restaurant(), acts: ['accept'] },
  completeStep: { body: restaurant(), acts: REVIEWING },
  returnStep: { body: restaurant(), acts: REVIEWING },
  requestJointReview: { body: restaurant(), acts: REVIEWING },
  giveOpinion: { body: restaurant(), acts: [...REVIEWING, 'requestJointReview'] },
  startSpecial: { body: restaurant(), acts: REVIEWING },
  endSpecial: { body: restaurant(), acts: [...REVIEWING, 'startSpecial'] },
  approve: { body: restaurant(), acts: DECIDING },
  deny: { body: restaurant(), acts: DECIDING },
  extend: { body: restaurant(), acts: ['accept'] },
  requestSupplement: { body: restaurant(), acts: REVIEWING },
  addReviewer: { body: restaurant(), acts: REVIEWING },
  removeReviewer: { body: restaurant(), acts: [...REVIEWING, 'addReviewer'] },
  close: { body: restaurant(), acts: GRANTED },
  deliver: { body: restaurant(), acts: [...GRANTED, 'close'] },
  returnMail: { body: restaurant(), acts: [...GRANTED, 'close', POSTED] },
  informOfHearing: { body: WATER, acts: REVIEWING },
  requestHearing: { body: WATER, acts: [...REVIEWING, 'informOfHearing'] },
  waiveHearing: { body: WATER, acts: [...REVIEWING, 'informOfHearing'] },
}

/**
 * 设立广播电视站, level by level (转报，行政许可法第三十五条): what county and city have examined and forwarded lies with the
 * province, each in a case of its own; the papers were handed in once, below.
 */
export const FORWARDED: readonly LivingCase[] = levelsFrom(STATION_ITEM_CODE).map((item, level, levels) => {
  const below = levels[level - 1]
  return {
    caseNo: stationNo(item),
    organisation: item.organisationCode,
    body:
      below === undefined
        ? station(item)
        : { ...station(item), materials: [], forwardedFrom: stationNo(below) },
    acts: level === levels.length - 1 ? REVIEWING : [...GRANTED, { action: 'close' }],
  }
})

/** A case in each state: where the contract's examples meet it. */
export const LIVING_CASES: readonly LivingCase[] = [
  { caseNo: EXAMPLE_CASE_NO, body: SCANNED, ids: [undefined, exampleId(), exampleId(MATERIAL_EXAMPLE)] },
  { caseNo: EXAMPLE_DRAFT_NO, body: DRAFT },
  { ...EXAMPLE_PROGRESS, body: exampleCase },
  { caseNo: EXAMPLE_UNDO_NO, body: LOAN, acts: ['preReview'] },
  { caseNo: EXAMPLE_UNPROVEN_NO, body: LOAN, acts: [{ action: 'withdraw', reason: '申请人要求撤回申请' }] },
  ...ACTION_NAMES.filter((action) => ACTIONS[action].roles.length > 0).map((action) => ({
    caseNo: exampleCaseNoOf(action),
    body: WAYS[action]?.body ?? LOAN,
    acts: WAYS[action]?.acts ?? [],
  })),
  ...EXAMPLE_TASK_CASES.map(({ caseNo, taskId, act }) => ({
    caseNo,
    body: restaurant(),
    acts: REVIEWING,
    opens: { startReview: taskId },
    besides: act === 'releaseTask' ? [{ role: 'reviewer' as const, path: `/v1/tasks/${taskId}/claim` }] : [],
  })),
  ...FORWARDED,
  { caseNo: EXAMPLE_INFORMED.caseNo, body: restaurant(), acts: REVIEWING },
  {
    caseNo: EXAMPLE_INFORMED.told.caseNo,
    body: restaurant(),
    acts: REVIEWING,
    besides: [
      {
        role: 'reviewer',
        path: `/v1/cases/${EXAMPLE_INFORMED.told.caseNo}/copies`,
        body: { organisations: [TOP_ORGANISATION] },
        ids: [EXAMPLE_INFORMED.told.copyId],
      },
    ],
  },
  {
    caseNo: EXAMPLE_INFORMED.urged.caseNo,
    body: restaurant(),
    acts: REVIEWING,
    besides: [
      {
        role: 'lead',
        path: `/v1/cases/${EXAMPLE_INFORMED.urged.caseNo}/urge`,
        body: {},
        ids: [EXAMPLE_INFORMED.urged.urgeId],
      },
    ],
  },
]

/** Accepted, each with an alert: what is explained, confirmed and revoked, appealed against and closed. */
export const ALERTED: readonly LivingCase[] = [201, 202, 203, 204, 205].map((serial) => ({
  caseNo: makeCaseNo('511102', '2026-03-02T01:00:00.000000Z', '1', serial),
  body: LOAN,
  acts: ['accept'],
}))

/** Collected at a window for an organ elsewhere: one is to be handed over, the others are on the way. */
export const COLLECTED: readonly LivingCase[] = [EXAMPLE_HANDED, ...EXAMPLE_LISTS].map(({ caseNo }) => ({
  caseNo,
  body: exampleCollected,
}))

/** Granted and issued: licences to be revoked, withdrawn, cancelled. */
export const LICENSED: readonly LivingCase[] = [401, 402, 403, 404].map((serial) => ({
  caseNo: makeCaseNo('511102', '2026-03-02T01:00:00.000000Z', '1', serial),
  body: restaurant(),
  acts: [...GRANTED, 'close'],
}))

/** Decided and closed: what of it is at the exit desk, or on its way by post. */
export const EXITED: readonly LivingCase[] = Object.entries(EXAMPLE_HOLDERS).map(([caseNo, idNumber]) => ({
  caseNo,
  body: { ...LOAN, parties: LOAN.parties.map((party) => ({ ...party, idNumber })) },
  acts: ['handleOnTheSpot'],
}))

/** Turned away, with the code on their receipts: one is to be rated, the others were rated badly. */
export const RATED: readonly LivingCase[] = [EXAMPLE_RATED.caseNo, ...EXAMPLE_BAD].map((caseNo) => ({
  caseNo,
  queryCode: EXAMPLE_RATED.queryCode,
  body: LOAN,
  acts: ['refuseAcceptance'],
}))

/** Takes a case in and does its acts, each by who may: the window's people where they do. */
export async function bringCase(
  send: Send,
  { caseNo, body, organisation, acts = [], queryCode, ids, opens = {}, besides = [] }: LivingCase,
): Promise<void> {
  const ofOrgan = organisation === undefined ? {} : { organisation }
  let { etag } = await send({
    role: 'clerk',
    ...ofOrgan,
    path: '/v1/cases',
    body,
    headers: keyOf(caseNo),
    known: {
      caseNo,
      ...(queryCode === undefined ? {} : { queryCode }),
      ...(ids === undefined ? {} : { ids }),
    },
  })
  for (const act of acts) {
    const action = typeof act === 'string' ? act : act.action
    const roles: readonly Role[] = ACTIONS[action].roles
    const answer = await send({
      role: roles.find((role) => role === 'clerk') ?? roles[0] ?? 'clerk',
      ...ofOrgan,
      // Who is asked answers for itself.
      ...(action === 'giveOpinion' ? { organisation: COUNTY_HEALTH } : {}),
      path: `/v1/cases/${caseNo}/transitions`,
      body:
        typeof act === 'string'
          ? (exampleCommands.find((command) => 'action' in command && command.action === act) ?? {})
          : act,
      headers: { 'if-match': etag, ...keyOf(`${caseNo}-${action}`) },
      ...(opens[action] === undefined ? {} : { known: { ids: [opens[action]] } }),
    })
    etag = answer.etag
  }
  for (const { ids: known, path, ...request } of besides)
    await send({
      ...request,
      path,
      headers: keyOf(`${caseNo}-${path.split('/').at(-1)}`),
      ...(known === undefined ? {} : { known: { ids: known } }),
    })
}
