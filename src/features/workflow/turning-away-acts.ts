import type { InputError } from '../../shared/problem.js'
import { plainText } from '../../shared/typed-text.js'
import type { ActionInputs } from './action-inputs.js'
import type { CaseState } from './case-state.js'
import { wantedForAcceptance } from './correction-acts.js'
import { type Refusal, record, refuse, type Work } from './decision.js'

type Outcome = Refusal | undefined

/**
 * Grounds on which an application is not accepted (不予受理). Whether its conditions are met is judged after acceptance
 * (行政许可法 Art. 34, 38): that is none.
 */
export const REFUSAL_GROUNDS = {
  outsideCompetence: {
    zh: '依法不属于本机关职权范围',
    basis: '《中华人民共和国行政许可法》第三十二条第一款第二项',
  },
  correctionNotSupplied: {
    zh: '逾期未按告知内容补正',
    basis: '《中华人民共和国行政许可法》第三十二条第一款第四项',
  },
  falseStatement: { zh: '隐瞒有关情况或者提供虚假材料', basis: '《中华人民共和国行政许可法》第七十八条' },
} as const
export type RefusalGround = keyof typeof REFUSAL_GROUNDS

/**
 * For want of materials nothing is refused that has come after a notice (Art. 32(5)): only where the item's days to
 * correct were over before it came, and what came does not do.
 */
export const refusalGrounds = (state: CaseState): RefusalGround[] => [
  'outsideCompetence',
  ...(state.corrected?.late === true && wantedForAcceptance(state).length > 0
    ? (['correctionNotSupplied'] as const)
    : []),
  'falseStatement',
]

/** 不予受理 (Art. 32(2), 78): on a ground of the law, which names the right authority where that is the reason. */
export function refuseAcceptance(work: Work, input: ActionInputs['refuseAcceptance']): Outcome {
  const { ground, reason, competentAuthority } = input
  const errors: InputError[] = []
  if (!refusalGrounds(work.state).includes(ground))
    errors.push({
      pointer: '/ground',
      code: 'GROUND_NOT_GIVEN',
      message: {
        en: 'Only after a notice whose days have passed, and what came does not do',
        zh: '仅限补正期限届满后提交且仍不符合要求的情形',
      },
    })
  if (ground === 'outsideCompetence' && competentAuthority === undefined)
    errors.push({
      pointer: '/competentAuthority',
      code: 'REQUIRED',
      message: { en: 'Name the authority that is competent (Art. 32)', zh: '请告知申请人向哪个行政机关申请' },
    })
  if (ground === 'outsideCompetence' && isOwnName(work, competentAuthority))
    errors.push({
      pointer: '/competentAuthority',
      code: 'OWN_ORGAN',
      message: {
        en: 'That is the organ itself: name another that is competent',
        zh: '所填为本机关，请告知申请人向其他有权机关申请',
      },
    })
  if (errors.length > 0)
    return refuse('RULE', 'This is no ground to refuse acceptance', '不构成不予受理的理由', errors)
  const facts = { ground, reason, competentAuthority }
  record(work, 'refuseAcceptance', 'NOT_ACCEPTED', facts)
  work.documents.push({ kind: 'notAcceptedNotice', facts })
  return undefined
}

/** 不受理 (Art. 32(1)): no licence is needed. */
export function declareNotRequired(work: Work, input: ActionInputs['declareNotRequired']): Outcome {
  record(work, 'declareNotRequired', 'NOT_REQUIRED', { reason: input.reason })
  work.documents.push({ kind: 'notRequiredNotice', facts: { reason: input.reason } })
  return undefined
}

/** Who is competent is another: the own name, or the own code, tells the applicant nothing (Art. 32(1)(2)). */
function isOwnName({ state }: Work, named: string | undefined): boolean {
  const own = [state.organisation, state.organisationName ?? '']
  return named !== undefined && own.some((name) => name !== '' && plainText(name) === plainText(named))
}
