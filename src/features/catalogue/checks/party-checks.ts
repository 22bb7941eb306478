import { error, finder, type Rule } from '../../../shared/finding.js'
import type { ItemDocument } from '../item-document.js'
import type { Finding } from './finding.js'

/** Parties: who must be there, so that somebody can apply at all and nobody is asked for what the item does not list. */
export const PARTY_RULES = {
  PARTY_RULE_TWICE: error(
    ['同一角色的当事人要求重复', 'Two rules speak of the parties in one role'],
    [
      '合并为一条，或者按自然人、法人分列',
      'Make them one, or part them by natural persons and legal entities',
    ],
  ),
  PARTY_MARRIAGE: error(
    ['婚姻登记须有申请人和共同申请人各一人', 'A marriage needs one applicant and one co-applicant'],
    [
      '在当事人要求中规定 applicant、coApplicant 各 1 人（自然人）',
      'Let the rules want one natural person as applicant and one as coApplicant',
    ],
  ),
  PRECEDED_SITUATION: error(
    ['没有该情形', 'There is no such situation'],
    ['改用 situations 中已有的情形', 'Use the key of a situation of this item'],
  ),
  PARTY_RANGE: error(
    ['当事人最少人数大于最多人数', 'The least number of parties is above the most'],
    ['改正 min、max', 'Correct min and max'],
  ),
  PARTY_NO_APPLICANT: error(
    ['当事人要求不允许有申请人', 'The rules let nobody apply'],
    ['申请人的最多人数至少为 1', 'Let at least one applicant stand'],
  ),
  PARTY_AGE: error(
    ['法人没有年龄', 'A legal entity has no age'],
    ['删除年龄要求，或者改为自然人', 'Leave the age out, or let the rule speak of natural persons'],
  ),
  PARTY_PRESENCE: error(
    ['须本人到场，但到办事现场次数为 0', 'Parties must come, but the item says that nobody needs to'],
    ['填写到办事现场次数和必须现场办理原因', 'Give the number of visits and their reason'],
  ),
  PARTY_PROOF: error(
    ['没有该证明材料', 'There is no such material to prove the role'],
    [
      '改用 materials 中已有的材料；未列出的材料不得要求',
      'Use the code of a material of this item: what it does not list must not be demanded (行政许可法 Art. 31)',
    ],
  ),
} as const satisfies Record<string, Rule>

const found = finder(PARTY_RULES)

/** Of rules under a condition another one may speak of the same role. */
const isAlways = ({ when }: { when?: unknown }): boolean => when === undefined

/** What the item wants of its parties (当事人要求). */
export function checkParties(document: ItemDocument): Finding[] {
  const { parties = [], materials, visits, marriage } = document
  const codes = new Set(materials.map(({ materialCode }) => materialCode))
  const findings = parties.flatMap((rule, index) => {
    const pointer = `/parties/${index}`
    const { role, type, min, max, presence, minAge, minAgeMale, proof } = rule
    const isTwice = parties
      .slice(0, index)
      .some(
        (each) =>
          each.role === role &&
          isAlways(each) &&
          isAlways(rule) &&
          (each.type ?? type) === (type ?? each.type),
      )
    return [
      ...(isTwice ? [found('PARTY_RULE_TWICE', `${pointer}/role`)] : []),
      ...(min > max ? [found('PARTY_RANGE', `${pointer}/max`)] : []),
      ...(type === 'legal' && (minAge ?? minAgeMale) !== undefined ? [found('PARTY_AGE', pointer)] : []),
      ...(presence === true && visits === 0 ? [found('PARTY_PRESENCE', `${pointer}/presence`)] : []),
      ...(proof === undefined || codes.has(proof) ? [] : [found('PARTY_PROOF', `${pointer}/proof`)]),
    ]
  })
  const isOne = (wanted: string) =>
    parties.some(
      (rule) =>
        rule.role === wanted && rule.type === 'natural' && rule.min === 1 && rule.max === 1 && isAlways(rule),
    )
  if (marriage !== undefined && !(isOne('applicant') && isOne('coApplicant')))
    findings.push(found('PARTY_MARRIAGE', '/marriage'))
  findings.push(...checkPreceded(document))
  const applicants = parties.filter(({ role }) => role === 'applicant')
  const most = applicants.reduce((sum, { max }) => sum + max, 0)
  return applicants.length > 0 && most === 0
    ? [...findings, found('PARTY_NO_APPLICANT', '/parties')]
    : findings
}

/** Situations of this very item that the rule of the earlier application names (前置申请). */
function checkPreceded({ precededBy, situations, itemCode }: ItemDocument): ReturnType<typeof found>[] {
  if (precededBy === undefined) return []
  const known = new Set(situations.map(({ key }) => key))
  const { situation, by } = precededBy
  const isOwn = by.itemCode === undefined || by.itemCode === itemCode
  const isUnknown = (key: string | undefined) => key !== undefined && !known.has(key)
  return [
    ...(isUnknown(situation) ? [found('PRECEDED_SITUATION', '/precededBy/situation')] : []),
    ...(isOwn && isUnknown(by.situation) ? [found('PRECEDED_SITUATION', '/precededBy/by/situation')] : []),
  ]
}
