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

/** Nothing at all, and words that point at some law without naming any. */
const NOTHING =
  /^[\s（(《【“"]*(?:无依据|无|没有|暂无|不适用|未规定|略|待定|待补充?|见上|同上|如上|见附件|依法|依规|按规定|按要求|按惯例|惯例|(?:按照?|依据?|根据|依照)?(?:国家|省|市|县|上级|本单位|单位|内部)?(?:有关|相关|现行)?(?:的|和|、)?(?:法律|法规|规章|规定|政策|文件|要求|制度|法律法规|法律、法规|政策规定|文件规定|文件要求)(?:规定|办理|执行|要求)?|none|n\/?a|nil|no|tbd|-+|—+|\/+|\.+|…+|\?+|x+)[\s）)》】”"。.]*$/i
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
  citedClocks = {},
  variants = [],
}: ItemDocument): Finding[] {
  const cited = [
    ...materials.map((each, index) => ({
      ...each,
      text: each.legalBasis,
      at: `/materials/${index}/legalBasis`,
    })),
    ...fees.items.map(({ legalBasis: text }, index) => ({ text, at: `/fees/items/${index}/legalBasis` })),
    ...specialProcedures.map(({ basis: text }, index) => ({ text, at: `/specialProcedures/${index}/basis` })),
    ...Object.entries(citedClocks).map(([name, text]) => ({ text, at: `/citedClocks/${name}` })),
    ...citedByLimits(limits, '/limits'),
    ...variants.flatMap((each, index) =>
      each.limits === undefined ? [] : citedByLimits(each.limits, `/variants/${index}/limits`),
    ),
  ]
  const named = [
    ...fees.items.flatMap(({ reductionBasis, reductions = [] }, index) => [
      { text: reductionBasis, at: `/fees/items/${index}/reductionBasis` },
      ...reductions.map(({ basis: text }, number) => ({
        text,
        at: `/fees/items/${index}/reductions/${number}/basis`,
      })),
    ]),
    ...materials.map(({ commitment }, index) => ({
      text: commitment?.basis,
      at: `/materials/${index}/commitment/basis`,
    })),
    ...namedByLimits(limits, '/limits'),
    ...variants.flatMap((each, index) =>
      each.limits === undefined ? [] : namedByLimits(each.limits, `/variants/${index}/limits`),
    ),
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
    ...named.flatMap(({ text, at }) =>
      text !== undefined && NOTHING.test(text) ? [found('BASIS_NONE', at)] : [],
    ),
    ...checkShared(materials),
  ]
}

type Limits = ItemDocument['limits']

const citedByLimits = ({ statutory }: Limits, pointer: string) =>
  'none' in statutory ? [] : [{ ...statutory, text: statutory.basis, at: `${pointer}/statutory/basis` }]

/** What need not name an article, but something: why there is no limit, too. */
const namedByLimits = ({ statutory, extension, delivery }: Limits, pointer: string) => [
  { text: 'none' in statutory ? statutory.none : undefined, at: `${pointer}/statutory/none` },
  { text: extension?.basis, at: `${pointer}/extension/basis` },
  { text: delivery?.basis, at: `${pointer}/delivery/basis` },
]

/** More materials than one article is likely to list, most of all that are demanded, under one and the same words. */
function checkShared(materials: ItemDocument['materials']): Finding[] {
  const times = new Map<string, number>()
  for (const { legalBasis, toVerify } of materials)
    if (legalBasis !== undefined && toVerify !== true) times.set(legalBasis, (times.get(legalBasis) ?? 0) + 1)
  const most = Math.max(0, ...times.values())
  return most > MANY && most * 2 > materials.length ? [found('BASIS_SHARED', '/materials')] : []
}
