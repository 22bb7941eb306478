import type { InputError } from '../../shared/problem.js'
import { legalDatePlusDays } from '../../shared/time.js'
import type { ActionInputs } from './action-inputs.js'
import { type Refusal, record, refuse, type Work } from './decision.js'

type Outcome = Refusal | undefined

/** 收件: hands in, for the first time or after a correction; then everything that was asked for must be there. */
export function submit(work: Work, _input: ActionInputs['submit']): Outcome {
  const { state } = work
  const notice = state.correction
  if (notice !== undefined) {
    const errors = [
      ...notice.openMaterials.map((code) => stillMissing('/materials', code)),
      ...notice.openFields.map((field) => stillMissing(`/form/${field}`, field)),
    ]
    if (errors.length > 0) {
      return refuse(
        'RULE',
        'Not everything that the notice asked for is there',
        '补正告知的内容尚未补齐',
        errors,
      )
    }
    delete state.correction
  }
  state.receivedOn = work.today
  record(work, 'submit', 'SUBMITTED', { missing: state.missing, corrected: notice !== undefined })
  work.documents.push({ kind: 'receipt', facts: { missing: state.missing } })
  return undefined
}

function stillMissing(pointer: string, what: string): InputError {
  return {
    pointer,
    code: 'CORRECTION_INCOMPLETE',
    message: { en: `${what} was asked for and is not there yet`, zh: `${what} 已要求补正，尚未提交` },
  }
}

/** 预审: looked through before acceptance; nothing changes but the record. */
export function preReview(work: Work, input: ActionInputs['preReview']): Outcome {
  record(work, 'preReview', 'SUBMITTED', { note: input.note })
  return undefined
}

/** 当场更正 (Art. 32(3)). */
export function correctOnTheSpot(work: Work, input: ActionInputs['correctOnTheSpot']): Outcome {
  record(work, 'correctOnTheSpot', 'SUBMITTED', { note: input.note, fields: Object.keys(input.form ?? {}) })
  return undefined
}

/** 补正告知 (Art. 32(4)): once, and everything in it. */
export function requestCorrection(work: Work, input: ActionInputs['requestCorrection']): Outcome {
  const { state } = work
  if (state.correctionsGiven > 0 && input.correctedDefective !== true) {
    return refuse(
      'RULE',
      'Everything must be told once (一次告知): a second notice is lawful only for what was corrected wrongly',
      '一次性告知：除补正的材料本身仍有缺陷外，不得再次要求补正',
      [
        {
          pointer: '/correctedDefective',
          code: 'SECOND_NOTICE',
          message: { en: 'Needed for a second notice', zh: '再次告知须说明补正材料本身有缺陷' },
        },
      ],
    )
  }
  const errors = input.items.flatMap((item, index) => checkCorrectionItem(work, item, index))
  if (errors.length > 0)
    return refuse(
      'RULE',
      'The notice names what the item does not ask for',
      '补正内容不在事项要求之内',
      errors,
    )
  const duplicateFree = [...new Set(input.items.flatMap((item) => item.materialCode ?? []))]
  state.correction = {
    requestedOn: work.today,
    items: input.items,
    openMaterials: duplicateFree,
    openFields: [...new Set(input.items.flatMap((item) => item.field ?? []))],
    ...(state.correctionDays === undefined
      ? {}
      : { expiresOn: legalDatePlusDays(work.today, state.correctionDays) }),
  }
  state.correctionsGiven += 1
  record(work, 'requestCorrection', 'AWAITING_CORRECTION', {
    materials: duplicateFree,
    fields: state.correction.openFields,
    items: input.items,
    second: state.correctionsGiven > 1,
  })
  work.documents.push({
    kind: 'correctionNotice',
    facts: { items: input.items, ...(state.correctionsGiven > 1 ? { second: true } : {}) },
  })
  return undefined
}

function checkCorrectionItem(
  work: Work,
  item: ActionInputs['requestCorrection']['items'][number],
  index: number,
): InputError[] {
  if (item.materialCode === undefined && item.field === undefined) {
    return [
      {
        pointer: `/items/${index}`,
        code: 'REQUIRED',
        message: { en: 'Name a materialCode or a field', zh: '请指明材料或表单字段' },
      },
    ]
  }
  if (item.materialCode !== undefined && !work.state.materialCodes.includes(item.materialCode)) {
    // Art. 31: nothing may be demanded that the published item does not list.
    return [
      {
        pointer: `/items/${index}/materialCode`,
        code: 'MATERIAL_UNKNOWN',
        message: { en: 'The item does not list this material', zh: '事项未列出该材料，不得要求提供' },
      },
    ]
  }
  const { formFields } = work.state
  if (item.field !== undefined && formFields !== undefined && !Object.hasOwn(formFields, item.field)) {
    // What the form does not know could never be supplied: the case would wait for ever.
    return [
      {
        pointer: `/items/${index}/field`,
        code: 'FIELD_UNKNOWN',
        message: { en: 'The form has no such field', zh: '表单没有该字段' },
      },
    ]
  }
  return []
}

