import { isDeepStrictEqual } from 'node:util'
import { legalDatePlusDays } from '../../shared/time.js'
import { holdsStep } from './acting.js'
import { waitedFor } from './awaiting.js'
import { type CaseState, forwardedIn, openSpecials, openTasks, type TaskState } from './case-state.js'
import { defectiveToTell, wantedForAcceptance } from './correction-acts.js'
import type { Situation } from './decision.js'
import type { WorkflowDefinition } from './definition.js'
import { fittingResults, organsAbove } from './forwarding.js'
import { GRANT_MEMBERS } from './grant.js'
import { hasExamined, refuseUnaskedHearing } from './hearing-acts.js'
import { askedIn, dissentIn, openOpinions } from './opinion-acts.js'
import { isRenewedByLaw } from './renewed.js'
import { daysLeft } from './special-procedures.js'
import type { Action } from './statuses.js'
import { exampleOfField } from './step-input.js'
import { openSupplements } from './supplement-acts.js'
import { namesStatute, possibleGrounds } from './termination-grounds.js'
import { refusalGrounds } from './turning-away-acts.js'

export interface JsonSchema {
  type?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  examples?: unknown[]
  enum?: unknown[]
  const?: unknown
  [member: string]: unknown
}

export type Around = Pick<
  Situation,
  'today' | 'data' | 'organs' | 'definition' | 'colleagues' | 'subjects' | 'actor'
>

/** What an input is in this very case; undefined: there is none such here. */
type Particulars = Record<string, { schema: JsonSchema; required?: boolean } | undefined>

/** A promise to bring a material later is shown with a day this far ahead. */
const DEFERRAL_DAYS = 30

/** How long a special procedure is proposed: so that it may be needed once more within the days of the item. */
const SPECIAL_DAYS = 5

