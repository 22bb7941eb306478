import { isDeepStrictEqual } from 'node:util'
import type { LegalDate } from '../../../shared/time.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import { personalFields, sensitiveFields } from '../../catalogue/questions/personal-fields.js'
import { waitedFor } from '../../workflow/awaiting.js'
import type { CaseFacts, CaseRecord } from '../case.js'
import { checkIntake, type IntakeFindings } from '../intake.js'
import { standing } from '../parties/judged-parties.js'
import { provenRoles, type Said } from '../parties/party-rules.js'
import type { AdoptionOrder } from './adoption.js'

/** What becomes of the materials of a running case under another version of its item. */
export interface AdoptedMaterials {
  /** Wanted by the new version, and asked of this case: nothing was told yet, or a law demands it. */
  demanded: string[]
  /** Wanted by the new version of others only: this case was accepted, or told everything, before. */
  spared: string[]
  /** Owed until now, and listed no more. */
  waived: string[]
  /** Fields of the form that the new version wants and this case has not. */
  fields: string[]
  /** What a law demands of a case that was told everything before: told anew, in writing. */
  told: string[]
}

/** Everything that is wanted may still be told: nothing was, and it is not accepted. */
const isUntold = ({ status, facts }: CaseRecord): boolean =>
  status === 'SUBMITTED' && facts.correctionsGiven === 0

/** Compares what two versions of an item want of a case; pure. */
export function adoptMaterials(
  record: CaseRecord,
  before: ItemDocument,
  after: ItemDocument,
  { demands }: Pick<AdoptionOrder, 'demands'>,
  today: LegalDate,
): AdoptedMaterials & { facts: Pick<CaseFacts, 'missing' | 'deferred' | 'supplements' | 'correction'> } {
  const { facts } = record
  const now = intakeUnder(record, after, today)
  const wantedThen = new Set(intakeUnder(record, before, today).missing)
  const newly = now.missing.filter((code) => !wantedThen.has(code))
  const untold = isUntold(record)
  const demanded = untold ? newly : newly.filter((code) => demands?.materials.includes(code) === true)
  const listed = new Set(after.materials.map(({ materialCode }) => materialCode))
  const { missing, deferred, correction, supplements = [] } = facts
  const owed = [
    ...missing,
    ...deferred.flatMap(({ materialCode, suppliedOn }) => (suppliedOn === undefined ? [materialCode] : [])),
    ...supplements.flatMap(({ materialCode, suppliedOn }) =>
      suppliedOn === undefined ? [materialCode] : [],
    ),
    ...(correction?.openMaterials ?? []),
  ]
  const stays = ({ materialCode, suppliedOn }: { materialCode: string; suppliedOn?: LegalDate }): boolean =>
    suppliedOn !== undefined || listed.has(materialCode)
  const told = untold ? [] : demanded
  const asked = [
    ...supplements.filter(stays),
    ...told.map((materialCode) => ({ materialCode, requestedOn: today })),
  ]
  return {
    demanded,
    spared: newly.filter((code) => !demanded.includes(code)),
    waived: [...new Set(owed)].filter((code) => !listed.has(code)),
    fields: fieldsWanted(before, after, facts.form),
    told,
    facts: {
      missing: untold ? now.missing : missing.filter((code) => listed.has(code)),
      deferred: deferred.filter(stays),
      ...(asked.length === 0 ? {} : { supplements: asked }),
      ...(correction === undefined
        ? {}
        : {
            correction: {
              ...correction,
              openMaterials: correction.openMaterials.filter((code) => listed.has(code)),
            },
          }),
    },
  }
}

function intakeUnder(
  { facts, parties, materials }: CaseRecord,
  document: ItemDocument,
  today: LegalDate,
): IntakeFindings {
  return checkIntake(
    document,
    {
      applicantType: facts.applicantType,
      represented: parties.some(({ role }) => role === 'representative'),
      answers: facts.answers,
      form: facts.form,
      materials,
      proofs: provenRoles(document, parties.map(standing), facts as Said),
      awaited: waitedFor(facts).map(({ materialCode }) => materialCode),
    },
    false,
    today,
  )
}

const requiredOf = ({ form }: Pick<ItemDocument, 'form'>): string[] =>
  (form.schema as { required?: string[] }).required ?? []

function fieldsWanted(before: ItemDocument, after: ItemDocument, form: CaseFacts['form']): string[] {
  const then = new Set(requiredOf(before))
  return requiredOf(after).filter((name) => !then.has(name) && !Object.hasOwn(form, name))
}

/**
 * Fields that this case has filled in and that the new version holds for less personal than the old one: it would show them,
 * or store them open. Such a case stays where it is.
 */
export function fieldsLaidOpen(
  form: CaseFacts['form'],
  before: Pick<ItemDocument, 'form'>,
  after: Pick<ItemDocument, 'form'>,
): string[] {
  if (isDeepStrictEqual(before.form.schema, after.form.schema)) return []
  const [wasPersonal, isPersonal] = [personalFields(before.form.schema), personalFields(after.form.schema)]
  const [wasSensitive, isSensitive] = [
    sensitiveFields(before.form.schema),
    sensitiveFields(after.form.schema),
  ]
  return Object.keys(form).filter(
    (name) =>
      (wasPersonal.has(name) && !isPersonal.has(name)) || (wasSensitive.has(name) && !isSensitive.has(name)),
  )
}
