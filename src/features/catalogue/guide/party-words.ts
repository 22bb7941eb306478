import { type Language, say } from '../../../shared/text.js'
import type { ItemDocument, ItemPartyRule } from '../item-document.js'
import { PARTY_ROLE_NAMES } from '../party-rule.js'

/**
 * What the item wants of its parties in words (当事人要求), a line a role. Who may come along or not is no condition: by
 * which material the role is proved stands among the materials.
 */
export function partiesInWords(
  { parties = [], materials }: Pick<ItemDocument, 'parties' | 'materials'>,
  language: Language,
): string[] {
  return parties.filter(isCondition).map((rule) => {
    const proof = materials.find(({ materialCode }) => materialCode === rule.proof)
    const name = language === 'en' ? (proof?.nameEn ?? proof?.name) : proof?.name
    return language === 'zh' ? inChinese(rule, name) : inEnglish(rule, name)
  })
}

const isCondition = ({ min, max, presence, minAge, minAgeMale }: ItemPartyRule): boolean =>
  min > 0 || max === 0 || presence === true || minAge !== undefined || minAgeMale !== undefined

function inChinese(rule: ItemPartyRule, proof: string | undefined): string {
  const { role, type, min, max, presence, minAge, minAgeMale } = rule
  const name = PARTY_ROLE_NAMES[role].zh
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
  const name = say(PARTY_ROLE_NAMES[role], 'en')
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
