import { checkCreditCode } from '../../shared/codes/credit-code.js'
import { checkIdentityCard, normaliseIdNumber } from '../../shared/codes/identity-card.js'
import { normaliseMobile } from '../../shared/codes/phone.js'
import type { Encryption } from '../../shared/encryption.js'
import { maskIdNumber, maskMobile } from '../../shared/masks.js'
import { numberIndex } from '../../shared/number-index.js'
import type { InputError } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import type { Party, Warning } from './case.js'
import type { PartyInput } from './case-schemas.js'
import { idNumberPlace, mobilePlace } from './party-secrets.js'

export interface ReadParties {
  parties: Party[]
  warnings: Warning[]
  errors: InputError[]
}

/** Identity documents whose number is a resident identity number (居民身份证, 临时身份证, 户口簿). */
const RESIDENT_ID_TYPES = new Set(['111', '112', '113'])

/**
 * Checks the parties and makes them ready to be stored: numbers normalised, encrypted, blind-indexed and masked.
 * A wrong identity-card check digit is an error (422); a wrong character of a credit code is a warning, since some
 * genuine early codes fail it (domain.md §7.2). Messages never repeat a value.
 */
export function readParties(
  inputs: PartyInput[],
  caseId: string,
  today: LegalDate,
  encryption: Encryption,
): ReadParties {
  const found: ReadParties = { parties: [], warnings: [], errors: [] }
  if (!inputs.some((party) => party.role === 'applicant')) {
    found.errors.push({
      pointer: '/parties',
      code: 'APPLICANT_REQUIRED',
      message: { en: 'One party must have the role applicant', zh: '至少有一名申请人' },
    })
  }
  inputs.forEach((input, index) => {
    const number = readNumber(input, index, today, found)
    const mobile = readMobile(input, index, found)
    found.parties.push({
      partyNo: index + 1,
      role: input.role,
      type: input.type,
      name: input.name.trim(),
      idType: input.idType,
      idNumberEncrypted: encryption.encrypt(number, idNumberPlace(caseId, index + 1)),
      idNumberIndex: numberIndex(encryption, number),
      idNumberMasked: maskIdNumber(input.idType, number, 'office'),
      ...(mobile === undefined
        ? {}
        : {
            mobileEncrypted: encryption.encrypt(mobile, mobilePlace(caseId, index + 1)),
            mobileMasked: maskMobile(mobile),
          }),
      ...(input.mandateFileId === undefined ? {} : { mandateFileId: input.mandateFileId }),
      ...(input.identityProof === undefined ? {} : { identityProof: input.identityProof }),
    })
  })
  return found
}

function readNumber(input: PartyInput, index: number, today: LegalDate, found: ReadParties): string {
  const pointer = `/parties/${index}/idNumber`
  if (RESIDENT_ID_TYPES.has(input.idType)) {
    const check = checkIdentityCard(normaliseIdNumber(input.idNumber), today)
    if (check.ok) return check.normalised
    found.errors.push({
      pointer,
      code: 'ID_NUMBER_INVALID',
      message: ID_CARD_MESSAGES[check.reason],
    })
  } else if (input.idType === 'USCC') {
    const check = checkCreditCode(input.idNumber)
    if (check.ok) return check.normalised
    if ('warning' in check) {
      found.warnings.push({ code: 'CREDIT_CODE_CHECK', pointer })
      return check.normalised
    }
    found.errors.push({
      pointer,
      code: 'CREDIT_CODE_INVALID',
      message: {
        en: 'Not a unified social credit code: 18 characters without I, O, S, V, Z',
        zh: '统一社会信用代码应为 18 位，且不含 I、O、S、V、Z',
      },
    })
  }
  return input.idNumber.trim().toUpperCase()
}

const ID_CARD_MESSAGES = {
  format: {
    en: 'An identity number has 17 digits and a check character',
    zh: '身份证号应为 17 位数字加 1 位校验码',
  },
  province: { en: 'The first two digits are no province', zh: '身份证号前两位不是有效的省级代码' },
  date: { en: 'Digits 7 to 14 are no valid date of birth', zh: '身份证号第 7 至 14 位不是有效的出生日期' },
  checkDigit: {
    en: 'The check character does not fit: look for a mistyped digit',
    zh: '身份证号校验码不符，请核对是否输错',
  },
}

function readMobile(input: PartyInput, index: number, found: ReadParties): string | undefined {
  if (input.mobile === undefined) return undefined
  const mobile = normaliseMobile(input.mobile)
  if (mobile === undefined) {
    found.errors.push({
      pointer: `/parties/${index}/mobile`,
      code: 'MOBILE_INVALID',
      message: {
        en: 'A mobile number has 11 digits and begins with 13 to 19',
        zh: '手机号应为 11 位，以 13 至 19 开头',
      },
    })
  }
  return mobile
}
