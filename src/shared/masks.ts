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

/** Identity numbers: 6 + 4 inside offices, 1 + 1 for the public; credit codes are public. */
export function maskIdNumber(idType: string, value: string, audience: MaskAudience): string {
  if (idType === 'USCC') return value
  const [front, back] = audience === 'office' && value.length >= 15 ? [6, 4] : [1, 1]
  return keep(value, front, back)
}

export const maskMobile = (value: string): string => keep(value, 3, 4)
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

function keep(value: string, front: number, back: number): string {
  const characters = [...value]
  if (characters.length <= front + back) return '*'.repeat(characters.length)
  return [
    ...characters.slice(0, front),
    '*'.repeat(characters.length - front - back),
    ...(back === 0 ? [] : characters.slice(-back)),
  ].join('')
}
