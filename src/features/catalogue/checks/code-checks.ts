import { checkCreditCode } from '../../../shared/codes/credit-code.js'
import { checkBasicCode, checkImplementationCode } from '../../../shared/codes/item-code.js'
import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import type { ItemDocument } from '../item-document.js'
import type { Finding } from './finding.js'

/** Basic and implementation code, and what they say beside other members. */
export const CODE_RULES = {
  BASIC_CODE: error(
    ['基本编码不符合编码规则', 'The basic code does not follow its layout'],
    [
      'C0109 为 12 位数字：省级 2、类型 2、主项 5、子项 3；使用其他规则时填写 codeProfile',
      'C0109 has 12 digits: province 2, type 2, item 5, sub-item 3; name another layout in codeProfile',
    ],
  ),
  ITEM_CODE: error(
    ['实施编码不符合编码规则', 'The implementation code does not follow its layout'],
    [
      'C0109 为 31 位：统一社会信用代码 18、行使层级 1、基本编码 12；检查信用代码的校验位',
      'C0109 has 31 characters: credit code 18, level 1, basic code 12; look at the check character of the credit code',
    ],
  ),
  CODE_ORGANISATION: error(
    ['实施编码与实施主体不一致', 'The code does not begin with the organ'],
    ['实施编码前 18 位应为实施主体的统一社会信用代码', "Begin the code with the organ's credit code"],
  ),
  CODE_BASIC: error(
    ['实施编码与基本编码不一致', 'The code does not end with the basic code'],
    ['实施编码后 12 位应为基本编码', 'End the code with the basic code'],
  ),
  CODE_LEVEL: error(
    ['行使层级与实施编码不一致', 'The level differs from that in the code'],
    ['实施编码第 19 位应为行使层级', 'The 19th character of the code is the level'],
  ),
  CODE_TYPE: error(
    ['事项类型与基本编码不一致', 'The type differs from that in the basic code'],
    ['基本编码第 3、4 位应为事项类型', 'Digits 3 and 4 of the basic code are the type'],
  ),
  ORGANISATION_CODE: warning(
    ['实施主体编码不是有效的统一社会信用代码', "The organ's code is no valid credit code"],
    ['核对 18 位信用代码及其校验位', 'Look at its 18 characters and the check character'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(CODE_RULES)

/** Basic and implementation code by their layout (编码规则), and what C0109 writes into them. */
export function checkCodes(document: ItemDocument): Finding[] {
  const { itemCode, basicCode, codeProfile = 'C0109', organisationCode } = document
  const findings: Finding[] = []
  if (!checkBasicCode(basicCode, codeProfile)) findings.push(found('BASIC_CODE', '/basicCode'))
  if (!checkImplementationCode(itemCode, codeProfile)) findings.push(found('ITEM_CODE', '/itemCode'))
  if (codeProfile === 'C0109') return [...findings, ...checkParts(document, findings.length === 0)]
  if (!checkCreditCode(organisationCode).ok) findings.push(found('ORGANISATION_CODE', '/organisationCode'))
  return findings
}

/** C0109 writes organ, level, type and basic code into the implementation code. */
function checkParts(
  { itemCode, organisationCode, basicCode, level, type }: ItemDocument,
  areWellFormed: boolean,
): Finding[] {
  if (!areWellFormed) return []
  const findings: Finding[] = []
  if (!itemCode.startsWith(organisationCode)) findings.push(found('CODE_ORGANISATION', '/itemCode'))
  if (!itemCode.endsWith(basicCode)) findings.push(found('CODE_BASIC', '/itemCode'))
  if (Number(itemCode[18]) !== level) findings.push(found('CODE_LEVEL', '/level'))
  if (basicCode.slice(2, 4) !== type) findings.push(found('CODE_TYPE', '/type'))
  return findings
}
