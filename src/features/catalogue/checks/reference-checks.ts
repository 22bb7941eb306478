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
