import { checkCreditCode } from '../../../shared/codes/credit-code.js'
import {
  bareNumber,
  checkIdentityCard,
  isPersonsNumber,
  withoutBlanks,
} from '../../../shared/codes/identity-card.js'
import type { Text } from '../../../shared/text.js'
import type { LegalDate } from '../../../shared/time.js'
import { type Dictionaries, isValidOn } from '../../dictionaries/dictionary.js'

/** An identity document (证件) as a request names it. */
export interface NamedDocument {
  type: 'natural' | 'legal'
  idType: string
  idNumber: string
}

/** What speaks against a document: `member` is where; the code is stable, the message never repeats a value. */
export interface DocumentError {
  member: 'idType' | 'idNumber'
  code: 'ID_TYPE_UNKNOWN' | 'ID_TYPE_UNFIT' | 'ID_NUMBER_INVALID' | 'CREDIT_CODE_INVALID'
  message: Text
}

/** A document that was looked at: the number as it is kept, with what is wrong or doubtful about it. */
export interface ReadDocument {
  number: string
  /** A credit code whose check character does not fit: some genuine early ones do not. */
  warning?: 'CREDIT_CODE_CHECK'
  error?: DocumentError
}

/** Documents whose number is a resident identity number (居民身份证, 临时身份证, 户口簿). */
const RESIDENT: ReadonlySet<string> = new Set(['111', '112', '113'])
/** Documents of people. What an operator adds to the dictionary beside them may be anybody's. */
const PERSONAL: ReadonlySet<string> = new Set([...RESIDENT, '114', '414', '511', '516', '553'])
const CREDIT_CODE = 'USCC'

/**
 * Looks at an identity document (证件核验): its type must be in the dictionary and fit the party; identity numbers and
 * credit codes are checked by their algorithms (GB 11643, GB 32100). Full width, blanks and separators are taken off, the
 * old 15 digits lengthened. Of other documents only the characters are looked at.
 */
export function readDocument(
  { type, idType, idNumber }: NamedDocument,
  today: LegalDate,
  dictionaries: Pick<Dictionaries, 'dictionary' | 'entry'>,
): ReadDocument {
  const entry = dictionaries.entry('idType', idType)
  if (entry === undefined || !isValidOn(entry, today))
    return wrong(idNumber, 'idType', 'ID_TYPE_UNKNOWN', knownTypes(dictionaries, today))
  if (idType === CREDIT_CODE ? type === 'natural' : type === 'legal' && PERSONAL.has(idType))
    return wrong(idNumber, 'idType', 'ID_TYPE_UNFIT', UNFIT[type])
  if (RESIDENT.has(idType)) return readIdentityNumber(idNumber, today)
  if (idType === CREDIT_CODE) return readCreditCode(idNumber)
  if (idType === '553') return readResidencePermit(idNumber, today)
  const number = withoutBlanks(idNumber)
  return bareNumber(idNumber).length < 4
    ? wrong(number, 'idNumber', 'ID_NUMBER_INVALID', NUMBER.other)
    : { number }
}

/**
 * The date of birth that a person's number tells, and the sex; undefined for what tells none (passports, travel permits,
 * credit codes). An age is never taken from an answer.
 */
export function bornBy(number: string): { birthDate: LegalDate; sex: 'male' | 'female' } | undefined {
  const check = checkIdentityCard(number, '9999-12-31')
  return check.ok ? { birthDate: check.birthDate, sex: check.sex } : undefined
}

function readIdentityNumber(text: string, today: LegalDate): ReadDocument {
  const check = checkIdentityCard(bareNumber(text), today)
  return check.ok
    ? { number: check.normalised }
    : wrong(text, 'idNumber', 'ID_NUMBER_INVALID', NUMBER[check.reason])
}

/** 外国人永久居留身份证: 18 digits that begin with 9; until 2023 three letters and twelve digits. */
function readResidencePermit(text: string, today: LegalDate): ReadDocument {
  const number = bareNumber(text)
  if (/^[A-Z]{3}\d{12}$/.test(number)) return { number }
  return number.startsWith('9')
    ? readIdentityNumber(number, today)
    : wrong(number, 'idNumber', 'ID_NUMBER_INVALID', NUMBER.residencePermit)
}

function readCreditCode(text: string): ReadDocument {
  const check = checkCreditCode(bareNumber(text))
  if (check.ok) return { number: check.normalised }
  if ('reason' in check) return wrong(text, 'idNumber', 'CREDIT_CODE_INVALID', NUMBER.creditCode)
  // It would be shown whole to everybody (hutool#1367).
  return isPersonsNumber(check.normalised)
    ? wrong(text, 'idNumber', 'CREDIT_CODE_INVALID', NUMBER.personsNumber)
    : { number: check.normalised, warning: 'CREDIT_CODE_CHECK' }
}

const wrong = (
  text: string,
  member: DocumentError['member'],
  code: DocumentError['code'],
  message: Text,
): ReadDocument => ({ number: withoutBlanks(text), error: { member, code, message } })

/** The codes that may be used on a day, named: 111 居民身份证、112 … */
function knownTypes(dictionaries: Pick<Dictionaries, 'dictionary'>, today: LegalDate): Text {
  const entries = (dictionaries.dictionary('idType')?.entries ?? []).filter((entry) =>
    isValidOn(entry, today),
  )
  return {
    en: `Not a type of identity document; these are: ${entries.map(({ code, title }) => `${code} ${title.en}`).join(', ')}`,
    zh: `没有该证件类型，可用的有：${entries.map(({ code, title }) => `${code} ${title.zh}`).join('、')}`,
  }
}

const UNFIT: Record<NamedDocument['type'], Text> = {
  natural: {
    en: 'A natural person has no credit code: give the type of a personal document',
    zh: '自然人没有统一社会信用代码，请填写个人证件类型',
  },
  legal: {
    en: 'A legal entity has no personal document: give USCC and its credit code',
    zh: '法人和其他组织不能使用个人证件，请填写 USCC 和统一社会信用代码',
  },
}

const NUMBER = {
  format: {
    en: 'An identity number has 17 digits and a check character',
    zh: '身份证号应为 17 位数字加 1 位校验码',
  },
  province: {
    en: 'No province stands at digits 1 and 2 (2 and 3 of a number that begins with 9)',
    zh: '身份证号前两位（9 开头的为第 2、3 位）不是有效的省级代码',
  },
  date: { en: 'Digits 7 to 14 are no valid date of birth', zh: '身份证号第 7 至 14 位不是有效的出生日期' },
  checkDigit: {
    en: 'The check character does not fit: look for a mistyped digit',
    zh: '身份证号校验码不符，请核对是否输错',
  },
  residencePermit: {
    en: 'A permanent residence card has 18 digits that begin with 9, or three letters and 12 digits',
    zh: '外国人永久居留身份证号应为 9 开头的 18 位，旧证为 3 位字母加 12 位数字',
  },
  creditCode: {
    en: 'Not a unified social credit code: 18 characters without I, O, S, V, Z',
    zh: '统一社会信用代码应为 18 位，且不含 I、O、S、V、Z',
  },
  personsNumber: {
    en: 'This is the identity number of a person, not a credit code',
    zh: '该号码是个人身份证号，不是统一社会信用代码',
  },
  other: {
    en: 'The number of a document has at least four letters or digits',
    zh: '证件号码至少有 4 位字母或数字',
  },
} as const satisfies Record<string, Text>
