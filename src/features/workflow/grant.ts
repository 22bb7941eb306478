import type { InputError } from '../../shared/problem.js'
import type { Text } from '../../shared/text.js'
import type { LegalDate } from '../../shared/time.js'
import type { ActionInputs } from './action-inputs.js'
import type { CaseState } from './case-state.js'
import { type Refusal, refuse, type Work } from './decision.js'
import { isRenewedByLaw } from './renewed.js'
import { type DecidedAs, EXAMINATION } from './statuses.js'

/** With what, how much and how far something is granted (附条件、部分准予、准予金额). Pure. */

type Input = Pick<ActionInputs['approve'], 'conditions' | 'partial' | 'amount' | 'number'>

/** What a decision grants beyond the plain yes; kept with the case and with what lives on of it. */
export interface Grant {
  /** What the holder must keep to (附带条件), and until when, where that ends. */
  conditions?: readonly { text: string; until?: LegalDate }[]
  /** What is granted and what is not, and why not (部分准予): for that part it is a refusal. */
  partial?: { granted: string; refused: string; reason: string }
  /** In 分. */
  amount?: number
  /** By which number the organ's own books know the result (结果编号). */
  number?: string
}

/** Items whose decision is about money: what was asked for, in 分, where the form says so. */
export interface MoneyAsked {
  asked?: number
}

/** 422: a condition that is over, money of an item that grants none, less than was asked for without a word about the rest. */
export function refuseGrant({ state, today }: Work, input: Input): Refusal | undefined {
  const errors = [
    // 初审: an opinion grants nothing, so it has neither terms nor a sum nor a number (行政许可法 Art. 35).
    ...(state.forwardsTo === undefined
      ? []
      : GRANT_MEMBERS.flatMap((name) =>
          input[name] === undefined ? [] : [found(`/${name}`, 'DECIDED_ABOVE')],
        )),
    ...(input.conditions ?? []).flatMap(({ until }, at): InputError[] =>
      until !== undefined && until < today ? [found(`/conditions/${at}/until`, 'DATE_IN_PAST')] : [],
    ),
    // What is confirmed (确认, 登记) is so or is not: nothing may be made to depend on a condition, a marriage least of all.
    ...(input.conditions !== undefined && state.itemType === CONFIRMATION
      ? [found('/conditions', 'CONFIRMED_WITHOUT_CONDITIONS')]
      : []),
    // What the law granted it granted whole, and without conditions (Art. 50).
    ...(isRenewedByLaw(state)
      ? (['conditions', 'partial'] as const).flatMap((name) =>
          input[name] === undefined ? [] : [found(`/${name}`, 'RENEWED_BY_LAW')],
        )
      : []),
    ...wrongAmount(state.money, input),
    ...(input.number !== undefined && state.numbered === true
      ? [found('/number', 'NUMBERED_BY_REGISTER')]
      : []),
  ]
  return errors.length === 0
    ? undefined
    : refuse('RULE', 'This cannot be granted so', '准予的内容不符合要求', errors)
}

/** What only a decision has. */
export const GRANT_MEMBERS = ['conditions', 'partial', 'amount', 'number'] as const

/** 行政确认. */
const CONFIRMATION = '07'

function wrongAmount(money: MoneyAsked | undefined, { amount, partial }: Input): InputError[] {
  if (amount === undefined) return []
  if (money === undefined) return [found('/amount', 'NO_MONEY_GRANTED')]
  if (money.asked === undefined) return []
  if (amount.amount > money.asked) return [found('/amount/amount', 'ABOVE_APPLICATION')]
  // Less than was asked for is a refusal for the rest, and a refusal says why (行政许可法 Art. 38(2)).
  return amount.amount < money.asked && partial === undefined ? [found('/partial', 'PARTIAL_REQUIRED')] : []
}

/** What of an approval is kept; undefined where it is a plain yes. */
export function grantOf({ conditions, partial, amount, number }: Input): Grant | undefined {
  const grant: Grant = {
    ...(conditions === undefined ? {} : { conditions }),
    ...(partial === undefined ? {} : { partial }),
    ...(amount === undefined ? {} : { amount: amount.amount }),
    ...(number === undefined ? {} : { number }),
  }
  return Object.keys(grant).length === 0 ? undefined : grant
}

