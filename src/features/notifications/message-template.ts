import { type Static, Type } from 'typebox'
import { holdsIdentityNumber } from '../../shared/masks.js'
import type { InputError } from '../../shared/problem.js'
import { SEEN, Strict } from '../../shared/schema.js'
import type { Language } from '../../shared/text.js'
import { DEFAULT_WORDS } from './default-words.js'
import { NOTICE_KINDS, type NoticeKind } from './notice-kinds.js'

// What a message says, as data (消息模板): title and text in both languages with {placeholders}. Pure.

const words = (maxLength: number, description: string, example: string) =>
  Type.String({ minLength: 1, maxLength, pattern: SEEN, description, examples: [example] })

const Said = (what: string, maxLength: number, zh: string, en: string) =>
  Strict({ zh: words(maxLength, `${what}（中文）`, zh), en: words(maxLength, `${what} (English)`, en) })

export const MessageContent = Strict({
  title: Said('Title', 100, '受理通知', 'Accepted'),
  body: Said(
    'Text; {name} where a fact of the message belongs',
    1000,
    '您申请的“{itemName}”（{caseNo}）已受理。',
    'Your application for {itemName} ({caseNo}) was accepted.',
  ),
  personal: Type.Optional(
    Type.Array(Type.Literal('applicantName'), {
      maxItems: 1,
      description:
        'Personal facts that the text needs (个人信息占位符): without it none may stand in the text',
    }),
  ),
})
export type MessageContent = Static<typeof MessageContent>

/** A template in one version; without an owner it is the whole deployment's. Version 0 is what the service itself says. */
export interface MessageTemplate {
  key: string
  version: number
  organisation?: string
  kind: NoticeKind
  content: MessageContent
}

/** Owner and kind: the name under which versions follow one another. */
export const messageTemplateKey = (organisation: string | undefined, kind: NoticeKind): string =>
  `${organisation ?? 'all'}.${kind}`

/** What stands in every message; `on`: the day of the act. */
const COMMON = ['caseNo', 'itemName', 'organName', 'on'] as const

/** What a kind can say beside. */
const OWN: Partial<Record<NoticeKind, readonly string[]>> = {
  correction: ['by'],
  correctionDue: ['by'],
  accepted: ['acceptedOn', 'due', 'examineBy', 'supplyBy', 'toOrgan'],
  moved: ['toCaseNo', 'toItem', 'toOrgan'],
  voided: ['toCaseNo'],
  extended: ['days', 'due'],
  forwardedUp: ['toOrgan'],
  specialStarted: ['days', 'hearingOn'],
  specialEnded: ['due'],
  feeDue: ['amount', 'paymentCode'],
  feeCancelled: ['amount'],
  paid: ['amount'],
  refunded: ['amount'],
  atDesk: ['desk', 'pickUpNo'],
  licenceEnded: ['licenceNo'],
  licenceSuspended: ['licenceNo'],
  licenceResumed: ['licenceNo'],
  licenceExpiring: ['licenceNo', 'validTo', 'by'],
  renewedByLaw: ['licenceNo', 'validTo', 'basis'],
  complaintAccepted: ['voiceNo', 'due'],
  complaintRefused: ['voiceNo'],
  complaintReferred: ['voiceNo'],
  complaintAnswered: ['voiceNo'],
  questionReferred: ['voiceNo'],
  questionAnswered: ['voiceNo'],
  complaintToAnswer: ['voiceNo', 'due'],
  questionToAnswer: ['voiceNo', 'due'],
  ratingToAnswer: ['voiceNo', 'due'],
  orderToAnswer: ['orderNo', 'due'],
  orderAnswered: ['orderNo'],
  orderEnded: ['orderNo', 'outcome'],
  cardConfirmed: ['about', 'clock', 'card', 'score', 'appealBy'],
  cardRevoked: ['about', 'clock', 'card'],
  cardUpheld: ['about', 'clock', 'card', 'score'],
  cardOverturned: ['about', 'clock', 'card'],
  appealToJudge: ['about', 'clock', 'card', 'due'],
  newTask: ['step'],
  assigned: ['step'],
  urged: ['step'],
  bundleMember: ['bundleCode', 'bundleName', 'itemCode', 'what'],
  undelivered: ['what'],
  reminder: ['about', 'clock', 'due', 'remaining', 'overBy', 'explainBy'],
  yellow: ['about', 'clock', 'due', 'remaining', 'overBy', 'explainBy'],
  red: ['about', 'clock', 'due', 'remaining', 'overBy', 'explainBy'],
}

/** Personal facts; only in messages to the person, and only where the template says that it needs them. */
const PERSONAL_FACTS = ['applicantName'] as const

/** The placeholders that a kind of message knows. */
export const placeholdersOf = (kind: NoticeKind): readonly string[] => [...COMMON, ...(OWN[kind] ?? [])]

const PLACEHOLDER = /\{([^{}]*)\}/g

const textsOf = ({ title, body }: Pick<MessageContent, 'title' | 'body'>): [string, string][] => [
  ['/content/title/zh', title.zh],
  ['/content/title/en', title.en],
  ['/content/body/zh', body.zh],
  ['/content/body/en', body.en],
]

const namesIn = (text: string): string[] => [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name)

/**
 * What speaks against a template (模板检查): a placeholder that this kind does not know, something personal that is not
 * declared, not needed, in a title (which lock screens show), or in what goes to officers; an identity number; a brace that
 * belongs to no placeholder and would be sent as it stands. Pure.
 */
