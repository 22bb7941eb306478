import { isError } from '../../../shared/finding.js'
import type { ItemDocument } from '../item-document.js'
import type { CheckContext } from './check-context.js'
import { checkCodes } from './code-checks.js'
import { checkConditions, checkKeys } from './condition-checks.js'
import { checkContacts } from './contact-checks.js'
import { checkDictionaryCodes } from './dictionary-checks.js'
import { checkDisclosures } from './disclosure-checks.js'
import { checkFees } from './fee-checks.js'
import type { Finding } from './finding.js'
import { checkForm } from './form-checks.js'
import { checkInheritance } from './inheritance-checks.js'
import { checkLimits } from './limit-checks.js'
import { checkMaterials } from './material-checks.js'
import { checkProcedure } from './procedure-checks.js'
import { checkByAgent, checkCycles } from './question-checks.js'
import { checkReferences } from './reference-checks.js'
import { checkSituations } from './situation-checks.js'
import { checkThemes } from './theme-checks.js'
import { checkVariants } from './variant-checks.js'
import { checkVisits } from './visit-checks.js'

type Check = (document: ItemDocument, context: CheckContext) => Finding[]

/** What the basic directory (基本目录) says of it; nothing where the directory is not known. */
const checkDirectory = (document: ItemDocument, { directoryEntry }: CheckContext): Finding[] =>
  directoryEntry === undefined
    ? []
    : checkInheritance(document, directoryEntry === 'none' ? undefined : directoryEntry)

/** In the order in which a cataloguer reads the record. */
const CHECKS: readonly Check[] = [
  checkDisclosures,
  checkCodes,
  checkDictionaryCodes,
  checkReferences,
  checkThemes,
  checkVariants,
  checkLimits,
  checkVisits,
  checkMaterials,
  checkProcedure,
  checkContacts,
  checkFees,
  checkForm,
  checkDirectory,
]
/** Each looks only at what the ones before found lawful: operators and fields, then who waits for whom, then the ways. */
const CONDITION_CHECKS: readonly Check[] = [
  (document) => [...checkKeys(document), ...checkByAgent(document), ...checkConditions(document)],
  checkCycles,
  checkSituations,
]

/** Everything that speaks against publishing a document (发布前检查): first the errors, which forbid it, then the warnings. */
export function checkItemDocument(document: ItemDocument, context: CheckContext): Finding[] {
  const findings = CHECKS.flatMap((check) => check(document, context))
  for (const check of CONDITION_CHECKS) {
    const more = check(document, context)
    findings.push(...more)
    if (more.some(isError)) break
  }
  return [...findings.filter(isError), ...findings.filter((finding) => !isError(finding))]
}