/** The same as the event tells it: numbers and marks as facts, the texts as words beside. */
export const grantFacts = ({ conditions, partial, amount, number }: Grant) => ({
  conditional: conditions?.length,
  inPart: partial === undefined ? undefined : true,
  amount,
  conditions,
  partial,
  number,
})

/** And as the paper of the decision prints it. */
export const grantOnPaper = ({ conditions, partial, amount, number }: Grant): Record<string, unknown> => ({
  ...(conditions === undefined ? {} : { conditions }),
  ...(partial === undefined ? {} : { partial }),
  ...(amount === undefined ? {} : { grantedAmount: amount }),
  ...(number === undefined ? {} : { resultNo: number }),
})

const FINDINGS = {
  DECIDED_ABOVE: [
    'An organ above decides: say this in your opinion',
    '本事项由上级机关决定，初审不附条件、不定金额和编号；请写入初审意见（opinion）',
  ],
  RENEWED_BY_LAW: [
    'The licence was renewed by law, whole and without conditions',
    '该证照已依法视为准予延续，不得附条件或者部分准予',
  ],
  DATE_IN_PAST: ['This day is over', '该期限早于今天'],
  CONFIRMED_WITHOUT_CONDITIONS: [
    'What is confirmed or registered takes no conditions: it is so, or it is not',
    '确认、登记类事项不得附条件：符合的予以确认，不符合的不予确认',
  ],
  NO_MONEY_GRANTED: ['The item grants no money', '该事项的决定不涉及金额'],
  ABOVE_APPLICATION: ['More than was asked for', '准予金额超过申请金额'],
  PARTIAL_REQUIRED: [
    'Less than was asked for: say what is not granted, and why (partial)',
    '准予金额少于申请金额的，应当写明不予的部分及理由（partial）',
  ],
  NUMBERED_BY_REGISTER: [
    'Its number comes from the register of licences',
    '该证照由证照登记编号，不另填编号',
  ],
} as const satisfies Record<string, readonly [string, string]>

function found(pointer: string, code: keyof typeof FINDINGS): InputError {
  const [en, zh] = FINDINGS[code]
  return { pointer, code, message: { en, zh } }
}

/** Which papers say that something is granted or refused: a renewal and a change have their own (准予、不予延续；准予、不予变更). */
export const GRANTING_PAPERS = ['approval', 'renewalDecision', 'changeDecision'] as const
export const DENYING_PAPERS = ['denial', 'renewalDenial', 'changeDenial'] as const
/** What `deliver` hands out: the decision of the case, or that by which it was revoked before it had gone out. */
export const DECIDING_PAPERS = [...GRANTING_PAPERS, ...DENYING_PAPERS, 'revocationDecision'] as const

export const isGranting = (kind: string): boolean => (GRANTING_PAPERS as readonly string[]).includes(kind)
export const isDeciding = (kind: string): boolean => (DECIDING_PAPERS as readonly string[]).includes(kind)

/** What the case decides, where that is no first application (初审、延续、变更). */
export function decidedAs({
  forwardsTo,
  related,
}: Pick<CaseState, 'related'> & { forwardsTo?: unknown }): DecidedAs | undefined {
  if (forwardsTo !== undefined) return 'examined'
  return AS_PLACED[place({ related: related ?? [] })]
}
const AS_PLACED = [undefined, 'renewal', 'change'] as const

/** What a step is called in a case: where an organ above decides, the step of the decision is the examination (初审转报). */
export const stepTitle = (
  { phase, title }: { phase: string; title: Text },
  { forwardsTo }: { forwardsTo?: unknown },
): Text => (forwardsTo !== undefined && phase === 'decide' ? EXAMINATION : title)

/** What is decided about: an application of its own, or the renewal or change of a licence (行政许可法 Art. 49, 50). */
function place({ related = [] }: Pick<CaseState, 'related'>): 0 | 1 | 2 {
  if (related.some(({ relation }) => relation === 'renewalOf')) return 1
  return related.some(({ relation }) => relation === 'changeOf') ? 2 : 0
}
export const grantingPaper = (state: Pick<CaseState, 'related'>): (typeof GRANTING_PAPERS)[number] =>
  GRANTING_PAPERS[place(state)]
export const denyingPaper = (state: Pick<CaseState, 'related'>): (typeof DENYING_PAPERS)[number] =>
  DENYING_PAPERS[place(state)]
