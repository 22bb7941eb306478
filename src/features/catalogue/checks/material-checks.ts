import type { ItemDocument } from '../item-document.js'
import { type Finding, found } from './finding.js'

/** Materials (申请材料): codes, numbers, basis, situations. */
export function checkMaterials(document: ItemDocument): Finding[] {
  const situations = new Set(document.situations.map((situation) => situation.key))
  const codes = document.materials.map((material) => material.materialCode)
  return document.materials.flatMap((material, index) => {
    const pointer = `/materials/${index}`
    const findings: Finding[] = []
    if (codes.indexOf(material.materialCode) !== index)
      findings.push(found('MATERIAL_TWICE', `${pointer}/materialCode`))
    if (material.originals + material.copies === 0) findings.push(found('MATERIAL_COUNT', pointer))
    if (material.necessity === 'required' && material.legalBasis === undefined)
      findings.push(found('MATERIAL_BASIS', `${pointer}/legalBasis`))
    for (const [number, key] of (material.situations ?? []).entries()) {
      if (!situations.has(key)) findings.push(found('SITUATION_UNKNOWN', `${pointer}/situations/${number}`))
    }
    return findings
  })
}
