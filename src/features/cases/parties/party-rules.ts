import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import type { LegalDate } from '../../../shared/time.js'
import { withinWork } from '../../../shared/work-budget.js'
import type { ItemDocument, ItemPartyRule } from '../../catalogue/item-document.js'
import { type PartyRole, roleTitle } from '../../catalogue/party-rule.js'
import { type Answers, type ApplicantType, holds } from '../../catalogue/questions/checklist.js'
import { standingOf } from '../../catalogue/questions/questionnaire.js'
import type { Channel, Warning } from '../case.js'
import type { AssistanceKind } from './assistance.js'
import { checkHelped, unnamed, unproven } from './attendance.js'
import type { CapacityBasis } from './capacity.js'
import { IN_PERSON, type ProofMethod } from './identity-proofs.js'
import { APPLICANTS } from './relations.js'

/** A party as the item's rules look at it: what the number tells, never what was answered. */
export interface JudgedParty {
  role: PartyRole
  type: 'natural' | 'legal'
  birthDate?: LegalDate
  sex?: 'male' | 'female'
  provedBy?: ProofMethod
  /** The mandate is on file: as a document, or as staff saw it. */
  mandated?: boolean
  capacity?: CapacityBasis
}

/** How old the applicant is on a day, by the number; undefined where that tells nothing. */
export function ageOfApplicant(parties: readonly JudgedParty[], today: LegalDate): number | undefined {
  const born = parties.find(({ role }) => role === 'applicant')?.birthDate
  return born === undefined ? undefined : ageOn(born, today)
}

/** A passport tells no birth date: what is answered of the age is looked at by who accepts. */
function unknownAges({ questions }: ItemOfParties, parties: readonly JudgedParty[]): Warning[] {
  if (questions.every(({ youngerThan }) => youngerThan === undefined)) return []
  return parties.flatMap(({ role, type, birthDate }, index) =>
    role === 'applicant' && type === 'natural' && birthDate === undefined
      ? [{ code: 'AGE_UNKNOWN', pointer: `/parties/${index}/idNumber` }]
      : [],
  )
}

export interface PartyFindings {
  errors: InputError[]
  warnings: Warning[]
}

/** Who has reached this age has full capacity (民法典 17, 18), and below the other none (民法典 20). */
export const ADULT = 18
const LIMITED_CAPACITY = 8
/** Who lives by the own labour from this age on acts like an adult (民法典 18(2)): a young handler, not a guardian. */
const WORKING = 16

/**
 * What speaks against handing in with these parties (当事人要求): numbers, presence and ages that the item wants, and what
 * the law wants of everybody: a minor is stood in for by a guardian (民法典 20, 23), who acts for others is old enough. An
 * application by the wrong people is none, so these are errors, told on the spot; a mandate that lacks is a material
 * that lacks (`owedProofs`), about which intake decides (行政许可法 Art. 32(4)).
 */
export function checkParties(
  document: ItemOfParties,
  parties: readonly JudgedParty[],
  {
    channel,
    today,
    said,
    signedIn,
    assistance,
    forwarded = false,
  }: {
    channel: Channel
    today: LegalDate
    said: Said
    /** One of the parties brings it in by a token of the own. */
    signedIn: boolean
    assistance?: AssistanceKind | undefined
    /** 转报: who applies, and who came for it, was asked below and comes with the file (行政许可法 Art. 35). */
    forwarded?: boolean
  },
): PartyFindings {
  const rules = rulesFor(document, said)
  const found: PartyFindings = { errors: [], warnings: [] }
  for (const rule of rules) {
    const mine = parties.flatMap((party, index) => (isUnder(rule, party) ? [{ party, index }] : []))
    found.errors.push(...checkNumber(rule, mine))
    if (rule.presence === true && mine.length > 0) found.errors.push(...checkPresence(mine, channel))
    for (const { party, index } of mine) checkAge(rule, party, index, today, found)
  }
  found.errors.push(
    ...checkCapacity(rules, parties, today),
    ...checkGuardians(rules, parties, today),
    ...checkMandates(rules, parties),
  )
  if (document.marriage !== undefined) found.errors.push(...checkCouple(parties))
  found.warnings.push(...unknownAges(document, parties))
  if (channel === 'WINDOW' && document.attendance === 'named' && !forwarded)
    found.warnings.push(...unnamed(parties))
  if (channel === 'KIOSK' && !signedIn) found.warnings.push(...unproven(parties))
  if (assistance === 'helps') found.errors.push(...checkHelped(parties))
  return found
}

type ItemOfParties = Pick<ItemDocument, 'parties' | 'questions' | 'marriage' | 'attendance'>

/** What the application says, by which some rules hold and others do not. */
export interface Said {
  applicantType: ApplicantType
  answers: Answers
}