/** What each action’s input is in a very case; what has no line is as its schema has it. */
export const PARTICULARS: {
  [A in Action]?: (state: CaseState, around: Around) => Particulars
} = {
  submit: (state, { data }) => {
    const notice = state.correction
    if (notice === undefined || isRenewedByLaw(state)) return {}
    const materials = notice.openMaterials.map((materialCode) => ({ materialCode, source: 'paper' }))
    return {
      ...(materials.length > 0 ? { materials: { schema: { examples: [materials] }, required: true } } : {}),
      ...fieldsToCorrect(notice.openFields, state, data),
    }
  },
  accept: overridesOf,
  handleOnTheSpot: overridesOf,
  requestCorrection: (state) => {
    const items = everythingToTell(state)
    if (state.correctionsGiven === 0)
      return { items: { schema: { examples: [items.length > 0 ? items : [anything(state)]] } } }
    // A field of the round may be wrong still, which nothing but the eye finds.
    const field = state.corrected?.fields[0]
    const again = field === undefined ? [] : [{ field, reason: '该内容仍不符合要求，请更正' }]
    return {
      items: { schema: { examples: [items.length > 0 ? items : again] } },
      correctedDefective: { schema: { const: true }, required: true },
    }
  },
  refuseAcceptance: (state) => ({
    ground: { schema: { enum: refusalGrounds(state) } },
    competentAuthority: { schema: {}, required: true },
  }),
  acceptWithDeferral: (state, { today }) => {
    const ahead = legalDatePlusDays(today, DEFERRAL_DAYS)
    const dueOn = [ahead, state.deferredUntil ?? ahead].sort()[0] ?? ahead
    const deferred = wantedForAcceptance(state).map((materialCode) => ({ materialCode, dueOn }))
    return { deferred: { schema: { examples: [deferred] } }, ...overridesOf(state) }
  },
  requestJointReview: (state, { organs }) => {
    const asked = new Set(openTasks(state).map((task) => task.organisation))
    const free = [...organs].find((code) => code !== state.organisation && !asked.has(code))
    return free === undefined ? {} : { organisations: { schema: { examples: [[free]] } } }
  },
  requestSupplement: (state) => {
    const asked = [...openSupplements(state), ...forwardedIn(state)]
    const free = state.materialCodes.find((code) => !asked.includes(code)) ?? ''
    const items = [{ materialCode: free, reason: '审查需要核对，请补充该材料' }]
    return { items: { schema: { examples: [items] } } }
  },
  completeStep: (state, around) => {
    const { definition, colleagues = new Set() } = around
    const held = stepsHeld(state, around, 'completeStep')
    const steps = held.map(({ step }) => step)
    // With an opinion open that is waited for the act is refused anyway.
    const silent = held.some((task) => askedIn({ ...around, state }, task).silent.length > 0)
    const answers = silent || steps.some((step) => dissentIn(state, step).length > 0)
    return {
      ...stepParticulars(steps),
      ...visitParticulars(steps, definition, colleagues),
      ...inputParticulars(steps, definition),
      ...(answers ? { answerToDissent: { schema: {}, required: true } } : {}),
    }
  },
  addReviewer: (state, around) => {
    const { organs, colleagues = new Set() } = around
    const asked = new Set(openTasks(state).map((task) => task.organisation))
    const free = [...organs].filter((code) => code !== state.organisation && !asked.has(code))
    const people = [...colleagues]
    return {
      ...stepParticulars(stepsHeld(state, around, 'addReviewer').map(({ step }) => step)),
      organisation: {
        schema: free.length === 0 ? {} : { examples: free.slice(0, 1) },
        required: free.length > 0,
      },
      ...(people.length === 0 ? {} : { staffNo: { schema: { examples: people } } }),
    }
  },
  removeReviewer: (state) => {
    const open = openOpinions(state).map(({ taskId }) => taskId)
    return open.length === 0 ? {} : { taskId: { schema: { enum: open, examples: open }, required: true } }
  },
  approve: (state) => {
    const step = openTasks(state).find(({ phase }) => phase === 'decide')?.step ?? ''
    const answers = openOpinions(state).length > 0 || dissentIn(state, step).length > 0
    return {
      ...(answers ? { answerToDissent: { schema: {}, required: true } } : {}),
      // 初审: an opinion has neither terms nor a sum.
      ...(state.forwardsTo === undefined
        ? {}
        : Object.fromEntries(GRANT_MEMBERS.map((name) => [name, undefined]))),
    }
  },
  startSpecial: (state, around) => {
    const possible = (state.listedSpecials ?? []).filter(
      (listed) =>
        daysLeft(state, listed) > 0 &&
        (listed.kind !== 'hearing' || refuseUnaskedHearing(state) === undefined),
    )
    const [first] = possible
    if (first === undefined) return {}
    const most = Math.max(...possible.map((listed) => daysLeft(state, listed)))
    const example = Math.min(SPECIAL_DAYS, daysLeft(state, first))
    return {
      kind: { schema: { enum: possible.map(({ kind }) => kind), examples: [first.kind] } },
      estimatedDays: { schema: { maximum: most, examples: [example] } },
      ...(first.kind === 'hearing' ? hearingParticulars(state, around) : {}),
      ...(namesStatute(first.basis) ? { basis: { schema: { examples: [first.basis] } } } : {}),
    }
  },
  waiveHearing: ({ hearing }) =>
    hearing?.requestedOn !== undefined && hearing.requestedBy === 'thirdParty'
      ? { by: { schema: { enum: ['thirdParty'] }, required: true } }
      : {},
  endSpecial: (state) => {
    const open = openSpecials(state).map(({ specialId }) => specialId)
    return open.length === 0
      ? {}
      : { specialId: { schema: { enum: open, examples: open }, required: open.length > 1 } }
  },
  extend: ({ extension }) =>
    extension === undefined ? {} : { days: { schema: { maximum: extension.amount } } },
  void: ({ goesOnAs }) =>
    goesOnAs === undefined ? {} : { supersededBy: { schema: { examples: [goesOnAs] }, required: true } },
  terminate: (state, { today }) => ({ ground: { schema: { enum: possibleGrounds(state, today) } } }),
  close: closeParticulars,
  returnStep: (state, around) =>
    stepParticulars(stepsHeld(state, around, 'returnStep').map(({ step }) => step)),
  supplyMaterials: (state) => {
    const deferred = state.deferred.filter((entry) => entry.suppliedOn === undefined)
    const owed = new Set(deferred.map((entry) => entry.materialCode))
    if (state.acceptMode === 'DEEMED') for (const code of state.missing) owed.add(code)
    for (const { materialCode } of state.defective ?? []) owed.add(materialCode)
    for (const code of openSupplements(state)) owed.add(code)
    // What the law took in unseen (视为受理) may be exchanged, though nothing is owed.
    const [listed] = state.materialCodes
    if (owed.size === 0 && state.acceptMode === 'DEEMED' && listed !== undefined) owed.add(listed)
    return {
      materials: {
        schema: { examples: [[...owed].map((materialCode) => ({ materialCode, source: 'paper' }))] },
      },
    }
  },
}

/** What the case may be closed as, and the organs to which it may go (转报); where it may go to none, none is asked for. */
function closeParticulars(state: CaseState, around: Around): Particulars {
  const decided = state.status === 'DENIED' ? 'DENIED' : 'APPROVED'
  const results = { resultType: { schema: { enum: [...fittingResults(state, decided)] } } }
  const above = decided === 'APPROVED' ? organsAbove(state, around) : []
  return above.length === 0
    ? { ...results, forwardedOrganisation: undefined }
    : {
        ...results,
        forwardedOrganisation: { schema: { enum: above, examples: above }, required: above.length > 1 },
      }
}

