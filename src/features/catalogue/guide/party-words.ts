import { type Language, say } from '../../../shared/text.js'
import type { ItemDocument, ItemPartyRule } from '../item-document.js'
import { roleTitle } from '../party-rule.js'
import { thoseWho } from '../questions/condition-words.js'
import { colon } from './guide-words.js'

/**
 * What the item wants of its parties in words (当事人要求), a line a role. Who may come along or not is no condition: by
 * which material the role is proved stands among the materials.
 */
export function partiesInWords(
  {
    parties = [],
    materials,
    questions,
    marriage,
  }: Pick<ItemDocument, 'parties' | 'materials' | 'questions' | 'marriage'>,
  language: Language,
): string[] {
  const lines = parties.filter(isCondition).map((rule) => {
    const proof = materials.find(({ materialCode }) => materialCode === rule.proof)
    const name = language === 'en' ? (proof?.nameEn ?? proof?.name) : proof?.name
    const told = language === 'zh' ? inChinese(rule, name) : inEnglish(rule, name)
    if (rule.when === undefined) return told
    return `${say(thoseWho({ questions }, rule.when), language)}${colon(language)}${told}`
  })
  return marriage === undefined ? lines : [...lines, MARRIAGE[language]]
}

const MARRIAGE: Record<Language, string> = {
  zh: '双方为一男一女，且均无配偶（民法典第一千零四十二条、第一千零四十六条）。',
  en: 'A man and a woman, neither of them married.',
}

const isCondition = ({ min, max, presence, minAge, minAgeMale }: ItemPartyRule): boolean =>
  min > 0 || max === 0 || presence === true || minAge !== undefined || minAgeMale !== undefined

function inChinese(rule: ItemPartyRule, proof: string | undefined): string {
  const { role, type, min, max, presence, minAge, minAgeMale } = rule
  const name = roleTitle(rule).zh
  if (max === 0) return role === 'representative' ? '不得委托他人代办。' : `不能有${name}。`
  const number = min === 0 ? `可以有，最多 ${max} 人` : min === max ? `${min} 人` : `${min} 至 ${max} 人`
  return `${[
    `${name}${type === undefined ? '' : type === 'natural' ? '（自然人）' : '（法人或其他组织）'}：${number}`,
    ...(presence === true ? ['须本人到场'] : []),
    ...(minAge === undefined ? [] : [`年满 ${minAge} 周岁`]),
    ...(minAgeMale === undefined ? [] : [`男性年满 ${minAgeMale} 周岁`]),
    ...(proof === undefined ? [] : [`提交“${proof}”`]),
  ].join('，')}。`
}

function inEnglish(rule: ItemPartyRule, proof: string | undefined): string {
  const { role, type, min, max, presence, minAge, minAgeMale } = rule
  const name = say(roleTitle(rule), 'en')
  if (max === 0) return role === 'representative' ? 'Nobody may act for the applicant.' : `No ${name}.`
  const number = min === 0 ? `at most ${max}` : min === max ? String(min) : `${min} to ${max}`
  const kind = type === undefined ? '' : type === 'natural' ? ' (natural person)' : ' (legal entity)'
  return `${[
    `${name.charAt(0).toUpperCase()}${name.slice(1)}${kind}: ${number}`,
    ...(presence === true ? ['in person'] : []),
    ...(minAge === undefined ? [] : [`at least ${minAge} years old`]),
    ...(minAgeMale === undefined ? [] : [`men at least ${minAgeMale}`]),
    ...(proof === undefined ? [] : [`with “${proof}”`]),
  ].join(', ')}.`
}
