import type { InputError } from '../../shared/problem.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import type { ItemInForce } from '../catalogue/item-reader.js'
import { waitedFor } from '../workflow/awaiting.js'
import type { CaseRecord, ChangedSince, Material } from './case.js'
import { checkIntake } from './intake.js'
import { standing } from './parties/judged-parties.js'
import { provenRoles, type Said } from './parties/party-rules.js'

/** Why nothing is taken in for an item today (事项停用); undefined: it is taken in. */
export function closedItem(
  item: Pick<ItemInForce, 'state' | 'document'> | undefined,
  today: LegalDate,
): InputError | undefined {
  const closed = (code: string, en: string, zh: string) => ({
    pointer: '/itemCode',
    code,
    message: { en, zh },
  })
  if (item === undefined)
    return closed('ITEM_UNKNOWN', 'No item in force has this code', '没有该编码的在用事项')
  const { validUntil } = item.document
  // By its own day as well: a case may be judged by another day than that on which its item was read.
  if (item.state === 'EXPIRED' || (validUntil !== undefined && validUntil < today))
    return closed(
      'ITEM_EXPIRED',
      `This item was valid until ${validUntil}`,
      `该事项有效期至 ${validUntil}，已过期`,
    )
  if (item.state !== 'IN_USE')
    return closed('ITEM_NOT_IN_USE', 'This item is suspended or retired', '该事项已暂停或取消')
  return undefined
}

/**
 * A draft as it stands under the version in force: which version decides is settled by the first submit, not by the day on
 * which somebody began to write. What that changes is told (`changedSince`): materials that are missing now, fields that
 * the form wants now, and what the draft has for nothing. Pure; the same record where nothing has changed.
 */
export function underVersionInForce(
  record: CaseRecord,
  before: ItemDocument,
  { version, document }: Pick<ItemInForce, 'version' | 'document'>,
  today: LegalDate,
): CaseRecord {
  if (version === record.itemVersion) return record
  const { facts, parties, materials } = record
  const intakeUnder = (of: ItemDocument) =>
    checkIntake(
      of,
      {
        applicantType: facts.applicantType,
        represented: parties.some(({ role }) => role === 'representative'),
        answers: facts.answers,
        form: facts.form,
        materials,
        proofs: provenRoles(of, parties.map(standing), facts as Said),
        awaited: waitedFor(facts).map(({ materialCode }) => materialCode),
      },
      false,
      today,
    )
  const [then, now] = [intakeUnder(before), intakeUnder(document)]
  const wantedThen = new Set(requiredFields(before))
  const { situation: _situation, ...kept } = record
  const dropped = droppedFrom(record, before, document)
  const gone = new Set(dropped.droppedFields)
  return {
    ...kept,
    itemVersion: version,
    itemName: document.name,
    ...(now.situation === undefined ? {} : { situation: now.situation }),
    facts: {
      ...facts,
      answers: now.answers,
      // What the form does not know is nobody's to keep: its mark as personal went with the field.
      form: Object.fromEntries(Object.entries(facts.form).filter(([name]) => !gone.has(name))),
      missing: now.missing,
      changedSince: {
        version: facts.changedSince?.version ?? record.itemVersion,
        materials: now.missing.filter((code) => !then.missing.includes(code)),
        fields: requiredFields(document).filter(
          (name) => !wantedThen.has(name) && !Object.hasOwn(facts.form, name),
        ),
        ...dropped,
      },
    },
  }
}

/**
 * What the draft had and the version in force asks for no longer: whoever brought it along learns why it is gone, also from
 * versions that came and went since the draft was begun.
 */
function droppedFrom(
  { facts: { changedSince, form }, materials }: CaseRecord,
  before: ItemDocument,
  now: ItemDocument,
): Pick<ChangedSince, 'droppedMaterials' | 'droppedFields'> {
  const lists = new Set(now.materials.map(({ materialCode }) => materialCode))
  const has = [
    ...(changedSince?.droppedMaterials ?? []),
    ...materials.map(({ materialCode }) => materialCode),
  ]
  const droppedMaterials = [...new Set(has)].filter((code) => !lists.has(code))
  const wants = new Set(fieldsOf(now))
  const had = fieldsOf(before).filter((name) => Object.hasOwn(form, name))
  const droppedFields = [...new Set([...(changedSince?.droppedFields ?? []), ...had])].filter(
    (name) => !wants.has(name),
  )
  return {
    ...(droppedMaterials.length === 0 ? {} : { droppedMaterials }),
    ...(droppedFields.length === 0 ? {} : { droppedFields }),
  }
}

/**
 * Materials of a draft that the version in force does not list any more: put aside, since nothing is taken in that the item
 * does not ask for (行政许可法 Art. 31), and a paper would name them by their code.
 */
export const unlistedIn = (
  { document, now }: { document: Pick<ItemDocument, 'materials'>; now: Instant },
  materials: readonly Material[],
): Material[] =>
  materials
    .filter(({ materialCode }) => !document.materials.some((each) => each.materialCode === materialCode))
    .map((material) => ({ ...material, removedAt: now }))

const requiredFields = ({ form }: Pick<ItemDocument, 'form'>): string[] =>
  (form.schema as { required?: string[] }).required ?? []

const fieldsOf = ({ form }: Pick<ItemDocument, 'form'>): string[] =>
  Object.keys((form.schema as { properties?: object }).properties ?? {})
