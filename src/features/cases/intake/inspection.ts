import type { ItemDocument, ItemMaterial } from '../../catalogue/item-document.js'
import type { DefectiveMaterial } from '../../workflow/case-state.js'
import type { Status } from '../../workflow/statuses.js'
import type { Material } from '../case.js'

/** While a case is taken in and reviewed its materials are looked at (材料审核). */
export const INSPECTED_IN: ReadonlySet<Status> = new Set<Status>([
  'SUBMITTED',
  'ACCEPTED',
  'REVIEWING',
  'SPECIAL_PROCEDURE',
  'DECIDING',
])

const materialIn = ({ materials }: Pick<ItemDocument, 'materials'>, code: string): ItemMaterial | undefined =>
  materials.find(({ materialCode }) => materialCode === code)

/** The acceptance standard (受理标准) that a reason names, by its code or its words; undefined: a reason of one's own. */
export function standardNamed(
  document: Pick<ItemDocument, 'materials'>,
  materialCode: string,
  reason: string,
): string | undefined {
  const standards = materialIn(document, materialCode)?.acceptanceStandards ?? []
  return standards.find(({ code, text, textEn }) => [code, text, textEn].includes(reason))?.code
}

/** What the last look at each material found wanting, in the words of the standard or of who looked. */
export function defectiveAmong(
  materials: readonly Material[],
  document: Pick<ItemDocument, 'materials'>,
): DefectiveMaterial[] {
  return materials.flatMap(({ materialCode, inspection }) => {
    if (inspection?.result !== 'defective') return []
    const standards = materialIn(document, materialCode)?.acceptanceStandards ?? []
    const standard = standards.find(({ code }) => code === inspection.standard)?.text
    const reason = inspection.reason ?? (standard === undefined ? undefined : `不符合：${standard}`)
    return [{ materialCode, ...(reason === undefined ? {} : { reason }) }]
  })
}
