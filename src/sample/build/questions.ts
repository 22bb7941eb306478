import type { ItemDocument } from '../../features/catalogue/item-document.js'

type Question = ItemDocument['questions'][number]
type Situation = ItemDocument['situations'][number]
type Title = readonly [zh: string, en: string]

/** An answer is this value. */
export const is = (question: string, value: string | boolean): object => ({
  '==': [{ var: `answers.${question}` }, value],
})
export const both = (...conditions: object[]): object => ({ and: conditions })

export const yesNo = (key: string, [title, titleEn]: Title, when?: object): Question => ({
  key,
  title,
  titleEn,
  ...(when && { when }),
})

export const choice = (
  key: string,
  [title, titleEn]: Title,
  options: Readonly<Record<string, Title>>,
  when?: object,
): Question => ({
  key,
  title,
  titleEn,
  options: Object.entries(options).map(([value, [zh, en]]) => ({ value, title: zh, titleEn: en })),
  ...(when && { when }),
})

export const situation = (key: string, [title, titleEn]: Title, when: object | true = true): Situation => ({
  key,
  title,
  titleEn,
  when,
})

/** One situation for each option of a question that everybody is asked. */
export const situationsOf = ({ key, options = [] }: Question): Situation[] =>
  options.map(({ value, title, titleEn }) => situation(value, [title, titleEn ?? title], is(key, value)))

export const BY_AGENT = yesNo('byAgent', ['是否由他人代办？', 'Does somebody act for you?'])

const MATTERS = {
  new: ['新办', 'new'],
  change: ['变更', 'change'],
  renewal: ['延续', 'renewal'],
  cancellation: ['注销', 'cancellation'],
} as const
export type Matter = keyof typeof MATTERS
export const matterTitle = (matter: Matter): string => MATTERS[matter][0]

/** 新办、变更、延续、注销: one question, and for each answer a situation and a variant (业务办理项) of its own. */
export function byMatter(...matters: Matter[]) {
  const asked = Object.fromEntries(matters.map((matter) => [matter, MATTERS[matter]]))
  const question = choice('matter', ['您要办理哪种业务？', 'What do you want to do?'], asked)
  return {
    questions: [question],
    situations: situationsOf(question),
    variants: matters.map((matter) => ({ kind: matter, situations: [matter] })),
  }
}
