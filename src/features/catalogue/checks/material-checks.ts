import type { ItemDocument, ItemMaterial } from '../item-document.js'
import { type Finding, found } from './finding.js'

/** Materials (申请材料): codes, numbers, basis, situations. */
export function checkMaterials(document: ItemDocument): Finding[] {
  const situations = new Set(document.situations.map((situation) => situation.key))
  const codes = document.materials.map((material) => material.materialCode)
  return document.materials.flatMap((material, index) => {
    const pointer = `/materials/${index}`
    const findings = checkMaterial(material, pointer)
    if (codes.indexOf(material.materialCode) !== index)
      findings.push(found('MATERIAL_TWICE', `${pointer}/materialCode`))
    for (const [number, key] of (material.situations ?? []).entries()) {
      if (!situations.has(key)) findings.push(found('SITUATION_UNKNOWN', `${pointer}/situations/${number}`))
    }
    return findings
  })
}

function checkMaterial(material: ItemMaterial, pointer: string): Finding[] {
  const { originals, copies, originality, necessity, legalBasis, core } = material
  const findings: Finding[] = []
  if (originals + copies === 0) findings.push(found('MATERIAL_COUNT', pointer))
  else if (originality !== originalityOf(originals, copies))
    findings.push(found('MATERIAL_ORIGINALITY', `${pointer}/originality`))
  if (necessity !== 'optional' && legalBasis === undefined)
    findings.push(found('MATERIAL_BASIS', `${pointer}/legalBasis`))
  if (core === true && necessity === 'deferrable')
    findings.push(found('MATERIAL_CORE_DEFERRABLE', `${pointer}/necessity`))
  return findings
}

const originalityOf = (originals: number, copies: number): ItemMaterial['originality'] =>
  originals === 0 ? 'copy' : copies === 0 ? 'original' : 'originalAndCopy'
