import { MASKED } from '../../shared/masks.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { choiceTitle } from '../catalogue/questions/field-titles.js'
import { personalFields } from '../catalogue/questions/personal-fields.js'
import type { Line, Sheet, SheetSource } from './sheet-parts.js'
import { moneyInWords } from './wording.js'

/** What a decision grants, as far as the form tells (决定内容). Pure. */

interface Field {
  title?: string
  oneOf?: { const?: unknown; title?: string }[]
  enum?: unknown[]
}

/** Fields of a licence that say to whom, where and for what it is: by their titles. */
const OF_LICENCE = /(名称|地址|场所|（经营场所）|业态|项目|范围)$/

/** What a decision grants, on its paper. */
export function grantedOf({ kind, form, item, case: { itemType } }: SheetSource): Sheet['lists'] {
  if (kind !== 'approval' || form === undefined) return []
  const lines = grantedLines(item, itemType, form)
  return lines.length === 0 ? [] : [{ title: '决定内容', lines }]
}

/** The amount that the item counts among its grants, and of a licence name, place and scope; no personal field. */
export function grantedLines(
  item: Pick<ItemDocument, 'form' | 'earlierGrants'>,
  itemType: string,
  form: Record<string, unknown>,
): Line[] {
  const { schema } = item.form
  const fields = (schema as { properties?: Record<string, Field> }).properties ?? {}
  const personal = personalFields(schema)
  return Object.entries(fields).flatMap(([name, field]): Line[] => {
    const title = field.title?.replace(/（分）$/, '')
    const isTold =
      name === item.earlierGrants?.amount || (itemType === '01' && OF_LICENCE.test(field.title ?? ''))
    if (title === undefined || personal.has(name) || !isTold) return []
    const text = valueInWords(field, form[name])
    return text === undefined ? [] : [{ text: `${title}：${text}`, masked: `${title}：${MASKED}` }]
  })
}

/** A value in words; of a code that has none nothing is printed. */
function valueInWords(field: Field, value: unknown): string | undefined {
  const { oneOf, enum: codes } = field
  if (oneOf !== undefined) return choiceTitle(field, value)
  if (typeof value === 'string') return codes === undefined && value.trim() !== '' ? value : undefined
  if (Array.isArray(value))
    return value.every((each) => typeof each === 'string') ? value.join('、') || undefined : undefined
  const { amount, currency } = (value ?? {}) as { amount?: unknown; currency?: unknown }
  return currency === 'CNY' ? moneyInWords(amount) : undefined
}
