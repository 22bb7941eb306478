import { checkDirectoryDocument, checkKeeper } from '../../catalogue/directory/directory-checks.js'
import type { DirectoryDocument } from '../../catalogue/directory/directory-document.js'
import { readDictionaries } from '../../dictionaries/dictionary-service.js'
import { lineErrorOf } from '../line.js'
import { DirectoryLine } from './entry.js'
import { selectKnownDirectory } from './import-directory-store.js'
import type { Kind } from './import-kind.js'

/** Entries of the basic directory (基本目录导入). */
export const DIRECTORY: Kind<DirectoryDocument> = {
  name: 'directory',
  schema: DirectoryLine,
  known: selectKnownDirectory,
  checkOrgan: ({ division_code }) => checkKeeper(division_code).map(lineErrorOf),
  async rules(db) {
    const dictionaries = await readDictionaries(db)
    return ({ version }) => ({
      findings: checkDirectoryDocument(version.document, dictionaries).map(lineErrorOf),
    })
  },
}
