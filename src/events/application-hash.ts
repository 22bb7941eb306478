import { saltedHash } from './make-event.js'

/** What is told of by a hash alone: rows as they are stored, by the names of their columns. */
type Row = Readonly<Record<string, unknown>>

/** Not the boxes, whose keys are rotated, nor the indexes of names, which are filled in beside the acts. */
const PARTY = [
  'party_no',
  'role',
  'type',
  'name',
  'id_type',
  'id_number_index',
  'id_number_masked',
  'mobile_masked',
  'mandate_file_id',
  'identity_proof',
  'mandate',
  'subject',
  'capacity',
]
const MATERIAL = [
  'material_id',
  'material_code',
  'source',
  'copies',
  'file_id',
  'licence',
  'reference',
  'proof',
  'result_of',
  'inspection',
  'returned',
]

/**
 * Who applies and what was handed in (当事人、申请材料), bound to the event after which they stand so: by a hash with its salt,
 * since names and numbers never come into the log. The same of rows to be written and of rows that were read.
 */
export const applicationHash = (
  salt: string,
  { parties, materials }: { parties: readonly Row[]; materials: readonly Row[] },
): string =>
  saltedHash(salt, {
    parties: inOrder(parties, PARTY, 'party_no'),
    materials: inOrder(materials, MATERIAL, 'material_id'),
  })

function inOrder(rows: readonly Row[], columns: readonly string[], key: string): Row[] {
  const keyOf = (row: Row): string => String(row[key]).padStart(6, '0')
  return rows
    .map((row) =>
      Object.fromEntries(columns.flatMap((name) => (row[name] == null ? [] : [[name, row[name]]]))),
    )
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}
