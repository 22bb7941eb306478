import type { ItemDocument } from '../item-document.js'
import { type Finding, found } from './finding.js'

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
