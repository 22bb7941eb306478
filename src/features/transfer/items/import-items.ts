import { readCheckContext } from '../../catalogue/check-service.js'
import { checkItemDocument } from '../../catalogue/checks/item-checks.js'
import { directoriesOn } from '../../catalogue/directory/directory-service.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import { selectKnownItems } from '../import-work-store.js'
import { Entry } from './entry.js'
import type { Kind } from './import-kind.js'

/** Items, their directory entries beside them (事项导入). */
export const ITEMS: Kind<ItemDocument> = {
  name: 'items',
  schema: Entry,
  known: selectKnownItems,
  checkOrgan: () => [],
  async rules(db, judged, { today, importedBy }) {
    const documents = judged.map(({ version }) => version.document)
    const context = await readCheckContext(db, { documents, on: today, importedBy })
    const directory = await directoriesOn(
      db,
      judged.map(({ version, on }) => ({ basicCode: version.document.basicCode, on })),
    )
    return ({ version: { document }, on }) => {
      const entry = directory(document.basicCode, on)
      const around = { ...context, today: on, directoryEntry: entry?.document ?? ('none' as const) }
      return { findings: checkItemDocument(document, around), directoryVersion: entry?.version }
    }
  },
}
