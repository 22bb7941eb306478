import type { Queryable } from '../../../database/queryable.js'
import type { Deps } from '../../../deps.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import { fieldTitle } from '../../catalogue/questions/field-titles.js'
import { sensitiveFields } from '../../catalogue/questions/personal-fields.js'
import { cleanFiles } from '../../files/file-service.js'
import {
  type KnownCaseRow,
  type KnownOf,
  type NamedField,
  selectFields,
  selectKnown,
  selectReusable,
} from './known-store.js'

export type { KnownCaseRow, KnownMaterial } from './known-store.js'

type Reading = Pick<Deps, 'files' | 'config'> & { pool: Queryable }

/** Earlier cases of an applicant with what they tell; nothing that is older than DOSSIER_DAYS. */
export const knownCases = ({ pool, config }: Reading, of: Omit<KnownOf, 'days'>): Promise<KnownCaseRow[]> =>
  selectKnown(pool, { ...of, days: config.dossierDays })

/** Whether a field of one item means the same in another: of one title, and sensitive in neither (预填字段对应). */
export function isSameField(key: string, from: ItemDocument, to: ItemDocument): boolean {
  const title = fieldTitle(from.form.schema, [key])
  const isSensitive = [from, to].some(({ form }) => sensitiveFields(form.schema).has(key))
  return !isSensitive && title !== undefined && title === fieldTitle(to.form.schema, [key])
}

/** Places in the list of the fields that a case of this item may really be filled in from (可以预填的来源). */
export async function fieldsOffered(
  deps: Reading & Pick<Deps, 'items'>,
  named: readonly NamedField[],
  { document, ...of }: Omit<Parameters<typeof selectFields>[2], 'days'> & { document: ItemDocument },
): Promise<ReadonlySet<number>> {
  if (named.length === 0) return new Set()
  const rows = await selectFields(deps.pool, named, { ...of, days: deps.config.dossierDays })
  const offered = new Set<number>()
  for (const { place, item_code: code, item_version: version } of rows) {
    const source = await deps.items.version(code, version)
    if (source !== undefined && isSameField(named[place]?.key ?? '', source, document)) offered.add(place)
  }
  return offered
}

/** How a material of an earlier case is referred to (档案编号). */
export const referenceTo = (caseNo: string, materialId: string): string => `${caseNo}-${materialId}`

const REFERENCE = /^([0-9A-Z]{19})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/** A material of an earlier case that proves one of now. */
export interface Reusable {
  reference: string
  materialCode: string
  fileId: string
  caseNo: string
  at: string
  until: string
}

/** Those of the references that may be used again, their files clean. Nothing is asked where none is a reference. */
export async function reusableMaterials(
  deps: Reading,
  references: readonly string[],
  of: Omit<KnownOf, 'days'>,
): Promise<Reusable[]> {
  const named = references.flatMap((reference) => {
    const [, caseNo, materialId] = REFERENCE.exec(reference) ?? []
    return caseNo === undefined || materialId === undefined
      ? []
      : [{ caseNo: caseNo.toUpperCase(), materialId: materialId.toLowerCase() }]
  })
  if (named.length === 0) return []
  const rows = await selectReusable(deps.pool, named, { ...of, days: deps.config.dossierDays })
  const clean = await cleanFiles(
    deps,
    rows.map(({ file_id }) => file_id),
  )
  return rows
    .filter(({ file_id }) => clean.has(file_id))
    .map((row) => ({
      reference: referenceTo(row.case_no, row.material_id),
      materialCode: row.material_code,
      fileId: row.file_id,
      caseNo: row.case_no,
      at: row.at,
      until: row.until,
    }))
}
