import { MASKED } from '../../shared/masks.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { choiceTitle } from '../catalogue/questions/field-titles.js'
import { personalFields } from '../catalogue/questions/personal-fields.js'
import { isGranting } from '../workflow/grant.js'
import type { Line, Sheet, SheetSource } from './sheet-parts.js'
import { dayInWords, moneyInWords } from './wording.js'

/** What a decision grants, as far as the form tells (决定内容). Pure. */

interface Field {
  title?: string
  oneOf?: { const?: unknown; title?: string }[]
  enum?: unknown[]
}

/** Fields of a licence that say to whom, where and for what it is: by their titles. */
const OF_LICENCE = /(名称|地址|场所|（经营场所）|业态|项目|范围)$/
/** For what: where it is granted in part the form tells what was asked for, and the decision alone what is granted. */
const SCOPE = /(业态|项目|范围)$/

/** What a decision grants, on its paper: content and sum, what not and why not, and what the holder must keep to. */
export function grantedOf(source: SheetSource): Sheet['lists'] {
  const { kind, form, item, content, case: file } = source
  if (!isGranting(kind)) return []
  const partial = partialOf(source)
  const { conditions = [] } = content as { conditions?: { text: string; until?: string }[] }
  return [
    {
      title: '决定内容',
      lines: [
        ...grantedLines(item, file.itemType, form ?? {}, {
          amount: content.grantedAmount,
          inPart: partial !== undefined,
        }),
        ...(partial === undefined ? [] : [hidden('准予的部分', partial.granted)]),
        ...(typeof content.resultNo === 'string' ? [hidden('结果编号', content.resultNo)] : []),
      ],
    },
    { title: LICENCES[kind] ?? '颁发的证照', lines: [...(source.licences ?? [])] },
    {
      title: '不予准予的部分及理由',
      lines:
        partial === undefined
          ? []
          : [hidden('不予准予的部分', partial.refused), hidden('理由', partial.reason)],
    },
    {
      title: file.itemType === '01' ? '许可附带的条件' : '附带的条件',
      lines: conditions.map(({ text, until }) => {
        const when = until === undefined ? '' : `（至${dayInWords(until)}止）`
        return { text: `${text}${when}`, masked: `${MASKED}${when}` }
      }),
    },
  ].filter(({ lines }) => lines.length > 0)
}

const LICENCES: Readonly<Record<string, string>> = {
  renewalDecision: '延续的证照',
  changeDecision: '变更的证照及变更内容',
}

/** What of it is a refusal (部分不予): for that part the paper says why, by which law, and where to go. */
export function partialOf({
  kind,
  content,
}: Pick<SheetSource, 'kind' | 'content'>): { granted: string; refused: string; reason: string } | undefined {
  const { partial } = content as { partial?: { granted: string; refused: string; reason: string } }
  return isGranting(kind) ? partial : undefined
}

const hidden = (title: string, text: string): Line => ({
  text: `${title}：${text}`,
  masked: `${title}：${MASKED}`,
})

/** The amount that the item counts among its grants, and of a licence name, place and scope; no personal field. */
export function grantedLines(
  item: Pick<ItemDocument, 'form' | 'earlierGrants'>,
  itemType: string,
  form: Record<string, unknown>,
  /** How much is granted, where the decision says so: it stands in the place of what was asked for; in part: no scope of the form. */
  granted: { amount?: unknown; inPart?: boolean } = {},
): Line[] {
  const { schema } = item.form
  const fields = (schema as { properties?: Record<string, Field> }).properties ?? {}
  const personal = personalFields(schema)
  const sum = moneyInWords(granted.amount)
  const asked = sum === undefined ? undefined : item.earlierGrants?.amount
  const lines = Object.entries(fields).flatMap(([name, field]): Line[] => {
    const title = field.title?.replace(/（分）$/, '')
    const isTold =
      name === item.earlierGrants?.amount || (itemType === '01' && OF_LICENCE.test(field.title ?? ''))
    if (title === undefined || personal.has(name) || !isTold || name === asked) return []
    if (granted.inPart === true && SCOPE.test(title)) return []
    const text = valueInWords(field, form[name])
    return text === undefined ? [] : [hidden(title, text)]
  })
  return sum === undefined ? lines : [hidden('准予金额', sum), ...lines]
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
