import type { ItemDocument } from '../item-document.js'
import { holds } from './condition.js'

export type ItemFee = ItemDocument['fees']['items'][number]

/** What the rules of a fee look at; without a form (a checklist) what hangs on the form stays possible. */
export interface FeeData {
  answers: Record<string, unknown>
  applicant: { type: string }
  form?: Record<string, unknown>
  applicationYear?: number
}

/** Every condition of the fees of an item. */
export const feeConditions = ({ fees }: Pick<ItemDocument, 'fees'>): unknown[] =>
  fees.items.flatMap(({ when, count, reductions = [] }) => [
    when,
    count,
    ...reductions.map((each) => each.when),
  ])

/** Whether a rule of a fee looks at the form, which a checklist does not know. */
export const looksAtForm = (when: unknown): boolean => (JSON.stringify(when) ?? '').includes('"form.')

/** The fees that this applicant pays (收费项目): the one rule for the checklist and for the bill. */
export const feesFor = (
  { fees, situations }: Pick<ItemDocument, 'fees' | 'situations'>,
  data: FeeData,
): ItemFee[] =>
  fees.items.filter(
    ({ when, situations: fitting }) =>
      (fitting === undefined ||
        fitting.includes(situations.find((each) => holds(each.when, data))?.key ?? '')) &&
      (when === undefined || holds(when, data) || (data.form === undefined && looksAtForm(when))),
  )
