import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import type { LegalDate } from '../../../shared/time.js'
import type { ItemDocument, ItemPartyRule } from '../../catalogue/item-document.js'
import { PARTY_ROLE_NAMES, type PartyRole } from '../../catalogue/party-rule.js'
import type { Channel, Warning } from '../case.js'
import type { ProofMethod } from './identity-proofs.js'
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
}

export interface PartyFindings {
  errors: InputError[]
  warnings: Warning[]
}

/** Who has reached this age has full capacity (民法典 17, 18), and below the other none (民法典 20). */
const ADULT = 18
const LIMITED_CAPACITY = 8
/** Who lives by the own labour from this age on acts like an adult (民法典 18(2)): a young handler, not a guardian. */
const WORKING = 16
/** Proofs for which somebody stood there. */
const IN_PERSON: ReadonlySet<ProofMethod> = new Set<ProofMethod>(['idCardReader', 'face', 'manual'])

/**
 * What speaks against handing in with these parties (当事人要求): numbers, presence and ages that the item wants, and what
 * the law wants of everybody: a minor is stood in for by a guardian (民法典 20, 23), who acts for others is old enough. An
 * application by the wrong people is none, so these are errors, told on the spot; a mandate that lacks is a material
 * that lacks (`owedProofs`), about which intake decides (行政许可法 Art. 32(4)).
 */
export function checkParties(
  { parties: rules = [] }: Pick<ItemDocument, 'parties'>,
  parties: readonly JudgedParty[],
  { channel, today }: { channel: Channel; today: LegalDate },
): PartyFindings {
  const found: PartyFindings = { errors: [], warnings: [] }
  for (const rule of rules) {
    const mine = parties.flatMap((party, index) => (isUnder(rule, party) ? [{ party, index }] : []))
    found.errors.push(...checkNumber(rule, mine))
    if (rule.presence === true && mine.length > 0) found.errors.push(...checkPresence(mine, channel))
    for (const { party, index } of mine) checkAge(rule, party, index, today, found)
  }
  found.errors.push(...checkCapacity(rules, parties, today), ...checkMandates(rules, parties))
  return found
}

/**
 * Materials that prove a role and have not come (身份证明材料): who stands in it gave no document with the party either.
 * `proven` are those that came so.
 */
export function provenRoles(
  { parties: rules = [] }: Pick<ItemDocument, 'parties'>,
  parties: readonly Pick<JudgedParty, 'role' | 'type' | 'mandated'>[],
): { proven: string[]; owed: string[] } {
  const proven: string[] = []
  const owed: string[] = []
  for (const { proof, ...rule } of rules) {
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

function checkNumber({ role, min, max }: ItemPartyRule, mine: readonly Placed[]): InputError[] {
  const { zh, en } = PARTY_ROLE_NAMES[role]
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
    return [told(pointer, 'GUARDIAN_REQUIRED', MESSAGES.guardian)]
  })
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
    en: 'A minor is stood in for by a guardian: add the party with the role guardian',
    zh: '未成年人须由监护人代理，请增加监护人（民法典第二十条、第二十三条）',
  },
  mandate: {
    en: 'Hand in the mandate in writing of this representative',
    zh: '请提交该代理人的授权委托书（民法典第一百六十五条）',
  },
} as const satisfies Record<string, Text>
