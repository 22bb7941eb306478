import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import { namesStatute } from '../../workflow/termination-grounds.js'
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
  DEFERRAL_BASIS: error(
    ['容缺材料逾期终止办理没有写明依据', 'An unmet deferral ends cases without a rule that says so'],
    [
      '写明规定逾期终止办理的文件名称（《……》）和条款；没有依据的，改为 escalate',
      'Name the document (《…》) and article by which it ends; where there is none, say escalate',
    ],
  ),
  DEFERRAL_UNUSED: warning(
    ['没有可以容缺后补的材料', 'No material may be deferred'],
    ['删除 unmetDeferral，或者将材料标为容缺后补', 'Leave unmetDeferral out, or mark a material deferrable'],
  ),
  COMMITMENT_BAR_BASIS: error(
    ['虚假承诺后不适用告知承诺没有写明依据', 'A bar after a broken promise names no rule'],
    ['写明规定的文件名称（《……》）', 'Name the document (《…》) that says so'],
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
  return [...ofMaterials, ...checkDeferral(document), ...checkBounds(document, situations)]
}

/** 容缺: nobody's application ends by time unless a rule that is named says so. */
function checkDeferral({ materials, unmetDeferral }: ItemDocument): Finding[] {
  if (unmetDeferral === undefined) return []
  if (materials.every(({ necessity }) => necessity !== 'deferrable'))
    return [found('DEFERRAL_UNUSED', '/unmetDeferral')]
  const { act, basis = '' } = unmetDeferral
  return act === 'terminate' && !namesStatute(basis) ? [found('DEFERRAL_BASIS', '/unmetDeferral/basis')] : []
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
  const { originals, copies, originality, necessity, legalBasis, core, commitment } = material
  const findings: Finding[] = []
  if (originals + copies === 0) findings.push(found('MATERIAL_COUNT', pointer))
  else if (originality !== originalityOf(originals, copies))
    findings.push(found('MATERIAL_ORIGINALITY', `${pointer}/originality`))
  if (necessity !== 'optional' && legalBasis === undefined)
    findings.push(found('MATERIAL_BASIS', `${pointer}/legalBasis`))
  if (core === true && necessity === 'deferrable')
    findings.push(found('MATERIAL_CORE_DEFERRABLE', `${pointer}/necessity`))
  const bar = commitment?.barAfterBreach
  if (bar !== undefined && !namesStatute(bar.basis))
    findings.push(found('COMMITMENT_BAR_BASIS', `${pointer}/commitment/barAfterBreach/basis`))
  return findings
}

const originalityOf = (originals: number, copies: number): ItemMaterial['originality'] =>
  originals === 0 ? 'copy' : copies === 0 ? 'original' : 'originalAndCopy'
