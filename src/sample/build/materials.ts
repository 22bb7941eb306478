import type { ItemDocument } from '../../features/catalogue/item-document.js'
import { is } from './questions.js'

/** A material as the items write it: what names no basis rests on the first legal basis of its item. */
export type SampleMaterial = ItemDocument['materials'][number]
export type More = Partial<SampleMaterial>

const material =
  (category: SampleMaterial['category'], common: More) =>
  (materialCode: string, name: string, nameEn: string, more: More = {}): SampleMaterial => ({
    materialCode,
    name,
    nameEn,
    necessity: 'required',
    originality: 'original',
    category,
    format: 'paperOrElectronic',
    paperSize: 'A4',
    originals: 1,
    copies: 0,
    source: 'applicant',
    ...common,
    ...more,
  })

/** 申请表格文书: filled in and signed by the applicant. */
export const form = material('form', {
  fillingNotes: '用黑色墨水笔填写，或者在网上填写后打印',
  acceptanceStandard: '填写完整、准确，签字（盖章）清晰',
})
/** 证件证书证明: shown in original, with a copy to keep. */
export const certificate = material('certificate', {
  originality: 'originalAndCopy',
  copies: 1,
  source: 'government',
  acceptanceStandard: '证件在有效期内，复印件与原件一致',
})
/** Everything else that an applicant makes or has. */
export const paper = material('other', { acceptanceStandard: '内容真实、完整，签字（盖章）清晰' })
/** What an intermediary makes for the applicant. */
export const report = material('other', {
  source: 'intermediary',
  acceptanceStandard: '由具备能力的机构出具，加盖公章',
})

export const identityCard = certificate('identity-card', '居民身份证', 'Identity card', {
  issuer: '公安机关',
})
export const household = certificate('household-register', '户口簿', 'Household register', {
  issuer: '公安机关',
})
export const businessLicence = certificate(
  'business-licence',
  '营业执照或者其他主体资格证明',
  'Business licence or other proof of the legal entity',
  { originality: 'copy', originals: 0, issuer: '登记机关' },
)
export const photo = paper('photo', '近期免冠彩色证件照片', 'Recent photograph', {
  paperSize: '一寸',
  acceptanceStandard: '符合证件照片要求',
})

/** 容缺后补: may follow after acceptance. */
export const deferrable = (given: SampleMaterial): SampleMaterial => ({ ...given, necessity: 'deferrable' })
export const optional = (given: SampleMaterial): SampleMaterial => ({ ...given, necessity: 'optional' })
/** 主审要件: the case cannot be judged without it. */
export const core = (given: SampleMaterial): SampleMaterial => ({ ...given, core: true })
export const inSituations = (situations: string[], ...given: SampleMaterial[]): SampleMaterial[] =>
  given.map((each) => ({ ...each, situations }))

/** Demanded only when an answer is this one, with the reason that the applicant reads. */
export const whenAnswered = (
  question: string,
  value: string | boolean,
  reason: { zh: string; en: string },
  given: SampleMaterial,
): SampleMaterial => ({ ...given, when: is(question, value), reason })

/** 授权委托书: of everybody for whom somebody else acts. */
export const mandate = whenAnswered(
  'byAgent',
  true,
  { zh: '因为由他人代办', en: 'Because somebody acts for you' },
  paper('mandate', '授权委托书及代办人身份证件', 'Mandate and identity card of the representative'),
)