/** What must be there; what a window may do, acting.ts has looked at. */
function acceptanceGuard(work: Work, tolerated: readonly string[] = []): Outcome {
  const missing = work.state.missing.filter((code) => !tolerated.includes(code))
  if (missing.length > 0) {
    return refuse(
      'RULE',
      'Required materials are missing',
      '缺少必要材料',
      missing.map((code) => ({
        pointer: '/materials',
        code: 'MATERIAL_MISSING',
        message: { en: `${code} is missing`, zh: `缺少 ${code}` },
      })),
    )
  }
  return undefined
}

/**
 * 受理之日: the day of the accepting act; after a correction the day on which the complete materials arrived
 * (Art. 32(5)).
 */
function acceptanceDate(work: Work): string {
  return work.state.correctionsGiven > 0 && work.state.receivedOn !== undefined
    ? work.state.receivedOn
    : work.today
}

export function accept(work: Work, input: ActionInputs['accept']): Outcome {
  const refused = acceptanceGuard(work)
  if (refused !== undefined) return refused
  work.state.acceptedOn = acceptanceDate(work)
  work.state.acceptMode = 'NORMAL'
  record(work, 'accept', 'ACCEPTED', { acceptedOn: work.state.acceptedOn, note: input.note })
  work.documents.push({ kind: 'acceptanceNotice', facts: { acceptedOn: work.state.acceptedOn } })
  return undefined
}

/** 容缺受理: only materials that the item version marks as deferrable, each with a date. */
export function acceptWithDeferral(work: Work, input: ActionInputs['acceptWithDeferral']): Outcome {
  const { state } = work
  if (state.missing.length === 0)
    return refuse('STATE', 'Nothing is missing: accept the case', '材料已齐全，请直接受理')
  const errors = input.deferred.flatMap((entry, index) => checkDeferral(work, entry, index))
  if (errors.length > 0)
    return refuse('RULE', 'These materials cannot be deferred', '这些材料不能容缺', errors)
  const refused = acceptanceGuard(
    work,
    input.deferred.map((entry) => entry.materialCode),
  )
  if (refused !== undefined) return refused
  state.deferred = input.deferred
  state.acceptedOn = acceptanceDate(work)
  state.acceptMode = 'DEFERRED'
  record(work, 'acceptWithDeferral', 'ACCEPTED', {
    acceptedOn: state.acceptedOn,
    deferred: input.deferred,
    promise: input.promise,
    note: input.note,
  })
  work.documents.push({
    kind: 'acceptanceNotice',
    facts: { acceptedOn: state.acceptedOn, deferred: input.deferred, promise: input.promise },
  })
  return undefined
}

function checkDeferral(
  work: Work,
  entry: { materialCode: string; dueOn: string },
  index: number,
): InputError[] {
  const { state } = work
  const pointer = `/deferred/${index}`
  if (!state.missing.includes(entry.materialCode)) {
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
  return []
}

/** 视为受理 (Art. 32(4)): nothing was told within five days, so the case counts as accepted from the receipt date. */
export function deemAccept(work: Work): Outcome {
  const clock = work.state.clocks.find((each) => each.kind === 'INTAKE_5D' && !each.stopped)
  if (clock?.due === undefined || work.today <= clock.due) {
    return refuse('STATE', 'The five days have not passed', '五日期限尚未届满')
  }
  if (!work.definition.automaticConsequences) {
    return refuse('STATE', 'The procedure forbids automatic consequences', '该流程不允许自动处理')
  }
  work.state.acceptedOn = work.state.receivedOn ?? work.today
  work.state.acceptMode = 'DEEMED'
  record(work, 'deemAccept', 'ACCEPTED', {
    acceptedOn: work.state.acceptedOn,
    due: clock.due,
    missing: work.state.missing,
  })
  work.documents.push({
    kind: 'acceptanceNotice',
    facts: { acceptedOn: work.state.acceptedOn, deemed: true },
  })
  return undefined
}

/** 不予受理 (Art. 32(2)): names the right authority where that is the reason. */
export function refuseAcceptance(work: Work, input: ActionInputs['refuseAcceptance']): Outcome {
  const { reasonCode, reason, competentAuthority } = input
  record(work, 'refuseAcceptance', 'NOT_ACCEPTED', { reasonCode, reason, competentAuthority })
  work.documents.push({ kind: 'notAcceptedNotice', facts: { reasonCode, reason, competentAuthority } })
  return undefined
}

/** 不受理 (Art. 32(1)): no licence is needed. */
export function declareNotRequired(work: Work, input: ActionInputs['declareNotRequired']): Outcome {
  record(work, 'declareNotRequired', 'NOT_REQUIRED', { reason: input.reason })
  work.documents.push({ kind: 'notRequiredNotice', facts: { reason: input.reason } })
  return undefined
}
