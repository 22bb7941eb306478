import type { ItemDocument } from '../item-document.js'
import { namedFiles } from '../item-files.js'
import type { CheckContext } from './check-context.js'
import { type Finding, found } from './finding.js'

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
