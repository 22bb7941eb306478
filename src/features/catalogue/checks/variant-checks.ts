import { error, finder, type Rule } from '../../../shared/finding.js'
import type { ItemDocument } from '../item-document.js'
import type { Finding } from './finding.js'

/** Variants (业务办理项) and their situations. */
export const VARIANT_RULES = {
  VARIANT_CODE: error(
    ['业务办理项编码与实施编码不一致', 'The code of a variant does not follow the code of the item'],
    [
      '业务办理项编码为实施编码加 2 至 3 位数字',
      'It is the implementation code and two or three digits more',
    ],
  ),
  VARIANT_TWICE: error(
    ['业务办理项编码重复', 'The code of a variant stands twice'],
    ['每个业务办理项使用不同的编码', 'Give each variant a code of its own'],
  ),
  VARIANT_SITUATION: error(
    ['业务办理项引用了不存在的情形', 'A variant names a situation that there is not'],
    ['改用 situations 中已有的情形', 'Use the key of a situation of this item'],
  ),
  VARIANT_PARTITION: error(
    ['每个情形应恰好属于一个业务办理项', 'Each situation belongs to exactly one variant'],
    ['将该情形归入一个业务办理项', 'Name the situation in one variant, and only there'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(VARIANT_RULES)

/** 业务办理项: their codes follow the item's, and each situation belongs to exactly one of them. */
export function checkVariants({ variants, itemCode, situations, codeProfile }: ItemDocument): Finding[] {
  if (variants === undefined) return []
  const codes = variants.map(({ variantCode }) => variantCode)
  const follows = (code: string): boolean =>
    code.startsWith(itemCode) && (codeProfile === 'LOCAL' || /^\d{2,3}$/.test(code.slice(itemCode.length)))
  const known = new Set(situations.map(({ key }) => key))
  const findings = variants.flatMap((variant, index) => [
    ...(follows(variant.variantCode) ? [] : [found('VARIANT_CODE', `/variants/${index}/variantCode`)]),
    ...(codes.indexOf(variant.variantCode) === index
      ? []
      : [found('VARIANT_TWICE', `/variants/${index}/variantCode`)]),
    ...variant.situations.flatMap((key, number) =>
      known.has(key) ? [] : [found('VARIANT_SITUATION', `/variants/${index}/situations/${number}`)],
    ),
  ])
  return [...findings, ...checkPartition(variants, situations)]
}

function checkPartition(
  variants: NonNullable<ItemDocument['variants']>,
  situations: ItemDocument['situations'],
): Finding[] {
  return situations.flatMap(({ key, title }, index) => {
    const of = variants.filter((variant) => variant.situations.includes(key))
    if (of.length === 1) return []
    const names = of.map(({ name }) => name).join('、')
    return [
      found('VARIANT_PARTITION', `/situations/${index}`, {
        zh:
          of.length === 0
            ? `情形“${title}”不属于任何业务办理项`
            : `情形“${title}”属于多个业务办理项：${names}`,
        en:
          of.length === 0
            ? `No variant has the situation ${key}`
            : `Several variants have the situation ${key}: ${names}`,
      }),
    ]
  })
}
