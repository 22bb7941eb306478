import type { InputError } from '../../shared/problem.js'
import { legalDatePlusDays } from '../../shared/time.js'
import type { ActionInputs } from './action-inputs.js'
import { lostResults, waitedFor } from './awaiting.js'
import {
  type CaseState,
  type CorrectionItem,
  calledIn,
  type DefectiveMaterial,
  forwardedIn,
} from './case-state.js'
import { type Refusal, record, refuse, type Work } from './decision.js'

type Outcome = Refusal | undefined
type Told = ActionInputs['requestCorrection']['items'][number]

/**
 * Of what was found wanting, that which may still be told: after a round only what came in it, since what the first
 * notice left out may no longer be demanded (Art. 32(4), (5)).
 */
export function defectiveToTell({
  defective = [],
  correctionsGiven,
  corrected,
}: CaseState): readonly DefectiveMaterial[] {
  if (correctionsGiven === 0 || corrected === undefined) return defective
  return defective.filter(({ materialCode }) => corrected.materials.includes(materialCode))
}

/** Codes of what keeps a case from being accepted: what is not there, and what is and was found wanting. */
export const wantedForAcceptance = (state: CaseState): string[] => [
  ...new Set([...state.missing, ...defectiveToTell(state).map(({ materialCode }) => materialCode)]),
]

/** 补正告知 (Art. 32(4)): once, and everything in it. A second one is for what came and is itself defective. */
export function requestCorrection(work: Work, input: ActionInputs['requestCorrection']): Outcome {
  const { state } = work
  const isSecond = state.correctionsGiven > 0
  const lost = new Set(lostResults(state).filter((code) => state.missing.includes(code)))
  // What another case should have issued could not be told before it was refused: to name it is no second asking.
  const isOfLost = input.items.every(
    ({ materialCode }) => materialCode !== undefined && lost.has(materialCode),
  )
  if (isSecond && input.correctedDefective !== true && !isOfLost) return toldTwice()
  if (input.items.length === 0) return refuse('STATE', 'There is nothing to tell', '没有需要补正的内容')
  const errors = input.items.flatMap((item, index) =>
    isSecond ? checkSecond(state, item, index) : checkItem(state, item, index),
  )
  if (errors.length > 0)
    return refuse('RULE', 'The notice names what may not be asked for', '补正内容超出可以要求的范围', errors)
  const omitted = omittedFrom(state, input.items)
  if (omitted.length > 0)
    return refuse(
      'RULE',
      'A notice names everything that is missing or defective (一次告知)',
      '补正告知应当一次性列明缺少和有缺陷的全部内容（行政许可法第三十二条）',
      omitted,
    )
  const materials = [...new Set(input.items.flatMap((item) => item.materialCode ?? []))]
  const fields = [...new Set(input.items.flatMap((item) => item.field ?? []))]
  const expiresOn =
    state.correctionDays === undefined ? undefined : legalDatePlusDays(work.today, state.correctionDays)
  state.correction = {
    requestedOn: work.today,
    items: input.items,
    openMaterials: materials,
    openFields: fields,
    ...(expiresOn === undefined ? {} : { expiresOn }),
  }
  state.correctionsGiven += 1
  record(
    work,
    'requestCorrection',
    'AWAITING_CORRECTION',
    { materials, fields, items: input.items, second: isSecond },
    isSecond && !isOfLost ? { behaviour: { rule: 'CORRECT_TWICE', times: state.correctionsGiven } } : {},
  )
  work.documents.push({
    kind: 'correctionNotice',
    facts: { items: input.items, ...(isSecond && !isOfLost ? { second: true } : {}) },
  })
  return undefined
}

const toldTwice = (): Refusal =>
  refuse(
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

function checkItem(state: CaseState, item: Told, index: number): InputError[] {
  const { materialCodes, formFields } = state
  const { materialCode, field } = item
  const pointer = `/items/${index}`
  if (materialCode === undefined && field === undefined)
    return [fault(pointer, 'REQUIRED', 'Name a materialCode or a field', '请指明材料或表单字段')]
  // Art. 31: nothing may be demanded that the published item does not list.
  if (materialCode !== undefined && !materialCodes.includes(materialCode)) {
    const zh = '事项未列出该材料，不得要求提供'
    return [fault(`${pointer}/materialCode`, 'MATERIAL_UNKNOWN', 'The item does not list this material', zh)]
  }
  if (materialCode !== undefined && forwardedIn(state).includes(materialCode)) {
    const zh = '该材料已由下级机关转报，不得要求申请人重复提供（行政许可法第三十五条）'
    const en = 'It came with what the lower organ forwarded: it is not asked of the applicant again (Art. 35)'
    return [fault(`${pointer}/materialCode`, 'ALREADY_FORWARDED', en, zh)]
  }
  // What another case of the bundle issues comes from the office: nobody is sent for it, nor waits for it twice.
  if (waitedFor(state).some((each) => each.materialCode === materialCode)) {
    const zh = '该材料为同一件事其他事项的办理结果，由系统取得，不得要求申请人提交'
    const en = 'Another case of the same bundle issues this material: it is not asked of the applicant'
    return [fault(`${pointer}/materialCode`, 'RESULT_AWAITED', en, zh)]
  }
  // What the form does not know could never be supplied: the case would wait for ever.
  if (field !== undefined && formFields !== undefined && !Object.hasOwn(formFields, field))
    return [fault(`${pointer}/field`, 'FIELD_UNKNOWN', 'The form has no such field', '表单没有该字段')]
  return []
}

/** Only what came in the round, and of materials only what was looked at and found wanting. */
function checkSecond(state: CaseState, item: Told, index: number): InputError[] {
  const errors = checkItem(state, item, index)
  if (errors.length > 0) return errors
  const { corrected } = state
  const isDefective = (code: string) =>
    defectiveToTell(state).some(({ materialCode }) => materialCode === code) ||
    (lostResults(state).includes(code) && state.missing.includes(code))
  const faults: InputError[] = []
  if (item.materialCode !== undefined && !isDefective(item.materialCode))
    faults.push(
      fault(
        `/items/${index}/materialCode`,
        'NOT_CORRECTED_DEFECTIVE',
        'It did not come in this round, or was not found defective',
        '该材料不是本轮补正提交的，或者未经审核认定有缺陷',
      ),
    )
  if (item.field !== undefined && corrected !== undefined && !corrected.fields.includes(item.field))
    faults.push(
      fault(
        `/items/${index}/field`,
        'NOT_CORRECTED_DEFECTIVE',
        'Not of this round',
        '该字段不在上次补正之列',
      ),
    )
  return faults
}

function omittedFrom(state: CaseState, items: readonly CorrectionItem[]): InputError[] {
  const named = new Set(items.map(({ materialCode }) => materialCode))
  return wantedForAcceptance(state)
    .filter((code) => !named.has(code))
    .map((code) => {
      const { zh, en } = calledIn(state, code)
      return fault(
        '/items',
        'NOTICE_INCOMPLETE',
        `${en} is missing or defective and is not named`,
        `未列明 ${zh}`,
      )
    })
}

const fault = (pointer: string, code: string, en: string, zh: string): InputError => ({
  pointer,
  code,
  message: { en, zh },
})
