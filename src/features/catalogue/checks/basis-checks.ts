import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import type { ItemDocument } from '../item-document.js'
import type { Finding } from './finding.js'

/** Bases (依据): which law or document, and which article of it. */
export const BASIS_RULES = {
  BASIS_NONE: error(
    ['依据为空话（如“无”）', 'What is called a basis is none'],
    [
      '写明法律、法规、规章或者文件的名称和条款；没有依据的不得要求、不得收费',
      'Name the law or document and its article; without one nothing may be demanded or charged',
    ],
  ),
  BASIS_ARTICLE: warning(
    ['依据没有写明条款或者文号', 'A basis names no article or number of a document'],
    [
      '写明第几条或者文号；尚未与原文核对的，标明“待核对”（toVerify）',
      'Name the article or number; where it was not held against the text yet, say so (toVerify)',
    ],
  ),
  BASIS_SHARED: warning(
    ['多份材料共用同一条依据', 'Many materials share one and the same basis'],
    [
      '逐份写明要求该材料的条款；尚未核对的，标明“待核对”（toVerify）',
      'Name for each the article that demands it; where not verified yet, say so (toVerify)',
    ],
  ),
} as const satisfies Record<string, Rule>

const found = finder(BASIS_RULES)

const NOTHING = /^[\s（(《]*(?:无|没有|暂无|不适用|未规定|none|n\/?a|no|-+|—+|\/+|\.+)[\s）)》。.]*$/i
const ARTICLE =
  /第[一二三四五六七八九十百千零〇两0-9]+(?:条|号令|号)|[〔[（(]\d{4}[〕\])）][^号]{0,10}号|\d+号/
/** Materials that may come under one article, as Art. 11 of a regulation lists the papers of one registration. */
const MANY = 5

/** Laws are cited with their articles, and every demand with a basis of its own (设定依据、材料依据、收费依据). */
export function checkBases({
  legalBases,
  materials,
  fees,
  limits,
  specialProcedures,
}: ItemDocument): Finding[] {
  const cited = [
    ...materials.map((each, index) => ({
      ...each,
      text: each.legalBasis,
      at: `/materials/${index}/legalBasis`,
    })),
    ...fees.items.map(({ legalBasis: text }, index) => ({ text, at: `/fees/items/${index}/legalBasis` })),
    ...specialProcedures.map(({ basis: text }, index) => ({ text, at: `/specialProcedures/${index}/basis` })),
    ...('none' in limits.statutory
      ? []
      : [{ ...limits.statutory, text: limits.statutory.basis, at: '/limits/statutory/basis' }]),
  ]
  return [
    ...legalBases.flatMap(({ name, article, number, kind, toVerify }, index) => {
      const pointer = `/legalBases/${index}`
      if (NOTHING.test(name)) return [found('BASIS_NONE', `${pointer}/name`)]
      if (article !== undefined && NOTHING.test(article)) return [found('BASIS_NONE', `${pointer}/article`)]
      const isLaw = kind !== 'normativeDocument' && kind !== 'other'
      const isWhole = isLaw ? article !== undefined : article !== undefined || number !== undefined
      return isWhole || toVerify === true ? [] : [found('BASIS_ARTICLE', pointer)]
    }),
    ...cited.flatMap(({ text, at, ...each }) => {
      if (text === undefined) return []
      if (NOTHING.test(text)) return [found('BASIS_NONE', at)]
      const isKnown = ARTICLE.test(text) || ('toVerify' in each && each.toVerify === true)
      return isKnown ? [] : [found('BASIS_ARTICLE', at)]
    }),
    ...checkShared(materials),
  ]
}

function checkShared(materials: ItemDocument['materials']): Finding[] {
  const sure = materials.flatMap(({ legalBasis, toVerify }) =>
    legalBasis === undefined || toVerify === true ? [] : [legalBasis],
  )
  const isShared = sure.length > MANY && new Set(sure).size === 1
  return isShared ? [found('BASIS_SHARED', '/materials')] : []
}
