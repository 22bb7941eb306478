import type { Text } from '../../../shared/text.js'
import type { ItemDocument } from '../item-document.js'
import { holds } from './condition.js'
import { thoseWho } from './condition-words.js'
import type { ApplicantType, ConditionData } from './questionnaire.js'

/** A part of an item that is not for everybody: in some situations, under a condition, or both. */
export interface Bound {
  situations?: readonly string[] | undefined
  when?: unknown
}

type Names = Pick<ItemDocument, 'questions' | 'situations'> & Partial<Pick<ItemDocument, 'form'>>

export const EVERYBODY: Text = { zh: '所有申请人', en: 'everybody' }

/**
 * For whom a part of an item is (适用情形): the titles of its situations and its condition in words. Undefined only where
 * it is for everybody.
 */
export function forWhom(names: Names, { situations, when }: Bound): Text | undefined {
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
  if (parts.length === 0) return undefined
  return { zh: parts.map(({ zh }) => zh).join('，且'), en: parts.map(({ en }) => en).join(', and ') }
}

/** Whether a part is this applicant's: in the situation, by the answers that count. */
export const isTheirs = ({ situations, when }: Bound, situation: string, data: ConditionData): boolean =>
  (situations?.includes(situation) ?? true) && (when === undefined || holds(when, data))

/** Natural persons, legal entities or both (服务对象): code 1 of the dictionary is the natural person. */
export const servedTypes = ({ audiences }: Pick<ItemDocument, 'audiences'>): ApplicantType[] => [
  ...(audiences.includes('1') ? (['natural'] as const) : []),
  ...(audiences.some((code) => code !== '1') ? (['legal'] as const) : []),
]
