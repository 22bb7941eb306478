import { isDeepStrictEqual } from 'node:util'
import type { DirectoryDocument } from '../directory/directory-document.js'
import type { ItemDocument } from '../item-document.js'
import type { Finding } from './finding.js'
import { checkMaterials } from './inheritance-materials.js'
import { bare, found } from './inheritance-rules.js'
import { compareLimits } from './limit-order.js'

/**
 * An implementation entry (实施清单) may only tighten what its directory entry (基本目录) fixes: serve sooner, ask for less,
 * never more. What the directory leaves open is not looked at.
 */
export function checkInheritance(item: ItemDocument, directory: DirectoryDocument | undefined): Finding[] {
  if (directory === undefined)
    return [
      found('DIRECTORY_NONE', '/basicCode', {
        en: 'The basic directory has no entry in force with this code',
        zh: '基本目录中没有该基本编码的现行条目',
      }),
    ]
  return [
    ...checkNature(item, directory),
    ...checkAudiences(item, directory),
    ...checkBases(item, directory),
    ...checkMaterials(item, directory),
    ...checkHeavier(item, directory),
    ...checkFees(item, directory),
    ...checkLimits(item.limits, directory, '/limits'),
    ...(item.variants ?? []).flatMap((variant, index) =>
      checkLimits(variant.limits, directory, `/variants/${index}/limits`),
    ),
  ]
}

/** Name, code, type and basis are the same on all levels (四级四同); of the name this is only asked. */
function checkNature(item: ItemDocument, directory: DirectoryDocument): Finding[] {
  const findings: Finding[] = []
  if (item.name !== directory.name)
    findings.push(
      found('DIRECTORY_NAME', '/name', {
        en: `The directory calls it "${directory.nameEn ?? directory.name}"`,
        zh: `基本目录的名称为“${directory.name}”`,
      }),
    )
  if (item.type !== directory.type)
    findings.push(
      found('DIRECTORY_TYPE', '/type', {
        en: `The directory says type ${directory.type}`,
        zh: `与基本目录的事项类型（${directory.type}）不一致`,
      }),
    )
  if (!directory.levels.includes(item.level))
    findings.push(
      found('DIRECTORY_LEVEL', '/level', {
        en: `The directory allows the levels ${directory.levels.join(', ')}`,
        zh: `基本目录的行使层级为 ${directory.levels.join('、')}`,
      }),
    )
  return findings
}

function checkAudiences(item: ItemDocument, { audiences }: DirectoryDocument): Finding[] {
  if (audiences === undefined) return []
  return item.audiences.flatMap((audience, index) =>
    audiences.includes(audience)
      ? []
      : found('DIRECTORY_AUDIENCE', `/audiences/${index}`, {
          en: `The directory does not serve audience ${audience}`,
          zh: `服务对象 ${audience} 超出基本目录的范围`,
        }),
  )
}

function checkBases(item: ItemDocument, { legalBases }: DirectoryDocument): Finding[] {
  const named = new Set(item.legalBases.map(({ name }) => bare(name)))
  // A law that is cited with several articles is missing once.
  const missing = new Set(legalBases.map(({ name }) => bare(name)).filter((name) => !named.has(name)))
  return [...missing].map((name) =>
    found('DIRECTORY_BASIS_MISSING', '/legalBases', {
      en: `The legal basis "${name}" of the directory is missing`,
      zh: `缺少基本目录的设定依据《${name}》`,
    }),
  )
}

/** The title of a law with or without its 书名号. */
type SpecialProcedure = NonNullable<DirectoryDocument['specialProcedures']>[number]

/** Conditions, quantity and special procedures, where the directory fixes them. */
function checkHeavier(item: ItemDocument, directory: DirectoryDocument): Finding[] {
  const { conditions, quantityLimit, specialProcedures } = directory
  const known = new Set(conditions?.map(bare))
  return [
    ...item.conditions.flatMap((each, index) =>
      conditions === undefined || known.has(bare(typeof each === 'string' ? each : each.text))
        ? []
        : [found('DIRECTORY_CONDITION', `/conditions/${index}`)],
    ),
    ...(quantityLimit === undefined ||
    item.quantityLimit === undefined ||
    quantityLimit === item.quantityLimit
      ? []
      : [found('DIRECTORY_QUANTITY', '/quantityLimit')]),
    ...(specialProcedures === undefined ? [] : checkSpecials(item.specialProcedures, specialProcedures)),
  ]
}

