import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import type { ItemDocument } from '../item-document.js'
import { statutoryOf } from '../questions/variants.js'
import type { Finding } from './finding.js'
import { compareLimits } from './limit-order.js'

/** Limits (时限) and the handling that follows from them. */
export const LIMIT_RULES = {
  PROMISE_LONGER: error(
    ['承诺时限长于法定时限', 'The promised limit is longer than the statutory one'],
    ['承诺时限不得长于法定时限', 'Promise no more than the law gives'],
  ),
  PROMISE_UNIT: warning(
    [
      '承诺时限与法定时限单位不同，无法比较',
      'The promised limit has a unit that cannot be compared with the statutory one',
    ],
    ['确认承诺不长于法定，宜使用相同单位', 'See that it is not longer; best use the same unit'],
  ),
  STATUTORY_NONE: error(
    ['行政许可均有法定时限', 'A licence always has a statutory limit'],
    [
      '法律、行政法规未另行规定的，适用行政许可法第四十二条的二十日',
      'Where no other law sets one, the twenty days of Art. 42 of the licence law hold',
    ],
  ),
  HANDLING_LIMIT: error(
    ['即办件的承诺时限应为 0，承诺件应大于 0', 'On the spot means a promised limit of 0, and only then'],
    ['改正办件类型或者承诺时限', 'Correct the handling or the promised limit'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(LIMIT_RULES)

/** Type 01, 行政许可. */
const LICENCE = '01'

/** Limits and handling (时限、办件类型), of the item and of variants that have limits of their own. */
export function checkLimits({ limits, handling, type, variants = [] }: ItemDocument): Finding[] {
  const findings = checkPromise(limits, '/limits/promised')
  if ((handling === 'onTheSpot') !== (limits.promised.amount === 0))
    findings.push(found('HANDLING_LIMIT', '/handling'))
  const ofVariants = variants.flatMap((variant, index) => {
    const pointer = `/variants/${index}`
    const of = variant.limits ?? limits
    const isOnTheSpot = (variant.handling ?? handling) === 'onTheSpot'
    return [
      ...(variant.limits === undefined ? [] : checkPromise(variant.limits, `${pointer}/limits/promised`)),
      ...(isOnTheSpot === (of.promised.amount === 0) || (variant.limits ?? variant.handling) === undefined
        ? []
        : [found('HANDLING_LIMIT', `${pointer}/handling`)]),
    ]
  })
  const all = [
    { limits, pointer: '/limits' },
    ...variants.map((each, index) => ({ limits: each.limits, pointer: `/variants/${index}/limits` })),
  ]
  const ofLicence = all.flatMap((each) =>
    type === LICENCE && each.limits !== undefined && statutoryOf(each.limits) === undefined
      ? [found('STATUTORY_NONE', `${each.pointer}/statutory`)]
      : [],
  )
  return [...findings, ...ofVariants, ...ofLicence]
}

/** 承诺 ≤ 法定; a month counts 22 working days and a year 250. */
function checkPromise(limits: ItemDocument['limits'], pointer: string): Finding[] {
  const { promised } = limits
  const statutory = statutoryOf(limits)
  if (statutory === undefined) return []
  const order = compareLimits(promised, statutory)
  if (order === 'longer') return [found('PROMISE_LONGER', pointer)]
  return order === 'unclear' ? [found('PROMISE_UNIT', pointer)] : []
}
