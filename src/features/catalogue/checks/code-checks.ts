import { checkCreditCode } from '../../../shared/codes/credit-code.js'
import { checkBasicCode, checkImplementationCode } from '../../../shared/codes/item-code.js'
import type { ItemDocument } from '../item-document.js'
import { type Finding, found } from './finding.js'

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
