import { error, type Rule, warning } from './rule.js'

/** What the record must say: disclosures, materials, contacts, fees. */
export const CONTENT_RULES = {
  DISCLOSURE_EMPTY: error(
    ['八公开内容为空', 'A disclosure is empty'],
    ['补充该项公开内容', 'Fill in this disclosure'],
  ),
  MATERIAL_TWICE: error(
    ['材料编码重复', 'A material code stands twice'],
    ['每份材料使用不同的编码', 'Give each material a code of its own'],
  ),
  MATERIAL_COUNT: error(
    ['原件和复印件份数均为 0', 'Neither an original nor a copy is asked for'],
    ['填写原件或者复印件份数，或者删除该材料', 'Ask for an original or a copy, or leave the material out'],
  ),
  MATERIAL_BASIS: warning(
    ['必要材料未注明依据', 'A required material names no basis'],
    [
      '注明要求提供该材料的依据；没有依据的材料不得要求',
      'Name the basis of the material; without one it must not be demanded',
    ],
  ),
  SITUATION_UNKNOWN: error(
    ['没有该情形', 'There is no such situation'],
    ['改用 situations 中已有的情形', 'Use the key of a situation of this item'],
  ),
  CONSULTATION_PHONE: error(
    ['咨询方式没有带区号的电话', 'No telephone with area code for questions'],
    ['填写带区号的咨询电话，如 0833-2100312', 'Name a telephone with area code, e.g. 0833-2100312'],
  ),
  COMPLAINT_PHONE: error(
    ['投诉方式没有带区号的电话', 'No telephone with area code for complaints'],
    ['填写带区号的投诉电话或者 12345', 'Name a telephone with area code, or 12345'],
  ),
  SAME_PHONE: warning(
    ['咨询与投诉电话相同', 'The same telephone serves questions and complaints'],
    ['投诉电话宜由监督部门接听', 'Complaints should be taken by somebody else'],
  ),
  FEE_ITEMS: error(
    ['收费事项未列明收费项目', 'A charged item names no fees'],
    ['列明收费项目、标准和依据', 'Name the fees, their standards and bases'],
  ),
  FEE_NOT_CHARGED: error(
    ['列有收费项目但标明不收费', 'Fees are listed but not charged'],
    ['标明收费，或者删除收费项目', 'Mark the item as charged, or remove the fees'],
  ),
} as const satisfies Record<string, Rule>
