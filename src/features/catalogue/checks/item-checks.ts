import { checkConditions, checkKeys, checkSituations } from '../condition-checks.js'
import type { ItemDocument } from '../item-document.js'
import type { CheckContext } from './check-context.js'
import { checkCodes, checkReferences } from './code-checks.js'
import { checkContacts } from './contact-checks.js'
import { checkDictionaryCodes } from './dictionary-checks.js'
import { checkDisclosures } from './disclosure-checks.js'
import { checkFees } from './fee-checks.js'
import { type Finding, isError } from './finding.js'
import { checkForm } from './form-checks.js'
import { checkLimits } from './limit-checks.js'
import { checkMaterials } from './material-checks.js'

/** In the order in which a cataloguer reads the record. */
const CHECKS: readonly ((document: ItemDocument, context: CheckContext) => Finding[])[] = [
  checkDisclosures,
  checkCodes,
  checkDictionaryCodes,
  checkReferences,
  checkLimits,
  checkMaterials,
  checkContacts,
  checkFees,
  checkKeys,
  checkForm,
  checkConditions,
]

/** Everything that speaks against publishing a document (发布前检查); errors forbid it, warnings do not. */
export function checkItemDocument(document: ItemDocument, context: CheckContext): Finding[] {
  const findings = CHECKS.flatMap((check) => check(document, context))
  // Situations can only be gone through when all conditions are lawful.
  return findings.some(isError) ? findings : [...findings, ...checkSituations(document)]
}
