import { canonicalJson, sha256 } from '../../shared/canonical-json.js'
import { type Encryption, type Place, SealBroken } from '../../shared/encryption.js'
import { plainText } from '../../shared/typed-text.js'
import type { Sheet } from './sheet-parts.js'

/** Where the sheet of a document stands encrypted. */
export const sheetPlace = (caseId: string, documentNo: string): Place => ({
  table: 'case_papers',
  column: 'sheet_encrypted',
  row: [caseId, documentNo],
})

/** A sheet as it is kept, with the hash by which it is known to be what was issued. */
export function sealSheet(encryption: Encryption, caseId: string, documentNo: string, sheet: Sheet) {
  const text = canonicalJson(sheet)
  return { sheet: encryption.encrypt(text, sheetPlace(caseId, documentNo)), hash: sha256(text) }
}

/** What was issued; throws SealBroken where it was altered, stood elsewhere or is not what the hash says. */
export function openSheet(
  encryption: Encryption,
  row: { case_id: string; document_no: string; sheet_encrypted: Buffer; sheet_hash: Buffer },
): Sheet {
  const place = sheetPlace(row.case_id, row.document_no)
  const text = encryption.decrypt(row.sheet_encrypted, place)
  if (!sha256(text).equals(row.sheet_hash)) throw new SealBroken(place, 'not what was issued')
  return JSON.parse(text.toString()) as Sheet
}

/** As somebody reads it from paper: small letters, blanks, O for 0. */
export const typedCode = (code: string): string =>
  plainText(code).toUpperCase().replaceAll('-', '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')

/** 文号 in any spelling: full or half width, other brackets, blanks. */
export const typedNumber = (no: string): string =>
  plainText(no)
    .replaceAll(/[a-z]+/g, (letters) => (letters === 'number' ? letters : letters.toUpperCase()))
    .replaceAll(/[[(【〔﹝]/g, '〔')
    .replaceAll(/[\])】〕﹞]/g, '〕')
