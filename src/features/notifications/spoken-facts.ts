import type { Language, Text } from '../../shared/text.js'
import type { BehaviourKind } from '../deadlines/behaviour-kinds.js'
import type { ClockKind, OwnerKind } from '../deadlines/clock-kinds.js'

// Facts of messages are codes, which programs read; people read words (消息用语). Pure.

/** What a warning is about: a limit as an officer calls it (时限名称), or an act that supervision looks at (行为监察). */
const RULE_WORDS: Record<ClockKind | BehaviourKind, Text> = {
  INTAKE_5D: { zh: '收件时限', en: 'intake' },
  INTAKE_PROMISE: { zh: '收件答复承诺', en: 'promised intake' },
  CORRECTION: { zh: '补正时限', en: 'correction' },
  CORRECTION_REMINDER: { zh: '补正提醒', en: 'reminder of a correction' },
  PROMISE: { zh: '承诺时限', en: 'promised limit' },
  LEGAL: { zh: '法定时限', en: 'statutory limit' },
  STEP: { zh: '环节时限', en: 'limit of the step' },
  DELIVERY_10D: { zh: '送达时限', en: 'delivery' },
  SPECIAL: { zh: '特别程序时限', en: 'special procedure' },
  OPINION: { zh: '会审意见时限', en: 'opinion' },
  DEFERRED: { zh: '容缺补交时限', en: 'deferred material' },
  COMMITMENT_CHECK: { zh: '承诺核查时限', en: 'check of a commitment' },
  HEARING_REQUEST: { zh: '听证申请期限', en: 'request for a hearing' },
  HEARING_HELD: { zh: '听证举行期限', en: 'hearing' },
  PICKUP: { zh: '结果领取期限', en: 'collection' },
  RENEWAL: { zh: '延续决定期限', en: 'decision on a renewal' },
  PAYMENT: { zh: '缴费期限', en: 'payment' },
  PUBLICATION: { zh: '决定公开期限', en: 'publication' },
  AUTHORITY_ANSWER: { zh: '窗口权限答复时限', en: 'answer to a window' },
  HANDOVER: { zh: '物料交接时限', en: 'handover' },
  ORDER_REPLY: { zh: '督办答复时限', en: 'reply to an order' },
  ALERT_APPEAL: { zh: '申诉复核时限', en: 'judgement of an appeal' },
  RECTIFICATION: { zh: '差评整改时限', en: 'rectification' },
  COMPLAINT_INTAKE: { zh: '投诉受理时限', en: 'intake of a complaint' },
  COMPLAINT_ANSWER: { zh: '投诉答复时限', en: 'answer to a complaint' },
  CONSULTATION_ANSWER: { zh: '咨询答复时限', en: 'answer to a question' },
  CORRECT_TWICE: { zh: '二次补正告知', en: 'a second notice of correction' },
  COMMITMENT_BROKEN: { zh: '承诺未履行', en: 'a broken commitment' },
  DELIVERY_RIGHTED: { zh: '不利决定送达更正', en: 'a delivery of a refusal put right' },
  WITHDRAWN_UNPROVEN: { zh: '撤回凭据欠缺', en: 'a withdrawal without the applicant’s word' },
  NO_REASON: { zh: '理由不充分', en: 'a reason that is none' },
  NO_EXAMINATION: { zh: '无审查记录', en: 'no record of an examination' },
  OFF_HOURS: { zh: '非工作时间办理', en: 'an act outside office hours' },
}

/** What a limit belongs to that is no case's (时限归属). */
const OWNER_WORDS: Record<Exclude<OwnerKind, 'case'>, Text> = {
  authorityRequest: { zh: '窗口权限申请', en: 'request for a window’s authority' },
  handover: { zh: '物料移交清单', en: 'handover' },
  supervisionOrder: { zh: '督办单', en: 'supervision order' },
  alert: { zh: '预警申诉', en: 'appeal against an alert' },
  rectification: { zh: '差评整改', en: 'rectification' },
  complaint: { zh: '投诉', en: 'complaint' },
  consultation: { zh: '咨询', en: 'consultation' },
}

/** Cards and what became of an order, as people call them (亮牌、督办结果). */
const CARD_WORDS: Readonly<Record<string, Text>> = {
  NOTICE: { zh: '预警', en: 'notice' },
  YELLOW: { zh: '黄牌', en: 'yellow card' },
  RED: { zh: '红牌', en: 'red card' },
}
const OUTCOME_WORDS: Readonly<Record<string, Text>> = {
  accept: { zh: '答复已通过，予以办结', en: 'the answer was accepted' },
  withdraw: { zh: '已撤回，无需答复', en: 'taken back, no answer is wanted' },
}

/** Facts as they are said in a language: a limit, a step and an owner by name; what has none here stays as it is. */
export function spokenFacts(
  facts: Readonly<Record<string, string>>,
  language: Language,
  stepTitles: Readonly<Record<string, Text>> | null = null,
): Record<string, string> {
  const words: [string, Text | undefined][] = [
    ['clock', wordOf(RULE_WORDS, clockOf(facts.clock))],
    ['step', wordOf(stepTitles ?? {}, facts.step)],
    ['itemName', wordOf(OWNER_WORDS, facts.itemName)],
    ['card', wordOf(CARD_WORDS, facts.card)],
    ['outcome', wordOf(OUTCOME_WORDS, facts.outcome)],
    ['about', aboutOf(facts)],
  ]
  const said = words.flatMap(([name, word]) => (word === undefined ? [] : [[name, word[language]] as const]))
  return { ...facts, ...Object.fromEntries(said) }
}

/** What a limit is called; one that is not known here by its code. */
export const limitWord = (kind: string, language: Language): string =>
  wordOf(RULE_WORDS, kind)?.[language] ?? kind

/** What a warning is about (涉及事项): a case with its item, or what else has a limit, each by its own name and number. */
function aboutOf({ caseNo, itemName }: Readonly<Record<string, string>>): Text | undefined {
  if (caseNo === undefined) return undefined
  const owner = wordOf(OWNER_WORDS, itemName)
  if (owner === undefined)
    return itemName === undefined
      ? { zh: `办件${caseNo}`, en: `Case ${caseNo}` }
      : { zh: `办件${caseNo}“${itemName}”`, en: `Case ${caseNo}, ${itemName}` }
  return {
    zh: `${owner.zh}（${caseNo}）`,
    en: `${owner.en.charAt(0).toUpperCase()}${owner.en.slice(1)} ${caseNo}`,
  }
}

/** A reminder before the limit of a step (到期前提醒) is a rule of its own, about the same limit. */
const clockOf = (rule: string | undefined): string | undefined =>
  rule?.startsWith('STEP_REMINDER') === true ? 'STEP' : rule

const wordOf = (words: Readonly<Record<string, Text>>, code: string | undefined): Text | undefined =>
  code !== undefined && Object.hasOwn(words, code) ? words[code] : undefined
