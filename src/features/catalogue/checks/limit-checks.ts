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
  RENEWAL_WITHOUT_END: error(
    [
      '写明了视为准予延续的依据，但没有有期限的证照',
      'A basis for the renewal by law is cited, and no result is a licence that ends',
    ],
    [
      '在审批结果中写明证照的有效期限（licence.validity），或者删去该依据',
      'Give a result a licence with its validity, or leave the basis out',
    ],
  ),
  CITED_IN_VAIN: warning(
    [
      '行政许可的收件、送达和延续规则由行政许可法直接规定，另引依据不起作用',
      'The licence law itself gives a licence these rules: a basis cited for them has no effect',
    ],
    ['删去引用的依据（citedClocks）', 'Leave the cited bases out (citedClocks)'],
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
export function checkLimits(document: ItemDocument): Finding[] {
  const { limits, handling, type, variants = [] } = document
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
  return [...findings, ...ofVariants, ...ofLicence, ...checkCited(document)]
}

/** 引用的许可规则: those of the licence law for types that it does not bind by itself. */
function checkCited({ type, citedClocks = {}, results }: ItemDocument): Finding[] {
  if (type === LICENCE)
    return Object.keys(citedClocks).map((name) => found('CITED_IN_VAIN', `/citedClocks/${name}`))
  const ends = results.some(({ licence }) => licence?.validity !== undefined)
  return citedClocks.renewal === undefined || ends
    ? []
    : [found('RENEWAL_WITHOUT_END', '/citedClocks/renewal')]
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
