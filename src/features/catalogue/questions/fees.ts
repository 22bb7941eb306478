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

/** The fees that this applicant pays (收费项目): the one rule for the checklist and for the bill. */
export const feesFor = ({ fees }: Pick<ItemDocument, 'fees'>, data: FeeData): ItemFee[] =>
  fees.items.filter(
    ({ when }) =>
      when === undefined ||
      holds(when, data) ||
      (data.form === undefined && (JSON.stringify(when) ?? '').includes('"form.')),
  )
