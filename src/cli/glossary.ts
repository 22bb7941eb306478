import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pinyin } from 'pinyin-pro'
import { CHANNELS } from '../features/cases/case.js'
import type { ClockKind } from '../features/deadlines/clock-kinds.js'
import { ACTIONS, STATUSES } from '../features/workflow/statuses.js'
import { packageRoot } from '../shared/package-root.js'
import { ROLES } from '../shared/roles.js'
import type { Text } from '../shared/text.js'

interface Term {
  zh: string
  en: string
  kind: string
}

/** docs/glossary.md by its Chinese terms (中文术语), with roles, statuses, actions, clocks and channels of the code. */
export function chineseGlossary(): string {
  const terms = [
    ...writtenTerms(),
    ...codes('角色', ROLES),
    ...codes('状态', STATUSES),
    ...codes('动作', ACTIONS),
    ...codes('渠道', CHANNELS),
    ...codes('时限', CLOCKS),
  ]
  const rows = terms
    .map((term) => ({ ...term, sound: pinyin(term.zh, { toneType: 'num', type: 'array' }).join(' ') }))
    .sort((a, b) => compare(a.sound, b.sound) || compare(a.zh, b.zh) || compare(a.en, b.en))
    .map(({ zh, en, kind }) => `| ${zh} | ${en} | ${kind} |`)
  return ['| 中文 | English | 类别 |', '|---|---|---|', ...rows].join('\n')
}

const CLOCKS: Readonly<Record<ClockKind, Text>> = {
  INTAKE_5D: { zh: '收件时限', en: 'five days to accept or tell what is missing (Art. 32)' },
  INTAKE_PROMISE: { zh: '收件答复承诺', en: 'promise to answer a receipt' },
  CORRECTION: { zh: '补正时限', en: 'days for a correction' },
  CORRECTION_REMINDER: { zh: '补正提醒', en: 'reminder of a correction without a last day' },
  PROMISE: { zh: '承诺时限', en: 'promised limit' },
  LEGAL: { zh: '法定时限', en: 'statutory limit (Art. 42)' },
  STEP: { zh: '环节时限', en: 'limit of a step' },
  DELIVERY_10D: { zh: '送达时限', en: 'ten days to deliver (Art. 44)' },
  SPECIAL: { zh: '特别程序时限', en: 'announced days of a special procedure (Art. 45)' },
  OPINION: { zh: '会审意见时限', en: 'days of an asked organ' },
  DEFERRED: { zh: '容缺补交时限', en: 'day by which a deferred material comes' },
  COMMITMENT_CHECK: { zh: '承诺核查时限', en: 'days to check a commitment' },
  HEARING_REQUEST: { zh: '听证申请期限', en: 'days to ask for a hearing (Art. 47)' },
  HEARING_HELD: { zh: '听证举行期限', en: 'days to hold a hearing (Art. 47)' },
  PICKUP: { zh: '结果领取期限', en: 'days to collect the result' },
  PAYMENT: { zh: '缴费期限', en: 'days to pay' },
  PUBLICATION: { zh: '决定公开期限', en: 'days to publish a decision' },
  RENEWAL: { zh: '延续决定期限', en: 'decision on a renewal' },
  AUTHORITY_ANSWER: { zh: '窗口权限答复时限', en: 'days to answer a window that asks for authority' },
  HANDOVER: { zh: '物料交接时限', en: 'days in which papers arrive' },
  ORDER_REPLY: { zh: '督办答复时限', en: 'days to answer a supervision order' },
  ALERT_APPEAL: { zh: '申诉复核时限', en: 'days to judge an appeal against an alert' },
  RECTIFICATION: { zh: '差评整改时限', en: 'days to mend what led to a bad rating' },
  COMPLAINT_INTAKE: { zh: '投诉受理时限', en: 'days to accept a complaint or not' },
  COMPLAINT_ANSWER: { zh: '投诉答复时限', en: 'days to answer a complaint' },
  CONSULTATION_ANSWER: { zh: '咨询答复时限', en: 'days to answer a question' },
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

const codes = (kind: string, named: Readonly<Record<string, Text>>): Term[] =>
  Object.entries(named).map(([code, { zh, en }]) => ({ zh, en: `${en} \`${code}\``, kind }))

/** Each Chinese term of a row of its own: several stand in one there. */
function writtenTerms(): Term[] {
  const page = readFileSync(join(packageRoot, 'docs', 'glossary.md'), 'utf8')
  return [...page.matchAll(/^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$/gm)]
    .map(([, en = '', zh = '']) => ({ en, zh }))
    .filter(({ en }) => en !== 'English' && !en.startsWith('---'))
    .flatMap(({ en, zh }) => zh.split(/[、/]/).map((term) => ({ zh: term.trim(), en, kind: '术语' })))
    .filter(({ zh }) => zh !== '')
}
