import type { Deps } from '../../deps.js'
import { maskIdNumber, maskPartyName } from '../../shared/masks.js'
import { type Language, say } from '../../shared/text.js'
import {
  isSameField,
  type KnownCaseRow,
  type KnownMaterial,
  referenceTo,
} from '../cases/known/known-service.js'
import { openParty } from '../cases/party-secrets.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { fieldTitle } from '../catalogue/questions/field-titles.js'
import { maskForm, sensitiveFields } from '../catalogue/questions/personal-fields.js'
import type { DossierView, OpeningView, PrefillView } from './dossier-schemas.js'
import type { OpeningRow, Reading } from './dossier-service.js'

interface Told {
  row: KnownCaseRow
  document: ItemDocument
}

interface Viewing {
  reading: Reading
  known: readonly KnownCaseRow[]
  /** Staff and platforms; applicants read what they wrote themselves. */
  clear: boolean
  language: Language
}

/**
 * A dossier as it is shown. Applicants see all that is known of them; for others only what the item in hand asks for as well
 * (最小必要): fields of the same name and title, materials of the same code, each with the case from which it is known.
 */
export async function viewDossier(
  deps: Pick<Deps, 'items' | 'encryption'>,
  { reading, known, clear, language }: Viewing,
): Promise<DossierView> {
  const told = await withDocuments(deps, known)
  const isOwn = reading.as === 'applicant'
  const { document } = reading.hand.around
  const wanted = isOwn ? undefined : document
  const isClear = clear || isOwn
  const values = valuesOf(told, wanted, isClear)
  const materials = materialsOf(told, wanted, { clear: isClear, language })
  const used = new Set([
    ...values.map(({ source }) => source.caseNo),
    ...materials.map(({ from }) => from.caseNo),
  ])
  return {
    ...viewOpening(reading.opening),
    person: personOf(deps, reading, isClear),
    values,
    materials,
    cases: known
      .filter((row) => isOwn || used.has(row.case_no))
      .map((row) => ({
        caseNo: row.case_no,
        itemCode: row.item_code,
        itemName: row.item_name,
        status: row.status,
        ...(row.received_on === null ? {} : { receivedOn: row.received_on }),
      })),
    clear: isClear,
  } as DossierView
}

export const viewOpening = ({ id, case_no, purpose, opened_at }: OpeningRow): OpeningView => ({
  dossierId: id,
  openedFor: { caseNo: case_no, ...(purpose === null ? {} : { purpose }) },
  openedAt: opened_at,
})

/** What the case in hand may be filled with: fields that it has and are empty, materials that are not there yet. */
export async function viewPrefill(
  deps: Pick<Deps, 'items'>,
  { reading, known, clear, language }: Viewing,
): Promise<PrefillView> {
  const { record, around } = reading.hand
  const isClear = clear || reading.as === 'applicant'
  const told = await withDocuments(deps, known)
  const there = new Set(
    record.materials.flatMap((each) => (each.removedAt === undefined ? [each.materialCode] : [])),
  )
  const seen = new Set<string>()
  return {
    caseNo: record.caseNo,
    itemCode: record.itemCode,
    form: valuesOf(told, around.document, isClear)
      .filter(({ key }) => record.facts.form[key] === undefined)
      .map(({ key, title, value, source, since }) => ({
        pointer: `/form/${key}`,
        title,
        value,
        from: source.caseNo,
        since,
      })),
    materials: materialsOf(told, around.document, { clear: isClear, language }).flatMap(
      ({ materialCode, reference, until }) => {
        if (reference === undefined || there.has(materialCode) || seen.has(materialCode)) return []
        seen.add(materialCode)
        return [{ materialCode, source: 'dossier' as const, reference, until }]
      },
    ),
    clear: isClear,
  }
}

/** Each case with the version under which it was filled in; one of a version that is gone tells nothing. */
async function withDocuments(
  { items }: Pick<Deps, 'items'>,
  known: readonly KnownCaseRow[],
): Promise<Told[]> {
  const told: Told[] = []
  for (const row of known) {
    const document = await items.version(row.item_code, row.item_version)
    if (document !== undefined) told.push({ row, document })
  }
  return told
}

const sourceOf = (row: KnownCaseRow) => ({
  caseNo: row.case_no,
  itemCode: row.item_code,
  itemName: row.item_name,
  organisation: row.organisation_code,
})

/** Of each field the newest value; never what is sensitive, wherever it is marked so. */
function valuesOf(told: readonly Told[], wanted: ItemDocument | undefined, clear: boolean) {
  const found = new Map<string, DossierView['values'][number]>()
  for (const { row, document } of told) {
    const { schema } = document.form
    const hidden = new Set(sensitiveFields(schema))
    const form = row.form ?? {}
    const shown = clear ? form : maskForm(schema, form)
    for (const key of Object.keys(form)) {
      const title = fieldTitle(schema, [key])
      const isShown = wanted === undefined ? !hidden.has(key) : isSameField(key, document, wanted)
      const name = wanted === undefined ? `${key} ${title ?? ''}` : key
      if (!isShown || found.has(name)) continue
      const { since, until } = row
      found.set(name, { key, title: title ?? key, value: shown[key], source: sourceOf(row), since, until })
    }
  }
  return [...found.values()]
}

/** Materials that still hold; with a reference where the file itself may be used again. */
function materialsOf(
  told: readonly Told[],
  wanted: ItemDocument | undefined,
  { clear, language }: { clear: boolean; language: Language },
): DossierView['materials'] {
  const codes = wanted === undefined ? undefined : new Set(wanted.materials.map((each) => each.materialCode))
  return told.flatMap(({ row, document }) =>
    (row.materials ?? [])
      .filter(isOfUse)
      .filter(({ materialCode }) => codes?.has(materialCode) ?? true)
      .map((each) => ({
        ...(each.fileId === undefined ? {} : { reference: referenceTo(row.case_no, each.materialId) }),
        materialCode: each.materialCode,
        name: nameOf(document, each.materialCode, language),
        source: each.source,
        ...(each.register === undefined ? {} : { register: each.register }),
        ...(each.licence === undefined
          ? {}
          : {
              licence: clear
                ? each.licence
                : { type: each.licence.type, number: maskIdNumber('', each.licence.number, 'office') },
            }),
        from: sourceOf(row),
        since: each.since,
        until: each.until,
      })),
  )
}

/**
 * A paper lies in an office, a promise or a word is none: known is what can be looked at again. A look-up that somebody named
 * and that found nothing has no day until which it holds, and tells nothing.
 */
const isOfUse = (each: KnownMaterial): each is KnownMaterial & { until: string } =>
  !each.defective &&
  each.until !== undefined &&
  (each.fileId !== undefined || each.source === 'licence' || each.source === 'register')

function nameOf({ materials }: ItemDocument, materialCode: string, language: Language): string {
  const material = materials.find((each) => each.materialCode === materialCode)
  if (material === undefined) return materialCode
  return say({ zh: material.name, en: material.nameEn ?? material.name }, language)
}

function personOf(
  { encryption }: Pick<Deps, 'encryption'>,
  { hand, party }: Reading,
  clear: boolean,
): DossierView['person'] {
  const { role, type, idType, name, idNumberMasked } = party
  return {
    role,
    type,
    idType,
    name: clear ? name : maskPartyName(type, name),
    idNumber: clear ? openParty(encryption, hand.record.id, party).idNumber : idNumberMasked,
  }
}
