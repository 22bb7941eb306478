import { checkBasicCode, checkImplementationCode } from '../../../shared/codes/item-code.js'
import type { ItemDocument } from '../item-document.js'
import type { CheckContext } from './check-context.js'
import { type Finding, found } from './finding.js'

/** Basic and implementation code by their layout (编码规则), and what C0109 writes into them. */
export function checkCodes(document: ItemDocument): Finding[] {
  const { itemCode, basicCode, codeProfile = 'C0109' } = document
  const findings: Finding[] = []
  if (!checkBasicCode(basicCode, codeProfile)) findings.push(found('BASIC_CODE', '/basicCode'))
  if (!checkImplementationCode(itemCode, codeProfile)) findings.push(found('ITEM_CODE', '/itemCode'))
  else if (codeProfile === 'C0109') findings.push(...checkParts(document))
  if (codeProfile === 'C0109' && basicCode.slice(2, 4) !== document.type)
    findings.push(found('CODE_TYPE', '/type'))
  return findings
}

function checkParts({ itemCode, organisationCode, basicCode, level }: ItemDocument): Finding[] {
  const findings: Finding[] = []
  if (!itemCode.startsWith(organisationCode)) findings.push(found('CODE_ORGANISATION', '/itemCode'))
  if (!itemCode.endsWith(basicCode)) findings.push(found('CODE_BASIC', '/itemCode'))
  if (Number(itemCode[18]) !== level) findings.push(found('CODE_LEVEL', '/level'))
  return findings
}

/** The procedure must be published, and the files be there, where that is known (流程、附件). */
export function checkReferences({ workflow }: ItemDocument, { workflows }: CheckContext): Finding[] {
  return workflows === undefined || workflows.has(workflow)
    ? []
    : [found('WORKFLOW_UNPUBLISHED', '/workflow')]
}