/** The rules that hold for what was answered (按情形的当事人要求): both sides of a sale, one of an inheritance. */
function rulesFor(
  { parties = [], questions }: ItemOfParties,
  { applicantType, answers }: Said,
): ItemPartyRule[] {
  if (parties.every(({ when }) => when === undefined)) return parties
  const { counting } = standingOf(questions, applicantType, answers)
  const data = { answers: counting, applicant: { type: applicantType } }
  return withinWork(() => parties.filter(({ when }) => when === undefined || holds(when, data)))
}

/**
 * Materials that prove a role and have not come (身份证明材料): who stands in it gave no document with the party either.
 * `proven` are those that came so.
 */
export function provenRoles(
  document: ItemOfParties,
  parties: readonly Pick<JudgedParty, 'role' | 'type' | 'mandated'>[],
  said: Said,
): { proven: string[]; owed: string[] } {
  const proven: string[] = []
  const owed: string[] = []
  for (const { proof, ...rule } of rulesFor(document, said)) {
    const mine = parties.filter((party) => isUnder(rule, party))
    if (proof === undefined || mine.length === 0) continue
    if (mine.every(({ mandated }) => mandated === true)) proven.push(proof)
    else owed.push(proof)
  }
  return { proven, owed }
}

/** Whole years on a day; who is born on a 29 February grows older on 1 March. */
export function ageOn(birthDate: LegalDate, today: LegalDate): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years
}

const isUnder = (
  { role, type }: Pick<ItemPartyRule, 'role' | 'type'>,
  party: Pick<JudgedParty, 'role' | 'type'>,
): boolean => party.role === role && (type === undefined || party.type === type)

interface Placed {
  party: JudgedParty
  index: number
}

function checkNumber(rule: ItemPartyRule, mine: readonly Placed[]): InputError[] {
  const { min, max } = rule
  const { zh, en } = roleTitle(rule)
  if (mine.length < min)
    return [
      {
        pointer: '/parties',
        code: 'PARTIES_TOO_FEW',
        message: {
          en: `Needs ${min} ${en}; ${mine.length} given`,
          zh: `需要${zh} ${min} 人，现有 ${mine.length} 人`,
        },
      },
    ]
  return mine.slice(max).map(({ index }) => ({
    pointer: `/parties/${index}/role`,
    code: 'PARTIES_TOO_MANY',
    message:
      max === 0
        ? { en: `This item takes no ${en}`, zh: `该事项不能有${zh}` }
        : { en: `At most ${max} ${en}`, zh: `${zh}最多 ${max} 人` },
  }))
}

/** 须本人到场: at the window, each having shown there who it is. */
function checkPresence(mine: readonly Placed[], channel: Channel): InputError[] {
  if (channel !== 'WINDOW') return [told('/channel', 'PRESENCE_REQUIRED', MESSAGES.presence)]
  return mine.flatMap(({ party: { provedBy }, index }) =>
    provedBy !== undefined && IN_PERSON.has(provedBy)
      ? []
      : [told(`/parties/${index}/identityProof`, 'IDENTITY_PROOF_REQUIRED', MESSAGES.shown)],
  )
}

function checkAge(
  { minAge, minAgeMale }: ItemPartyRule,
  { type, birthDate, sex }: JudgedParty,
  index: number,
  today: LegalDate,
  found: PartyFindings,
): void {
  if (type === 'legal' || (minAge ?? minAgeMale) === undefined) return
  const pointer = `/parties/${index}/idNumber`
  if (birthDate === undefined) {
    found.warnings.push({ code: 'AGE_UNKNOWN', pointer })
    return
  }
  const least = (sex === 'male' ? minAgeMale : undefined) ?? minAge ?? 0
  if (ageOn(birthDate, today) >= least) return
  const message = { en: `Must have reached the age of ${least}`, zh: `须年满 ${least} 周岁` }
  found.errors.push({ pointer, code: 'AGE_TOO_LOW', message })
}

/** Who may act alone, and who for others (民事行为能力). */
function checkCapacity(
  rules: readonly ItemPartyRule[],
  parties: readonly JudgedParty[],
  today: LegalDate,
): InputError[] {
  const guarded = parties.some(({ role }) => role === 'guardian')
  return parties.flatMap((party, index) => {
    const { role, type, birthDate } = party
    if (type === 'legal' || birthDate === undefined) return []
    const age = ageOn(birthDate, today)
    const pointer = `/parties/${index}/idNumber`
    if (!APPLICANTS.has(role)) {
      const isOld = age >= (role === 'guardian' ? ADULT : WORKING)
      return isOld ? [] : [told(pointer, 'ACTS_TOO_YOUNG', MESSAGES.young)]
    }
    // An item whose law lets people of sixteen apply says so by its least age; below eight nobody does anything alone.
    const alone = rules.find((rule) => isUnder(rule, party) && rule.minAge !== undefined)?.minAge ?? ADULT
    if (guarded || age >= Math.min(ADULT, Math.max(alone, LIMITED_CAPACITY))) return []
    if (age >= WORKING && party.capacity === 'ownLabour') return []
    const message =
      age < LIMITED_CAPACITY ? MESSAGES.guardian : age < WORKING ? MESSAGES.limited : MESSAGES.working
    return [told(pointer, 'GUARDIAN_REQUIRED', message)]
  })
}

