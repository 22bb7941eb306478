import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import type { ItemDocument } from '../item-document.js'
import { namedFiles } from '../item-files.js'
import type { CheckContext } from './check-context.js'
import type { Finding } from './finding.js'

/** What lies elsewhere: procedures, files, laws; and days that are past or still to come. */
export const REFERENCE_RULES = {
  WORKFLOW_UNPUBLISHED: error(
    ['办理流程未发布', 'The workflow is not published'],
    [
      '先发布该流程（POST /v1/workflows），或者改用已发布的流程',
      'Publish it first (POST /v1/workflows), or use one that is published',
    ],
  ),
  WORKFLOW_FOREIGN: error(
    ['办理流程属于其他机构', 'The workflow belongs to another organ'],
    [
      '选用全系统、本机构或上级机构的流程，或者发布本机构自己的流程',
      'Use one of the whole deployment, of the own organ or of one above it, or publish your own',
    ],
  ),
  FORWARDS_TO_UNKNOWN: error(
    ['转报的上级机关不存在，或者不在本级、上级', 'The organ to which it forwards is not there, or not above'],
    [
      '填写本级或者上级区划内现存机关的机构代码',
      'Name the code of an organ that goes on, of the own division or one above it',
    ],
  ),
  FORWARDS_TO_ITSELF: error(
    ['转报的上级机关是本机关', 'It forwards to its own organ'],
    ['填写有权决定的上级机关，或者删除 forwardsTo', 'Name the organ that decides, or remove forwardsTo'],
  ),
  FORWARDS_TWICE: error(
    ['同一上级机关和事项列出两次', 'An organ above stands twice with the same item'],
    ['只保留一处', 'Keep one of them'],
  ),
  FORWARDS_TO_UNKNOWN_ITEM: error(
    [
      '转报的上级事项不存在，或者不属于该上级机关',
      'The item to which it forwards is not there, or not that organ’s',
    ],
    [
      '填写该上级机关实施的事项编码，或者删除 itemCode',
      'Name an item of that organ by its code, or remove itemCode',
    ],
  ),
  FORWARDS_ON_THE_SPOT: error(
    ['转报事项不能是即办件', 'What is forwarded is not decided on the spot'],
    ['改为承诺件，或者删除 forwardsTo', 'Make it a promised item, or remove forwardsTo'],
  ),
  FILE_UNKNOWN: error(
    ['引用的文件不存在', 'A file that is named does not exist'],
    [
      '先上传文件（POST /v1/files），再填写其 fileId',
      'Upload the file first (POST /v1/files) and name its fileId',
    ],
  ),
  BASIS_NOT_IN_FORCE: warning(
    ['设定依据尚未实施', 'A legal basis is not in force yet'],
    ['核对依据的实施日期', 'Look at the day from which the law is in force'],
  ),
  EXPIRED: error(
    ['事项的有效期已过', 'The item is no longer valid'],
    ['延长或者删除 validUntil', 'Lengthen or remove validUntil'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(REFERENCE_RULES)

/** The procedure must be published and files be there, where that is known; dates must fit (流程、附件、日期). */
export function checkReferences(document: ItemDocument, context: CheckContext): Finding[] {
  const { workflows, foreignWorkflows, files, today } = context
  const findings: Finding[] = []
  if (workflows !== undefined && !workflows.has(document.workflow))
    findings.push(found('WORKFLOW_UNPUBLISHED', '/workflow'))
  if (foreignWorkflows?.has(`${document.organisationCode} ${document.workflow}`))
    findings.push(found('WORKFLOW_FOREIGN', '/workflow'))
  findings.push(...forwardingFindings(document, context))
  if (files !== undefined)
    for (const { pointer, fileId } of namedFiles(document))
      if (!files.has(fileId)) findings.push(found('FILE_UNKNOWN', pointer))
  document.legalBases.forEach(({ effectiveOn }, index) => {
    if (effectiveOn !== undefined && effectiveOn > today)
      findings.push(found('BASIS_NOT_IN_FORCE', `/legalBases/${index}/effectiveOn`))
  })
  if (document.validUntil !== undefined && document.validUntil < today)
    findings.push(found('EXPIRED', '/validUntil'))
  return findings
}

/** 初审转报 (行政许可法 Art. 35): to an organ that goes on, above or beside, each once; it is no decision on the spot. */
function forwardingFindings(
  { organisationCode, forwardsTo = [], handling }: ItemDocument,
  { organsAbove, itemsAbove }: CheckContext,
): Finding[] {
  const keyOf = ({ organisation, itemCode }: (typeof forwardsTo)[number]) =>
    `${organisation} ${itemCode ?? ''}`
  const keys = forwardsTo.map(keyOf)
  const findings = forwardsTo.flatMap((each, index) => {
    const { organisation } = each
    const pointer = `/forwardsTo/${index}/organisation`
    if (organisation === organisationCode) return [found('FORWARDS_TO_ITSELF', pointer)]
    if (keys.indexOf(keyOf(each)) < index) return [found('FORWARDS_TWICE', pointer)]
    if (organsAbove?.has(`${organisationCode} ${organisation}`) === false)
      return [found('FORWARDS_TO_UNKNOWN', pointer)]
    return each.itemCode === undefined || itemsAbove?.has(`${each.itemCode} ${organisation}`) !== false
      ? []
      : [found('FORWARDS_TO_UNKNOWN_ITEM', `/forwardsTo/${index}/itemCode`)]
  })
  return forwardsTo.length > 0 && handling === 'onTheSpot'
    ? [...findings, found('FORWARDS_ON_THE_SPOT', '/handling')]
    : findings
}
