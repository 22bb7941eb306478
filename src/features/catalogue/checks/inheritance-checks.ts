import { isDeepStrictEqual } from 'node:util'
import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import type { DirectoryDocument } from '../directory/directory-document.js'
import type { ItemDocument, ItemMaterial } from '../item-document.js'
import type { Finding } from './finding.js'
import { compareLimits } from './limit-order.js'

/** An implementation entry (实施清单) may only tighten what its directory entry (基本目录) fixes. */
export const INHERITANCE_RULES = {
  DIRECTORY_NONE: warning(
    ['基本目录中没有该基本编码的现行条目', 'The basic directory has no entry in force with this code'],
    ['核对基本编码，或者先发布基本目录条目', 'Look at the basic code, or publish the directory entry first'],
  ),
  DIRECTORY_NAME: warning(
    ['名称与基本目录不同', 'The name differs from that of the directory'],
    ['名称宜与基本目录一致', 'Take the name of the directory'],
  ),
  DIRECTORY_TYPE: error(
    ['事项类型与基本目录不一致', 'The type differs from that of the directory'],
    ['改为基本目录的事项类型', 'Take the type of the directory'],
  ),
  DIRECTORY_LEVEL: error(
    ['行使层级不在基本目录的范围内', 'The directory does not allow this level'],
    ['改为基本目录允许的行使层级', 'Take a level that the directory allows'],
  ),
  DIRECTORY_AUDIENCE: error(
    ['服务对象超出基本目录的范围', 'The directory does not serve this audience'],
    ['删除该服务对象', 'Leave this audience out'],
  ),
  DIRECTORY_BASIS_MISSING: error(
    ['缺少基本目录的设定依据', 'A legal basis of the directory is missing'],
    ['补充基本目录列出的设定依据', 'Add the legal basis that the directory names'],
  ),
  DIRECTORY_MATERIAL_NAME: warning(
    ['材料名称与基本目录不同', 'The directory calls the material of this code otherwise'],
    [
      '同一编码应是同一材料：改为基本目录的名称，另一种材料使用另外的编码',
      'One code is one material: take its name, or give another material a code of its own',
    ],
  ),
  DIRECTORY_MATERIAL_ADDED: error(
    ['基本目录没有该材料', 'The directory does not ask for this material'],
    ['注明该材料的依据，或者删除该材料', 'Name its own legal basis, or leave the material out'],
  ),
  DIRECTORY_MATERIAL_STRICTER: error(
    ['材料必要性严于基本目录', 'The material is demanded more strictly than the directory does'],
    [
      '另行注明依据，或者改为基本目录的必要性',
      'Name a legal basis of its own, or take the necessity of the directory',
    ],
  ),
  DIRECTORY_MATERIAL_MORE: error(
    [
      '材料份数多于基本目录，或者要求基本目录未要求的原件',
      'More originals or copies are demanded than the directory does, or the original where it takes a copy',
    ],
    ['改为基本目录的份数和原件要求，或者另行注明依据', 'Ask for no more, or name a legal basis of its own'],
  ),
  DIRECTORY_MATERIAL_FORM: error(
    [
      '材料形式严于基本目录，或者取消了基本目录的告知承诺',
      'The material is taken in fewer forms than the directory says, or no promise in its place',
    ],
    [
      '改为基本目录的材料形式，保留告知承诺',
      'Take it in every form that the directory takes, its promise included',
    ],
  ),
  DIRECTORY_CONDITION: error(
    ['增加了基本目录没有的申办条件', 'A condition that the directory does not know'],
    ['删除该条件；条件由设定依据和基本目录规定', 'Leave it out: conditions are set by law and directory'],
  ),
  DIRECTORY_QUANTITY: error(
    ['数量限制与基本目录不同', 'The limit of quantity differs from that of the directory'],
    ['改为基本目录的数量限制', 'Take the limit of quantity of the directory'],
  ),
  DIRECTORY_SPECIAL: error(
    [
      '特别程序超出基本目录（种类、次数、天数、收费）',
      'A special procedure that the directory has not, or not as often, for so long or at a charge',
    ],
    ['删除该特别程序，或者不超过基本目录的天数，不收费', 'Leave it out, or take no more days and no fee'],
  ),
  DIRECTORY_FEE: error(
    ['基本目录为不收费事项', 'The directory charges no fee'],
    ['改为不收费', 'Charge no fee'],
  ),
  DIRECTORY_FEE_MORE: error(
    [
      '收费项目或者标准超出基本目录，或者取消了减免',
      'A fee that the directory does not list, or dearer, or without its reduction',
    ],
    [
      '按基本目录公布的项目和标准收费（行政许可法第五十八、五十九条）',
      'Charge what the directory lists and no more (Art. 58 and 59 of the licence law)',
    ],
  ),
  DIRECTORY_STATUTORY_LONGER: error(
    ['法定时限长于基本目录', 'The statutory limit is longer than that of the directory'],
    ['不得长于基本目录的法定时限', 'Take no more than the directory gives'],
  ),
  DIRECTORY_PROMISE_LONGER: error(
    ['承诺时限长于基本目录', 'The promised limit is longer than that of the directory'],
    ['不得长于基本目录的承诺时限', 'Promise no more than the directory does'],
  ),
  DIRECTORY_LIMIT_UNIT: warning(
    [
      '时限单位与基本目录不同，无法比较',
      'A limit has another unit than that of the directory and cannot be compared',
    ],
    ['确认不长于基本目录，宜使用相同单位', 'See that it is not longer; best use the same unit'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(INHERITANCE_RULES)

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
const bare = (title: string): string => title.replaceAll(/[《》\s]/g, '')

const STRICTNESS: Record<ItemMaterial['necessity'], number> = { optional: 0, deferrable: 1, required: 2 }

function checkMaterials(item: ItemDocument, { materials }: DirectoryDocument): Finding[] {
  if (materials === undefined) return []
  const known = new Map(materials.map((material) => [material.materialCode, material]))
  return item.materials.flatMap((material, index) => {
    const fixed = known.get(material.materialCode)
    const { necessity, legalBasis } = material
    if (fixed === undefined)
      return legalBasis !== undefined
        ? []
        : found('DIRECTORY_MATERIAL_ADDED', `/materials/${index}`, {
            en: 'The directory does not ask for this material: name its own legal basis or leave it out',
            zh: '基本目录没有该材料，增加材料须注明依据',
          })
    const more = [
      ...checkMaterialName(material, fixed, `/materials/${index}/name`),
      ...checkAsked(material, fixed, `/materials/${index}`),
    ]
    // The basis of the directory is that of its own necessity, not of a stricter one.
    if (STRICTNESS[necessity] <= STRICTNESS[fixed.necessity]) return more
    return legalBasis !== undefined && legalBasis !== fixed.legalBasis
      ? more
      : found('DIRECTORY_MATERIAL_STRICTER', `/materials/${index}/necessity`, {
          en: `The directory asks for it as ${fixed.necessity}: a stricter demand needs a legal basis of its own`,
          zh: '材料必要性严于基本目录的，须另行注明依据',
        })
  })
}

type DirectoryMaterial = NonNullable<DirectoryDocument['materials']>[number]
type SpecialProcedure = NonNullable<DirectoryDocument['specialProcedures']>[number]

/** Under its code another paper could be asked for; that the name is only another one for the same, a person sees. */
const checkMaterialName = (own: ItemMaterial, fixed: DirectoryMaterial, pointer: string): Finding[] =>
  bare(own.name) === bare(fixed.name)
    ? []
    : [
        found('DIRECTORY_MATERIAL_NAME', pointer, {
          en: `The directory calls it "${fixed.nameEn ?? fixed.name}"`,
          zh: `基本目录的名称为“${fixed.name}”`,
        }),
      ]

/** In how many originals and copies, and in which forms, one material is taken. */
function checkAsked(own: ItemMaterial, fixed: DirectoryMaterial, pointer: string): Finding[] {
  const hasOwnBasis = own.legalBasis !== undefined && own.legalBasis !== fixed.legalBasis
  const takesPromise = fixed.commitment === undefined || own.commitment !== undefined
  return [
    ...(hasOwnBasis ? [] : checkCount(own, fixed, pointer)),
    ...(own.format === fixed.format || own.format === 'paperOrElectronic'
      ? []
      : [found('DIRECTORY_MATERIAL_FORM', `${pointer}/format`)]),
    ...(takesPromise
      ? []
      : [
          found('DIRECTORY_MATERIAL_FORM', `${pointer}/commitment`, {
            en: 'The directory takes the applicant’s promise in its place',
            zh: '基本目录允许以告知承诺代替该材料',
          }),
        ]),
  ]
}

function checkCount(own: ItemMaterial, fixed: DirectoryMaterial, pointer: string): Finding[] {
  const more = (['originals', 'copies'] as const).find((count) => own[count] > fixed[count])
  if (more !== undefined)
    return [
      found('DIRECTORY_MATERIAL_MORE', `${pointer}/${more}`, {
        en: `The directory asks for ${fixed[more]} ${more}, not ${own[more]}`,
        zh: `基本目录为${more === 'originals' ? '原件' : '复印件'} ${fixed[more]} 份，不得要求 ${own[more]} 份`,
      }),
    ]
  if (fixed.originality !== 'copy' || own.originality === 'copy') return []
  return [
    found('DIRECTORY_MATERIAL_MORE', `${pointer}/originality`, {
      en: 'The directory takes a copy, not the original',
      zh: '基本目录为复印件，不得要求原件',
    }),
  ]
}

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
