import type { Role } from '../../shared/roles.js'
import { DELEGATION_LINES } from '../access/delegation-transfer.js'
import { GRANT_LINES } from '../access/grant-transfer.js'
import { BUNDLE_LINES } from '../bundles/bundle-transfer.js'
import { OLD_CASE_LINES } from '../cases/old/old-case-transfer.js'
import { CALENDAR_LINES } from '../deadlines/calendar-transfer.js'
import { RULE_LINES } from '../deadlines/rule-transfer.js'
import { DICTIONARY_LINES } from '../dictionaries/dictionary-transfer.js'
import { CENTRE_LINES, WINDOW_LINES } from '../divisions/centre-transfer.js'
import { DIVISION_LINES, ORGANISATION_LINES } from '../divisions/division-transfer.js'
import { TEMPLATE_LINES } from '../documents/template-transfer.js'
import { MESSAGE_TEMPLATE_LINES } from '../notifications/message-template-transfer.js'
import { PUBLICATION_LINES } from '../publications/publication-transfer.js'
import { REGISTER_LINES } from '../registers/register-transfer.js'
import { SYNONYM_LINES } from '../search/synonym-transfer.js'
import { ABSENCE_LINES } from '../staff/absence-transfer.js'
import { STAFF_LINES } from '../staff/staff-transfer.js'
import { WORKFLOW_LINES } from '../workflow/workflow-transfer.js'
import type { LineKind } from './kind.js'
import type { KindName } from './kind-names.js'

/** Every kind of lines, but whole entries with their versions (items, directory). */
export const LINE_KINDS: Record<LineKind['name'], LineKind> = {
  divisions: DIVISION_LINES,
  organisations: ORGANISATION_LINES,
  calendars: CALENDAR_LINES,
  monitorRules: RULE_LINES,
  dictionaries: DICTIONARY_LINES,
  synonyms: SYNONYM_LINES,
  workflows: WORKFLOW_LINES,
  documentTemplates: TEMPLATE_LINES,
  messageTemplates: MESSAGE_TEMPLATE_LINES,
  centres: CENTRE_LINES,
  bundles: BUNDLE_LINES,
  registers: REGISTER_LINES,
  delegations: DELEGATION_LINES,
  windows: WINDOW_LINES,
  publications: PUBLICATION_LINES,
  staff: STAFF_LINES,
  absences: ABSENCE_LINES,
  grants: GRANT_LINES,
  oldCases: OLD_CASE_LINES,
}

/** Who may bring lines of a kind, and take them out. */
export const rolesOfKind = (kind: KindName): readonly Role[] =>
  kind === 'items' || kind === 'directory' ? ['cataloguer'] : LINE_KINDS[kind].roles

/** Kinds that only who keeps them takes out; the others are read by everybody. */
const KEPT: ReadonlySet<KindName> = new Set(['delegations', 'registers', 'staff', 'absences', 'grants'])
export const takersOfKind = (kind: KindName): readonly Role[] =>
  KEPT.has(kind) ? rolesOfKind(kind) : TRANSFER_ROLES

/** Everybody who may bring anything. */
export const TRANSFER_ROLES: readonly Role[] = ['operator', 'security', 'cataloguer', 'manager']
