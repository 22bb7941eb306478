import { isError, type Rule } from '../../../shared/finding.js'
import type { ItemDocument } from '../item-document.js'
import { BASIS_RULES, checkBases } from './basis-checks.js'
import { BUNDLE_EFFECT_RULES } from './bundle-effects.js'
import type { CheckContext } from './check-context.js'
import { CODE_RULES, checkCodes } from './code-checks.js'
import { CONDITION_RULES, checkConditions, checkKeys } from './condition-checks.js'
import { CONTACT_RULES, checkContacts } from './contact-checks.js'
import { checkDictionaryCodes, DICTIONARY_RULES } from './dictionary-checks.js'
import { checkDisclosures, DISCLOSURE_RULES } from './disclosure-checks.js'
import { DOCUMENT_RULES } from './document-schema.js'
import { checkFees, FEE_RULES } from './fee-checks.js'
import type { Finding } from './finding.js'
import { checkForm, FORM_RULES } from './form-checks.js'
import { checkInheritance } from './inheritance-checks.js'
import { INHERITANCE_RULES } from './inheritance-rules.js'
import { checkLimits, LIMIT_RULES } from './limit-checks.js'
import { checkMaterials, MATERIAL_RULES } from './material-checks.js'
import { checkParties, PARTY_RULES } from './party-checks.js'
import { checkProcedure, PROCEDURE_RULES } from './procedure-checks.js'
import { checkAges, checkByAgent, checkCycles, QUESTION_RULES } from './question-checks.js'
import { checkReferences, REFERENCE_RULES } from './reference-checks.js'
import { checkSituations, SITUATION_RULES } from './situation-checks.js'
import { checkThemes, THEME_RULES } from './theme-checks.js'
import { checkVariants, VARIANT_RULES } from './variant-checks.js'
import { checkVisits, VISIT_RULES } from './visit-checks.js'
import { checkWorkflowFit, WORKFLOW_FIT_RULES } from './workflow-checks.js'

/** Every rule of the checks before publication (发布前检查规则), by its id, in the order of the docs; each stands beside its check. */
export const ITEM_RULES = {
  ...DOCUMENT_RULES,
  ...FORM_RULES,
  ...CODE_RULES,
  ...DICTIONARY_RULES,
  ...REFERENCE_RULES,
  ...WORKFLOW_FIT_RULES,
  ...THEME_RULES,
  ...VARIANT_RULES,
  ...LIMIT_RULES,
  ...VISIT_RULES,
  ...DISCLOSURE_RULES,
  ...MATERIAL_RULES,
  ...BASIS_RULES,
  ...PARTY_RULES,
  ...PROCEDURE_RULES,
  ...CONTACT_RULES,
  ...FEE_RULES,
  ...CONDITION_RULES,
  ...QUESTION_RULES,
  ...SITUATION_RULES,
  ...INHERITANCE_RULES,
  ...BUNDLE_EFFECT_RULES,
} as const satisfies Record<string, Rule>

export type RuleId = keyof typeof ITEM_RULES

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
  checkWorkflowFit,
  checkThemes,
  checkVariants,
  checkLimits,
  checkVisits,
  checkMaterials,
  checkBases,
  checkParties,
  checkProcedure,
  checkContacts,
  checkFees,
  checkForm,
  checkDirectory,
]
/** Each looks only at what the ones before found lawful: operators and fields, then who waits for whom, then the ways. */
const CONDITION_CHECKS: readonly Check[] = [
  (document) => [
    ...checkKeys(document),
    ...checkByAgent(document),
    ...checkAges(document),
    ...checkConditions(document),
  ],
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
  const told = onceEach(findings)
  return [...told.filter(isError), ...told.filter((finding) => !isError(finding))]
}

/** What the directory does not allow at all is a fault of its own, whatever else is wrong there. */
const NOT_ALLOWED: ReadonlySet<string> = new Set(['DIRECTORY_LEVEL', 'DIRECTORY_MATERIAL_ADDED'])

/**
 * One finding for one fault: what is wrong in itself is not also told to differ from the directory. It keeps the item from
 * being published all the same, and what still differs when it is mended is told then.
 */
function onceEach(findings: readonly Finding[]): Finding[] {
  const isOfDirectory = ({ rule }: Finding) => rule in INHERITANCE_RULES && !NOT_ALLOWED.has(rule)
  const wrong = findings.filter((each) => isError(each) && !(each.rule in INHERITANCE_RULES))
  /** The same member, or a part of the same entry of a list. */
  const isOf = (pointer: string, place: string) =>
    place === pointer || (/\/\d+$/.test(pointer) && place.startsWith(`${pointer}/`))
  return findings.filter(
    (each) => !isOfDirectory(each) || wrong.every(({ pointer }) => !isOf(each.pointer, pointer)),
  )
}