export function checkMessage(kind: NoticeKind, content: MessageContent): InputError[] {
  const declared = new Set<string>(content.personal ?? [])
  const used = new Set(textsOf(content).flatMap(([, text]) => namesIn(text)))
  const known = new Set(placeholdersOf(kind))
  const personal = new Set<string>(PERSONAL_FACTS)
  const isToParty = NOTICE_KINDS[kind].audience === 'party'
  const errors = textsOf(content).flatMap(([pointer, text]) =>
    namesIn(text).flatMap((name): InputError[] => {
      if (!personal.has(name)) return known.has(name) ? [] : [found(pointer, 'PLACEHOLDER_UNKNOWN', UNKNOWN)]
      if (pointer.includes('/title/')) return [found(pointer, 'PERSONAL_IN_TITLE', IN_TITLE)]
      if (!isToParty) return [found(pointer, 'PERSONAL_TO_STAFF', TO_STAFF)]
      return declared.has(name) ? [] : [found(pointer, 'PERSONAL_UNDECLARED', UNDECLARED)]
    }),
  )
  const written = textsOf(content).flatMap(([pointer, text]): InputError[] => [
    // Templates are read by everybody.
    ...(holdsIdentityNumber(text) ? [found(pointer, 'NUMBER_PERSONAL', NUMBER)] : []),
    ...(/[{}]/.test(text.replace(PLACEHOLDER, '')) ? [found(pointer, 'PLACEHOLDER_OPEN', OPEN)] : []),
  ])
  const idle = [...declared].some((name) => !used.has(name))
  return [...errors, ...written, ...(idle ? [found('/content/personal', 'PERSONAL_UNUSED', UNUSED)] : [])]
}

const found = (pointer: string, code: string, message: InputError['message']): InputError => ({
  pointer,
  code,
  message,
})

const UNKNOWN = { en: 'This kind of message knows no such placeholder', zh: '该类消息没有这个占位符' }
const NUMBER = { en: 'No identity number of a person', zh: '不得写入个人的身份证件号码' }
const OPEN = { en: 'A brace belongs to no placeholder', zh: '花括号未成对，不是占位符' }
const IN_TITLE = { en: 'Nothing personal in a title', zh: '标题中不得出现个人信息' }
const TO_STAFF = { en: 'Nothing personal in messages to officers', zh: '发给工作人员的消息不得包含个人信息' }
const UNDECLARED = {
  en: 'Personal: name it in `personal`, or leave it out',
  zh: '个人信息占位符须在 personal 中声明，或者删除',
}
const UNUSED = { en: 'The text does not need it: leave it out', zh: '正文没有使用该个人信息，不得声明' }

/** The text with its facts; a sentence whose fact is not known is left out. Line breaks in facts become blanks. */
export function fillMessage(text: string, facts: Readonly<Record<string, string>>): string {
  return sentencesOf(text)
    .filter((sentence) => namesIn(sentence).every((name) => facts[name] !== undefined))
    .map((sentence) => sentence.replace(PLACEHOLDER, (_, name: string) => oneLine(facts[name] ?? '')))
    .join('')
    .trim()
}

const oneLine = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, ' ')

/** A text in sentences, each with what ends it. */
const sentencesOf = (text: string): string[] =>
  text.match(/[^。；;\n]*?(?:[。；;\n]|\.\s+|$)/g)?.filter(Boolean) ?? []

export interface Spoken {
  title: string
  body: string
}

/** A message in one language. */
export function speak(
  { title, body }: MessageContent,
  language: Language,
  facts: Readonly<Record<string, string>>,
): Spoken {
  const head = fillMessage(title[language], facts)
  return { title: head, body: fillMessage(body[language], facts) || head }
}

/** What holds for an organ: its own, else the whole deployment's, else what the service itself says (version 0). */
export function templateOf(
  templates: readonly MessageTemplate[],
  organisation: string | undefined,
  kind: NoticeKind,
): MessageTemplate {
  const of = (owner: string | undefined): MessageTemplate | undefined =>
    templates.find((each) => each.kind === kind && each.organisation === owner)
  return (organisation === undefined ? undefined : of(organisation)) ?? of(undefined) ?? builtIn(kind)
}

/** What the service says of itself (内置模板). */
export const builtIn = (kind: NoticeKind): MessageTemplate => ({
  key: messageTemplateKey(undefined, kind),
  version: 0,
  kind,
  content: DEFAULT_WORDS[kind],
})

/** Facts made up, to look at a template with. */
export const SPECIMEN_FACTS: Readonly<Record<string, string>> = {
  validTo: '2031-03-01',
  caseNo: '5111022603021000019',
  itemName: '食品经营许可',
  organName: '乐山市市中区市场监督管理局',
  on: '2026-03-02',
  toOrgan: '乐山市市场监督管理局',
  toCaseNo: '5111022603021000027',
  toItem: '食品摊贩备案',
  by: '2026-03-20',
  acceptedOn: '2026-03-02',
  due: '2026-03-12',
  examineBy: '2026-03-12',
  supplyBy: '2026-03-16',
  days: '10',
  amount: '80.00',
  paymentCode: '5111022603021000019018',
  desk: '综合出件窗口',
  pickUpNo: '0302-001',
  licenceNo: 'JY25111020000001',
  step: 'review',
  voiceNo: '0195a7c2-6c00-7000-8000-000000000701',
  what: '受理通知',
  hearingOn: '2026-03-20',
  clock: 'PROMISE',
  orderNo: '市中区行政审批局督〔2026〕1号',
  outcome: 'accept',
  card: 'YELLOW',
  score: '1.5',
  remaining: '2',
  overBy: '1',
  applicantName: '张*',
}
