import { type Encryption, type Place, SealBroken } from '../../shared/encryption.js'
import type { FileRow } from './file-store.js'

/** What of a file never changes, and what its row is bound to. */
export type SealedFields = Pick<
  FileRow,
  'file_id' | 'sha256' | 'size' | 'name' | 'media_type' | 'uploaded_by'
>

const sealPlace = (file: SealedFields): Place => ({
  table: 'files',
  column: 'sealed',
  // A bare connection, as seeding has it, reads a bigint as text.
  row: [file.file_id, file.sha256, Number(file.size), file.name, file.media_type, file.uploaded_by],
})

/** Binds a file to its content: an empty value, whose place is the row. Without the keys nobody makes another. */
export const sealFile = (encryption: Encryption, file: SealedFields): Buffer =>
  encryption.encrypt('', sealPlace(file))

/**
 * Throws SealBroken when the row was altered: its content exchanged for another file's, its name, its type. Rows of
 * releases before have no seal; they are taken as long as their content is of the first format as well, so that a seal
 * taken away opens nothing that was uploaded since, nor anything once `rotate-keys` has run.
 */
export function checkSeal(
  encryption: Encryption,
  file: SealedFields & Pick<FileRow, 'sealed'>,
  contentIsLegacy: boolean,
): void {
  if (file.sealed !== null) encryption.decrypt(file.sealed, sealPlace(file))
  else if (!contentIsLegacy) throw new SealBroken(sealPlace(file), 'taken away')
}