/**
 * Who stands in for an adult must have been made guardian (民法典 21, 24, 28); of minors the parents are so by law. The
 * item's own material may prove it; else a document with the party, or what staff saw.
 */
function checkGuardians(
  rules: readonly ItemPartyRule[],
  parties: readonly JudgedParty[],
  today: LegalDate,
): InputError[] {
  const isMinor = ({ role, type, birthDate }: JudgedParty) =>
    APPLICANTS.has(role) && type === 'natural' && (birthDate === undefined || ageOn(birthDate, today) < ADULT)
  if (parties.some(isMinor)) return []
  return parties.flatMap((party, index) =>
    party.role !== 'guardian' ||
    party.mandated === true ||
    party.capacity === 'guardianship' ||
    rules.some((rule) => rule.proof !== undefined && isUnder(rule, party))
      ? []
      : [told(`/parties/${index}/mandateFileId`, 'GUARDIANSHIP_UNPROVEN', MESSAGES.guardianship)],
  )
}

/** A man and a woman (民法典 1046), by their numbers: what they answer of it is not looked at. */
function checkCouple(parties: readonly JudgedParty[]): InputError[] {
  const [one, other] = parties.flatMap(({ role, sex }, index) =>
    APPLICANTS.has(role) && sex !== undefined ? [{ sex, index }] : [],
  )
  return one === undefined || other === undefined || one.sex !== other.sex
    ? []
    : [told(`/parties/${other.index}/idNumber`, 'MARRIAGE_SAME_SEX', MESSAGES.couple)]
}

/** Where the item lists no material for it, the mandate comes with the party (民法典 165: it is in writing). */
function checkMandates(rules: readonly ItemPartyRule[], parties: readonly JudgedParty[]): InputError[] {
  return parties.flatMap((party, index) =>
    party.role !== 'representative' ||
    party.mandated === true ||
    rules.some((rule) => rule.proof !== undefined && isUnder(rule, party))
      ? []
      : [told(`/parties/${index}/mandateFileId`, 'MANDATE_REQUIRED', MESSAGES.mandate)],
  )
}

const told = (pointer: string, code: string, message: Text): InputError => ({ pointer, code, message })

const MESSAGES = {
  presence: {
    en: 'The parties must come to the window in person: channel WINDOW',
    zh: '当事人须亲自到窗口办理（渠道为 WINDOW）',
  },
  shown: {
    en: 'Say how this person showed who it is at the window: idCardReader, face or manual',
    zh: '须本人到场，请填写现场身份核验方式（idCardReader 读卡、face 人脸、manual 人工）',
  },
  young: {
    en: 'Too young to act for somebody else: a guardian is 18, everybody else 16 or older',
    zh: '代他人办理的年龄不够：监护人须年满 18 周岁，其他人须年满 16 周岁（民法典第十八条）',
  },
  guardian: {
    en: 'Below eight years a guardian stands in: add the party with the role guardian',
    zh: '不满八周岁的未成年人由监护人代理，请增加监护人（民法典第二十条、第二十三条）',
  },
  limited: {
    en: 'A minor of eight years or more is stood in for by a guardian: add the party with the role guardian',
    zh: '八周岁以上的未成年人由监护人代理或者经其同意，请增加监护人（民法典第十九条、第二十三条）',
  },
  working: {
    en: 'Of 16 or 17 years: add a guardian, or `capacity` ownLabour where staff saw that this person lives by the own labour',
    zh: '未满十八周岁须由监护人代理（民法典第十九条）；十六周岁以上、以自己的劳动收入为主要生活来源的，由窗口查验证明后填写 capacity（第十八条）',
  },
  guardianship: {
    en: 'Prove that this person was made guardian of the adult: a document (mandateFileId), or `capacity` guardianship as staff saw it',
    zh: '为成年人代理的监护人须提交监护证明（mandateFileId），或者由窗口查验后填写 capacity（民法典第二十一条、第二十四条、第二十八条）',
  },
  couple: {
    en: 'A marriage is between a man and a woman: their numbers tell the same sex',
    zh: '结婚登记的双方应为一男一女，两人证件号码显示性别相同（民法典第一千零四十六条）',
  },
  mandate: {
    en: 'Hand in the mandate in writing of this representative',
    zh: '请提交该代理人的授权委托书（民法典第一百六十五条）',
  },
} as const satisfies Record<string, Text>
