import type { InputError } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import {
  type Answers,
  type ApplicantType,
  checkAnswers,
  resolveChecklist,
} from '../catalogue/questions/checklist.js'
import { checkServed } from '../catalogue/questions/for-whom.js'
import { checkDraft, checkForm, pointerPart } from '../catalogue/questions/form.js'
import { type CameAs, checkUploads, handedIn } from '../workflow/handed-in.js'

/** An application as it is looked at on the way in. */
export interface Application {
  applicantType: ApplicantType
  /** A party acts for the applicant. */
  represented: boolean
  answers: Answers
  /** Of the applicant, by the birth date in the number; absent: nobody knows, or it was looked at before. */
  age?: number | undefined
  form: Record<string, unknown>
  materials: readonly CameAs[]
  /** Materials that prove the role of a party: those that came with it, and those that are owed. */
  proofs?: { proven: string[]; owed: string[] } | undefined
  /** Materials that another case of the same bundle issues: waited for, so none of them is missing. */
  awaited?: readonly string[] | undefined
  /** The situation that the front end believes in; a differing one is refused. */
  situation?: string | undefined
}

export interface IntakeFindings {
  answers: Answers
  situation?: string
  /** Codes of required materials that are not there. */
  missing: string[]
  /** Every material of the situation may be handed in; those of the version that do not belong to it may too. */
  errors: InputError[]
}

/**
 * The intake check of an application against the item version (收件审核). `complete` asks for everything a submission
 * needs; a draft may leave questions and form open. Missing materials are no error: what follows is decided by staff
 * (行政许可法 Art. 32).
 */
export function checkIntake(
  document: ItemDocument,
  application: Application,
  complete: boolean,
  today: LegalDate,
): IntakeFindings {
  const found = effectiveAnswers(document, application)
  // Whom the item does not serve need not have a situation either: nothing more is looked at.
  const unguided = [
    ...found.errors,
    ...checkServed(document, application.applicantType, '/parties'),
    ...checkAnswers(document, found.answers),
  ]
  const errors = [
    ...unguided,
    ...checkMaterials(document, application.materials),
    ...checkUploads(application.materials),
  ]
  if (unguided.length > 0) return { answers: found.answers, missing: [], errors }
  const checklist = resolveChecklist(document, application.applicantType, found.answers)
  errors.push(
    ...(complete
      ? checkForm(document, { form: application.form, answers: found.answers, today })
      : checkDraft(document, application.form)),
  )
  if (checklist.kind === 'questions') {
    if (complete) errors.push(...checklist.questions.map((question) => unanswered(question.key)))
    return { answers: found.answers, missing: [], errors }
  }
  if (application.situation !== undefined && application.situation !== checklist.situation.key) {
    errors.push({
      pointer: '/situation',
      code: 'SITUATION_DIFFERS',
      message: {
        en: `The answers lead to ${checklist.situation.key}`,
        zh: `根据回答应为情形 ${checklist.situation.key}`,
      },
    })
  }
  const { proven = [], owed = [] } = application.proofs ?? {}
  const there = new Set([
    ...handedIn(application.materials, offeredCommitments(document)),
    ...proven,
    ...(application.awaited ?? []),
  ])
  const wanted = new Set([
    ...checklist.materials.flatMap(({ required, material }) => (required ? [material.materialCode] : [])),
    ...owed,
  ])
  const missing = document.materials
    .map(({ materialCode }) => materialCode)
    .filter((code) => wanted.has(code) && !there.has(code))
  return { answers: found.answers, situation: checklist.situation.key, missing, errors }
}

/** Codes of the materials in whose place the version takes the applicant's word (告知承诺). */
export const offeredCommitments = ({ materials }: Pick<ItemDocument, 'materials'>): string[] =>
  materials.flatMap(({ materialCode, commitment }) => (commitment === undefined ? [] : [materialCode]))

/** Codes of the materials that are there by the applicant's word. */
export const pledgedAmong = (
  materials: readonly CameAs[],
  document: Pick<ItemDocument, 'materials'>,
): string[] => {
  const offered = offeredCommitments(document)
  const given = materials.filter(({ source }) => source === 'commitment').map((each) => each.materialCode)
  return offered.filter((code) => given.includes(code))
}

/** What the parties tell is not a matter of answers: whether somebody acts for the applicant, and how old that is. */
function effectiveAnswers(
  { questions }: ItemDocument,
  { answers, represented, age }: Application,
): { answers: Answers; errors: InputError[] } {
  const told: Answers = {}
  const errors: InputError[] = []
  for (const { key, youngerThan } of questions) {
    const isSo = key === 'byAgent' ? represented : isYounger(age, youngerThan)
    if (isSo === undefined) continue
    if (answers[key] === undefined) told[key] = isSo
    else if (answers[key] !== isSo)
      errors.push(
        key === 'byAgent' ? REPRESENTATIVE_DIFFERS : ageDiffers(`/answers/${pointerPart(key)}`, youngerThan),
      )
  }
  return { answers: { ...answers, ...told }, errors }
}

const isYounger = (age: number | undefined, than: number | undefined): boolean | undefined =>
  age === undefined || than === undefined ? undefined : age < than

const REPRESENTATIVE_DIFFERS: InputError = {
  pointer: '/answers/byAgent',
  code: 'REPRESENTATIVE_DIFFERS',
  message: {
    en: 'Does not fit the parties: byAgent means that one of them is a representative',
    zh: '与当事人不一致：由他人代办时须有代理人',
  },
}

const ageDiffers = (pointer: string, years: number | undefined): InputError => ({
  pointer,
  code: 'AGE_DIFFERS',
  message: {
    en: `Does not fit the birth date in the applicant's number: yes means younger than ${years}`,
    zh: `与申请人证件号码中的出生日期不一致：“是”指未满 ${years} 周岁`,
  },
})

/** 行政许可法 Art. 31: nothing is taken that the published version does not list. */
function checkMaterials(document: ItemDocument, materials: readonly CameAs[]): InputError[] {
  const known = new Set(document.materials.map((material) => material.materialCode))
  return materials.flatMap(({ materialCode }, index) =>
    known.has(materialCode)
      ? []
      : [
          {
            pointer: `/materials/${index}/materialCode`,
            code: 'MATERIAL_UNKNOWN',
            message: { en: 'The item does not list this material', zh: '事项未列出该材料' },
          },
        ],
  )
}

const unanswered = (key: string): InputError => ({
  pointer: `/answers/${key}`,
  code: 'ANSWER_REQUIRED',
  message: { en: 'This question must be answered', zh: '请回答该问题' },
})
