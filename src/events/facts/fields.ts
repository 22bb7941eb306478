import { Type } from 'typebox'
import { code, codes, day, OrganCode } from '../event-parts.js'

export const materials = codes('Codes of materials (材料编码)', 'approval-form')
export const commitments = codes('Materials that are there by the applicant’s word (告知承诺)', 'layout-plan')
export const step = code('Key of the step (环节)', 'review')
export const silent = Type.Array(OrganCode, {
  description: 'Asked organs that did not answer in their days (逾期未答复机构)',
})
export const acceptedOn = day('Day of acceptance (受理日期)')
export const cents = (description: string, example: number) =>
  Type.Integer({ minimum: 0, description: `${description}, in 分`, examples: [example] })
