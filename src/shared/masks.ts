import { checkCreditCode } from './codes/credit-code.js'
import { isPersonsNumber } from './codes/identity-card.js'

/** Where masked values are shown: inside offices, or on pages for everybody. */
export type MaskAudience = 'office' | 'public'

/** 姓名: two characters keep the first; three and more keep first and last. */
export function maskName(name: string): string {
  const characters = [...name]
  if (characters.length <= 1) return '*'
  if (characters.length === 2) return `${characters[0]}*`
  return `${characters[0]}${'*'.repeat(characters.length - 2)}${characters.at(-1)}`
}

/** Names of legal entities are public; those of people are masked. */
export function maskPartyName(type: 'natural' | 'legal', name: string): string {
  return type === 'legal' ? name : maskName(name)
}

/**
 * Identity numbers: 6 + 4 inside offices, 1 + 1 for the public. Credit codes are public; what is called one but is none,
 * or is the number of a person, is masked: the number decides, not what the caller says it is.
 */
export function maskIdNumber(idType: string, value: string, audience: MaskAudience): string {
  if (idType === 'USCC' && !('reason' in checkCreditCode(value)) && !isPersonsNumber(value)) return value
  const [front, back] = audience === 'office' && value.length >= 15 ? [6, 4] : [1, 1]
  return keep(value, front, back)
}

/** 手机: 3 + 4; the code of Hong Kong, Macao or Taiwan and the last four. */
export const maskMobile = (value: string): string => keep(value, value.startsWith('+') ? 4 : 3, 4)

/** 电子邮箱: the first character and the domain. */
export function maskEmail(value: string): string {
  const at = value.lastIndexOf('@')
  return keep(value.slice(0, at), 1, 0) + value.slice(at)
}

export const maskBankCard = (value: string): string => keep(value, 0, 4)

/** 固话: area code and the last two digits. */
export function maskLandline(value: string): string {
  const dash = value.indexOf('-')
  return dash < 0 ? keep(value, 3, 2) : value.slice(0, dash + 1) + keep(value.slice(dash + 1), 0, 2)
}

/** 地址: down to county or street. */
export function maskAddress(address: string): string {
  const cut = /^.*?(区|县|旗|街道|镇|乡)/.exec(address)?.[0] ?? [...address].slice(0, 6).join('')
  return `${cut}****`
}

/** What stands for a value that is not shown at all. */
export const MASKED = '***'

const IDENTITY_NUMBER = /^(\d{17}[\dXx]|\d{15})$/
const MOBILE = /^(\+?86[ -]?)?1[3-9]\d{9}$/
const LANDLINE = /^0\d{2,3}-?\d{7,8}$/
const BANK_CARD = /^\d{16}$|^\d{19}$/
const CHINESE_NAME = /^\p{Script=Han}{2,4}$|^\p{Script=Han}+·\p{Script=Han}+$/u
const ADDRESS = /^.{2,}?(区|县|旗|街道|镇|乡).+/

/** A personal text by what it looks like (按类脱敏); what is not recognised is not shown at all. */
export function maskText(text: string): string {
  const value = text.trim()
  if (IDENTITY_NUMBER.test(value)) return maskIdNumber('111', value, 'office')
  if (MOBILE.test(value)) return maskMobile(value)
  if (LANDLINE.test(value)) return maskLandline(value)
  if (BANK_CARD.test(value)) return maskBankCard(value)
  if (ADDRESS.test(value)) return maskAddress(value)
  return CHINESE_NAME.test(value) ? maskName(value) : MASKED
}

const DAY = '(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])'
/** An identity number of today, by its date of birth. */
const IDENTITY = `\\d{6}(19|20)\\d{2}${DAY}\\d{3}[\\dXx]`
/** An identity number, a mobile or a landline number within a text. */
const SOMEBODYS = new RegExp(
  `(?<!\\d)(${IDENTITY}|\\d{8}${DAY}\\d{3}|1[3-9]\\d{9}|0\\d{2,3}-?\\d{7,8})(?!\\d)`,
)

const IDENTIFIES = new RegExp(`(?<!\\d)${IDENTITY}(?![0-9A-Za-z])`)

/** Whether a text holds an identity number; telephones are no sign of a person where offices name theirs. */
export const holdsIdentityNumber = (text: string): boolean => IDENTIFIES.test(text)

/** Whether a text holds a number that is a person's: of identity, a mobile or a landline. */
export const holdsSomebodysNumber = (text: string): boolean => SOMEBODYS.test(text)

/**
 * Whether a number of somebody else's register may leave the house: letters, digits and separators, with no number in
 * it that is a person's. Numbers of cases are as long as those of bank cards, which are not looked for.
 */
export function isImpersonalNumber(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_./:-]*$/.test(text) && !holdsSomebodysNumber(text)
}

function keep(value: string, front: number, back: number): string {
  const characters = [...value]
  if (characters.length <= front + back) return '*'.repeat(characters.length)
  return [
    ...characters.slice(0, front),
    '*'.repeat(characters.length - front - back),
    ...(back === 0 ? [] : characters.slice(-back)),
  ].join('')
}
