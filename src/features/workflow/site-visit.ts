import type { InputError } from '../../shared/problem.js'
import type { ActionInputs } from './action-inputs.js'
import { type Refusal, refuse, type Work } from './decision.js'
import type { WorkflowStep } from './definition.js'

/** 现场核查 (行政许可法 Art. 34): a step inside the limit, done by two officers or more; it stops no clock. */

type VisitInput = ActionInputs['completeStep']['visit']

/** 422: a step that is a visit says who was there and where, and what they found; any other step says nothing of it. */
export function checkVisit(
  { colleagues }: Pick<Work, 'colleagues'>,
  { visit: wanted }: WorkflowStep,
  visit: VisitInput,
): Refusal | undefined {
  const errors = wanted === undefined ? unwanted(visit) : lacking(wanted.officers, visit, colleagues)
  return errors.length === 0
    ? undefined
    : refuse('RULE', 'A visit is recorded with its officers', '现场核查须记录核查人员、地点和情况', errors)
}

const unwanted = (visit: VisitInput): InputError[] =>
  visit === undefined
    ? []
    : [
        {
          pointer: '/visit',
          code: 'NOT_A_VISIT',
          message: { en: 'This step is no visit', zh: '本环节不是现场核查' },
        },
      ]

function lacking(
  officers: number,
  visit: VisitInput,
  colleagues: ReadonlySet<string> | undefined,
): InputError[] {
  if (visit === undefined) {
    const message = { en: 'Say who visited, where, and what was found', zh: '请填写现场核查记录' }
    return [{ pointer: '/visit', code: 'REQUIRED', message }]
  }
  const named = [...new Set(visit.officers)]
  const strangers = visit.officers.flatMap((staffNo, index): InputError[] =>
    colleagues?.has(staffNo) === true
      ? []
      : [
          {
            pointer: `/visit/officers/${index}`,
            code: 'OFFICER_UNKNOWN',
            message: { en: 'Nobody of this organ has this number', zh: '不是本机关的工作人员编号' },
          },
        ],
  )
  if (named.length >= officers) return strangers
  const message = {
    en: `At least ${officers} officers (Art. 34)`,
    zh: `现场核查应当指派${officers}名以上工作人员（行政许可法第三十四条）`,
  }
  return [{ pointer: '/visit/officers', code: 'OFFICERS_TOO_FEW', message }, ...strangers]
}

/** Who visited has reviewed: the case knows it for as long as it is decided. */
export function recordVisit(work: Work, step: string, { officers }: NonNullable<VisitInput>): void {
  const visit = { step, officers: [...new Set(officers)], on: work.today }
  work.state.visits = [...(work.state.visits ?? []), visit]
}

/** What the event says of a visit: numbers of officers; place and record are words beside it. */
export const visitFacts = (visit: VisitInput) =>
  visit === undefined
    ? {}
    : {
        officers: [...new Set(visit.officers)],
        place: visit.place,
        record: visit.record,
        pictures: visit.pictures?.length ?? 0,
      }