/** Each of the item's is one of the directory's of that kind, which is used up by it: the shortest that is long enough. */
function checkSpecials(
  own: ItemDocument['specialProcedures'],
  fixed: readonly SpecialProcedure[],
): Finding[] {
  const left = [...fixed].sort((a, b) => a.days - b.days)
  const longestFirst = own.map((each, index) => ({ ...each, index })).sort((a, b) => b.days - a.days)
  const heavier = longestFirst.filter(({ kind, days, charged }) => {
    const at = left.findIndex(
      (each) => each.kind === kind && each.days >= days && (charged !== true || each.charged !== false),
    )
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return heavier
    .sort((a, b) => a.index - b.index)
    .map(({ index }) => found('DIRECTORY_SPECIAL', `/specialProcedures/${index}`))
}

type DirectoryFee = NonNullable<NonNullable<DirectoryDocument['fees']>['items']>[number]

/**
 * What is charged stands in the directory where that lists its fees, at no higher sum: fees are set by law and published, not
 * by who charges them (行政许可法 Art. 58, 59). Standards that are only told in words cannot be compared.
 */
function checkFees({ fees }: ItemDocument, directory: DirectoryDocument): Finding[] {
  const fixed = directory.fees
  if (fixed === undefined || !fees.charged) return []
  if (!fixed.charged)
    return [
      found('DIRECTORY_FEE', '/fees/charged', {
        en: 'The directory charges no fee',
        zh: '基本目录为不收费事项，不得收费',
      }),
    ]
  const { items: listed } = fixed
  return listed === undefined ? [] : fees.items.flatMap((fee, index) => checkFee(fee, index, listed))
}

function checkFee(fee: DirectoryFee, index: number, listed: readonly DirectoryFee[]): Finding[] {
  const pointer = `/fees/items/${index}`
  const same =
    listed.find(({ feeCode }) => feeCode !== undefined && feeCode === fee.feeCode) ??
    listed.find(({ name }) => name === fee.name)
  if (same === undefined) return [found('DIRECTORY_FEE_MORE', pointer)]
  const [own, most] = [fee.amount?.amount, same.amount?.amount]
  return [
    ...(own === undefined || most === undefined || own <= most
      ? []
      : [
          found('DIRECTORY_FEE_MORE', `${pointer}/amount`, {
            en: `The directory charges ${most / 100} yuan, not ${own / 100}`,
            zh: `基本目录的标准为 ${most / 100} 元，不得收取 ${own / 100} 元`,
          }),
        ]),
    // Nor more often: once, or by the very rule of the directory.
    ...(fee.count !== undefined && most !== undefined && !isDeepStrictEqual(fee.count, same.count)
      ? [
          found('DIRECTORY_FEE_MORE', `${pointer}/count`, {
            en: 'The directory has another rule of how many times it is charged, or none: charge it once, or by that rule',
            zh: '基本目录没有这一计费数量规则：请按一份收取，或者采用基本目录的规则',
          }),
        ]
      : []),
    ...(same.reducible && !fee.reducible ? [found('DIRECTORY_FEE_MORE', `${pointer}/reducible`)] : []),
  ]
}

const LIMITS = {
  statutory: ['DIRECTORY_STATUTORY_LONGER', 'statutory', '法定时限'],
  promised: ['DIRECTORY_PROMISE_LONGER', 'promised', '承诺时限'],
} as const

function checkLimits(
  limits: ItemDocument['limits'] | undefined,
  directory: DirectoryDocument,
  pointer: string,
): Finding[] {
  if (limits === undefined) return []
  return (['statutory', 'promised'] as const).flatMap((kind) => {
    const most = directory.limits?.[kind]
    const own = limits[kind]
    const order =
      most === undefined || 'none' in most ? 'notLonger' : 'none' in own ? 'longer' : compareLimits(own, most)
    const [rule, en, zh] = LIMITS[kind]
    if (order === 'longer')
      return found(rule, `${pointer}/${kind}`, {
        en: `The ${en} limit is longer than that of the directory`,
        zh: `${zh}长于基本目录的${zh}`,
      })
    if (order === 'unclear')
      return found('DIRECTORY_LIMIT_UNIT', `${pointer}/${kind}`, {
        en: `The ${en} limit has another unit than the directory's: see that it is not longer`,
        zh: `${zh}的单位与基本目录不同，请确认不长于基本目录`,
      })
    return []
  })
}