/** A hearing is proposed on the first lawful day, presided by somebody who took no part in the review. */
function hearingParticulars(state: CaseState, around: Around): Particulars {
  const { hearingFrom: on, hearingDuty } = state
  const presider = [...(around.colleagues ?? [])].find((each) => !hasExamined({ ...around, state }, each))
  if (hearingDuty === undefined || presider === undefined || on === undefined) return {}
  return {
    hearing: { schema: { examples: [{ on, place: '政务服务中心听证室', presider }] }, required: true },
  }
}

/** The whole notice (一次告知): what is missing, and what was found defective with what was found. */
function everythingToTell(state: CaseState): { materialCode: string; reason: string }[] {
  const found = new Map(defectiveToTell(state).map(({ materialCode, reason }) => [materialCode, reason]))
  return wantedForAcceptance(state).map((materialCode) => ({
    materialCode,
    reason: state.missing.includes(materialCode)
      ? '缺少该材料，请补交'
      : (found.get(materialCode) ?? '该材料有缺陷，请重新提交'),
  }))
}

/** Where nothing is wrong by what is known, staff may have seen something: a material, or a field of the form. */
function anything(state: CaseState) {
  const { materialCodes, formFields = {} } = state
  const awaited = waitedFor(state).map(({ materialCode }) => materialCode)
  const there = [...awaited, ...forwardedIn(state)]
  const code = materialCodes.find((each) => !there.includes(each))
  const what = code === undefined ? { field: Object.keys(formFields)[0] } : { materialCode: code }
  return { ...what, reason: '该内容不符合要求，请更正' }
}

/** Each field with another value than it has, where the form names one; else the applicant stands by what it says. */
function fieldsToCorrect(fields: readonly string[], state: CaseState, data: Situation['data']): Particulars {
  if (fields.length === 0) return {}
  const form = (data.form ?? {}) as Record<string, unknown>
  const another = fields.flatMap((field) => {
    const example = state.formFields?.[field]
    return example === undefined || isDeepStrictEqual(example, form[field]) ? [] : [[field, example] as const]
  })
  const kept = fields.filter((field) => !another.some(([name]) => name === field))
  return {
    ...(another.length > 0
      ? { form: { schema: { examples: [Object.fromEntries(another)] }, required: true } }
      : {}),
    ...(kept.length > 0 ? { unchanged: { schema: { examples: [kept] }, required: true } } : {}),
  }
}

/** Where a doubt is open, who accepts says why it is none. */
function overridesOf({ doubts = [] }: CaseState): Particulars {
  if (doubts.length === 0) return {}
  const overrides = doubts.map(({ pointer }) => ({ pointer, reason: '已核对证件原件，确认无误' }))
  return { overrides: { schema: { examples: [overrides] }, required: true } }
}

/** A step that is a visit wants its record: an example with officers of the organ. */
function visitParticulars(
  steps: readonly string[],
  { steps: all }: WorkflowDefinition,
  colleagues: ReadonlySet<string>,
): Particulars {
  const visit = all.find(({ key }) => steps.length === 1 && key === steps[0])?.visit
  if (visit === undefined) return {}
  const officers = [...colleagues].slice(0, visit.officers)
  const example = { officers, place: '经营场所', record: '场所、设备设施与申请材料一致' }
  return { visit: { schema: { examples: [example] }, required: true } }
}

/** Steps that are open and that the actor's organ does. */
const stepsHeld = (state: CaseState, { actor }: Around, action: Action): TaskState[] =>
  openTasks(state).filter((task) => task.kind === 'step' && holdsStep(actor, task, action))

function stepParticulars(steps: readonly string[]): Particulars {
  return steps.length === 0 ? {} : { step: { schema: { enum: [...steps] }, required: steps.length > 1 } }
}

/** A step that asks for something shows its own schema. */
function inputParticulars(steps: readonly string[], { steps: all }: WorkflowDefinition): Particulars {
  const input = all.find(({ key }) => steps.length === 1 && key === steps[0])?.input
  if (input === undefined) return {}
  const { properties, required = [] } = input
  const example = Object.fromEntries(
    required.flatMap((name) => {
      const field = properties[name]
      return field === undefined ? [] : [[name, exampleOfField(field)]]
    }),
  )
  const schema = {
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, { title, ...field }]) => [
        name,
        { ...field, ...(title === undefined ? {} : { title: title.zh, description: title.en }) },
      ]),
    ),
    patternProperties: undefined,
    required: [...required],
    additionalProperties: false,
    examples: [example],
  }
  return { input: { schema, required: required.length > 0 } }
}
