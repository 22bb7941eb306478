import type { LegalDate } from '../../shared/time.js'
import { LICENCE_GROUND_WORDS } from '../licences/licence-acts.js'
import { SPECIAL_KINDS } from '../workflow/special-procedures.js'
import { type Ground, groundOf, TERMINATION_GROUNDS } from '../workflow/termination-grounds.js'

/** Codes of the acts in the words of a paper (文书用语): no code is ever printed. Pure. */

const METHODS: Record<string, string> = {
  pickup: '现场领取',
  post: '邮寄送达',
  electronic: '电子送达',
  announcement: '公告送达',
}

const GROUNDS: Record<string, string> = {
  ...LICENCE_GROUND_WORDS,
  outsideCompetence: '申请事项依法不属于本机关职权范围',
  conditionsNotMet: '申请不符合受理条件',
  notCorrected: '逾期未按要求补正申请材料',
  correctionNotSupplied: '逾期未按要求补正申请材料',
  falseStatement: '隐瞒有关情况或者提供虚假材料申请',
}

const SOURCES: Record<string, string> = {
  upload: '电子文件',
  paper: '纸质材料',
  licence: '电子证照',
  register: '系统核验，免提交',
  dossier: '取自申请人档案，免提交',
  commitment: '告知承诺',
  deferred: '容缺后补',
}

/** A code in words; one that has none is left out of the paper rather than printed. */
const inWords = (words: Record<string, string>, code: unknown): string | undefined =>
  typeof code === 'string' && Object.hasOwn(words, code) ? words[code] : undefined

const HEARING_PARTIES: Record<string, string> = { applicant: '申请人', thirdParty: '利害关系人' }

export const hearingPartyInWords = (code: unknown) => inWords(HEARING_PARTIES, code)
export const methodInWords = (code: unknown) => inWords(METHODS, code)
export const groundInWords = (code: unknown) => inWords(GROUNDS, code) ?? ending(code)?.zh
/** A ground that says nothing by itself is told by its reason and its statute. */
const ending = (code: unknown) =>
  typeof code === 'string' && code !== 'other' && Object.hasOwn(TERMINATION_GROUNDS, code)
    ? groundOf(code as Ground)
    : undefined
export const sourceInWords = (code: unknown) => inWords(SOURCES, code)
const SPECIALS = Object.fromEntries(Object.entries(SPECIAL_KINDS).map(([name, { zh }]) => [name, zh]))
export const specialInWords = (code: unknown) => inWords(SPECIALS, code)

const LICENCE_LAW = '《中华人民共和国行政许可法》'
const REFUSED_ON: Record<string, string[]> = {
  outsideCompetence: ['第三十二条第一款第（二）项'],
  correctionNotSupplied: ['第三十二条第一款第（四）项、第（五）项'],
  falseStatement: ['第三十一条', '第七十八条'],
}
/** What an expired correction rests on: the law gives no period, the item does. */
const CORRECTION_PERIOD = '本事项实施清单和补正告知书载明的补正期限'

/** What a refusal of acceptance or an end rests on by its ground (依据); nothing for a ground that names its statute itself. */
export function groundBasis(kind: string, itemType: string, ground: unknown): string[] {
  const code = typeof ground === 'string' ? ground : undefined
  if (kind === 'terminationNotice') {
    const words = code === undefined ? CORRECTION_PERIOD : ending(code)?.basis
    return words === undefined ? [] : [words]
  }
  if (kind !== 'notAcceptedNotice' || itemType !== '01' || code === undefined) return []
  const articles = Object.hasOwn(REFUSED_ON, code) ? REFUSED_ON[code] : undefined
  return (articles ?? []).map((article) => `${LICENCE_LAW}${article}`)
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/

/** 2026年3月2日. */
export function dayInWords(date: LegalDate): string {
  const [, year, month, day] = DAY.exec(date) ?? []
  return year === undefined ? date : `${year}年${Number(month)}月${Number(day)}日`
}

const DIGITS = [...'零壹贰叁肆伍陆柒捌玖']
const PLACES = ['', '拾', '佰', '仟']
const GROUPS = ['', '万', '亿', '万亿']

/** 人民币壹万贰仟元整（12000.00元）; `cents` is what forms hold (分). Nothing for what is no sum of money. */
export function moneyInWords(cents: unknown): string | undefined {
  if (typeof cents !== 'number' || !Number.isSafeInteger(cents) || cents < 0) return undefined
  const yuan = Math.floor(cents / 100)
  const [jiao, fen] = [Math.floor(cents / 10) % 10, cents % 10]
  const whole = yuan === 0 && cents > 0 ? '' : `${wholeInWords(yuan)}元`
  const gap = jiao === 0 && fen > 0 && yuan > 0 ? '零' : ''
  const parts = `${jiao === 0 ? gap : `${DIGITS[jiao]}角`}${fen === 0 ? '整' : `${DIGITS[fen]}分`}`
  return `人民币${whole}${parts}（${yuan}.${String(cents % 100).padStart(2, '0')}元）`
}

function wholeInWords(number: number): string {
  if (number === 0) return '零'
  const digits = [...String(number)].map(Number)
  let words = ''
  let isGap = false
  let isGroupTold = false
  for (const [at, digit] of digits.entries()) {
    const place = digits.length - 1 - at
    if (digit === 0) isGap = true
    else {
      words += `${isGap && words !== '' ? '零' : ''}${DIGITS[digit]}${PLACES[place % 4]}`
      isGap = false
      isGroupTold = true
    }
    if (place % 4 === 0 && isGroupTold) {
      words += GROUPS[place / 4] ?? ''
      isGroupTold = false
    }
  }
  return words.replace('万亿', /万亿.*亿/.test(words) ? '万' : '万亿')
}

/** 12.50, of 1250 分. */
export const yuanInWords = (cents: number): string => (cents / 100).toFixed(2)
