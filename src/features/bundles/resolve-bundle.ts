import { type InputError, problem } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import { withinWork } from '../../shared/work-budget.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import {
  type Checklist,
  checkAnswers,
  EVERYBODY_BRINGS,
  EVERYBODY_IS,
} from '../catalogue/questions/checklist.js'
import { referredAnswers, refersToApplicant } from '../catalogue/questions/condition.js'
import { checkServed } from '../catalogue/questions/for-whom.js'
import {
  type Answers,
  type ApplicantType,
  type ConditionData,
  closureOf,
} from '../catalogue/questions/questionnaire.js'
import { because as reasonOf } from '../catalogue/questions/reasons.js'
import type { BundleMember } from './bundle-document.js'
import { checkBundleForm, checkMemberForm, memberForm } from './bundle-form.js'
import {
  completeAnswers,
  memberAnswers,
  openBundleQuestions,
  outcomeOf,
  takesPart,
} from './bundle-members.js'
import { type AwaitedMaterial, awaitedBy } from './bundle-results.js'
import { type BundleInForce, outdated, usableMembers } from './bundle-service.js'
import { type MergedMaterial, mergeMaterials } from './merged-materials.js'

/** A member that takes part, with its own checklist. */
export interface MemberChecklist {
  member: BundleMember
  document: ItemDocument
  version: number
  answers: Answers
  type: ApplicantType
  checklist: Extract<Checklist, { kind: 'checklist' }>
  /** What of its materials another member issues: not asked for, but waited for (前置结果). */
  awaits: AwaitedMaterial[]
}

export type BundleChecklist =
  | ({ kind: 'questions' } & ReturnType<typeof openBundleQuestions>)
  | { kind: 'checklist'; members: MemberChecklist[]; materials: MergedMaterial[] }

/** What this applicant does and brings for the whole bundle (一次告知), or the questions still to ask. */
export const resolveBundle = (
  bundle: BundleInForce,
  applicantType: ApplicantType,
  answers: Answers,
  /** Where the request says who applies. */
  whoAt = '/applicantType',
): BundleChecklist => withinWork(() => resolve(bundle, { applicantType, answers, whoAt }))

interface Asked {
  applicantType: ApplicantType
  answers: Answers
  whoAt: string
}

function resolve(bundle: BundleInForce, { applicantType, answers, whoAt }: Asked): BundleChecklist {
  const { document } = bundle
  const items = usableMembers(bundle)
  const errors = [...checkServed(document, applicantType, whoAt), ...checkAnswers(document, answers)]
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  const open = openBundleQuestions(document, items, applicantType, answers)
  if (open.questions.length > 0) return { kind: 'questions', ...open }
  const data = {
    answers: completeAnswers(document.questions, applicantType, answers),
    applicant: { type: applicantType },
  }
  const takePart = new Set(
    document.members.filter((member) => takesPart(member, data)).map(({ itemCode }) => itemCode),
  )
  const members = document.members.flatMap((member): MemberChecklist[] => {
    const outcome = outcomeOf(member, items, data, document.questions)
    if (outcome === 'out') return []
    const state = bundle.members.get(member.itemCode)
    if (state === undefined || 'unfit' in outcome || outcome.checklist.kind === 'questions')
      throw outdated([member.itemCode])
    const given = memberAnswers(member, data.answers)
    const asked = new Set(outcome.checklist.materials.map(({ material }) => material.materialCode))
    return [
      {
        member,
        document: state.document,
        version: state.version,
        answers: given,
        type: applicantType,
        checklist: withMembersReason(outcome.checklist, bundle.document, member, data),
        awaits: awaitedBy(document, member.itemCode, takePart).filter((each) => asked.has(each.materialCode)),
      },
    ]
  })
  const materials = mergeMaterials(
    members.map(({ member, checklist, awaits }) => ({
      itemCode: member.itemCode,
      materials: checklist.materials.filter(
        ({ material }) => !awaits.some((each) => each.materialCode === material.materialCode),
      ),
    })),
    document.equivalents,
  )
  return { kind: 'checklist', members, materials }
}

/** What everybody brings who does the item: only those whose answers lead to the item, in the words of these answers. */
function withMembersReason(
  checklist: MemberChecklist['checklist'],
  { questions }: BundleInForce['document'],
  { when }: BundleMember,
  { answers, applicant }: ConditionData,
): MemberChecklist['checklist'] {
  const deciding = closureOf(questions, referredAnswers(when)).filter(({ key }) => answers[key] !== undefined)
  const because = reasonOf({
    deciding,
    answers,
    applicant: refersToApplicant(when) ? applicant.type : undefined,
  })
  if (because === undefined) return checklist
  const materials = checklist.materials.map((each) =>
    each.reason === EVERYBODY_BRINGS ? { ...each, reason: because } : each,
  )
  return { ...checklist, reason: checklist.reason === EVERYBODY_IS ? because : checklist.reason, materials }
}

export interface MemberApplication extends MemberChecklist {
  form: Record<string, unknown>
}

/**
 * Each member's form out of the one form (一表申请), all of them checked: what is wrong is told at its place in the one
 * form, once.
 */
export const mapForms = (bundle: BundleInForce, facts: FormFacts): MemberApplication[] =>
  withinWork(() => memberForms(bundle, facts))

interface FormFacts {
  applicantType: ApplicantType
  answers: Answers
  form: Record<string, unknown>
  today: LegalDate
}

function memberForms(bundle: BundleInForce, facts: FormFacts): MemberApplication[] {
  const { form, today } = facts
  const resolved = resolveBundle(bundle, facts.applicantType, facts.answers)
  if (resolved.kind === 'questions')
    throw problem('RULE_VIOLATED', { errors: resolved.questions.map(({ key }) => unanswered(key)) })
  const errors = checkBundleForm(bundle.document, form, today)
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  const applications = resolved.members.map((each) => ({
    ...each,
    form: memberForm(bundle.document, each.document, form),
  }))
  const wrong = applications.flatMap((each) =>
    checkMemberForm(bundle.document, each.document, { form: each.form, answers: each.answers, today }),
  )
  if (wrong.length > 0) throw problem('RULE_VIOLATED', { errors: wrong })
  return applications
}

export const unanswered = (key: string): InputError => ({
  pointer: `/answers/${key}`,
  code: 'ANSWER_REQUIRED',
  message: { en: 'This question must be answered', zh: '请回答该问题' },
})
