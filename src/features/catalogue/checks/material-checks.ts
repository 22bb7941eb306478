import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import type { ItemDocument, ItemMaterial } from '../item-document.js'
import type { Finding } from './finding.js'

/** Materials: what is asked for, and on what basis. */
export const MATERIAL_RULES = {
  MATERIAL_TWICE: error(
    ['材料编码重复', 'A material code stands twice'],
    ['每份材料使用不同的编码', 'Give each material a code of its own'],
  ),
  MATERIAL_COUNT: error(
    ['原件和复印件份数均为 0', 'Neither an original nor a copy is asked for'],
    ['填写原件或者复印件份数，或者删除该材料', 'Ask for an original or a copy, or leave the material out'],
  ),
  MATERIAL_BASIS: error(
    ['要求提供的材料未注明依据', 'A material is demanded without a basis'],
    [
      '注明要求提供该材料的依据；没有依据的材料不得要求',
      'Name the basis of the material; without one it must not be demanded (行政许可法 Art. 31)',
    ],
  ),
  MATERIAL_CORE_DEFERRABLE: error(
    ['核心（主审）要件不得容缺后补', 'A core material must not be deferrable'],
    ['改为必要，或者取消核心要件标记', 'Make it required, or no core material'],
  ),
  MATERIAL_ORIGINALITY: warning(
    ['原件要求与份数不一致', 'The originality does not fit the numbers of originals and copies'],
    ['按原件、复印件份数改正', 'Correct it after the numbers of originals and copies'],
  ),
  SITUATION_UNKNOWN: error(
    ['没有该情形', 'There is no such situation'],
    ['改用 situations 中已有的情形', 'Use the key of a situation of this item'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(MATERIAL_RULES)

/** Materials (申请材料): codes, numbers, basis, situations. */
export function checkMaterials(document: ItemDocument): Finding[] {
  const situations = new Set(document.situations.map((situation) => situation.key))
  const codes = document.materials.map((material) => material.materialCode)
  const ofMaterials = document.materials.flatMap((material, index) => {
    const pointer = `/materials/${index}`
    const findings = checkMaterial(material, pointer)
    if (codes.indexOf(material.materialCode) !== index)
      findings.push(found('MATERIAL_TWICE', `${pointer}/materialCode`))
    return findings
  })
  return [...ofMaterials, ...checkBounds(document, situations)]
}

/** Whatever is for some situations names those that there are. */
function checkBounds(document: ItemDocument, situations: ReadonlySet<string>): Finding[] {
  const { materials, conditions, procedure, results, fees } = document
  const lists = { materials, conditions, procedure, results, 'fees/items': fees.items }
  return Object.entries(lists).flatMap(([list, entries]) =>
    entries.flatMap((entry: string | { situations?: string[] }, index) =>
      (typeof entry === 'string' ? [] : (entry.situations ?? [])).flatMap((key, number) =>
        situations.has(key) ? [] : [found('SITUATION_UNKNOWN', `/${list}/${index}/situations/${number}`)],
      ),
    ),
  )
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
