import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import type { ItemDocument } from '../item-document.js'
import { holds, referredAnswers } from './condition.js'
import { hasWords, thoseWho } from './condition-words.js'
import { createDiagramSpace, withinBudget } from './decision-diagram.js'
import type { ApplicantType, ConditionData } from './questionnaire.js'
import { conditionOf, type Whose, whoseOfTypes } from './whose.js'

/** A part of an item that is not for everybody: in some situations, under a condition, or both. */
export interface Bound {
  situations?: readonly string[] | undefined
  when?: unknown
}

type Names = Pick<ItemDocument, 'questions' | 'situations'> &
  Partial<Pick<ItemDocument, 'form' | 'audiences'>>

export const EVERYBODY: Text = { zh: '所有申请人', en: 'everybody' }

/**
 * For whom a part of an item is (适用情形): the titles of its situations and its condition in words. Undefined where it is
 * for everybody whom the item serves, however that is written, and only there.
 */
export function forWhom(names: Names, part: Bound): Text | undefined {
  const { situations, when } = part
  if (situations === undefined && when === undefined) return undefined
  const whose = whoseOf(names, part)
  if (whose === 'everybody') return undefined
  const isToldAsWritten = when === undefined || hasWords(names, when)
  if (!isToldAsWritten && whose !== undefined && whose !== 'nobody') return whose
  return asWritten(names, part)
}

function asWritten(names: Names, { situations, when }: Bound): Text {
  const titles = (situations ?? []).map((key): Text => {
    const situation = names.situations.find((each) => each.key === key)
    return { zh: situation?.title ?? key, en: situation?.titleEn ?? situation?.title ?? key }
  })
  const parts: Text[] = [
    ...(situations === undefined
      ? []
      : [{ zh: titles.map(({ zh }) => zh).join('、'), en: titles.map(({ en }) => en).join(', ') }]),
    ...(when === undefined ? [] : [thoseWho(names, when)]),
  ]
  return { zh: parts.map(({ zh }) => zh).join('，且'), en: parts.map(({ en }) => en).join(', and ') }
}

/** Ways to answer that are looked at for one part. */
const BUDGET = 3000

const kept = new WeakMap<Bound, { names: Names; whose: Whose | undefined }>()

/** Looked up once for a part of a document, which does not change. */
function whoseOf(names: Names, part: Bound): Whose | undefined {
  const known = kept.get(part)
  if (known?.names === names) return known.whose
  const whose = whoseByAnswers(names, part)
  kept.set(part, { names, whose })
  return whose
}

/** By every way to answer; undefined where the form decides as well, or there are too many. */
function whoseByAnswers(names: Names, { situations, when }: Bound): Whose | undefined {
  if (JSON.stringify(when ?? null).includes('"form.')) return undefined
  const { questions, audiences } = names
  const types = audiences === undefined ? (['natural', 'legal'] as const) : servedTypes({ audiences })
  const deciding = referredAnswers([when, ...(situations === undefined ? [] : names.situations)])
  const found = withinBudget(() =>
    types.map((type): [ApplicantType, unknown] => {
      const space = createDiagramSpace({ questions, applicantType: type, budget: BUDGET })
      const theirs = space.build(deciding, (data) => {
        const situation = names.situations.find((each) => holds(each.when, data))?.key ?? ''
        return isTheirs({ situations, when }, situation, data)
      })
      return [type, conditionOf(theirs)]
    }),
  )
  return found && whoseOfTypes(names, found)
}

/** Whether a part is this applicant's: in the situation, by the answers that count. */
export const isTheirs = ({ situations, when }: Bound, situation: string, data: ConditionData): boolean =>
  (situations?.includes(situation) ?? true) && (when === undefined || holds(when, data))

/** Natural persons, legal entities or both (服务对象): code 1 of the dictionary is the natural person. */
export const servedTypes = ({ audiences }: Pick<ItemDocument, 'audiences'>): ApplicantType[] => [
  ...(audiences.includes('1') ? (['natural'] as const) : []),
  ...(audiences.some((code) => code !== '1') ? (['legal'] as const) : []),
]

const KINDS: Record<ApplicantType, Text> = {
  natural: { zh: '自然人', en: 'natural persons' },
  legal: { zh: '企业和其他组织', en: 'companies and other organisations' },
}

/** An applicant of a kind that the item or bundle does not serve (服务对象): whom it does serve, at `pointer`. */
export function checkServed(
  document: Pick<ItemDocument, 'audiences'>,
  type: ApplicantType,
  pointer: string,
): InputError[] {
  const served = servedTypes(document)
  if (served.includes(type)) return []
  const told = (language: 'zh' | 'en', between: string) =>
    served.map((each) => KINDS[each][language]).join(between)
  return [
    {
      pointer,
      code: 'AUDIENCE',
      message: {
        en: `This kind of applicant is not served; served are ${told('en', ', ')}`,
        zh: `不面向此类申请人，仅面向${told('zh', '、')}`,
      },
    },
  ]
}
