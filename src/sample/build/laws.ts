import type { ItemDocument } from '../../features/catalogue/item-document.js'

type LegalBasis = ItemDocument['legalBases'][number]
type Limit = ItemDocument['limits']['statutory']

const CONGRESS = '全国人民代表大会'
const COMMITTEE = `${CONGRESS}常务委员会`

/** A law (法律); most are made by the standing committee. */
export const law = (name: string, article?: string, text?: string, issuer = COMMITTEE): LegalBasis =>
  basis({ name: `中华人民共和国${name}`, kind: 'law', issuer, article, text })

/** The Civil Code and what else the congress itself made. */
export const congressLaw = (name: string, article?: string, text?: string): LegalBasis =>
  law(name, article, text, CONGRESS)

/** An administrative regulation (行政法规) with the number of the decree of the State Council, where it is known. */
export const regulation = (name: string, decree?: number, article?: string, text?: string): LegalBasis =>
  basis({
    name,
    kind: 'administrativeRegulation',
    issuer: '国务院',
    number: decree === undefined ? undefined : `国务院令第${decree}号`,
    article,
    text,
  })

/** A rule of departments (部门规章) with its number as published. */
export const departmentRule = (name: string, issuer: string, number?: string, article?: string): LegalBasis =>
  basis({ name, kind: 'departmentRule', issuer, number, article })

/** A regulation of the province's congress (地方性法规). */
export const localRegulation = (name: string): LegalBasis =>
  basis({ name, kind: 'localRegulation', issuer: '四川省人民代表大会常务委员会' })

/** A normative document (规范性文件). */
export const notice = (name: string, issuer?: string, number?: string): LegalBasis =>
  basis({ name, kind: 'normativeDocument', issuer, number })

type Given = { [K in keyof LegalBasis]: LegalBasis[K] | undefined } & Pick<LegalBasis, 'name' | 'kind'>

function basis(given: Given): LegalBasis {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as LegalBasis
}

/** How a basis is written beside a material. */
export const titleOf = ({ name, article }: LegalBasis): string => `《${name}》${article ?? ''}`

export const workingDays = (amount: number, basis: string): Limit => ({ amount, unit: 'workingDay', basis })
export const days = (amount: number, basis: string): Limit => ({ amount, unit: 'day', basis })
export const months = (amount: number, basis: string): Limit => ({ amount, unit: 'month', basis })

/** 行政许可法 Art. 42: twenty days, where no other law says otherwise. */
export const LICENCE_LIMIT = workingDays(20, '《中华人民共和国行政许可法》第四十二条')
/** Where no law names a limit, the one that the organ published. */
export const published = (amount: number): Limit =>
  workingDays(amount, '法律法规未规定办理期限，以公布的期限为准')

export const LICENCE_SPECIAL = '《中华人民共和国行政许可法》第四十五条'
